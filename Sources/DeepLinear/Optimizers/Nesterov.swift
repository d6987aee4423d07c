public import LinearAlgebra

/// Nesterov's accelerated gradient with constant momentum: Y = W_k + β (W_k − W_{k−1}), W_{k+1} = Y − η ∇L(Y), with W_{−1} = W_0.
///
/// Loss, stopping rule and snapshots are at W_k, so that a step evaluates the gradient twice: at W_k and at Y. Time is η·k.
///
/// - Source: Nesterov, *A method of solving a convex programming problem with convergence rate O(1/k²)* (1983).
public struct Nesterov: Optimizer, Equatable {
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
    let (w, y) = (state.weights, state.previousWeights)
    for j in 0..<w.count {
      S.combine(into: y[j], w[j], -1, y[j].readOnly)
      S.combine(into: y[j], w[j], momentum, y[j].readOnly)
    }
    _ = state.evaluate(at: y.readOnly)
    for j in 0..<w.count { S.combine(into: y[j], y[j].readOnly, -stepSize, state.gradient[j]) }
  }
}
