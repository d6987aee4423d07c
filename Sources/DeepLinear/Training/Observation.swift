public import LinearAlgebra

/// What is observed along a run and when, and how the caller follows and interrupts it; none of it changes a bit of the weights.
public struct Observation<S: Scalar>: Sendable {
  /// The quantities observed.
  public var observables: [Observable<S>]
  /// The steps or times at which they are.
  public var schedule: SnapshotSchedule
  /// The first step with ℓ below each is recorded, and its time; a flow's times are exact.
  public var thresholds: [Double]
  /// Stages whose ends are located at the exact step, or of a flow at the exact time; `Stages` reads the others off the snapshots.
  public var stages: [MethodReport.Stage] = []
  /// Conditions tested at every step.
  public var monitors: [Monitor<S>] = []
  /// The step at which a run ends as exhausted where the stopping rule has not ended it; nil where the rule alone does. The schedule is
  /// that of the rule; of a flow, its solver's accepted steps count. An ensemble can have one for each seed.
  public var stepLimit: Int?
  /// Whether the weights at every snapshot are stored in the run.
  public var keepsWeights: Bool
  /// Polled between steps; returning true ends the run with `CancellationError`.
  public var isInterrupted: @Sendable () -> Bool
  /// Called with what was done since the last call.
  public var progress: @Sendable (Progress) -> Void
  /// Saves the states of one run, and holds the one to continue from; nil where none are saved. An ensemble has its own.
  public var checkpointer: (any Checkpointer)?

  /// Steps taken and time passed.
  public struct Progress: Equatable, Sendable {
    /// Steps; a flow's are those that its solver accepted.
    public var steps: Int
    /// In the units of t.
    public var time: Double

    /// So many steps, and so much time.
    public init(steps: Int, time: Double) { (self.steps, self.time) = (steps, time) }
  }

  /// Observes `observables` and nothing else by default; see the properties.
  public init(
    _ observables: [Observable<S>] = [], schedule: SnapshotSchedule = .logarithmic(300),
    thresholds: [Double] = [], stages: [MethodReport.Stage] = [],
    keepsWeights: Bool = false, isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    (self.observables, self.schedule) = (observables, schedule)
    (self.thresholds, self.stages) = (thresholds, stages)
    (self.keepsWeights, self.isInterrupted, self.progress) = (keepsWeights, isInterrupted, progress)
  }
}

extension Observation {
  /// - Throws: `CancellationError` where the run is to end.
  package func requireNoInterruption() throws(CancellationError) {
    if isInterrupted() { throw CancellationError() }
  }
}
