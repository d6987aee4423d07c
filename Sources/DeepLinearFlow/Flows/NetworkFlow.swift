public import DeepLinear

/// A flow of a network's weights: `GradientFlow` or `EndToEndFlow`.
///
/// As a `Method` it runs wherever gradient descent does: `train` needs a rule that bounds the time, meets losses at the exact
/// time and not at the end of a step, and counts with `.steps` the solver's accepted steps. Of an `Observation` it uses
/// `times` and `events`, not `schedule`. It also throws `FlowError`.
public protocol NetworkFlow: Method {
  /// How far the weights may be from the exact flow, and how the steps are taken.
  var accuracy: FlowAccuracy { get set }
}

extension NetworkFlow {
  /// SUNDIALS, whose version the last bits of a flow may depend on.
  public var solver: String? { FlowSolverLibrary.version }

  /// Follows the flow on ℓ alone.
  ///
  /// - Throws: as the form behind it.
  public func run<L: Loss>(
    _ network: DeepLinearNetwork<L.S>, on loss: L, until rule: StoppingRule,
    watching observation: Observation<L.S> = Observation(), at times: TimeSchedule? = nil,
    events: [FlowEvent]? = nil
  ) throws -> Run<L.S> {
    try run(network, on: Objective(loss), until: rule, watching: observation, at: times, events: events)
  }

  /// Follows the flow from `network`: `train` with less said.
  ///
  /// - Parameters:
  ///   - rule: must bound the time.
  ///   - times: when the flow is observed; the observation's own where nil.
  ///   - events: stages whose exact times are wanted; the observation's own where nil.
  /// - Throws: as `train`, and `FlowError`.
  public func run<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    watching observation: Observation<S> = Observation(), at times: TimeSchedule? = nil,
    events: [FlowEvent]? = nil
  ) throws -> Run<S> {
    var observation = observation
    if let times { observation.times = times }
    if let events { observation.events = events }
    return try train(network, on: objective, until: rule, watching: observation)
  }
}
