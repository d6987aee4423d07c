public import LinearAlgebra

/// A loss as the lockstep engine computes it: what its kernels have code for.
public enum LaneForm<S: Scalar>: Sendable {
  /// ½ ‖M ∘ (W − Φ)‖_F², where M is all ones if nil, else a matrix of ones and zeros.
  case residual(target: Matrix<S>, mask: Matrix<Double>?)
  /// ½ tr((W − Φ) Λ (W − Φ)ᴴ).
  case quadratic(target: Matrix<S>, covariance: Matrix<S>)
}
