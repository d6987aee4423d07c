public import DeepLinear

/// The gradient flow dW_j/dt = −∇_{W_j} L of all layers at once, solved to a stated accuracy.
///
/// What gradient descent approaches as its step size goes to 0, on the clock t = η·k. Any objective, either field.
///
/// ```swift
/// let run = try GradientFlow().run(
///   network, on: SquareLoss(target: target) + BalancePenalty(strength: 10),
///   until: .loss(below: 1e-8) || .time(200), observing: Observation([.loss, .singularValues]),
///   at: .logarithmic(300))
/// ```
public struct GradientFlow: NetworkFlow, Equatable {
  /// How far the weights may be from the exact flow, and how the steps are taken.
  public var accuracy: FlowAccuracy

  /// A flow at the default accuracy, unless stated otherwise.
  public init(accuracy: FlowAccuracy = FlowAccuracy()) { self.accuracy = accuracy }

  /// The flow from the network; as `TrainingMethod.train`.
  public func train<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    observing observation: Observation<S>
  ) throws -> Run<S> {
    try objective.requireFit(network)
    let target = try TargetSpectrum(objective.target)
    let system = LayerFlow(from: network, objective: objective)
    return try FlowIntegrator.run(
      system, from: system.start, initial: network, target: target, until: rule, observing: observation,
      accuracy: accuracy, tolerance: accuracy.local)
  }
}
