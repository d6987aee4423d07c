package import LinearAlgebra

/// The one training loop: advances the active runs from event to event, and does at each what has to be done there:
/// thresholds, divergence, stopping rule, monitors, snapshots, checkpoints, progress. One thread uses it.
package final class TrainingLoop<S: Scalar> {
  package let plan: RecordingPlan<S>
  package let conditions: StopConditions
  /// The runs, by their index; one on the reference engine, and one of a flow.
  package let runs: [RunTracker<S>]
  let propagator: any Propagator<S>
  /// Runs that have ended and are not yet observed at their last points.
  private var ended: [EndedRun<S>] = []
  private var activeCount: Int

  package init(
    _ propagator: any Propagator<S>, _ plan: RecordingPlan<S>, _ conditions: StopConditions,
    runs: [RunTracker<S>]
  ) {
    (self.propagator, self.plan, self.conditions, self.runs) = (propagator, plan, conditions, runs)
    activeCount = runs.count
  }

  /// Advances all runs to their ends.
  ///
  /// - Throws: `CancellationError` where the observation was interrupted, and what checkpointers throw.
  package func run() throws -> [Run<S>] {
    while activeCount > 0 { try propagator.advance(self) }
    try observeEnded()
    return runs.map { tracker in
      guard let run = tracker.run else { preconditionFailure("a run has not ended") }
      return run
    }
  }

  // MARK: Points

  /// Does what is due at a point of a run, after a step or where the stopping rule names a time.
  ///
  /// - Returns: whether the run continues.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  package func examine(_ run: Int, at point: TrajectoryPoint, _ state: any PointState<S>) throws -> Bool {
    // NaN fails the comparison, and infinity too.
    if let bound = runs[run].objectiveBound, !(point.value.objective <= bound) {
      try diverge(run, at: point, state)
      return false
    }
    runs[run].recorder.note(point.value.loss, step: point.step)
    if !plan.observation.monitors.isEmpty {
      runs[run].test(plan.observation.monitors, at: point) { state.weights }
    }
    guard let ending = conditions.rule.ending(at: point, isStationary: { state.isStationary }) else {
      guard point.step >= runs[run].stepLimit else { return true }
      let outcome = Outcome(.exhausted, step: point.step, time: point.time)
      try end(run, outcome, value: point.value, weights: state.weights)
      return false
    }
    let isStalled = ending == .exhausted && point.step > 0 && state.isStationary
    let outcome = Outcome(isStalled ? .stalled : ending, step: point.step, time: point.time)
    try end(run, outcome, value: point.value, weights: state.weights)
    return false
  }

  /// Ends a run whose L has left its bound. The last finite state represents it: that of this point, or of one step before.
  private func diverge(_ run: Int, at point: TrajectoryPoint, _ state: any PointState<S>) throws {
    if point.value.objective.isFinite {
      let outcome = Outcome(.diverged, step: point.step, time: point.time)
      return try end(run, outcome, value: point.value, weights: state.weights)
    }
    guard let previous = state.previous else {
      let outcome = Outcome(.diverged, step: point.step, time: point.time, overflowStep: point.step)
      return try end(run, outcome, value: point.value, weights: state.weights, isObserved: false)
    }
    let step = point.step - 1
    runs[run].recorder.dropSnapshots(after: step)
    let outcome = Outcome(
      .diverged, step: step, time: plan.stepSize * Double(step), overflowStep: point.step)
    try end(run, outcome, value: previous.value, weights: previous.weights)
  }

  /// Ends a run.
  ///
  /// - Parameter isObserved: whether a snapshot is due there; not where L is infinite at step 0.
  package func end(
    _ run: Int, _ outcome: Outcome, value: Evaluation, weights: [Matrix<S>], isObserved: Bool = true
  ) throws {
    ended.append(
      EndedRun(run: run, outcome: outcome, value: value, weights: weights, isObserved: isObserved))
    activeCount -= 1
    if ended.count == propagator.observedTogether { try observeEnded() }
    report(run, step: outcome.step, time: propagator.plannedEnd ?? outcome.time)
  }

  /// Observes the runs that have ended at their last points, and completes them.
  package func observeEnded() throws {
    if ended.isEmpty { return }
    let due = ended.filter {
      $0.isObserved && !runs[$0.run].recorder.hasRecorded($0.outcome.step, $0.outcome.time)
    }
    if !due.isEmpty { try propagator.observe(due, self) }
    try locateStages(of: ended)
    for entry in ended { runs[entry.run].complete(entry, report: propagator.report(of: entry.run)) }
    ended = []
  }

  /// Records a snapshot of a run, unless it was recorded before.
  ///
  /// - Parameters:
  ///   - arrays: what the optimizer remembers there.
  ///   - restartPoint: where the run can continue, with this snapshot still to be taken; nil for the last one noted.
  /// - Throws: `CancellationError` where an interruption came between two observables, each of which may take long; the run is
  ///   saved then.
  package func record(
    _ run: Int, _ snapshot: Snapshot<S>, arrays: () -> [PackedNumbers] = { [] },
    restartPoint: (() -> RestartPoint)? = nil
  ) throws {
    guard plan.isCostly else { return runs[run].recorder.record(snapshot, arrays: arrays) {} }
    do {
      try runs[run].recorder.record(snapshot, arrays: arrays) { [plan] in
        try plan.observation.requireNoInterruption()
      }
    } catch {
      if let point = restartPoint?() ?? runs[run].restartPoint, point.step > 0 { try runs[run].save(point) }
      throw error
    }
  }

  // MARK: Between two events

  /// Reports progress now and then, saves the run's state where that is due, and lets an interruption through.
  ///
  /// - Parameter restartPoint: where the run can continue, made only where it is saved.
  package func pause(_ run: Int, step: Int, time: Double, restartPoint: () -> RestartPoint) throws {
    guard step - runs[run].reported.steps >= plan.reportInterval else { return }
    let isInterrupted = plan.observation.isInterrupted()
    if let checkpointer = runs[run].checkpointer, isInterrupted || checkpointer.isDue {
      try runs[run].save(restartPoint())
    }
    if isInterrupted { throw CancellationError() }
    report(run, step: step, time: time)
  }

  /// Reports what a run has done since the last report.
  package func report(_ run: Int, step: Int, time: Double) {
    plan.observation.progress(runs[run].progress(to: step, time))
  }

  /// Ends the call where it was interrupted, with the last restart point saved.
  package func requireNoInterruption(_ run: Int, wasInterrupted: Bool = false) throws {
    guard wasInterrupted || plan.observation.isInterrupted() else { return }
    try runs[run].saveRestartPoint()
    throw CancellationError()
  }
}
