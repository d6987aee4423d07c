import DeepLinear
import Foundation
import LinearAlgebra

/// Times short runs of an ensemble on the engine that runs it.
///
/// Runs that differ in one thing are subtracted: in their steps for the time of a step, in their snapshots for that of a snapshot.
struct Trial<S: Scalar> {
  private let ensemble: Ensemble<S>
  private let seeds: [UInt64]
  /// What the longest run without snapshots takes, about, where one step does not take longer.
  private let seconds: Double

  /// - Parameter seeds: those that are run at once; in lockstep they share the time.
  init(_ ensemble: Ensemble<S>, seeds: [UInt64], seconds: Double) {
    (self.ensemble, self.seeds, self.seconds) = (ensemble, seeds, seconds)
  }

  /// What one run takes.
  func cost() throws -> RunCost {
    var start = try time(ensemble, steps: 0).seconds
    // The first run of a process also loads libraries and allocates memory, which counts where a run is short.
    if start < seconds { start = try time(ensemble, steps: 0).seconds }
    let share = 1 / Double(seeds.count)
    if let cost = try cost(of: ensemble, start: start) { return cost.scaled(by: share) }
    // Where runs diverge at once there are no steps to time. At a critical point they take as long and do not diverge: zero weights
    // of several layers, Φ of one.
    var critical = ensemble
    critical.initialization =
      ensemble.widths.count > 2
      ? IdentityInitialization(scale: 0) : GivenInitialization(layers: [ensemble.objective.target])
    let cost = try cost(of: critical, start: time(critical, steps: 0).seconds)
    return RunCost(start: start, step: cost?.step ?? 0, snapshot: cost?.snapshot ?? 0).scaled(by: share)
  }

  /// Nil where runs ended before their steps could be timed.
  private func cost(of ensemble: Ensemble<S>, start: Double) throws -> RunCost? {
    var (count, bare) = (1, try time(ensemble, steps: 1))
    // The last run takes up to four times as long as is wanted here. Where much is done before the first step, the steps must take a
    // quarter of that, to be seen above its scatter.
    while bare.seconds - start < max(seconds, start / 4), bare.steps == count, count < 1 << 20 {
      count *= 4
      bare = try time(ensemble, steps: count)
    }
    let step = (bare.seconds - start) / Double(max(1, bare.steps))
    guard bare.steps > 0, step > 0, bare.steps == count || bare.seconds - start > 1e-3 else { return nil }
    let observed = try time(ensemble, steps: min(16, count), observed: true)
    let snapshots = observed.seconds - start - Double(observed.steps) * step
    return RunCost(start: start, step: step, snapshot: max(0, snapshots) / Double(observed.steps + 1))
  }

  /// Seconds for so many steps, and the steps taken: a run may diverge before.
  ///
  /// They are seconds of this thread's processor time, which other programs do not lengthen much; of a short run the least of three
  /// counts, as they may have emptied the caches.
  ///
  /// - Parameter observed: whether there is a snapshot at every step; otherwise there is none.
  private func time(
    _ ensemble: Ensemble<S>, steps: Int, observed: Bool = false
  ) throws -> (seconds: Double, steps: Int) {
    var ensemble = ensemble
    ensemble.rule = .steps(steps)
    if observed {
      ensemble.observation.schedule = .every(1)
    } else {
      ensemble.observation.schedule = .at([])
      ensemble.observation.observables = []
    }
    var (least, taken) = (Double.infinity, 0)
    for _ in 0..<3 {
      let start = Self.processorSeconds()
      taken = try ensemble.runs(seeds: seeds).map(\.outcome.step).max() ?? 0
      least = min(least, Self.processorSeconds() - start)
      if least > seconds / 8 { break }
    }
    return (least, taken)
  }

  /// Processor time of this thread, on which a trial runs from start to end.
  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
