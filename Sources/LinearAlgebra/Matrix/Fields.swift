import CLinAlg
public import ComplexModule
public import RealModule

extension Double: Scalar {
  public static var isComplex: Bool { false }
  public init(real value: Double) { self = value }
  public init(real: Double, imaginary: Double) { self = real }
  public var realPart: Double { self }
  public var imaginaryPart: Double { 0 }
  public var conjugated: Double { self }

  public static func multiply(
    into c: MatrixPointer<Double>, _ alpha: Double, _ a: MatrixPointer<Double>, _ opA: Operation,
    _ b: MatrixPointer<Double>, _ opB: Operation, _ beta: Double
  ) {
    let shape = ProductShape(c, a, opA, b, opB)
    if squareProduct(into: c.base, alpha, a.base, opA, b.base, opB, beta, shape) { return }
    if shape.isSmall { return smallProduct(into: c, alpha, a, opA, b, opB, beta, shape) }
    if shape.isMedium(complex: false) {
      return MediumProduct.multiply(into: c, alpha, a, opA, b, opB, beta, shape)
    }
    BLAS.start()
    withUnsafePointer(to: alpha) { alpha in
      withUnsafePointer(to: beta) { beta in
        la_dgemm(
          opA.letter(complex: false), opB.letter(complex: false), shape.m, shape.n, shape.k, alpha, a.base,
          Int32(max(1, a.rows)), b.base, Int32(max(1, b.rows)), beta, c.base, Int32(max(1, c.rows)))
      }
    }
  }
  public static func combine(
    into out: MatrixPointer<Double>, _ x: MatrixPointer<Double>, _ alpha: Double, _ y: MatrixPointer<Double>
  ) {
    for i in 0..<out.count { out.base[i] = x.base[i] + alpha * y.base[i] }
  }
  public static func realInner(_ a: MatrixPointer<Double>, _ b: MatrixPointer<Double>) -> Double {
    var sum = 0.0
    for i in 0..<a.count { sum += a.base[i] * b.base[i] }
    return sum
  }
  public static func multiplyElements(of out: MatrixPointer<Double>, by mask: UnsafePointer<Double>) {
    for i in 0..<out.count { out.base[i] *= mask[i] }
  }
  public static func isFinite(_ a: MatrixPointer<Double>) -> Bool {
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
  // `real` and `imaginary` of swift-numerics answer NaN for non-finite numbers; the raw parts are wanted.
  public var realPart: Double { rawStorage.x }
  public var imaginaryPart: Double { rawStorage.y }
  public var conjugated: Complex { Complex(rawStorage.x, -rawStorage.y) }

  public static func multiply(
    into c: MatrixPointer<Complex>, _ alpha: Double, _ a: MatrixPointer<Complex>, _ opA: Operation,
    _ b: MatrixPointer<Complex>, _ opB: Operation, _ beta: Double
  ) {
    let shape = ProductShape(c, a, opA, b, opB)
    let (x, y, z) = (a.interleaved.base, b.interleaved.base, c.interleaved.base)
    if squareComplexProduct(into: z, alpha, x, opA, y, opB, beta, shape) { return }
    if shape.isSmall { return smallProduct(into: c, alpha, a, opA, b, opB, beta, shape) }
    if shape.isMedium(complex: true) {
      return MediumProduct.multiply(into: c, alpha, a, opA, b, opB, beta, shape)
    }
    BLAS.start()
    withUnsafePointer(to: Complex(alpha, 0)) { alpha in
      withUnsafePointer(to: Complex(beta, 0)) { beta in
        la_zgemm(
          opA.letter(complex: true), opB.letter(complex: true), shape.m, shape.n, shape.k, alpha, a.base,
          Int32(max(1, a.rows)), b.base, Int32(max(1, b.rows)), beta, c.base, Int32(max(1, c.rows)))
      }
    }
  }
  public static func combine(
    into out: MatrixPointer<Complex>, _ x: MatrixPointer<Complex>, _ alpha: Double,
    _ y: MatrixPointer<Complex>
  ) {
    Double.combine(into: out.interleaved, x.interleaved, alpha, y.interleaved)
  }
  public static func realInner(_ a: MatrixPointer<Complex>, _ b: MatrixPointer<Complex>) -> Double {
    Double.realInner(a.interleaved, b.interleaved)
  }
  public static func multiplyElements(of out: MatrixPointer<Complex>, by mask: UnsafePointer<Double>) {
    let z = out.interleaved.base
    for i in 0..<out.count {
      z[2 * i] *= mask[i]
      z[2 * i + 1] *= mask[i]
    }
  }
  public static func isFinite(_ a: MatrixPointer<Complex>) -> Bool { Double.isFinite(a.interleaved) }
  public static var lapack: LAPACK<Complex> { complexLAPACK }
}

extension MatrixPointer where S == Complex<Double> {
  /// The same memory as real numbers: two rows (re, im) for each complex row.
  var interleaved: MatrixPointer<Double> {
    MatrixPointer<Double>(
      UnsafeMutableRawPointer(base).assumingMemoryBound(to: Double.self), rows: 2 * rows, columns: columns)
  }
}

extension Operation {
  func letter(complex: Bool) -> CChar {
    switch self {
    case .none: CChar(UInt8(ascii: "N"))
    case .conjugateTranspose: CChar(UInt8(ascii: complex ? "C" : "T"))
    }
  }
}
