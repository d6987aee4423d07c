import RunArchive
import Synchronization

/// How far a check is, from any thread. A run counts as its steps and one for its start, a start alone as one.
final class CheckProgress: Sendable {
  private let totalRuns: Int
  private let totalWork: Double
  private let body: @Sendable (RunProgress) -> Void
  private let state = Mutex(State())

  private struct State {
    var finishedRuns = 0
    var steps = 0
    var work = 0.0
  }

  /// - Parameters:
  ///   - runs: how many runs are checked.
  ///   - steps: how many they took altogether.
  ///   - body: is given the progress after every stretch of work.
  init(runs: Int, steps: Int, _ body: @escaping @Sendable (RunProgress) -> Void) {
    (totalRuns, totalWork, self.body) = (runs, Double(steps) + Double(runs), body)
  }

  /// Steps were repeated.
  func add(steps: Int) {
    report { state in
      state.steps += steps
      state.work += Double(steps)
    }
  }

  /// A run is judged, of whose steps some may have been repeated.
  func finish(steps: Int, repeated: Int) {
    report { state in
      state.finishedRuns += 1
      state.work += Double(max(0, steps - repeated)) + 1
    }
  }

  private func report(_ change: (inout State) -> Void) {
    body(
      state.withLock { state in
        change(&state)
        return RunProgress(
          finishedRuns: state.finishedRuns, totalRuns: totalRuns, steps: state.steps,
          fraction: min(1, state.work / max(1, totalWork)))
      })
  }
}

/// Counts the states that the repetition of one run shows, and reports them now and then. One thread uses it.
final class StepCounter {
  private(set) var reported = 0
  private var unreported = 0
  private let progress: CheckProgress

  init(_ progress: CheckProgress) { self.progress = progress }

  func add() {
    unreported += 1
    guard unreported == 4096 else { return }
    progress.add(steps: unreported)
    reported += unreported
    unreported = 0
  }
}
