public import ComplexModule
public import RealModule

extension Double: Scalar {
  public static var isComplex: Bool { false }
  public init(real value: Double) { self = value }
  public init(real: Double, imaginary: Double) { self = real }
  public var realPart: Double { self }
  public var imaginaryPart: Double { 0 }
  public var conjugated: Double { self }

  public static func combine(
    into out: MutableMatrixView<Double>, _ x: MatrixView<Double>, _ alpha: Double, _ y: MatrixView<Double>
  ) {
    for i in 0..<out.count { out.base[i] = x.base[i] + alpha * y.base[i] }
  }
  public static func realInner(_ a: MatrixView<Double>, _ b: MatrixView<Double>) -> Double {
    var sum = 0.0
    for i in 0..<a.count { sum += a.base[i] * b.base[i] }
    return sum
  }
  public static func multiplyElements(of out: MutableMatrixView<Double>, by mask: MatrixView<Double>) {
    for i in 0..<out.count { out.base[i] *= mask.base[i] }
  }
  public static func isFinite(_ a: MatrixView<Double>) -> Bool {
    var probe = 0.0
    for i in 0..<a.count { probe += a.base[i] * 0 }
    return probe == 0
  }
  public static var lapack: LAPACK<Double> { realLAPACK }
}

extension Complex: Scalar where RealType == Double {
  public static var isComplex: Bool { true }
  public init(real value: Double) { self.init(value, 0) }
  public init(real: Double, imaginary: Double) { self.init(real, imaginary) }
  // `real` and `imaginary` of swift-numerics return NaN for non-finite numbers; here the raw parts are needed.
  public var realPart: Double { rawStorage.x }
  public var imaginaryPart: Double { rawStorage.y }
  public var conjugated: Complex { Complex(rawStorage.x, -rawStorage.y) }

  public static func combine(
    into out: MutableMatrixView<Complex>, _ x: MatrixView<Complex>, _ alpha: Double,
    _ y: MatrixView<Complex>
  ) {
    Double.combine(into: out.interleaved, x.interleaved, alpha, y.interleaved)
  }
  public static func realInner(_ a: MatrixView<Complex>, _ b: MatrixView<Complex>) -> Double {
    Double.realInner(a.interleaved, b.interleaved)
  }
  public static func multiplyElements(of out: MutableMatrixView<Complex>, by mask: MatrixView<Double>) {
    let z = out.interleaved.base
    for i in 0..<out.count {
      z[2 * i] *= mask.base[i]
      z[2 * i + 1] *= mask.base[i]
    }
  }
  public static func isFinite(_ a: MatrixView<Complex>) -> Bool { Double.isFinite(a.interleaved) }
  public static var lapack: LAPACK<Complex> { complexLAPACK }
}
