import DeepLinear
import LinearAlgebra
import RunArchive

/// One point of an experiment, ready to run: what hides the field from the runner.
protocol PointRunner: Sendable {
  /// Runs of consecutive seeds, as they are stored.
  ///
  /// - Parameters:
  ///   - numbers: the runs' numbers; the seeds follow one another from `seed` on.
  ///   - checkpoints: saves the states of runs, and holds what was saved.
  ///   - isInterrupted: polled between steps; returning true ends the runs with `CancellationError`.
  ///   - progress: called with what was done since the last call.
  func records(
    numbers: Range<Int>, seed: UInt64, layout: TrajectoryLayout, checkpoints: CheckpointPolicy,
    isInterrupted: @escaping @Sendable () -> Bool,
    progress: @escaping @Sendable (WorkDone) -> Void
  ) throws -> [RunRecord]
  /// The work of a run at most, in the unit of `WorkDone`.
  var work: Double { get }
  /// The part of it that was reported to `progress` for a run that has ended.
  func workDone(_ record: RunRecord) -> Double
  /// The most steps that a run of gradient descent takes; nil for a flow, whose steps are unknown in advance.
  var maximumSteps: Int? { get }
  /// What the times of events of verified flows differed by; nil where none is verified.
  var eventDifferences: EventDifferences? { get }
  /// What runs them.
  var engine: Engine { get }
  /// The value over all matrices from which the loss is measured, where it is not 0 by its kind.
  var leastLoss: Double? { get }
}

/// A stretch of work on a run.
struct WorkDone: Sendable {
  /// Steps taken; a flow's are those of its solver.
  var steps = 0
  /// In steps of gradient descent; a flow counts for as many as it usually costs, in proportion to its time.
  var work = 0.0
}

extension Experiment {
  /// The runners of all points. Files are read and the first seed's weights drawn, so that what cannot run is refused before
  /// anything is written.
  ///
  /// - Parameter verifies: whether every flow is repeated ten times tighter.
  func pointRunners(verifies: Bool = false) throws -> [any PointRunner] {
    try checkMachineAndFiles(verifies: verifies)
    return try points.map { try pointRunner(of: $0, verifies: verifies) }
  }

  /// The problem of one point, its files read and its first start drawn.
  func pointRunner(of point: Point, verifies: Bool = false) throws -> any PointRunner {
    switch point.specification.network.field {
    case .real: try pointRunner(of: point, verifies: verifies, over: Double.self)
    case .complex: try pointRunner(of: point, verifies: verifies, over: Complex<Double>.self)
    }
  }

  private func pointRunner<S: Scalar>(
    of point: Point, verifies: Bool, over field: S.Type
  ) throws -> any PointRunner {
    guard let best = point.specification.best else {
      return try TypedPointRunner<S>(self, point, verifies: verifies)
    }
    return try BestPointRunner<S>(self, point, best)
  }
}
