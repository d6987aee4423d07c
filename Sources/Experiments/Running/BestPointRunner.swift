import DeepLinear
import LinearAlgebra
import RunArchive

/// A point with a section `best`: every run is the best of several attempts.
///
/// Attempts of a batch of seeds with the same value go side by side, each seed with a limit of its own; nothing is observed along
/// them. Then the runs with the best values are taken once more, as runs of a spec with that value alone: what they leave is that of such
/// runs to the bit, and only the attempts' rows are held besides.
struct BestPointRunner<S: Scalar>: PointRunner {
  let point: Point
  private let over: String
  private let values: [Double]
  /// The point with each value.
  private let candidates: [TypedPointRunner<S>]

  init(_ experiment: Experiment, _ point: Point, _ best: BestSpecification) throws {
    (self.point, over, values) = (point, best.over, best.values)
    candidates = try point.candidates.map { try TypedPointRunner(experiment, $0, verifies: false) }
  }

  var maximumSteps: Int? { point.lastStep }
  var work: Double { point.nominalSteps }
  var eventDifferences: EventDifferences? { nil }
  var engine: Engine { candidates[0].engine }
  var leastLoss: Double? { candidates[0].leastLoss }

  func workDone(_ record: RunRecord) -> Double {
    record.attempts.reduce(Double(record.steps)) { $0 + Double($1.steps) }
  }

  func records(
    numbers: Range<Int>, seed: UInt64, layout: TrajectoryLayout, checkpoints: CheckpointPolicy,
    isInterrupted: @escaping @Sendable () -> Bool, progress: @escaping @Sendable (WorkDone) -> Void
  ) throws -> [RunRecord] {
    var searches = numbers.map { run in
      BestSearch(
        run: run, seed: seed + UInt64(run - numbers.lowerBound), attempts: checkpoints.attempts(ofRun: run))
    }
    progress(WorkDone(work: searches.reduce(0) { $0 + Double($1.steps) }))
    let following = Following(checkpoints: checkpoints, isInterrupted: isInterrupted, progress: progress)
    var unsaved: (runs: Set<Int>, seconds: Double) = ([], 0)
    for place in values.indices {
      let open = searches.indices.filter { searches[$0].attempts.count == place }
      guard !open.isEmpty else { continue }
      unsaved.seconds += try attempt(place, open, of: &searches, following)
      unsaved.runs.formUnion(open)
      guard checkpoints.isWorthSaving(unsaved.seconds, runs: unsaved.runs.count) else { continue }
      checkpoints.save(unsaved.runs.sorted().map { searches[$0] })
      unsaved = ([], 0)
    }
    return try values.indices.flatMap { place in
      try records(of: searches.filter { $0.best == place }, place, layout, following)
    }.sorted { $0.run < $1.run }
  }

  /// How attempts are followed.
  private struct Following {
    let checkpoints: CheckpointPolicy
    let isInterrupted: @Sendable () -> Bool
    let progress: @Sendable (WorkDone) -> Void

    /// The checkpointers of runs, by their seeds.
    func checkpointer(of searches: [BestSearch]) -> @Sendable (UInt64) -> any Checkpointer {
      let bySeed = Dictionary(searches.map { ($0.seed, $0) }) { first, _ in first }
      return { [checkpoints] seed in
        guard let search = bySeed[seed] else { preconditionFailure("a seed of another batch") }
        return checkpoints.checkpointer(ofRun: search.run, attempts: search.attempts)
      }
    }
  }

  /// Tries a value for some of the runs.
  ///
  /// - Returns: the seconds that it took.
  private func attempt(
    _ place: Int, _ open: [Int], of searches: inout [BestSearch], _ following: Following
  ) throws -> Double {
    let present = open.map { searches[$0] }
    var ensemble = candidates[place].observed(
      following.isInterrupted, following.progress, following.checkpointer(of: present))
    // The engine is that of the run.
    if case .reference = candidates[place].engine { ensemble.allowsKernels = false }
    ensemble.observation.observables = []
    ensemble.observation.schedule = .at([])
    (ensemble.observation.thresholds, ensemble.observation.stages) = ([], [])
    ensemble.observation.keepsWeights = false
    let limits = Dictionary(present.map { ($0.seed, $0.fewestSteps) }) { first, _ in first }
    ensemble.stepLimit = { limits[$0] ?? nil }
    let clock = ContinuousClock()
    let start = clock.now
    let runs = try ensemble.runs(seeds: present.map(\.seed))
    let seconds = (clock.now - start) / .seconds(1)
    // Seeds in lanes share the time.
    for (i, run) in zip(open, runs) {
      searches[i].add(
        value: values[place], run.outcome, loss: run.final.loss, wallSeconds: seconds / Double(open.count))
    }
    return seconds
  }

  /// The runs whose best value is that at `place`.
  private func records(
    of searches: [BestSearch], _ place: Int, _ layout: TrajectoryLayout, _ following: Following
  ) throws -> [RunRecord] {
    guard !searches.isEmpty else { return [] }
    let ensemble = candidates[place].observed(
      following.isInterrupted, following.progress, following.checkpointer(of: searches))
    let records = try candidates[place].records(
      of: ensemble, searches.map { ($0.run, $0.seed) }, layout: layout)
    return zip(searches, records).map { search, record in
      var record = record
      record.attempts = search.attempts
      record.row["best_value"] = values[place]
      record.row.wallSeconds += search.wallSeconds
      let notes = [search.complaint(about: over), record.row.message].compactMap(\.self)
      record.row.message = notes.isEmpty ? nil : notes.joined(separator: "; ")
      return record
    }
  }
}
