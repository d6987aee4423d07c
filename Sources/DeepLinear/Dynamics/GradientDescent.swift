public import LinearAlgebra

/// W_j ← W_j − η ∇_{W_j} L, all layers at once.
public struct GradientDescent: SteppedMethod, Equatable {
  /// η.
  public let stepSize: Double

  /// - Parameter stepSize: η > 0, finite.
  public init(stepSize: Double) {
    precondition(stepSize > 0 && stepSize.isFinite, "a step size is positive and finite; got \(stepSize)")
    self.stepSize = stepSize
  }

  public func stepper<S: Scalar>(
    from network: DeepLinearNetwork<S>, objective: Objective<S>
  ) -> any Stepper<S> {
    GradientDescentStepper(stepSize: stepSize, network: network, objective: objective)
  }
}

/// Two sets of weights that change places at every step, so that the last one is still there.
final class GradientDescentStepper<S: Scalar>: Stepper {
  private let stepSize: Double
  private let workspace: GradientWorkspace<S>
  private(set) var weights: MatrixStack<S>
  private(set) var previousWeights: MatrixStack<S>

  init(stepSize: Double, network: DeepLinearNetwork<S>, objective: Objective<S>) {
    self.stepSize = stepSize
    workspace = GradientWorkspace(widths: network.widths, objective: objective)
    weights = MatrixStack(network.layers)
    previousWeights = MatrixStack(network.layers)
  }

  var gradient: MatrixStack<S> { workspace.gradient }

  func evaluate() -> Evaluation { workspace.evaluate(at: weights) }

  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  func advance() {
    for j in 0..<weights.count {
      S.combine(into: previousWeights[j], weights[j], -stepSize, workspace.gradient[j])
    }
    swap(&weights, &previousWeights)
  }
}
