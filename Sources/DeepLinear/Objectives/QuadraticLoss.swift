public import LinearAlgebra

/// The general quadratic loss of data with covariance Λ_xx and cross-covariance Λ_yx, above its optimum:
///
/// ℓ(W) = ½ tr((W − W*) Λ_xx (W − W*)ᴴ) with W* = Λ_yx Λ_xx⁺; ∇ℓ = W Λ_xx − Λ_yx.
///
/// Written with W* so that no constants cancel near the optimum. Directions in which Λ_xx is zero to rounding
/// (λ ≤ d_0·2⁻⁵²·λ_max) are treated as unseen.
public struct QuadraticLoss<S: Scalar>: Loss {
  /// W*, the minimizer of least norm.
  public let target: Matrix<S>
  /// Λ_xx.
  public let covariance: Matrix<S>

  /// - Parameters:
  ///   - covariance: Λ_xx, d_0 × d_0, Hermitian and non-negative.
  ///   - crossCovariance: Λ_yx, d_N × d_0, its rows in the range of Λ_xx.
  /// - Throws: `LossError`; `LinearAlgebraError` where the eigenvalues do not converge.
  public init(covariance: Matrix<S>, crossCovariance: Matrix<S>) throws {
    let d = crossCovariance.columns
    guard covariance.rows == d, covariance.columns == d else {
      throw LossError.shape(
        got:
          "a \(covariance.rows)×\(covariance.columns) covariance and a \(crossCovariance.rows)×\(d) target",
        expected: "a \(d)×\(d) covariance")
    }
    let asymmetry = (covariance - covariance.adjoint).frobeniusNorm
    let eigen = try covariance.hermitianEigen()
    let (least, largest) = (eigen.values.first ?? 0, eigen.values.last ?? 0)
    let threshold = Double(d) * 0x1p-52 * largest
    guard asymmetry <= 1e-10 * max(-least, largest) else { throw Self.worstAsymmetry(of: covariance) }
    guard least >= -max(threshold, 1e-12 * largest) else { throw LossError.negative(eigenvalue: least) }
    target = crossCovariance * eigen.applying { $0 > threshold ? 1 / $0 : 0 }
    guard (target * covariance - crossCovariance).frobeniusNorm <= 1e-8 * crossCovariance.frobeniusNorm else {
      throw LossError.unbounded
    }
    self.covariance = covariance
  }

  /// The loss whose minimizer is known, as it is from data themselves: their condition number is the root of their covariance's.
  ///
  /// - Parameters:
  ///   - covariance: Λ_xx, d_0 × d_0, Hermitian and non-negative.
  ///   - minimizer: W*, d_N × d_0, with W* Λ_xx = Λ_yx.
  public init(covariance: Matrix<S>, minimizer: Matrix<S>) {
    precondition(
      covariance.rows == covariance.columns && covariance.rows == minimizer.columns,
      "a \(covariance.rows)×\(covariance.columns) covariance and a \(minimizer.rows)×\(minimizer.columns) minimizer"
    )
    (self.covariance, target) = (covariance, minimizer)
  }

  /// A quadratic form in W − Φ with the covariance Λ_xx.
  public var form: LossForm<S>? { .quadratic(target: target, covariance: covariance) }

  /// The pair of entries that differ most from each other's conjugates.
  private static func worstAsymmetry(of a: Matrix<S>) -> LossError {
    var (row, column, worst) = (0, 0, -1.0)
    for j in 0..<a.columns {
      for i in 0...j {
        let difference = (a[i, j] - a[j, i].conjugated).modulus
        if difference > worst { (row, column, worst) = (i, j, difference) }
      }
    }
    return .notHermitian(row: row, column: column, "\(a[row, column])", "\(a[column, row])")
  }

  // Called once a step; without specialization every call would look up the types of its buffers at run time.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func evaluate(at w: MatrixView<S>, gradient: MutableMatrixView<S>, scratch: MutableMatrixView<S>)
    -> Double
  {
    target.withView { S.combine(into: scratch, w, -1, $0) }
    covariance.withView { S.multiply(into: gradient, 1, scratch.readOnly, .none, $0, .none, 0) }
    return 0.5 * S.realInner(scratch.readOnly, gradient.readOnly)
  }
}
