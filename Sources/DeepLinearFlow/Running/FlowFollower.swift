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
  private var recorder: FlowRecorder<S>
  private var buffer: [Double]

  init(
    system: NetworkSystem<S>, initial: DeepLinearNetwork<S>, target: TargetSpectrum<S>, rule: StoppingRule,
    observation: Observation<S>, schedule: TimeSchedule, events: [FlowEvent], accuracy: FlowAccuracy,
    tolerance: LocalTolerance
  ) throws {
    guard let end = rule.latestTime, end.isFinite else { throw FlowError.unbounded }
    (self.system, self.rule, self.observation, self.accuracy) = (system, rule, observation, accuracy)
    (self.initial, self.tolerance) = (initial, tolerance)
    snapshots = schedule.times(through: end)
    ruleTimes = Set(rule.times.filter { $0 >= 0 }).sorted()
    recorder = FlowRecorder(system: system, initial: initial, target: target, observation: observation)
    buffer = Array(repeating: 0, count: system.dimension)
    var places: [FlowEvent: Int] = [:]
    system.watches = (observation.thresholds + rule.losses).map { FlowWatch(.lossBelow($0)) }
    let penalty = try system.objective.evaluate(at: initial).value.penalty
    for event in Set(events).sorted(by: { $0.rawValue < $1.rawValue }) {
      places[event] = system.watches.count
      system.watches.append(
        FlowWatch(event == .alignment ? .penaltyBelow(1e-3 * penalty) : .saddleEscaped))
    }
    self.events = places
  }

  /// Follows the flow from y to its end.
  mutating func run(from y: [Double]) throws -> FlowRun<S> {
    try y.withUnsafeBufferPointer { y in
      guard let start = y.baseAddress else { preconditionFailure("a network without weights") }
      noteStart(start)
      var rate = buffer
      let isFinite = rate.withUnsafeMutableBufferPointer { rate in
        rate.baseAddress.map { system.rate(at: start, into: $0) } ?? false
      }
      recorder.record(start, time: 0, step: 0)
      if let ending = verdict(at: start, time: 0, step: 0) { return finish(ending, start, time: 0) }
      guard isFinite else { return finish(.notFinite, start, time: 0) }
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

  private mutating func follow(_ solver: any FlowSolver) throws -> FlowRun<S> {
    var (taken, tiny) = (0, 0)
    while true {
      let status = solver.step()
      let (time, step) = (solver.time, solver.steps)
      if case .failed(let failure) = status {
        return finish(kind(of: failure), solver.state, time: time, solver)
      }
      if case .root(let signs) = status {
        for (i, sign) in signs.enumerated() where sign != 0 && !system.watches[i].isFound {
          system.watches[i].time = time
        }
      }
      if let run = visit(through: time, solver) { return run }
      if let ending = verdict(at: solver.state, time: time, step: step) {
        return finish(ending, solver.state, time: time, solver)
      }
      // A thousand steps in a row that would need 10¹² to double the time: the solver is stuck, whatever it says.
      tiny = solver.lastStepSize < 1e-12 * time ? tiny + 1 : 0
      if tiny >= 1000 { return finish(.stepTooSmall, solver.state, time: time, solver) }
      if step >= accuracy.maximumSteps { return finish(.tooManySteps, solver.state, time: time, solver) }
      taken += 1
      if taken % 16 == 0 {
        if observation.isInterrupted() { throw CancellationError() }
        observation.progress(16)
      }
    }
  }

  /// Snapshots and the rule's times up to `time`, in order; the run where one of the latter ends it.
  private mutating func visit(through time: Double, _ solver: any FlowSolver) -> FlowRun<S>? {
    while true {
      let snapshot = nextSnapshot < snapshots.count ? snapshots[nextSnapshot] : .infinity
      let ruleTime = nextRuleTime < ruleTimes.count ? ruleTimes[nextRuleTime] : .infinity
      let due = min(snapshot, ruleTime)
      guard due <= time else { return nil }
      var point = buffer
      let run: FlowRun<S>? = point.withUnsafeMutableBufferPointer { point in
        guard let y = point.baseAddress else { return nil }
        solver.interpolate(at: due, into: y)
        if snapshot <= ruleTime { recorder.record(y, time: due, step: solver.steps) }
        guard ruleTime <= snapshot, let ending = verdict(at: y, time: due, step: solver.steps) else {
          return nil
        }
        return finish(ending, y, time: due, solver)
      }
      if let run { return run }
      if snapshot <= ruleTime { nextSnapshot += 1 }
      if ruleTime <= snapshot { nextRuleTime += 1 }
    }
  }

  private func verdict(at y: UnsafePointer<Double>, time: Double, step: Int) -> FlowOutcome.Kind? {
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
    for i in system.holding(at: y) { system.watches[i].time = 0 }
    guard let place = events[.alignment] else { return }
    let scale = initial.layers.map { $0.realInner($0) }.max() ?? 0
    let rounding = 64 * Double(initial.widths.max() ?? 1) * 0x1p-53 * scale
    if initial.imbalance <= rounding { system.watches[place].time = 0 }
  }

  /// A start at which the rate is zero to the last bit: the same at every time.
  private mutating func rest(at y: UnsafePointer<Double>) -> FlowRun<S> {
    for time in snapshots { recorder.record(y, time: time, step: 0) }
    return finish(.stalled, y, time: snapshots.last ?? 0)
  }

  private mutating func finish(
    _ kind: FlowOutcome.Kind, _ y: UnsafePointer<Double>, time: Double, _ solver: (any FlowSolver)? = nil
  ) -> FlowRun<S> {
    let thresholds = observation.thresholds.indices.map { system.watches[$0].time }
    recorder.note(thresholds: thresholds, events: events.compactMapValues { system.watches[$0].time })
    var effort = FlowEffort()
    effort.steps = solver?.steps ?? 0
    effort.stiffFrom = accuracy.method == .bdf ? 0 : (solver as? AutomaticSolver)?.switchTime
    effort.evaluations = system.evaluations
    return recorder.finish(
      FlowOutcome(kind: kind, time: time, step: effort.steps), at: y, effort: effort)
  }

  private func kind(of failure: SolverFailure) -> FlowOutcome.Kind {
    switch failure {
    case .stepTooSmall: .stepTooSmall
    case .notFinite: .notFinite
    }
  }
}
