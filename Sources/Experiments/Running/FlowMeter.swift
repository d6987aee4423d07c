import Synchronization

/// Turns the progress reports of flows into work done, one run after another.
///
/// A run counts by its time or by its part of the solver's most steps, whichever is more: a flow that is too stiff to get on ends by
/// its steps, and a meter of its time alone would foresee years.
final class FlowMeter: Sendable {
  private let end: Double
  private let mostSteps: Double
  /// What part of a seed's work each of its runs is: one, or the three of a verified flow.
  private let shares: [Double]
  private let state = Mutex(State())

  private struct State: Sendable {
    var run = 0
    var steps = 0.0
    var time = 0.0
    var part = 0.0
  }

  init(end: Double, mostSteps: Double, shares: [Double]) {
    (self.end, self.mostSteps, self.shares) = (end, mostSteps, shares)
  }

  /// Adds a progress report; returns the part of a seed's work that was done since the last one. A run that has ended reports all
  /// its time.
  func add(steps: Int, time: Double) -> Double {
    state.withLock { state in
      state.steps += Double(steps)
      state.time += time
      // Increments add up to the whole but for rounding.
      let isOver = state.time >= end * (1 - 1e-9)
      let part = isOver ? 1 : max(state.part, min(1, max(state.time / end, state.steps / mostSteps)))
      defer {
        state.part = part
        if isOver { state = State(run: state.run + 1) }
      }
      return (part - state.part) * shares[state.run % shares.count]
    }
  }
}
