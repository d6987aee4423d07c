import DeepLinear
import Foundation

// Restart points of a flow.
//
// A solver remembers earlier steps (BDF most of all), and SUNDIALS gives no access to that memory. So the solver is restarted
// after a number of steps that the flow alone decides, whether a state is saved there or not: what follows depends on y, the
// length of the next step and little else, which a state holds.

/// What the rest of a flow depends on, beside what was recorded.
struct SolverState: Codable {
  let position: SolverPosition
  /// The time of each event; NaN where it was not met.
  let eventTimes: PackedNumbers
  let drift: Double?
  let evaluations: Int
  let rest: RestWindow?
}

extension FlowIntegrator {
  /// Restarts the solver where that is due, which makes a restart point, and saves it where a checkpoint is due.
  ///
  /// BDF takes some 60 short steps to reach its order again, an explicit solver one evaluation. Where steps take long there are
  /// fewer between two restarts: about a second of them, but at least 50, and 500 of BDF.
  func restartWhereDue(_ solver: SwitchingSolver, _ loop: TrainingLoop<S>) throws {
    guard solver.steps >= nextRestart else { return }
    let position = solver.restart()
    // BDF's first step after a restart is computed from f.
    if system.wasInterrupted { try loop.requireNoInterruption(0, wasInterrupted: true) }
    nextRestart = position.steps + restartInterval(isImplicit: position.isImplicit)
    guard let checkpointer = loop.runs[0].checkpointer else { return }
    loop.runs[0].restartPoint = restartPoint(position)
    if checkpointer.isDue { try loop.runs[0].saveRestartPoint() }
  }

  private func restartPoint(_ position: SolverPosition) -> RestartPoint {
    let state = SolverState(
      position: position, eventTimes: PackedNumbers(system.events.map { $0.time ?? .nan }),
      drift: drift.largest, evaluations: system.evaluations, rest: rest)
    return RestartPoint(step: position.steps, time: position.time) {
      RunMemory(
        propagator: Self.name, objectiveBound: nil, weights: PackedNumbers([]),
        solver: try SolverState.encoder.encode(state))
    }
  }

  func restartInterval(isImplicit: Bool) -> Int {
    max(isImplicit ? 500 : 50, Int(min(2000, 1e9 / system.operations)))
  }

  /// Continues from the state that was saved last; nil, with nothing changed, where there is none of this run.
  func restore(_ tracker: RunTracker<S>) -> SolverPosition? {
    var found: SolverState?
    let saved = tracker.restore(Self.name) { state in
      found = (try? PropertyListDecoder().decode(SolverState.self, from: state.memory.solver)).flatMap {
        isOfThisFlow($0) ? $0 : nil
      }
      return found != nil
    }
    guard let saved, let state = found else { return nil }
    for (i, time) in state.eventTimes.values.enumerated() where !time.isNaN { system.events[i].time = time }
    drift.resume(state.drift)
    system.resume(evaluations: state.evaluations)
    rest = state.rest
    state.position.state.values.withUnsafeBufferPointer { y in
      if let y = y.baseAddress { tracker.testedValue = system.setState(y) }
    }
    nextRestart = saved.step + restartInterval(isImplicit: state.position.isImplicit)
    nextSnapshot = snapshots.firstIndex { $0 > saved.time } ?? snapshots.count
    nextRuleTime = ruleTimes.firstIndex { $0 > saved.time } ?? ruleTimes.count
    return state.position
  }

  private func isOfThisFlow(_ state: SolverState) -> Bool {
    let position = state.position
    return position.state.values.count == system.dimension
      && position.stiffness.eigenvector.values.count == system.dimension
      && state.eventTimes.values.count == system.events.count
      && state.rest?.state.values.count == system.dimension
      && (accuracy.method == .automatic || position.isImplicit == (accuracy.method == .bdf))
  }
}

extension SolverState {
  /// Binary, so that numbers stay exact.
  fileprivate static let encoder = {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return encoder
  }()
}
