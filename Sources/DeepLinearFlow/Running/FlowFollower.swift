import DeepLinear

/// The loop: steps of the solver, and between them snapshots, events and the stopping rule, each at its own time.
struct FlowFollower<S: Scalar> {
  private let system: NetworkSystem<S>
  private let rule: StoppingRule
  private let observation: Observation<S>
  private let accuracy: FlowAccuracy
  private let tolerance: LocalTolerance
  private let events: [FlowEvent: Int]
  private let initial: DeepLinearNetwork<S>
  /// Times at which something is to be done: snapshots, and the times that the rule names.
  private let snapshots: [Double]
  private let ruleTimes: [Double]
  private var nextSnapshot = 0
  private var nextRuleTime = 0
  private let target: TargetSpectrum<S>
  private var recorder: Recorder<S>
  private var drift: ConservationDrift<S>
  /// Steps between two reports.
  private let reportInterval: Int
  private var reported = (step: 0, time: 0.0)
  private var buffer: [Double]

  init(
    system: NetworkSystem<S>, initial: DeepLinearNetwork<S>, target: TargetSpectrum<S>, rule: StoppingRule,
    observation: Observation<S>, accuracy: FlowAccuracy, tolerance: LocalTolerance
  ) throws {
    guard let end = rule.latestTime, end.isFinite else { throw FlowError.unbounded }
    (self.system, self.rule, self.observation, self.accuracy) = (system, rule, observation, accuracy)
    (self.initial, self.target, self.tolerance) = (initial, target, tolerance)
    snapshots = observation.times.times(through: end)
    ruleTimes = Set(rule.times.filter { $0 >= 0 }).sorted()
    let plan = RecordingPlan(
      widths: initial.widths, objective: system.objective, observation: observation, target: target)
    recorder = Recorder(plan, from: initial)
    // Of an end-to-end flow the layers are made balanced at every snapshot, and have no drift to measure.
    let isConserved = system.layers != nil && system.objective.penalty.strength == 0
    drift = ConservationDrift(from: initial, isConserved: isConserved)
    // A step of the solver costs some eight of gradient descent.
    reportInterval = max(1, min(16, plan.reportInterval / 8))
    buffer = Array(repeating: 0, count: system.dimension)
    var places: [FlowEvent: Int] = [:]
    system.watches = (observation.thresholds + rule.losses).map { FlowWatch(.lossBelow($0)) }
    let penalty = try system.objective.evaluate(at: initial).value.penalty
    for event in Set(observation.events).sorted(by: { $0.rawValue < $1.rawValue }) {
      places[event] = system.watches.count
      system.watches.append(
        FlowWatch(event == .alignment ? .penaltyBelow(1e-3 * penalty) : .saddleEscaped))
    }
    self.events = places
  }

  /// Follows the flow from y to its end.
  mutating func run(from y: [Double]) throws -> Run<S> {
    try y.withUnsafeBufferPointer { y in
      guard let start = y.baseAddress else { preconditionFailure("a network without weights") }
      noteStart(start)
      var rate = buffer
      let isFinite = rate.withUnsafeMutableBufferPointer { rate in
        rate.baseAddress.map { system.rate(at: start, into: $0) } ?? false
      }
      record(start, time: 0, step: 0)
      if let ending = verdict(at: start, time: 0, step: 0) { return finish(.rule(ending), start, time: 0) }
      guard isFinite else { return finish(.obstacle(.notFinite), start, time: 0) }
      if rate.allSatisfy({ $0 == 0 }) { return rest(at: start) }
      let client = SolverClient(system: system, tolerance: tolerance)
      let h = rate.withUnsafeBufferPointer { rate in
        rate.baseAddress.map { system.firstStep(from: start, rate: $0, tolerance: client.tolerance) } ?? 0
      }
      return try follow(makeSolver(client, start, firstStep: h))
    }
  }

  private func makeSolver(
    _ client: SolverClient, _ start: UnsafePointer<Double>, firstStep h: Double
  ) -> any FlowSolver {
    let direction = [Int32](repeating: -1, count: system.rootCount)
    return switch accuracy.method {
    case .automatic: AutomaticSolver(client, from: start, at: 0, firstStep: h, direction: direction)
    case .bdf: ImplicitSolver(client, from: start, at: 0, firstStep: 0.01 * h, direction: direction)
    case .dormandPrince: ExplicitSolver(client, from: start, at: 0, firstStep: h, direction: direction)
    }
  }

  private mutating func follow(_ solver: any FlowSolver) throws -> Run<S> {
    var (taken, tiny) = (0, 0)
    while true {
      let status = solver.step()
      let (time, step) = (solver.time, solver.steps)
      if case .failed(let failure) = status {
        return finish(.obstacle(failure.obstacle), solver.state, time: time, solver)
      }
      if case .root(let signs) = status {
        for (i, sign) in signs.enumerated() where sign != 0 { cross(i, time: time, step: step) }
      }
      if let run = visit(through: time, solver) { return run }
      if let ending = verdict(at: solver.state, time: time, step: step) {
        return finish(.rule(ending), solver.state, time: time, solver)
      }
      // A thousand steps in a row that would need 10¹² to double the time: the solver is stuck, whatever it says.
      tiny = solver.lastStepSize < 1e-12 * time ? tiny + 1 : 0
      if tiny >= 1000 { return finish(.obstacle(.stepTooSmall), solver.state, time: time, solver) }
      if step >= accuracy.maximumSteps {
        return finish(.obstacle(.tooManySteps), solver.state, time: time, solver)
      }
      taken += 1
      if taken % reportInterval == 0 {
        if observation.isInterrupted() { throw CancellationError() }
        report(step: step, time: time)
      }
    }
  }

  /// Tells the meter of what has been done since it was last told.
  private mutating func report(step: Int, time: Double) {
    observation.progress(step - reported.step)
    observation.timeProgress(time - reported.time)
    reported = (step, time)
  }

  /// Snapshots and the rule's times up to `time`, in order; the run where one of the latter ends it.
  private mutating func visit(through time: Double, _ solver: any FlowSolver) -> Run<S>? {
    while true {
      let snapshot = nextSnapshot < snapshots.count ? snapshots[nextSnapshot] : .infinity
      let ruleTime = nextRuleTime < ruleTimes.count ? ruleTimes[nextRuleTime] : .infinity
      let due = min(snapshot, ruleTime)
      guard due <= time else { return nil }
      var point = buffer
      let run: Run<S>? = point.withUnsafeMutableBufferPointer { point in
        guard let y = point.baseAddress else { return nil }
        guard solver.interpolate(at: due, into: y) else {
          return finish(.obstacle(.notFinite), solver.state, time: solver.time, solver)
        }
        if snapshot <= ruleTime { record(y, time: due, step: solver.steps) }
        guard ruleTime <= snapshot, let ending = verdict(at: y, time: due, step: solver.steps) else {
          return nil
        }
        return finish(.rule(ending), y, time: due, solver)
      }
      if let run { return run }
      if snapshot <= ruleTime { nextSnapshot += 1 }
      if ruleTime <= snapshot { nextRuleTime += 1 }
    }
  }

  private func verdict(at y: UnsafePointer<Double>, time: Double, step: Int) -> Outcome.Kind? {
    let reached = system.watches.compactMap { watch -> Double? in
      guard case .lossBelow(let bound) = watch.condition, watch.isFound else { return nil }
      return bound
    }
    return rule.verdict(
      at: FlowPoint(time: time, step: step, value: system.place(at: y), lossesReached: reached))
  }

  /// Conditions that hold at t = 0, and the alignment of a start that is balanced to rounding.
  private mutating func noteStart(_ y: UnsafePointer<Double>) {
    while nextSnapshot < snapshots.count, snapshots[nextSnapshot] <= 0 { nextSnapshot += 1 }
    for i in system.holding(at: y) { cross(i, time: 0, step: 0) }
    guard let place = events[.alignment] else { return }
    let scale = initial.layers.map { $0.realInner($0) }.max() ?? 0
    let rounding = 64 * Double(initial.widths.max() ?? 1) * 0x1p-53 * scale
    if initial.imbalance <= rounding { cross(place, time: 0, step: 0) }
  }

  /// Notes the first time at which the condition at place `i` held.
  private mutating func cross(_ i: Int, time: Double, step: Int) {
    guard !system.watches[i].isFound else { return }
    system.watches[i].time = time
    if i < observation.thresholds.count { recorder.cross(i, step: step, time: time) }
  }

  /// Observes the flow at y.
  private mutating func record(_ y: UnsafePointer<Double>, time: Double, step: Int) {
    let value = system.place(at: y)
    guard let network = system.network() else { return }
    drift.look(at: network)
    let system = system
    recorder.record(
      Snapshot(
        network: network, step: step, time: time, value: value, gradient: { system.gradient() },
        objective: system.objective, target: target))
  }

  /// A start at which the rate is zero to the last bit: the same at every time.
  private mutating func rest(at y: UnsafePointer<Double>) -> Run<S> {
    for time in snapshots { record(y, time: time, step: 0) }
    return finish(.rule(.stalled), y, time: snapshots.last ?? 0)
  }

  /// What ended a run.
  private enum Ending {
    case rule(Outcome.Kind)
    case obstacle(Outcome.Obstacle)
  }

  private mutating func finish(
    _ ending: Ending, _ y: UnsafePointer<Double>, time: Double, _ solver: (any FlowSolver)? = nil
  ) -> Run<S> {
    let step = solver?.steps ?? 0
    let outcome =
      switch ending {
      case .rule(let kind): Outcome(kind, step: step, flowTime: time)
      case .obstacle(let obstacle): Outcome(obstacle, step: step, flowTime: time)
      }
    record(y, time: time, step: step)
    report(step: step, time: snapshots.last ?? time)
    let value = system.place(at: y)
    let report = FlowReport(
      eventTimes: events.compactMapValues { system.watches[$0].time }, conservationDrift: drift.largest,
      evaluations: system.evaluations,
      stiffFrom: accuracy.method == .bdf ? 0 : (solver as? AutomaticSolver)?.switchTime)
    return recorder.finish(
      outcome, time: time, value: value, weights: system.network()?.layers ?? [], flow: report)
  }
}

extension SolverFailure {
  /// The same as a run's outcome says it.
  var obstacle: Outcome.Obstacle {
    switch self {
    case .stepTooSmall: .stepTooSmall
    case .notFinite: .notFinite
    }
  }
}
