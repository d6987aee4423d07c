public import LinearAlgebra

/// Gradient descent with momentum: W_{k+1} = W_k − η ∇L(W_k) + β (W_k − W_{k−1}), with W_{−1} = W_0.
///
/// Summed in the order (W_k + β (W_k − W_{k−1})) − η ∇L(W_k). Time is η·k.
///
/// - Source: Polyak, *Some methods of speeding up the convergence of iteration methods* (1964).
public struct HeavyBall: Optimizer, Equatable {
  /// η.
  public let stepSize: Double
  /// β.
  public let momentum: Double

  /// - Parameters:
  ///   - stepSize: η > 0, finite.
  ///   - momentum: 0 ≤ β < 1; 0 is gradient descent.
  public init(stepSize: Double, momentum: Double) {
    precondition(stepSize > 0 && stepSize.isFinite, "a step size is positive and finite; got \(stepSize)")
    precondition(momentum >= 0 && momentum < 1, "momentum is at least 0 and below 1; got \(momentum)")
    (self.stepSize, self.momentum) = (stepSize, momentum)
  }

  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func step<S: Scalar>(_ state: OptimizerState<S>) {
    let (w, next, g) = (state.weights, state.previousWeights, state.gradient)
    for j in 0..<w.count {
      S.combine(into: next[j], w[j], -1, next[j].readOnly)
      S.combine(into: next[j], w[j], momentum, next[j].readOnly)
      S.combine(into: next[j], next[j].readOnly, -stepSize, g[j])
    }
  }
}
