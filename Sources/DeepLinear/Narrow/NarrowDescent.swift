import LinearAlgebra

/// One seed of a narrow network: steps taken by the kernel between events.
///
/// A point is examined after an event, where the kernel has found a loss beyond its bounds, and at the last step; no other step needs
/// an examination.
final class NarrowDescent<S: Scalar>: Propagator, PointState {
  static var name: String { "narrow" }

  private let program: NarrowProgram<S>
  private let initial: [Matrix<S>]
  private let state: NarrowState<S>
  private let last: Int
  private var step = 0
  private var value: Evaluation
  /// The weights at the event before, from which a state in between is computed again.
  private var earlier: (step: Int, numbers: [Double])
  /// Whether the last step changed no bit; nil where that was not looked at.
  private var isAtRest: Bool?
  /// Whether the present point was examined already: a state is saved after that.
  private var isExamined = false
  /// The next place in the schedule.
  private var due = 0

  /// A run at step 0.
  ///
  /// - Parameter last: the last step that the rule allows.
  init(_ program: NarrowProgram<S>, _ network: DeepLinearNetwork<S>, last: Int) throws {
    (self.program, initial, self.last) = (program, network.layers, last)
    state = try NarrowState(program, initial: network.layers)
    value = state.value
    earlier = (0, state.numbers)
  }

  /// ℓ and r at step 0; to be read before the first step.
  var initialValue: Evaluation { value }

  /// Continues from the state that was saved last, where there is one.
  func restore(_ tracker: RunTracker<S>) {
    let saved = tracker.restore(Self.name, before: last) { [program] in
      $0.memory.arrays.isEmpty && $0.memory.weights.values.count == program.weightSize
    }
    guard let saved else { return }
    state.numbers = saved.memory.weights.values
    (step, isExamined) = (saved.step, true)
    value = state.value
    earlier = (step, state.numbers)
  }

  func advance(_ loop: TrainingLoop<S>) throws {
    let time = program.stepSize * Double(step)
    if !isExamined {
      guard try loop.examine(0, at: TrajectoryPoint(step: step, time: time, value: value), self) else {
        return
      }
    }
    if loop.runs[0].recorder.isScheduled(step), let snapshot = snapshot(loop, of: state, at: step) {
      try loop.record(0, snapshot, arrays: { [state] in [PackedNumbers(state.numbers)] }) { [self] in
        restartPoint(loop, time: time)
      }
    }
    if !isExamined { try loop.pause(0, step: step, time: time) { [self] in restartPoint(loop, time: time) } }
    isExamined = false
    stepToNextEvent(loop)
    value = state.value
  }

  /// Takes steps until the next that is scheduled, one whose loss leaves its bounds, or a few milliseconds' worth of them.
  private func stepToNextEvent(_ loop: TrainingLoop<S>) {
    let schedule = loop.plan.schedule
    while due < schedule.count, schedule[due] <= step { due += 1 }
    let (conditions, tracker) = (loop.conditions, loop.runs[0])
    let next = min(
      last, tracker.stepLimit, due < schedule.count ? schedule[due] : last, step + program.stepsAtOnce)
    earlier = (step, state.numbers)
    let lossBound = max(conditions.lossBound, tracker.recorder.nextLoss)
    let objectiveBound = min(tracker.objectiveBound ?? .infinity, conditions.objectiveBound)
    // Whether the last step changes a bit is looked at where it may decide how the run ends.
    let isLookedAt = conditions.testsStationarity || next == last
    let most = next - step - (isLookedAt ? 1 : 0)
    let taken = state.run(most, isTested: true, lossBound: lossBound, objectiveBound: objectiveBound)
    step += taken
    isAtRest = nil
    guard isLookedAt, taken == most else { return }
    let before = state.numbers
    step += state.run(1, isTested: most == 0, lossBound: lossBound, objectiveBound: objectiveBound)
    guard step == next else { return }
    isAtRest = state.isIdentical(to: before)
    if conditions.testsStationarity, isAtRest == true { step = firstStationaryStep }
  }

  /// The first step after the event before that changed no bit; none of those that follow it does.
  private var firstStationaryStep: Int {
    let replay = replayed(to: earlier.step)
    for k in earlier.step + 1..<step {
      let numbers = replay.numbers
      replay.advance(1)
      if replay.isIdentical(to: numbers) { return k }
    }
    return step
  }

  func observe(_ ended: [EndedRun<S>], _ loop: TrainingLoop<S>) throws {
    for run in ended {
      // Of a run that overflowed, the state one step before is observed.
      let state = run.outcome.step < step ? replayed(to: run.outcome.step) : state
      if let snapshot = snapshot(loop, of: state, at: run.outcome.step) { try loop.record(0, snapshot) }
    }
  }

  func replay(
    _ points: [ReplayPoint<S>], to steps: [Int], _ loop: TrainingLoop<S>,
    _ body: (_ index: Int, Snapshot<S>, [PackedNumbers]) throws -> Void
  ) throws {
    for (i, (point, end)) in zip(points, steps).enumerated() {
      let state = try NarrowState(program, initial: initial)
      guard let numbers = point.arrays.first?.values, numbers.count == program.weightSize else {
        preconditionFailure("a point of another run")
      }
      state.numbers = numbers
      var step = point.step
      while step < end {
        try loop.requireNoInterruption(0)
        let part = min(end - step, program.stepsAtOnce)
        state.advance(part)
        step += part
      }
      guard let snapshot = snapshot(loop, of: state, at: end) else { continue }
      try body(i, snapshot, [PackedNumbers(state.numbers)])
    }
  }

  /// The run there; nil where a weight is not finite, as may be where it diverges.
  private func snapshot(_ loop: TrainingLoop<S>, of state: NarrowState<S>, at step: Int) -> Snapshot<S>? {
    guard let network = try? DeepLinearNetwork(layers: step == 0 ? initial : state.layers) else { return nil }
    let objective = loop.plan.objective
    return Snapshot(
      network: network, step: step, time: program.stepSize * Double(step), value: state.value,
      gradient: { (try? objective.evaluate(at: network).gradient) ?? [] }, objective: objective,
      target: loop.plan.target)
  }

  private func restartPoint(_ loop: TrainingLoop<S>, time: Double) -> RestartPoint {
    let memory = RunMemory(
      propagator: Self.name, objectiveBound: loop.runs[0].objectiveBound,
      weights: PackedNumbers(state.numbers))
    return RestartPoint(step: step, time: time) { memory }
  }

  /// The state at a step since the event before.
  private func replayed(to step: Int) -> NarrowState<S> {
    guard let replay = try? NarrowState(program, initial: initial) else {
      preconditionFailure("a basis that was computed before")
    }
    replay.numbers = earlier.numbers
    replay.advance(step - earlier.step)
    return replay
  }

  // MARK: PointState

  var weights: [Matrix<S>] { step == 0 ? initial : state.layers }

  var isStationary: Bool {
    step > earlier.step && (isAtRest ?? state.isIdentical(to: replayed(to: step - 1).numbers))
  }

  var previous: (value: Evaluation, weights: [Matrix<S>])? {
    guard step > earlier.step else { return nil }
    let before = replayed(to: step - 1)
    return (before.value, step == 1 ? initial : before.layers)
  }
}
