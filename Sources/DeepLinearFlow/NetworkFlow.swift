public import DeepLinear

/// A flow of a network's weights: `GradientFlow` or `EndToEndFlow`.
public protocol NetworkFlow: Sendable {
  /// How far the weights may be from the exact flow, and how the steps are taken.
  var accuracy: FlowAccuracy { get set }

  /// Follows the flow from `network`.
  ///
  /// - Parameters:
  ///   - objective: L.
  ///   - rule: when the run ends; must bound the time. Losses are met at the exact time, not at the end of a step.
  ///     `.steps` counts the solver's accepted steps.
  ///   - observation: what is watched; of its `schedule`, which counts steps, nothing is used.
  ///   - schedule: the times of the snapshots. They do not change a bit of the solution.
  ///   - events: stages whose exact times are wanted.
  /// - Throws: `LossError.shape`, `FlowError`, `LinearAlgebraError` where Φ has no singular values, `CancellationError`.
  ///   Numerical failure is an outcome, not an error.
  func run<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    watching observation: Observation<S>, at schedule: TimeSchedule, events: [FlowEvent]
  ) throws -> FlowRun<S>
}

extension NetworkFlow {
  /// Follows the flow on ℓ alone.
  ///
  /// - Throws: as the form behind it.
  public func run<L: Loss>(
    _ network: DeepLinearNetwork<L.S>, on loss: L, until rule: StoppingRule,
    watching observation: Observation<L.S> = Observation(), at schedule: TimeSchedule = .logarithmic(300),
    events: [FlowEvent] = []
  ) throws -> FlowRun<L.S> {
    try run(network, on: Objective(loss), until: rule, watching: observation, at: schedule, events: events)
  }

  /// Follows the flow with less said.
  ///
  /// - Throws: as the form behind it.
  public func run<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    watching observation: Observation<S> = Observation(), at schedule: TimeSchedule = .logarithmic(300)
  ) throws -> FlowRun<S> {
    try run(network, on: objective, until: rule, watching: observation, at: schedule, events: [])
  }
}
