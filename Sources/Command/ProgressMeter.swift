import Experiments
import Foundation
import Synchronization

/// Progress on standard error: a bar with rate and time left on a terminal, a line every half minute otherwise.
final class ProgressMeter: Sendable {
  private let label: String
  private let noun: String
  private let isTerminal: Bool
  private let start = ContinuousClock.now
  private let state: Mutex<State>

  private struct State: Sendable {
    var latest: RunProgress?
    var nextDraw: ContinuousClock.Instant
    var hasDrawn = false
  }

  /// - Parameter noun: what is counted, in the plural.
  init(label: String, counting noun: String = "runs") {
    (self.label, self.noun) = (label, noun)
    isTerminal = isatty(STDERR_FILENO) == 1
    state = Mutex(State(nextDraw: start + (isTerminal ? .milliseconds(200) : .seconds(30))))
  }

  /// Takes note; draws when it is time. From any thread.
  func update(_ progress: RunProgress) {
    state.withLock { state in
      if let latest = state.latest, latest.totalRuns > progress.totalRuns { return }
      if let latest = state.latest, latest.totalRuns == progress.totalRuns,
        latest.fraction > progress.fraction
      {
        return
      }
      state.latest = progress
      let now = ContinuousClock.now
      guard now >= state.nextDraw else { return }
      state.nextDraw = now + (isTerminal ? .milliseconds(200) : .seconds(30))
      state.hasDrawn = true
      draw(progress, after: (now - start) / .seconds(1))
    }
  }

  /// Clears the bar.
  func finish() {
    state.withLock { state in
      if isTerminal, state.hasDrawn { StandardStreams.report("\r\u{1B}[K") }
      state.hasDrawn = false
    }
  }

  private func draw(_ p: RunProgress, after seconds: Double) {
    let percent = Int(100 * p.fraction)
    let rate =
      p.steps > 0
      ? compact(Double(p.steps) / seconds) + " steps/s"
      : compact(Double(p.finishedRuns) / seconds) + " \(noun)/s"
    let left = p.fraction > 0 ? ", " + duration(seconds * (1 - p.fraction) / p.fraction) + " left" : ""
    let numbers = "\(p.finishedRuns)/\(p.totalRuns) \(noun), \(rate)\(left)"
    guard isTerminal else { return StandardStreams.report("\(label): \(percent) %, \(numbers)\n") }
    let filled = Int(24 * p.fraction)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
    StandardStreams.report("\r\(label) \(bar) \(percent) % \(numbers)\u{1B}[K")
  }

  /// 1234567 → "1.23M".
  private func compact(_ x: Double) -> String {
    for (scale, suffix) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where x >= scale {
      return String(format: "%.3g", x / scale) + suffix
    }
    return String(format: "%.3g", x)
  }

  /// Seconds as "2 h 05 min", "3 min 20 s" or "12 s".
  private func duration(_ seconds: Double) -> String {
    let s = Int(min(seconds, 1e9).rounded(.up))
    if s >= 3600 { return "\(s / 3600) h \(String(format: "%02d", s % 3600 / 60)) min" }
    return s >= 60 ? "\(s / 60) min \(String(format: "%02d", s % 60)) s" : "\(s) s"
  }
}
