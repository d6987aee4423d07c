public import LinearAlgebra

/// W_j ← W_j − η ∇_{W_j} L, all layers at once.
public struct GradientDescent: Optimizer, Equatable {
  /// η.
  public let stepSize: Double

  /// - Parameter stepSize: η > 0, finite.
  public init(stepSize: Double) {
    precondition(stepSize > 0 && stepSize.isFinite, "a step size is positive and finite; got \(stepSize)")
    self.stepSize = stepSize
  }

  /// Yes: the lockstep engine has kernels for it.
  public var isPlainDescent: Bool { true }

  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func step<S: Scalar>(_ state: OptimizerState<S>) {
    let (w, next, g) = (state.weights, state.previousWeights, state.gradient)
    for j in 0..<w.count { S.combine(into: next[j], w[j], -stepSize, g[j]) }
  }
}
