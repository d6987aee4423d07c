import DeepLinear
import RealModule
import Synchronization

/// How many steps a flow's solver took over which stretch of time, as its progress reports say: where its steps are short the
/// solution changes fast.
final class StepDensity: Sendable {
  /// The time reached, and how many steps were taken since the report before.
  private let reports = Mutex<[(time: Double, steps: Int)]>([])

  /// Adds a progress report.
  func add(steps: Int, time: Double) {
    reports.withLock { reports in reports.append(((reports.last?.time ?? 0) + time, steps)) }
  }

  /// At which times a run of these snapshots, events and steps is to be compared with another, rising, up to its end.
  ///
  /// At most `most` of the snapshots and as many of the times reached, evenly in their order; the latter divided further while there is
  /// room, down to single steps of the solver; and every time at which a threshold or an event was met.
  func comparisonTimes<S: Scalar>(of run: Run<S>) -> [Double] {
    let most = StepDensity.mostTimes(
      weights: run.initialNetwork.layers.reduce(0) { $0 + $1.rows * $1.columns })
    let reports = reports.withLock { $0 }
    let parts = max(1, min(16, most / max(1, reports.count)))
    var (reached, start) = ([Double](), 0.0)
    for report in reports where start < run.time {
      let end = min(report.time, run.time)
      let count = min(parts, max(1, report.steps))
      reached += (1...count).map { start + (end - start) * Double($0) / Double(count) }
      start = end
    }
    let events = Array(run.report.stageTimes.values)
    let crossings = run.thresholdTimes.compactMap(\.self) + events
    let times = thinned(run.times, to: most) + thinned(reached, to: most) + crossings + [run.time]
    return Set(times.filter { $0 >= 0 && $0 <= run.time }).sorted()
  }

  /// Every k-th, so that `most` are left at most.
  private func thinned(_ times: [Double], to most: Int) -> [Double] {
    let interval = (times.count + most - 1) / most
    return interval <= 1 ? times : stride(from: 0, to: times.count, by: interval).map { times[$0] }
  }

  /// How many of each kind, for a network of so many weights: 1024, fewer where their weights would take more than 64 MB.
  static func mostTimes(weights: Int) -> Int { max(128, min(1024, 4_000_000 / max(1, weights))) }
}

extension FlowVerification {
  /// The most times at which networks of so many weights are compared, without those of thresholds and events.
  package static func mostComparedTimes(weights: Int) -> Int { 2 * StepDensity.mostTimes(weights: weights) }
}
