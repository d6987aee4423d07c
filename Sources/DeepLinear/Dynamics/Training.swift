public import LinearAlgebra

/// Settings of a run that are not the mathematics: what to watch, when, and who may interrupt.
public struct Observation<S: Scalar>: Sendable {
  /// The quantities watched.
  public var observables: [Observable<S>]
  /// The steps at which gradient descent is observed.
  public var schedule: SnapshotSchedule
  /// The times at which a flow is observed. They do not change a bit of the solution.
  public var times = TimeSchedule.logarithmic(300)
  /// The first step with ℓ below each is recorded, and its time; a flow's times are exact.
  public var thresholds: [Double]
  /// Stages whose exact times are wanted of a flow.
  public var events: [FlowEvent] = []
  /// Whether the weights at every snapshot are kept.
  public var keepsWeights: Bool
  /// Asked now and then; true ends the run with `CancellationError`.
  public var isInterrupted: @Sendable () -> Bool
  /// Told how many steps were taken since it was last told.
  public var progress: @Sendable (Int) -> Void
  /// Told of a flow how much of its time has gone by since it was last told; all of it when the run ends.
  public var timeProgress: @Sendable (Double) -> Void = { _ in }
  /// Keeps the run's states, and has the one that it goes on from; nil where nobody keeps them.
  public var keeper: (any RunKeeper)?

  /// Watches `observables` and nothing else where no more is said; see the properties.
  public init(
    _ observables: [Observable<S>] = [], schedule: SnapshotSchedule = .logarithmic(300),
    thresholds: [Double] = [],
    keepsWeights: Bool = false, isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    (self.observables, self.schedule, self.thresholds) = (observables, schedule, thresholds)
    (self.keepsWeights, self.isInterrupted, self.progress) = (keepsWeights, isInterrupted, progress)
  }
}

extension Observation {
  /// - Throws: `CancellationError` where the run is to end.
  func requireNoInterruption() throws(CancellationError) {
    if isInterrupted() { throw CancellationError() }
  }
}

/// Why a run cannot begin.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The stopping rule would let a run go on for ever.
  case unbounded

  public var description: String {
    "training: the stopping rule sets no bound on the steps; expected `.steps(n)` or `.time(t)` beside it"
  }
}

extension SteppedMethod {
  /// Trains `network` and returns what happened.
  ///
  /// ```swift
  /// let run = try GradientDescent(stepSize: 0.02).train(
  ///   network, on: SquareLoss(target: target),
  ///   until: .loss(below: 1e-5) || .steps(50_000),
  ///   observing: [.loss, .imbalance, .singularValues(top: 3)], every: .steps(10))
  /// ```
  ///
  /// - Parameters:
  ///   - loss: the fitting loss; add `BalancePenalty` to it for the penalty.
  ///   - rule: must bound the number of steps.
  /// - Throws: `LossError.shape`, `TrainingError.unbounded`, `LinearAlgebraError` where Φ has no singular values,
  ///   `CancellationError` where an observation with `isInterrupted` ended it.
  public func train<L: Loss>(
    _ network: DeepLinearNetwork<L.S>, on loss: L, until rule: StoppingRule,
    observing observables: [Observable<L.S>] = [],
    every schedule: SnapshotSchedule = .logarithmic(300)
  ) throws -> Run<L.S> {
    try train(
      network, on: Objective(loss), until: rule, watching: Observation(observables, schedule: schedule))
  }

  /// Trains on ℓ + r.
  public func train<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    observing observables: [Observable<S>] = [], every schedule: SnapshotSchedule = .logarithmic(300)
  ) throws -> Run<S> {
    try train(network, on: objective, until: rule, watching: Observation(observables, schedule: schedule))
  }

  /// Trains with everything said: the form behind the others.
  public func train<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    watching observation: Observation<S>
  ) throws -> Run<S> {
    try objective.requireFit(network)
    guard let last = rule.maximumSteps(stepSize: stepSize) else { throw TrainingError.unbounded }
    let stepper = stepper(from: network, objective: objective)
    let plan = try RecordingPlan(
      widths: network.widths, objective: objective, observation: observation, last: last, stepSize: stepSize)
    var recorder = Recorder(plan, from: network)
    var value = stepper.evaluate()
    let bound = rule.divergenceBound(startingAt: value.objective)
    // A state that was kept was looked at before.
    var step = recorder.resume(stepper) ?? 0
    var isSeen = step > 0
    if isSeen { value = stepper.evaluate() }
    var previous = value
    while true {
      let time = stepSize * Double(step)
      // NaN fails the comparison, and infinity too.
      guard value.objective <= bound else { break }
      if !isSeen {
        recorder.note(value.loss, step: step)
        let ending = rule.verdict(.init(step: step, time: time, value: value)) { stepper.isAtRest }
        if step == recorder.due || ending != nil {
          try recorder.record(stepper, step: step, time: time, value: value)
        }
        if let ending {
          let atRest = ending == .exhausted && step > 0 && stepper.isAtRest
          return recorder.end(
            Outcome(atRest ? .stalled : ending, step: step), time: time, value: value,
            weights: stepper.weights)
        }
        try recorder.reportProgress(step, time: time) { stepper.weights.numbers }
      }
      isSeen = false
      stepper.advance()
      step += 1
      previous = value
      value = stepper.evaluate()
    }
    // The last finite state stands for the run: here, or one step before.
    let time = stepSize * Double(step)
    guard value.objective.isFinite else {
      return recorder.end(
        Outcome(.diverged, step: step), time: time, value: previous, weights: stepper.previousWeights)
    }
    try recorder.record(stepper, step: step, time: time, value: value)
    return recorder.end(Outcome(.diverged, step: step), time: time, value: value, weights: stepper.weights)
  }
}
