import DeepLinear
import Foundation

// States from which a flow can go on to the bit.
//
// A solver remembers earlier steps (BDF most of all), and SUNDIALS gives that memory to nobody. So it is made to forget it at
// certain steps, kept or not: what comes after depends on y, the length of the next step and little else, which a state holds.

/// What the rest of a flow depends on, beside what was taken down.
struct FlowMotion: Codable {
  let position: SolverPosition
  /// The time at which each condition was met; NaN where it was not.
  let watches: PackedNumbers
  let drift: Double?
  let evaluations: Int
  let tinySteps: Int
}

extension FlowFollower {
  /// Every so many steps has the solver forget, and keeps the state where that is wanted now.
  ///
  /// BDF takes some 60 short steps to come up to its order again, an explicit solver one evaluation. Where steps take long there are fewer
  /// between two marks: about a second of them, but at least 50, and 500 of BDF.
  mutating func mark(_ solver: SwitchingSolver) throws {
    guard solver.steps >= nextMark else { return }
    let position = solver.restart()
    // The first step of BDF's new beginning is had from f.
    if system.wasInterrupted { try requireNoInterruption() }
    nextMark = position.steps + markInterval(isImplicit: position.isImplicit)
    guard let keeper = observation.keeper else { return }
    unkept = FlowMotion(
      position: position, watches: PackedNumbers(system.watches.map { $0.time ?? .nan }),
      drift: drift.largest, evaluations: system.evaluations, tinySteps: tinySteps)
    if keeper.isDue { try keepLastMark() }
  }

  /// Keeps the state at the last mark, with what was taken down until then.
  private mutating func keepLastMark() throws {
    guard let keeper = observation.keeper, let motion = unkept else { return }
    let position = motion.position
    try keeper.keep(
      RunState(
        step: position.steps, time: position.time, recording: recorder.recording(through: position.time),
        motion: try FlowMotion.encoder.encode(motion)))
    unkept = nil
  }

  func markInterval(isImplicit: Bool) -> Int {
    max(isImplicit ? 500 : 50, Int(min(2000, 1e9 / system.operations)))
  }

  /// Ends the run where it was interrupted, with the last state kept.
  mutating func requireNoInterruption() throws {
    guard system.wasInterrupted || observation.isInterrupted() else { return }
    try keepLastMark()
    throw CancellationError()
  }

  /// Takes up the state that was kept last; nil, with nothing changed, where there is none of this run.
  mutating func resume() -> SolverPosition? {
    guard let state = observation.keeper?.state,
      let motion = try? PropertyListDecoder().decode(FlowMotion.self, from: state.motion),
      motion.position.state.values.count == system.dimension,
      motion.position.stiffness.eigenvector.values.count == system.dimension,
      motion.watches.values.count == system.watches.count,
      accuracy.method == .automatic || motion.position.isImplicit == (accuracy.method == .bdf),
      recorder.resume(state.recording, at: state.step)
    else { return nil }
    for (i, time) in motion.watches.values.enumerated() where !time.isNaN { system.watches[i].time = time }
    drift.resume(motion.drift)
    system.resume(evaluations: motion.evaluations)
    tinySteps = motion.tinySteps
    nextMark = state.step + markInterval(isImplicit: motion.position.isImplicit)
    nextSnapshot = snapshots.firstIndex { $0 > state.time } ?? snapshots.count
    nextRuleTime = ruleTimes.firstIndex { $0 > state.time } ?? ruleTimes.count
    reported.step = state.step
    report(step: state.step, time: state.time)
    return motion.position
  }
}

extension FlowMotion {
  /// Binary, so that numbers stay what they are.
  fileprivate static let encoder = {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return encoder
  }()
}
