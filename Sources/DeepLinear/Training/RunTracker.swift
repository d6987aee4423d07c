package import LinearAlgebra

/// What the training loop stores of one run. A class, so that no part of it is copied to be read; one thread uses it.
package final class RunTracker<S: Scalar> {
  // Read and written at every step: checking exclusive access at run time would take 4 % of a small network's step.
  @exclusivity(unchecked) package var recorder: Recorder<S>
  package let checkpointer: (any Checkpointer)?
  /// The step at which it ends as exhausted where the rule has not ended it; `Int.max` where the rule alone does.
  package let stepLimit: Int
  /// L above which the run has diverged; nil where the rule alone decides, as for a flow, whose L never rises.
  @exclusivity(unchecked) package var objectiveBound: Double?
  /// The step at which it begins: 0, or that of the state from which it continues.
  package private(set) var firstStep = 0
  /// The last point from which the run can continue, until it is saved.
  package var restartPoint: RestartPoint?
  /// What was reported of its progress.
  @exclusivity(unchecked) package private(set) var reported = Observation<S>.Progress(steps: 0, time: 0)
  /// The run, once it has ended.
  private(set) var run: Run<S>?
  /// ℓ and r at the last step that monitors tested.
  package var testedValue: Evaluation?

  /// - Parameter stepLimit: where nil, that of the observation.
  package init(_ recorder: Recorder<S>, checkpointer: (any Checkpointer)?, stepLimit: Int? = nil) {
    (self.recorder, self.checkpointer) = (recorder, checkpointer)
    self.stepLimit = max(0, stepLimit ?? recorder.plan.observation.stepLimit ?? .max)
  }

  /// Tests conditions at a step, and notes the first step at which each does not hold.
  func test(
    _ monitors: [Monitor<S>], at point: TrajectoryPoint, weights: @escaping () -> [Matrix<S>]
  ) {
    let step = MonitoredStep(
      initial: recorder.initial, step: point.step, time: point.time, value: point.value,
      previous: testedValue,
      weights: weights)
    for (i, monitor) in monitors.enumerated() where recorder.violations[i] == nil && !monitor.holds(step) {
      recorder.violations[i] = (point.step, point.time)
    }
    testedValue = point.value
  }

  /// What was done since the last report, which ends at `step` and `time`.
  package func progress(to step: Int, _ time: Double) -> Observation<S>.Progress {
    defer { reported = .init(steps: step, time: time) }
    return .init(steps: step - reported.steps, time: time - reported.time)
  }

  /// Completes the run that has ended.
  func complete(_ end: EndedRun<S>, report: MethodReport) {
    run = recorder.finish(end.outcome, value: end.value, weights: end.weights, report: report)
  }
}

/// A point between two steps from which a run can continue.
package struct RestartPoint {
  /// The steps taken.
  package let step: Int
  /// t there.
  package let time: Double
  /// Made where the point is saved; what it depends on is captured here.
  package let memory: () throws -> RunMemory

  package init(step: Int, time: Double, memory: @escaping () throws -> RunMemory) {
    (self.step, self.time, self.memory) = (step, time, memory)
  }
}

// Checkpoints.

extension RunTracker {
  /// Saves a restart point with everything recorded until then.
  package func save(_ point: RestartPoint) throws {
    try checkpointer?.save(
      RunState(
        step: point.step, time: point.time, recording: recorder.recording(through: point.time),
        memory: try point.memory()))
    restartPoint = nil
  }

  /// Saves the last restart point, where it is not saved yet.
  package func saveRestartPoint() throws {
    if let restartPoint { try save(restartPoint) }
  }

  /// Continues from the state that was saved last.
  ///
  /// - Parameters:
  ///   - propagator: which one has to have written the state.
  ///   - last: the last step that the rule allows, before which the state has to be.
  ///   - accept: takes the memory; false, with nothing changed, where it does not fit.
  /// - Returns: the state; nil, with nothing changed, where there is none of this run.
  package func restore(
    _ propagator: String, before last: Int = .max, accept: (RunState) -> Bool
  ) -> RunState? {
    guard let state = checkpointer?.state, state.step > 0, state.step < min(last, stepLimit),
      state.memory.propagator == propagator
    else { return nil }
    var restored = recorder
    guard restored.restore(state.recording, at: state.step), accept(state) else { return nil }
    recorder = restored
    objectiveBound = state.memory.objectiveBound
    firstStep = state.step
    reported = .init(steps: state.step, time: state.time)
    return state
  }
}
