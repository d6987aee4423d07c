import DeepLinear

// Snapshots, events and the rule's times between two steps of the solver, each at its own time.

extension FlowIntegrator: PointState {
  /// W_1 … W_N at the state set last; none where they are not finite.
  var weights: [Matrix<S>] { system.network()?.layers ?? [] }
  /// A flow is not stationary within a finite time.
  var isStationary: Bool { false }
  var previous: (value: Evaluation, weights: [Matrix<S>])? { nil }

  /// Visits snapshots and the rule's times up to `time`, in order; returns whether the run continues.
  func visit(through time: Double, _ solver: SwitchingSolver, _ loop: TrainingLoop<S>) throws -> Bool {
    while true {
      let snapshot = nextSnapshot < snapshots.count ? snapshots[nextSnapshot] : .infinity
      let ruleTime = nextRuleTime < ruleTimes.count ? ruleTimes[nextRuleTime] : .infinity
      let due = min(snapshot, ruleTime)
      guard due <= time else { return true }
      let continues = try withState(at: due, of: solver) { y in
        if snapshot <= ruleTime { try record(y, time: due, step: solver.steps, loop) }
        guard ruleTime <= snapshot else { return true }
        return try examine(y, time: due, step: solver.steps, loop)
      }
      guard let continues else {
        // Interpolating evaluates f too, which an interruption refuses.
        try loop.requireNoInterruption(0, wasInterrupted: system.wasInterrupted)
        try end(Outcome(.notFinite, step: solver.steps, time: solver.time), at: solver.state, loop)
        return false
      }
      guard continues else { return false }
      if snapshot <= ruleTime { nextSnapshot += 1 }
      if ruleTime <= snapshot { nextRuleTime += 1 }
    }
  }

  /// Has the loop examine the flow at y; returns whether it continues.
  func examine(_ y: UnsafePointer<Double>, time: Double, step: Int, _ loop: TrainingLoop<S>) throws -> Bool {
    let reached = system.events.compactMap { event -> Double? in
      guard case .lossBelow(let bound) = event.kind, event.isFound else { return nil }
      return bound
    }
    let value = system.setState(y)
    return try loop.examine(
      0, at: TrajectoryPoint(step: step, time: time, value: value, lossesReached: reached), self)
  }

  /// Notes the conditions that hold at t = 0.
  func noteStart(_ y: UnsafePointer<Double>, _ loop: TrainingLoop<S>) {
    while nextSnapshot < snapshots.count, snapshots[nextSnapshot] <= 0 { nextSnapshot += 1 }
    for i in system.holding(at: y) { cross(i, time: 0, step: 0, loop) }
  }

  /// Notes the first time at which the condition of event `i` held.
  func cross(_ i: Int, time: Double, step: Int, _ loop: TrainingLoop<S>) {
    guard !system.events[i].isFound else { return }
    system.events[i].time = time
    if i < lossCount { loop.runs[0].recorder.cross(i, step: step, time: time) }
  }

  /// Records the flow at y.
  ///
  /// - Throws: `CancellationError` where an interruption came between two observables, each of which may take long.
  func record(_ y: UnsafePointer<Double>, time: Double, step: Int, _ loop: TrainingLoop<S>) throws {
    try record(step: step, time: time, value: system.setState(y), loop)
  }

  /// Records the flow at the state set last, where its weights are finite.
  func record(step: Int, time: Double, value: Evaluation, _ loop: TrainingLoop<S>) throws {
    guard let network = system.network() else { return }
    drift.look(at: network)
    let snapshot = Snapshot(
      network: network, step: step, time: time, value: value,
      gradient: { [system] in system.gradient() },
      objective: system.objective, target: target)
    try loop.record(0, snapshot)
  }
}
