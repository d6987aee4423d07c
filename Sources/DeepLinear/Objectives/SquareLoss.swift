public import LinearAlgebra

/// ℓ(W) = ½ ‖W − Φ‖_F²; ∇ℓ = W − Φ.
public struct SquareLoss<S: Scalar>: Loss {
  /// Φ.
  public let target: Matrix<S>

  /// - Parameter target: Φ, d_N × d_0.
  public init(target: Matrix<S>) { self.target = target }

  /// A residual W − Φ, without a mask.
  public var form: LossForm<S>? { .residual(target: target, mask: nil) }

  // Called once a step; without specialization every call would look up the types of its buffers at run time.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func evaluate(at w: MatrixView<S>, gradient: MutableMatrixView<S>, scratch: MutableMatrixView<S>)
    -> Double
  {
    target.withView { S.combine(into: gradient, w, -1, $0) }
    return 0.5 * gradient.squaredNorm
  }
}
