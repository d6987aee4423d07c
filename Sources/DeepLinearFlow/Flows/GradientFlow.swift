public import DeepLinear

/// The gradient flow dW_j/dt = −∇_{W_j} L of all layers at once, solved to a stated accuracy.
///
/// What gradient descent approaches as its step size goes to 0, on the clock t = η·k. Any objective, either field.
///
/// ```swift
/// let run = try GradientFlow().run(
///   network, on: SquareLoss(target: target) + BalancePenalty(strength: 10),
///   until: .loss(below: 1e-8) || .time(200), watching: Observation([.loss, .singularValues]),
///   at: .logarithmic(300), events: [.alignment, .saddleEscape])
/// ```
public struct GradientFlow: NetworkFlow, Equatable {
  /// How far the weights may be from the exact flow, and how the steps are taken.
  public var accuracy: FlowAccuracy

  public init(accuracy: FlowAccuracy = FlowAccuracy()) { self.accuracy = accuracy }

  public func train<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    watching observation: Observation<S>
  ) throws -> Run<S> {
    try objective.requireFit(network)
    let target = try TargetSpectrum(objective.target)
    let system = LayerFlow(from: network, objective: objective, target: target)
    var follower = try FlowFollower(
      system: system, initial: network, target: target, rule: rule, observation: observation,
      accuracy: accuracy, tolerance: accuracy.local)
    return try follower.run(from: system.start)
  }
}
