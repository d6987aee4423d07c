import DeepLinear
import LinearAlgebra

/// Solves a flow step by step, and between two steps visits snapshots, events and the times that the stopping rule names, each
/// at its own time.
final class FlowIntegrator<S: Scalar>: Propagator {
  static var name: String { "flow" }

  let system: NetworkSystem<S>
  let accuracy: FlowAccuracy
  private let tolerance: LocalTolerance
  private let start: [Double]
  let initial: DeepLinearNetwork<S>
  let target: TargetSpectrum<S>
  /// ‖Φ‖_F.
  private let targetNorm: Double
  /// For each stage with an event of its own, its place among the system's events.
  let stages: [MethodReport.Stage: Int]
  let located: StagesToLocate
  /// The number of the plan's losses, whose events come first.
  let lossCount: Int
  /// Times of snapshots, and times that the rule names.
  let snapshots: [Double]
  let ruleTimes: [Double]
  var nextSnapshot = 0
  var nextRuleTime = 0
  var drift: ConservationDrift<S>
  /// Steps between two progress reports.
  private let reportInterval: Int
  private var buffer: [Double]
  /// For the test whether the flow has come to rest; nil before the first step.
  var rest: RestWindow? {
    didSet { nextLook = (rest?.step ?? 0) + RestWindow.steps }
  }
  /// The step of the next test.
  @exclusivity(unchecked) private var nextLook = RestWindow.steps
  /// The steps after which the solver is restarted next.
  var nextRestart = 0
  /// Nil before the first step.
  private var solver: SwitchingSolver?
  /// Where the flow continues; nil where it begins at t = 0.
  private var position: SolverPosition?

  private init(
    _ system: NetworkSystem<S>, from y: [Double], initial: DeepLinearNetwork<S>, target: TargetSpectrum<S>,
    until conditions: StopConditions, observing observation: Observation<S>, plan: RecordingPlan<S>,
    accuracy: FlowAccuracy, tolerance: LocalTolerance
  ) throws {
    guard let end = conditions.rule.latestTime, end.isFinite else { throw FlowError.unbounded }
    (self.system, self.initial, self.target, start) = (system, initial, target, y)
    targetNorm = target.matrix.frobeniusNorm
    (self.accuracy, self.tolerance) = (accuracy, tolerance)
    snapshots = observation.schedule.times(through: end)
    ruleTimes = Set(conditions.times.filter { $0 >= 0 }).sorted()
    if plan.isCostly { system.isInterrupted = observation.isInterrupted }
    // Of an end-to-end flow the layers are made balanced at every snapshot, and have no drift to measure.
    let isConserved = system.layers != nil && system.objective.penalty.strength == 0
    drift = ConservationDrift(from: initial, isConserved: isConserved)
    // A step of the solver costs some eight of gradient descent.
    reportInterval = max(1, min(16, plan.reportInterval / 8))
    buffer = Array(repeating: 0, count: system.dimension)
    lossCount = plan.losses.count
    system.events = (plan.losses + conditions.losses).map { EventCondition(.lossBelow($0)) }
    located = plan.stagesToLocate(from: initial)
    var places: [MethodReport.Stage: Int] = [:]
    if located.hasAlignment {
      let penalty = try system.objective.evaluate(at: initial).value.penalty
      places[.alignment] = system.events.count
      system.events.append(EventCondition(.penaltyBelow(StageBounds.alignedPart * penalty)))
    }
    if let bound = located.saddleValue {
      system.saddle = SaddleEvent(initial.shape, target: target, bound: bound)
      places[.saddleEscape] = system.events.count
      system.events.append(EventCondition(.saddleEscaped))
    }
    self.stages = places
  }

  /// The run of a flow from y at t = 0, or from the state that was saved last.
  static func run(
    _ system: NetworkSystem<S>, from y: [Double], initial: DeepLinearNetwork<S>, target: TargetSpectrum<S>,
    until rule: StoppingRule, observing observation: Observation<S>, accuracy: FlowAccuracy,
    tolerance: LocalTolerance
  ) throws -> Run<S> {
    let plan = RecordingPlan(
      widths: initial.widths, objective: system.objective, observation: observation, target: target)
    let conditions = StopConditions(rule)
    let integrator = try FlowIntegrator(
      system, from: y, initial: initial, target: target, until: conditions, observing: observation,
      plan: plan,
      accuracy: accuracy, tolerance: tolerance)
    let tracker = RunTracker(
      Recorder(plan, from: initial, testsSteps: false), checkpointer: observation.checkpointer)
    integrator.position = integrator.restore(tracker)
    // Progress is measured by the time of the whole flow.
    if let position = integrator.position { observation.progress(.init(steps: 0, time: position.time)) }
    return try TrainingLoop(integrator, plan, conditions, runs: [tracker]).run()[0]
  }

  // MARK: Steps

  /// One step of the solver, and what is due on the way.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  func advance(_ loop: TrainingLoop<S>) throws {
    guard let solver = try solver ?? begin(loop) else { return }
    let status = solver.step()
    // What an interruption has cut short, a step or a test for stiffness, is discarded.
    if system.wasInterrupted { try loop.requireNoInterruption(0, wasInterrupted: true) }
    let (time, step) = (solver.time, solver.steps)
    if case .failed(let failure) = status {
      return try end(failure.obstacle, at: solver.state, time: time, step: step, loop)
    }
    if case .root(let signs) = status {
      for (i, sign) in signs.enumerated() where sign != 0 { cross(i, time: time, step: step, loop) }
      notePastSaddle(solver.state, time: time, step: step, loop)
    }
    noteReturnToSaddle(solver.state, time: time, step: step)
    guard try visit(through: time, solver, loop),
      try examine(solver.state, time: time, step: step, loop)
    else { return }
    if step >= nextLook, let obstacle = obstacle(solver.state, time: time, step: step) {
      return try end(obstacle, at: solver.state, time: time, step: step, loop)
    }
    if step >= accuracy.maximumSteps {
      return try end(.tooManySteps, at: solver.state, time: time, step: step, loop)
    }
    if case .advanced = status { try restartWhereDue(solver, loop) }
    guard step - loop.runs[0].reported.steps >= reportInterval else { return }
    try loop.requireNoInterruption(0)
    loop.report(0, step: step, time: time)
  }

  /// Why it is of no use to go on; nil where it is.
  ///
  /// Near a saddle a flow may hardly move and leave it all the same: it is at rest only where its loss is negligible.
  private func obstacle(_ y: UnsafePointer<Double>, time: Double, step: Int) -> Outcome.Obstacle? {
    guard let look = rest?.look(at: y, of: system, time: time, step: step) else { return nil }
    let left = Double(max(0, accuracy.maximumSteps - step))
    let isLate = (snapshots.last ?? 0) - time > look.meanLength * left
    if look.isStill, isLate || look.isShort, isOptimal(y) { return .atRest }
    if look.isStill, look.isShort { return .stepTooSmall }
    return look.isBelowResolution ? .clockTooCoarse : nil
  }

  /// Whether the loss is negligible: what is left of it is of the size of rounding.
  private func isOptimal(_ y: UnsafePointer<Double>) -> Bool {
    let distance = (2 * system.setState(y).loss).squareRoot()
    return distance <= 1e-12 * targetNorm
  }

  /// The solver: at the position from which the flow continues, or at t = 0 after what is due there; nil where the run has
  /// ended at t = 0.
  private func begin(_ loop: TrainingLoop<S>) throws -> SwitchingSolver? {
    try start.withUnsafeBufferPointer { y in
      guard let y = y.baseAddress else { preconditionFailure("a network without weights") }
      let client = SolverClient(system: system, tolerance: tolerance, start: y)
      let direction = [Int32](repeating: -1, count: system.rootCount)
      if let position {
        solver = SwitchingSolver(
          client, from: position, isFree: accuracy.method == .automatic, direction: direction)
      } else if try visitStart(y, loop) {
        rest = RestWindow(from: y, count: system.dimension)
        solver = SwitchingSolver(client, from: y, method: accuracy.method, direction: direction)
      }
      return solver
    }
  }

  /// What is due at t = 0; returns whether the flow continues.
  private func visitStart(_ y: UnsafePointer<Double>, _ loop: TrainingLoop<S>) throws -> Bool {
    nextRestart = restartInterval(isImplicit: accuracy.method == .bdf)
    noteStart(y, loop)
    let isFinite = buffer.withUnsafeMutableBufferPointer { rate in
      rate.baseAddress.map { system.rate(at: y, into: $0) } ?? false
    }
    let isCritical = buffer.allSatisfy { $0 == 0 }
    try record(y, time: 0, step: 0, loop)
    guard try examine(y, time: 0, step: 0, loop) else { return false }
    try loop.requireNoInterruption(0, wasInterrupted: system.wasInterrupted)
    guard isFinite else {
      try end(.notFinite, at: y, time: 0, step: 0, loop)
      return false
    }
    guard isCritical else { return true }
    // The rate is zero to the last bit: the same weights at every time.
    for time in snapshots { try record(y, time: time, step: 0, loop) }
    try end(.zeroGradient, at: y, time: snapshots.last ?? 0, step: 0, loop)
    return false
  }

  /// y at a time within the last step; nil where the rate is not finite on the way.
  func withState<T>(
    at time: Double, of solver: SwitchingSolver, _ body: (UnsafePointer<Double>) throws -> T
  ) rethrows -> T? {
    try buffer.withUnsafeMutableBufferPointer { point in
      guard let y = point.baseAddress, solver.interpolate(at: time, into: y) else { return nil }
      return try body(UnsafePointer(y))
    }
  }

  // MARK: Ends

  private func end(
    _ obstacle: Outcome.Obstacle, at y: UnsafePointer<Double>, time: Double, step: Int,
    _ loop: TrainingLoop<S>
  ) throws {
    try end(Outcome(obstacle, step: step, time: time), at: y, loop)
  }

  func end(_ outcome: Outcome, at y: UnsafePointer<Double>, _ loop: TrainingLoop<S>) throws {
    let value = system.setState(y)
    try loop.end(0, outcome, value: value, weights: weights)
  }

  func observe(_ ended: [EndedRun<S>], _ loop: TrainingLoop<S>) throws {
    for run in ended { try record(step: run.outcome.step, time: run.outcome.time, value: run.value, loop) }
  }

  var plannedEnd: Double? { snapshots.last }

  func report(of run: Int) -> MethodReport {
    var times = stages.compactMapValues { system.events[$0].time }
    if located.startsAligned { times[.alignment] = 0 }
    return MethodReport(
      FlowReport(
        stageTimes: times, conservationDrift: drift.largest,
        evaluations: system.evaluations,
        stiffFrom: solver?.stiffFrom ?? (accuracy.method == .bdf ? 0 : nil)))
  }
}

extension SolverFailure {
  /// The same as a run's outcome states it.
  var obstacle: Outcome.Obstacle {
    switch self {
    case .stepTooSmall: .stepTooSmall
    case .notFinite: .notFinite
    }
  }
}
