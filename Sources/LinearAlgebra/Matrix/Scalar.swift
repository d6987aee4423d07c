public import RealModule

/// A number over which networks are trained: `Double` or `Complex<Double>`.
///
/// Real and complex code share one source through this protocol. Its matrix requirements work on whole
/// matrices, so that generic code above pays one call a matrix and no inner loop is generic at run time. What runs at
/// every snapshot is specialized for both fields besides (`@_specialize`): at small widths looking up generic types
/// took several times as long as the arithmetic.
public protocol Scalar: AlgebraicField, Sendable {
  /// True for complex numbers.
  static var isComplex: Bool { get }
  /// The real number `value` as a scalar.
  init(real value: Double)
  /// The scalar with these parts; `imaginary` is ignored over the reals.
  init(real: Double, imaginary: Double)
  var realPart: Double { get }
  /// Zero over the reals.
  var imaginaryPart: Double { get }
  /// z̄; the number itself over the reals.
  var conjugated: Self { get }

  /// Low-level: C ← α·op(A)·op(B) + β·C. Allocates nothing; C must overlap neither A nor B.
  static func multiply(
    into c: MutableMatrixView<Self>, _ alpha: Double, _ a: MatrixView<Self>, _ opA: Operation,
    _ b: MatrixView<Self>, _ opB: Operation, _ beta: Double)
  /// Low-level: out ← x + α·y, elementwise; `out` may be `x` or `y`.
  static func combine(
    into out: MutableMatrixView<Self>, _ x: MatrixView<Self>, _ alpha: Double, _ y: MatrixView<Self>)
  /// Low-level: Re ⟨A, B⟩ = Re Σ conj(a_ij)·b_ij, summed in storage order.
  static func realInner(_ a: MatrixView<Self>, _ b: MatrixView<Self>) -> Double
  /// Low-level: out ← mask ∘ out, with a mask of real numbers, of the same shape.
  static func multiplyElements(of out: MutableMatrixView<Self>, by mask: MatrixView<Double>)
  /// Low-level: whether every entry is finite.
  static func isFinite(_ a: MatrixView<Self>) -> Bool

  /// LAPACK in this field, column-major, every buffer the caller's.
  static var lapack: LAPACK<Self> { get }
}

extension Scalar {
  /// |z|².
  @inlinable public var squaredMagnitude: Double {
    realPart * realPart + imaginaryPart * imaginaryPart
  }
  /// |z|, without overflow where |z| itself does not overflow.
  @inlinable public var modulus: Double { Double.hypot(realPart, imaginaryPart) }
}

/// What is done to an operand before it is multiplied.
public enum Operation: Sendable {
  case none
  case conjugateTranspose
}
