public import DeepLinear

/// How far a flow's solution moves at tolerances ten times tighter: a measured error, not a quoted tolerance.
public struct FlowVerification: Equatable, Sendable {
  /// max over the times compared and j of ‖W_j − W_j'‖_F. Layers of an end-to-end flow are determined only up to rotations:
  /// nil there.
  public let layerDistance: Double?
  /// max over the times compared of ‖W_{1:N} − W_{1:N}'‖_F.
  public let endToEndDistance: Double
  /// The time at which that is.
  public let worstTime: Double
  /// The last time compared.
  public let lastTime: Double
  /// How many times were compared, up to the earlier of the two ends; 0 where the flow diverged, of which nothing is left to compare.
  public let comparedTimes: Int
  /// The largest difference of a threshold's or an event's time; infinite where one run met it before both had ended, and
  /// the other not at all.
  public let eventDistance: Double
  /// Whether both runs ended in the same way.
  public let outcomesAgree: Bool

  /// The largest distance of the weights, of an end-to-end flow that of W_{1:N}; infinite where that says nothing, as the runs ended
  /// differently or diverged.
  public var distance: Double {
    outcomesAgree && comparedTimes > 0 ? layerDistance ?? endToEndDistance : .infinity
  }
}

extension NetworkFlow {
  /// Solves a flow, again with both tolerances divided by ten, and once more to compare the two where they may differ most.
  ///
  /// They are compared at the snapshots, at the times of thresholds and events, where both have ended at the latest, and at times that
  /// are as dense as the solver's steps: the escape from a saddle, where errors are greatest, may be over between two snapshots.
  /// The first run's error is about the distance where explicit steps were taken. BDF's steps have no room for ten times less at the default
  /// tolerances: theirs become five times tighter, and the error of the first may be a few times the distance. A limit on the number of
  /// steps, of which the tighter run needs more, ends it no sooner than the first.
  ///
  /// - Parameters: as of `run`. `progress` is called for all three runs, one after another.
  /// - Returns: the run as `run` leaves it, to the bit, and what was found.
  /// - Throws: as `run`; `FlowError.tooTight` where the accuracy's relative tolerance is below
  ///   `FlowAccuracy.finestVerifiable`.
  /// - Complexity: about 3.5 runs, up to ten of a stiff flow; all but the first without observables. Keeps the weights of one at all times compared.
  public func verify<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    observing observation: Observation<S> = Observation(), at times: SnapshotSchedule? = nil
  ) throws -> (run: Run<S>, verification: FlowVerification) {
    guard accuracy.relativeTolerance >= FlowAccuracy.finestVerifiable else {
      throw FlowError.tooTight(relativeTolerance: accuracy.relativeTolerance)
    }
    var observed = observation
    if let times { observed.schedule = times }
    // The times compared are those of all its steps: it is solved from t = 0, without interruption.
    observed.checkpointer = nil
    let density = StepDensity()
    let report = observed.progress
    observed.progress = {
      density.add(steps: $0.steps, time: $0.time)
      report($0)
    }
    let run = try train(network, on: objective, until: rule, observing: observed)

    // A new observation, so that nothing of the first run's applies to these two but what has to.
    var bare = Observation<S>(
      schedule: .at(density.comparisonTimes(of: run)), thresholds: observed.thresholds,
      stages: observed.stages,
      keepsWeights: true,
      isInterrupted: observed.isInterrupted, progress: report)
    var tighter = self
    tighter.accuracy = accuracy.tenTimesTighter
    tighter.accuracy.maximumSteps = max(accuracy.maximumSteps, 100 * run.outcome.step)
    let other = try tighter.train(network, on: objective, until: rule.withoutSteps(of: run), observing: bare)

    // The first run again: what is observed, and when, changes no bit of it.
    bare.keepsWeights = false
    bare.schedule = .at(other.times)
    bare.observables = [.distance(to: other)]
    let again = try train(network, on: objective, until: rule.withoutSteps(of: run), observing: bare)
    return (run, FlowVerification(run, other, again, comparesLayers: determinesLayers))
  }
}

extension FlowVerification {
  /// The most times at which networks of so many weights are compared, without those of thresholds and events.
  package static func mostComparedTimes(weights: Int) -> Int { 2 * StepDensity.mostTimes(weights: weights) }

  /// What the distances along `again`, the first run once more, say of it and the tighter one.
  fileprivate init<S: Scalar>(_ run: Run<S>, _ other: Run<S>, _ again: Run<S>, comparesLayers: Bool) {
    let series = again.series[Observable<S>.distanceName]
    let found = again.times.indices.compactMap { i -> (time: Double, layers: Double, ends: Double)? in
      guard let values = series.map({ Array($0.at(i)) }), !values[0].isNaN else { return nil }
      return (again.times[i], values[0], values[1])
    }
    let worst = found.max { $0.ends < $1.ends }
    layerDistance = comparesLayers ? found.map(\.layers).max() ?? 0 : nil
    (endToEndDistance, worstTime) = (worst?.ends ?? 0, worst?.time ?? 0)
    let stuck = [run, other].map { [.stepTooSmall, .clockTooCoarse].contains($0.outcome.obstacle) }
    outcomesAgree = run.outcome.kind == other.outcome.kind && stuck[0] == stuck[1]
    lastTime = found.last?.time ?? 0
    comparedTimes = run.outcome.kind == .diverged ? 0 : found.count
    let end = min(run.time, other.time)
    func gap(_ a: Double?, _ b: Double?) -> Double {
      switch (a, b) {
      case (let a?, let b?): abs(a - b)
      case (let time?, nil), (nil, let time?): time < end ? .infinity : 0
      case (nil, nil): 0
      }
    }
    let thresholds = zip(run.thresholdTimes, other.thresholdTimes).map { gap($0, $1) }
    let events = MethodReport.Stage.allCases.map {
      gap(run.report.stageTimes[$0], other.report.stageTimes[$0])
    }
    eventDistance = (thresholds + events).max() ?? 0
  }
}

extension Observable {
  fileprivate static var distanceName: String { "distance-to-tighter-flow" }

  /// max_j ‖W_j − W_j'‖_F and ‖W_{1:N} − W_{1:N}'‖_F at the times at which `other` stored its weights W'; undefined at others.
  fileprivate static func distance(to other: Run<S>) -> Observable {
    let networks = Dictionary(zip(other.times, other.snapshotNetworks)) { _, last in last }
    return Observable(
      distanceName, longName: "distance to the flow at tighter tolerances", source: "Notation §3.9",
      dimensions: [.k], sizes: { _ in [2] }
    ) { snapshot in
      guard let there = networks[snapshot.time] else { return [.nan, .nan] }
      let here = snapshot.network
      let layers = zip(here.layers, there.layers).map { ($0 - $1).frobeniusNorm }.max() ?? 0
      return [layers, (here.endToEndMatrix - there.endToEndMatrix).frobeniusNorm]
    }
  }
}

extension StoppingRule {
  /// The rule for a run that is to be compared with `run` and takes shorter steps: limits on their number, the solver's own too, become
  /// the time to which `run` came where they ended it, and fall away where they did not.
  fileprivate func withoutSteps<S: Scalar>(of run: Run<S>) -> StoppingRule {
    let isOut = run.outcome.kind == .exhausted
    let end = isOut ? run.time : latestTime ?? run.time
    func replaced(_ rule: StoppingRule) -> StoppingRule {
      switch rule {
      case .stepCount: .elapsed(end)
      case .either(let a, let b): .either(replaced(a), replaced(b))
      // Of two conditions that must both hold the other one decides alone where it can.
      case .lossBelow, .objectiveAbove, .elapsed, .atRest, .both: rule
      }
    }
    return [.tooManySteps, .atRest].contains(run.outcome.obstacle)
      ? replaced(self) || .elapsed(end) : replaced(self)
  }
}
