public import LinearAlgebra

/// A loss as a formula in matrices, for engines that have code of their own for it.
public enum LossForm<S: Scalar>: Sendable {
  /// ½ ‖M ∘ (W − Φ)‖_F², where M is all ones if nil, else a matrix of ones and zeros.
  case residual(target: Matrix<S>, mask: Matrix<Double>?)
  /// ½ tr((W − Φ) Λ (W − Φ)ᴴ).
  case quadratic(target: Matrix<S>, covariance: Matrix<S>)
}
