public import DeepLinear

/// A flow of a network's weights: `GradientFlow` or `EndToEndFlow`.
///
/// As a `TrainingMethod` it runs wherever an optimizer does: `train` needs a rule that bounds the time, meets losses at the
/// exact time and not at the end of a step, and counts with `.steps` the solver's accepted steps. An observation's schedule is
/// in times. It also throws `FlowError`.
public protocol NetworkFlow: TrainingMethod {
  /// How far the weights may be from the exact flow, and how the steps are taken.
  var accuracy: FlowAccuracy { get set }
  /// Whether it determines all layers; otherwise W_{1:N} alone, and hidden layers up to rotations.
  var determinesLayers: Bool { get }
}

extension NetworkFlow {
  /// All layers.
  public var determinesLayers: Bool { true }

  /// SUNDIALS, whose version the last bits of a flow may depend on.
  public var solver: String? { FlowSolverLibrary.version }

  /// Solves the flow on ℓ alone.
  ///
  /// - Throws: as the form behind it.
  public func run<L: Loss>(
    _ network: DeepLinearNetwork<L.S>, on loss: L, until rule: StoppingRule,
    observing observation: Observation<L.S> = Observation(), at times: SnapshotSchedule? = nil
  ) throws -> Run<L.S> {
    try run(network, on: Objective(loss), until: rule, observing: observation, at: times)
  }

  /// Solves the flow from `network`.
  ///
  /// - Parameters:
  ///   - rule: must bound the time.
  ///   - times: when the flow is observed; the observation's own schedule where nil.
  /// - Throws: as `train`, and `FlowError`.
  public func run<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    observing observation: Observation<S> = Observation(), at times: SnapshotSchedule? = nil
  ) throws -> Run<S> {
    var observation = observation
    if let times { observation.schedule = times }
    return try train(network, on: objective, until: rule, observing: observation)
  }
}
