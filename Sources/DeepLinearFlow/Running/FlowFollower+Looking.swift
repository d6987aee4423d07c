import DeepLinear

// What is looked at between two steps of the solver, each at its own time.

extension FlowFollower {
  /// Snapshots and the rule's times up to `time`, in order; the run where one of the latter ends it.
  mutating func visit(through time: Double, _ solver: SwitchingSolver) throws -> Run<S>? {
    while true {
      let snapshot = nextSnapshot < snapshots.count ? snapshots[nextSnapshot] : .infinity
      let ruleTime = nextRuleTime < ruleTimes.count ? ruleTimes[nextRuleTime] : .infinity
      let due = min(snapshot, ruleTime)
      guard due <= time else { return nil }
      var point = buffer
      let run: Run<S>? = try point.withUnsafeMutableBufferPointer { point in
        guard let y = point.baseAddress else { return nil }
        guard solver.interpolate(at: due, into: y) else {
          // Interpolating evaluates f too, which an interruption refuses.
          try requireNoInterruption()
          return try finish(.obstacle(.notFinite), solver.state, time: solver.time, solver)
        }
        if snapshot <= ruleTime { try record(y, time: due, step: solver.steps) }
        guard ruleTime <= snapshot, let ending = verdict(at: y, time: due, step: solver.steps) else {
          return nil
        }
        return try finish(.rule(ending), y, time: due, solver)
      }
      if let run { return run }
      if snapshot <= ruleTime { nextSnapshot += 1 }
      if ruleTime <= snapshot { nextRuleTime += 1 }
    }
  }

  func verdict(at y: UnsafePointer<Double>, time: Double, step: Int) -> Outcome.Kind? {
    let reached = system.watches.compactMap { watch -> Double? in
      guard case .lossBelow(let bound) = watch.condition, watch.isFound else { return nil }
      return bound
    }
    return rule.verdict(
      at: FlowPoint(time: time, step: step, value: system.place(at: y), lossesReached: reached))
  }

  /// Conditions that hold at t = 0, and the alignment of a start that is balanced to rounding.
  mutating func noteStart(_ y: UnsafePointer<Double>) {
    while nextSnapshot < snapshots.count, snapshots[nextSnapshot] <= 0 { nextSnapshot += 1 }
    for i in system.holding(at: y) { cross(i, time: 0, step: 0) }
    guard let place = events[.alignment] else { return }
    let scale = initial.layers.map { $0.realInner($0) }.max() ?? 0
    let rounding = 64 * Double(initial.widths.max() ?? 1) * 0x1p-53 * scale
    if initial.imbalance <= rounding { cross(place, time: 0, step: 0) }
  }

  /// Notes the first time at which the condition at place `i` held.
  mutating func cross(_ i: Int, time: Double, step: Int) {
    guard !system.watches[i].isFound else { return }
    system.watches[i].time = time
    if i < observation.thresholds.count { recorder.cross(i, step: step, time: time) }
  }

  /// Observes the flow at y.
  ///
  /// - Throws: `CancellationError` where an interruption came between two observables, each of which may take long.
  mutating func record(_ y: UnsafePointer<Double>, time: Double, step: Int) throws {
    let value = system.place(at: y)
    guard let network = system.network() else { return }
    drift.look(at: network)
    let system = system
    let snapshot = Snapshot(
      network: network, step: step, time: time, value: value, gradient: { system.gradient() },
      objective: system.objective, target: target)
    let isInterrupted = system.isInterrupted
    do {
      try recorder.record(snapshot) { if isInterrupted?() == true { throw CancellationError() } }
    } catch {
      try requireNoInterruption()
      throw error
    }
  }
}
