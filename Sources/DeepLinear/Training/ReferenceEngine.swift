import LinearAlgebra

/// The reference engine: one run, one step of an optimizer after the other, for every network, objective and optimizer.
final class ReferenceEngine<S: Scalar>: Propagator, PointState {
  private static var name: String { "reference" }

  private let stepSize: Double
  /// Whether the next weights depend on the present ones alone.
  private let isMemoryless: Bool
  private let state: OptimizerState<S>
  // Unchecked as in `RunTracker`.
  @exclusivity(unchecked) private var step = 0
  @exclusivity(unchecked) private var value: Evaluation
  @exclusivity(unchecked) private var previousValue: Evaluation
  /// Whether the present point was examined already: a state is saved after that.
  @exclusivity(unchecked) private var isExamined = false

  /// A run at step 0.
  init(_ optimizer: any Optimizer, _ network: DeepLinearNetwork<S>, _ objective: Objective<S>) {
    (stepSize, isMemoryless) = (optimizer.stepSize, optimizer.isPlainDescent)
    state = optimizer.begin(network, on: objective)
    value = state.evaluate()
    previousValue = value
  }

  /// ℓ and r at step 0; to be read before the first step.
  var initialValue: Evaluation { value }

  /// Continues from the state that was saved last, where there is one.
  func restore(_ tracker: RunTracker<S>, before last: Int) {
    let saved = tracker.restore(Self.name, before: last) {
      state.restore(weights: $0.memory.weights, memory: $0.memory.arrays, step: $0.step)
    }
    guard let saved else { return }
    (step, isExamined) = (saved.step, true)
    value = state.evaluate()
    previousValue = value
    tracker.testedValue = value
  }

  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  func advance(_ loop: TrainingLoop<S>) throws {
    let time = stepSize * Double(step)
    if !isExamined {
      guard try loop.examine(0, at: TrajectoryPoint(step: step, time: time, value: value), self) else {
        return
      }
    }
    if loop.runs[0].recorder.isScheduled(step), let snapshot = snapshot(loop, of: weights) {
      try loop.record(0, snapshot, arrays: { [self] in arrays }) { [self] in restartPoint(loop, time: time) }
    }
    if !isExamined { try loop.pause(0, step: step, time: time) { [self] in restartPoint(loop, time: time) } }
    isExamined = false
    state.advance()
    step += 1
    previousValue = value
    value = state.evaluate()
  }

  func observe(_ ended: [EndedRun<S>], _ loop: TrainingLoop<S>) throws {
    for run in ended {
      // Of a run that overflowed, the state one step before is observed, and the gradient is computed there again.
      if run.outcome.step < step {
        step = run.outcome.step
        value = state.evaluate(at: state.previousWeights.readOnly)
      }
      if let snapshot = snapshot(loop, of: run.weights) { try loop.record(0, snapshot) }
    }
  }

  /// Replays in place: the run has ended.
  func replay(
    _ points: [ReplayPoint<S>], to steps: [Int], _ loop: TrainingLoop<S>,
    _ body: (_ index: Int, Snapshot<S>, [PackedNumbers]) throws -> Void
  ) throws {
    for (i, (point, end)) in zip(points, steps).enumerated() {
      let weights = PackedNumbers(MatrixStack(point.network.layers).readOnly.numbers)
      let fits = state.restore(
        weights: weights, memory: isMemoryless ? [weights] : point.arrays, step: point.step)
      precondition(fits, "a point of another run")
      step = point.step
      value = state.evaluate()
      while step < end {
        if step % loop.plan.reportInterval == 0 { try loop.requireNoInterruption(0) }
        state.advance()
        step += 1
        value = state.evaluate()
      }
      if let snapshot = snapshot(loop, of: self.weights) { try body(i, snapshot, arrays) }
    }
  }

  /// What the steps to come depend on, beside the weights.
  private var arrays: [PackedNumbers] { isMemoryless ? [] : state.memory }

  /// The run here; nil where a weight is not finite, as may be where it diverges.
  private func snapshot(_ loop: TrainingLoop<S>, of weights: [Matrix<S>]) -> Snapshot<S>? {
    guard let network = try? DeepLinearNetwork(layers: weights) else { return nil }
    let value = value
    return Snapshot(
      network: network, step: step, time: stepSize * Double(step), value: value,
      gradient: { [state] in state.gradient.matrices }, objective: loop.plan.objective,
      target: loop.plan.target)
  }

  private func restartPoint(_ loop: TrainingLoop<S>, time: Double) -> RestartPoint {
    let memory = RunMemory(
      propagator: Self.name, objectiveBound: loop.runs[0].objectiveBound,
      weights: PackedNumbers(state.weights.numbers), arrays: state.memory)
    return RestartPoint(step: step, time: time) { memory }
  }

  var weights: [Matrix<S>] { state.weights.matrices }
  var isStationary: Bool { state.weights.isIdentical(to: state.previousWeights.readOnly) }
  var previous: (value: Evaluation, weights: [Matrix<S>])? {
    step > 0 ? (previousValue, state.previousWeights.readOnly.matrices) : nil
  }
}

extension Optimizer {
  /// Trains on the reference engine.
  public func train<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    observing observation: Observation<S>
  ) throws -> Run<S> {
    try objective.requireFit(network)
    guard let last = rule.maximumSteps(stepSize: stepSize) else { throw TrainingError.unbounded }
    let plan = RecordingPlan(
      widths: network.widths, objective: objective, observation: observation,
      target: try TargetSpectrum(objective.target),
      schedule: observation.schedule.steps(through: last, stepSize: stepSize), stepSize: stepSize)
    let conditions = StopConditions(rule, stepSize: stepSize)
    let engine = ReferenceEngine(self, network, objective)
    let tracker = RunTracker(Recorder(plan, from: network), checkpointer: observation.checkpointer)
    tracker.objectiveBound = conditions.divergenceBound(startingAt: engine.initialValue.objective)
    engine.restore(tracker, before: last)
    return try TrainingLoop(engine, plan, conditions, runs: [tracker]).run()[0]
  }
}
