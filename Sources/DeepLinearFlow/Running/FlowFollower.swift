import DeepLinear

/// The loop: steps of the solver, and between them snapshots, events and the stopping rule, each at its own time.
struct FlowFollower<S: Scalar> {
  let system: NetworkSystem<S>
  let rule: StoppingRule
  let observation: Observation<S>
  let accuracy: FlowAccuracy
  private let tolerance: LocalTolerance
  let events: [FlowEvent: Int]
  let initial: DeepLinearNetwork<S>
  /// Times at which something is to be done: snapshots, and the times that the rule names.
  let snapshots: [Double]
  let ruleTimes: [Double]
  var nextSnapshot = 0
  var nextRuleTime = 0
  let target: TargetSpectrum<S>
  var recorder: Recorder<S>
  var drift: ConservationDrift<S>
  /// Steps between two reports.
  private let reportInterval: Int
  var reported = (step: 0, time: 0.0)
  var buffer: [Double]
  /// Steps in a row that hardly moved the time.
  var tinySteps = 0
  /// The steps after which the solver is made to forget next, and what the rest depends on at the last such mark, unless it is kept.
  var nextMark = 0
  var unkept: FlowMotion?

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
    if plan.isCostly { system.isInterrupted = observation.isInterrupted }
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

  /// Follows the flow from y at t = 0, or from where it was kept last, to its end.
  mutating func run(from y: [Double]) throws -> Run<S> {
    try y.withUnsafeBufferPointer { y in
      guard let start = y.baseAddress else { preconditionFailure("a network without weights") }
      let client = SolverClient(system: system, tolerance: tolerance, start: start)
      let direction = [Int32](repeating: -1, count: system.rootCount)
      if let position = resume() {
        let isFree = accuracy.method == .automatic
        return try follow(SwitchingSolver(client, from: position, isFree: isFree, direction: direction))
      }
      nextMark = markInterval(isImplicit: accuracy.method == .bdf)
      noteStart(start)
      var rate = buffer
      let isFinite = rate.withUnsafeMutableBufferPointer { rate in
        rate.baseAddress.map { system.rate(at: start, into: $0) } ?? false
      }
      try record(start, time: 0, step: 0)
      if let ending = verdict(at: start, time: 0, step: 0) {
        return try finish(.rule(ending), start, time: 0)
      }
      try requireNoInterruption()
      guard isFinite else { return try finish(.obstacle(.notFinite), start, time: 0) }
      if rate.allSatisfy({ $0 == 0 }) { return try rest(at: start) }
      return try follow(
        SwitchingSolver(client, from: start, method: accuracy.method, direction: direction))
    }
  }

  private mutating func follow(_ solver: SwitchingSolver) throws -> Run<S> {
    while true {
      let status = solver.step()
      // What an interruption has cut short, a step or a look at stiffness, is nobody's.
      if system.wasInterrupted { try requireNoInterruption() }
      let (time, step) = (solver.time, solver.steps)
      if case .failed(let failure) = status {
        return try finish(.obstacle(failure.obstacle), solver.state, time: time, solver)
      }
      if case .root(let signs) = status {
        for (i, sign) in signs.enumerated() where sign != 0 { cross(i, time: time, step: step) }
      }
      if let run = try visit(through: time, solver) { return run }
      if let ending = verdict(at: solver.state, time: time, step: step) {
        return try finish(.rule(ending), solver.state, time: time, solver)
      }
      // A thousand steps in a row that would need 10¹² to double the time: the solver is stuck, whatever it says.
      tinySteps = solver.lastStepSize < 1e-12 * time ? tinySteps + 1 : 0
      if tinySteps >= 1000 { return try finish(.obstacle(.stepTooSmall), solver.state, time: time, solver) }
      if step >= accuracy.maximumSteps {
        return try finish(.obstacle(.tooManySteps), solver.state, time: time, solver)
      }
      if case .advanced = status { try mark(solver) }
      guard step - reported.step >= reportInterval else { continue }
      try requireNoInterruption()
      report(step: step, time: time)
    }
  }

  /// Tells the meter of what has been done since it was last told.
  mutating func report(step: Int, time: Double) {
    observation.progress(step - reported.step)
    observation.timeProgress(time - reported.time)
    reported = (step, time)
  }

  /// A start at which the rate is zero to the last bit: the same at every time.
  private mutating func rest(at y: UnsafePointer<Double>) throws -> Run<S> {
    for time in snapshots { try record(y, time: time, step: 0) }
    return try finish(.rule(.stalled), y, time: snapshots.last ?? 0)
  }

  /// What ended a run.
  enum Ending {
    case rule(Outcome.Kind)
    case obstacle(Outcome.Obstacle)
  }

  mutating func finish(
    _ ending: Ending, _ y: UnsafePointer<Double>, time: Double, _ solver: SwitchingSolver? = nil
  ) throws -> Run<S> {
    let step = solver?.steps ?? 0
    let outcome =
      switch ending {
      case .rule(let kind): Outcome(kind, step: step, flowTime: time)
      case .obstacle(let obstacle): Outcome(obstacle, step: step, flowTime: time)
      }
    try record(y, time: time, step: step)
    report(step: step, time: snapshots.last ?? time)
    let value = system.place(at: y)
    let report = FlowReport(
      eventTimes: events.compactMapValues { system.watches[$0].time }, conservationDrift: drift.largest,
      evaluations: system.evaluations,
      stiffFrom: solver?.stiffFrom ?? (accuracy.method == .bdf ? 0 : nil))
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
