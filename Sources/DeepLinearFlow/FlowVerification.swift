public import DeepLinear

/// How far a flow moves when it is followed ten times more tightly: a measured error, not a quoted tolerance.
public struct FlowVerification: Equatable, Sendable {
  /// max over snapshots and j of ‖W_j − W_j'‖_F. Layers of an end-to-end flow are determined only up to rotations: nil there.
  public let layerDistance: Double?
  /// max over snapshots of ‖W_{1:N} − W_{1:N}'‖_F.
  public let endToEndDistance: Double
  /// The time at which that is.
  public let worstTime: Double
  /// The largest difference of a threshold's or an event's time; infinite where one run has it and the other has not.
  public let eventDistance: Double
  /// Whether both runs ended in the same way.
  public let outcomesAgree: Bool
}

extension NetworkFlow {
  /// Follows a flow twice, the second time with both tolerances divided by ten, and compares.
  ///
  /// The first run's error is about the distance, and at the default tolerances it is far above the second's.
  ///
  /// - Parameters: as of `run`.
  /// - Throws: as `run`.
  /// - Complexity: about 2.5 runs; keeps the weights of both at all snapshots.
  public func verify<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    watching observation: Observation<S> = Observation(), at times: TimeSchedule? = nil,
    events: [FlowEvent]? = nil
  ) throws -> (run: Run<S>, verification: FlowVerification) {
    var watched = observation
    watched.keepsWeights = true
    let run = try run(network, on: objective, until: rule, watching: watched, at: times, events: events)
    var bare = watched
    bare.observables = []
    (bare.progress, bare.timeProgress) = ({ _ in }, { _ in })
    var tighter = self
    tighter.accuracy = accuracy.tenTimesTighter
    let other = try tighter.run(
      network, on: objective, until: rule, watching: bare, at: times, events: events)
    return (run, FlowVerification(run, other, comparesLayers: self is GradientFlow))
  }
}

extension FlowVerification {
  /// Compares the snapshots that two runs have in common, and their ends.
  init<S: Scalar>(_ run: Run<S>, _ other: Run<S>, comparesLayers: Bool) {
    var (layers, ends, worst) = (0.0, 0.0, 0.0)
    let snapshots = zip(run.times, zip(run.snapshotNetworks, other.snapshotNetworks)).map { ($0, $1.0, $1.1) }
    for (time, a, b) in snapshots + [(run.time, run.finalNetwork, other.finalNetwork)] {
      for (x, y) in zip(a.layers, b.layers) { layers = max(layers, (x - y).frobeniusNorm) }
      let distance = (a.endToEndMatrix - b.endToEndMatrix).frobeniusNorm
      if distance > ends { (ends, worst) = (distance, time) }
    }
    layerDistance = comparesLayers ? layers : nil
    (endToEndDistance, worstTime) = (ends, worst)
    func gap(_ a: Double?, _ b: Double?) -> Double {
      switch (a, b) {
      case (nil, nil): 0
      case (let a?, let b?): abs(a - b)
      default: .infinity
      }
    }
    let thresholds = zip(run.thresholdTimes, other.thresholdTimes).map { gap($0, $1) }
    let events = FlowEvent.allCases.map { gap(run.flow?.eventTimes[$0], other.flow?.eventTimes[$0]) }
    eventDistance = (thresholds + events).max() ?? 0
    outcomesAgree = run.outcome.kind == other.outcome.kind
  }
}
