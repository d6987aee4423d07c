import DeepLinear
import DeepLinearFlow
import LinearAlgebra
import RunArchive

/// A point over one field.
struct TypedPointRunner<S: Scalar>: PointRunner {
  let point: Point
  let ensemble: Ensemble<S>
  let target: TargetSpectrum<S>
  let engine: Engine
  /// Where runs are repeated ten times tighter, what the times of their events differ by.
  let eventDifferences: EventDifferences?
  /// Whether gradient descent is compared with the flow.
  let measuresDistance: Bool

  init(_ experiment: Experiment, _ point: Point, verifies: Bool) throws {
    self.point = point
    (ensemble, target) = try experiment.checkedEnsemble(at: point)
    engine = ensemble.engine
    let method = point.specification.dynamics.method
    eventDifferences = verifies && method.isFlow ? EventDifferences() : nil
    measuresDistance = !method.isFlow && point.specification.observe.listsFlowDistance
  }

  var maximumSteps: Int? { point.lastStep }
  var leastLoss: Double? { ensemble.objective.loss.leastSum }
  var work: Double { point.nominalSteps }
  func workDone(_ record: RunRecord) -> Double { maximumSteps == nil ? work : Double(record.steps) }

  func records(
    numbers: Range<Int>, seed: UInt64, layout: TrajectoryLayout, checkpoints: CheckpointPolicy,
    isInterrupted: @escaping @Sendable () -> Bool,
    progress: @escaping @Sendable (WorkDone) -> Void
  ) throws -> [RunRecord] {
    let observed = observed(isInterrupted, progress) {
      checkpoints.checkpointer(ofRun: numbers.lowerBound + Int($0 - seed))
    }
    return try records(
      of: observed, numbers.map { ($0, seed + UInt64($0 - numbers.lowerBound)) }, layout: layout)
  }

  /// The records of runs with any numbers and seeds.
  ///
  /// - Parameter observed: `observed` of the functions that follow the runs.
  func records(
    of observed: Ensemble<S>, _ runs: [(number: Int, seed: UInt64)], layout: TrajectoryLayout
  ) throws -> [RunRecord] {
    // What is compared with the flow keeps its weights at all snapshots: two groups of lanes at a time.
    let size = measuresDistance ? 16 : runs.count
    return try stride(from: 0, to: runs.count, by: size).flatMap { first in
      let part = runs[first..<min(first + size, runs.count)]
      return try records(of: observed, numbers: part.map(\.number), seeds: part.map(\.seed), layout: layout)
    }
  }

  /// The ensemble, followed by these.
  ///
  /// - Parameter checkpointer: makes that of a seed's run.
  func observed(
    _ isInterrupted: @escaping @Sendable () -> Bool, _ progress: @escaping @Sendable (WorkDone) -> Void,
    _ checkpointer: @escaping @Sendable (UInt64) -> any Checkpointer
  ) -> Ensemble<S> {
    var observed = observing(isInterrupted, progress)
    observed.checkpointer = { [maximumSteps] seed in
      let checkpointer = checkpointer(seed)
      // A flow itself reports the time from which it continues.
      if maximumSteps != nil, let state = checkpointer.state { progress(WorkDone(work: Double(state.step))) }
      return checkpointer
    }
    return observed
  }

  private func records(
    of observed: Ensemble<S>, numbers: [Int], seeds: [UInt64], layout: TrajectoryLayout
  ) throws -> [RunRecord] {
    let clock = ContinuousClock()
    let start = clock.now
    let runs =
      try eventDifferences.map { try verified(observed, seeds, $0) }
      ?? observed.runs(seeds: seeds).map { ($0, nil) }
    // Seeds in lanes share the time.
    let seconds = (clock.now - start) / .seconds(1) / Double(numbers.count)
    return try zip(zip(numbers, seeds), runs).map { place, result in
      var record = try RunRecord(
        result.0, number: place.0, point: point, seed: place.1, objective: ensemble.objective,
        target: target, layout: layout, wallSeconds: seconds)
      record.row["verified_distance"] = result.1
      if measuresDistance {
        let distances = try FlowDistance.values(
          of: result.0, on: ensemble.objective, isInterrupted: observed.observation.isInterrupted)
        record.series[FlowDistance.variable.name] = .init(shape: [], values: distances)
      }
      return record
    }
  }

  /// The ensemble with its progress reported.
  private func observing(
    _ isInterrupted: @escaping @Sendable () -> Bool, _ progress: @escaping @Sendable (WorkDone) -> Void
  ) -> Ensemble<S> {
    var observed = ensemble
    if measuresDistance { observed.observation.keepsWeights = true }
    observed.observation.isInterrupted = isInterrupted
    guard maximumSteps == nil else {
      observed.observation.progress = { progress(WorkDone(steps: $0.steps, work: Double($0.steps))) }
      return observed
    }
    let meter = FlowMeter(
      end: point.specification.stop.maxTime ?? 1, mostSteps: point.mostSolverSteps,
      shares: eventDifferences == nil ? [1] : Self.verificationShares)
    observed.observation.progress = { [work] in
      progress(WorkDone(steps: $0.steps, work: work * meter.add(steps: $0.steps, time: $0.time)))
    }
    return observed
  }

  /// About what parts of a verified run's work the run, the tighter one and the first once more are.
  private static var verificationShares: [Double] { [0.3, 0.4, 0.3] }

  /// Each seed's flow with its distance to the one that was followed ten times more tightly: infinite where that ended
  /// otherwise, or both diverged. Hidden layers of an end-to-end flow are determined only up to rotations, and W_{1:N} is compared there.
  private func verified(
    _ ensemble: Ensemble<S>, _ seeds: [UInt64], _ differences: EventDifferences
  ) throws -> [(Run<S>, Double?)] {
    guard let flow = ensemble.method as? any NetworkFlow else {
      preconditionFailure("only flows are verified")
    }
    return try seeds.map { seed in
      let start = try ensemble.initialization.network(widths: ensemble.widths, seed: seed, over: S.self)
      let (run, found) = try flow.verify(
        start, on: ensemble.objective, until: ensemble.rule, observing: ensemble.observation)
      if found.distance.isFinite { differences.add(found.eventDistance) }
      return (run, found.distance)
    }
  }
}
