import DeepLinear
import Foundation
import LinearAlgebra

/// What an experiment takes at most, timed on this machine.
public struct Estimate: Sendable, Equatable {
  /// Points of the sweep.
  public var points: Int
  /// Points times seeds.
  public var runs: Int
  /// The most steps that a run takes, of any point.
  public var stepsPerRun: Int
  /// The most steps of all runs together.
  public var steps: Double
  /// Seconds of wall-clock time if every run takes its most steps.
  public var seconds: Double
  /// How many runs go on at once.
  public var threads: Int
  /// Seconds that a step takes, from the quickest to the slowest point.
  public var secondsPerStep: ClosedRange<Double>
  /// Bytes of results before trajectories are compressed.
  public var bytes: Double
  /// Points that are flows, of whose steps and time the rest says about how many, and no bound.
  public var flows = 0
}

extension Experiment {
  /// Times a few steps of the actual method and reckons what all runs take; writes nothing.
  ///
  /// Each kind of network is timed once, of many kinds sixteen; the others are taken in proportion to their arithmetic.
  /// It takes about a tenth of a second a kind, or three steps of it where those take longer.
  ///
  /// - Parameter threads: how many runs go on at once; all cores where nil.
  /// - Throws: as `Runner.run`, for a spec that cannot run.
  public func estimate(threads: Int? = nil) throws -> Estimate {
    let problems = try problems()
    let threads = min(runCount, max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount))
    let kinds = Dictionary(grouping: points.filter { $0.lastStep != nil }, by: \.kind).values.map { $0[0] }
      .sorted { $0.work < $1.work }
    let timed =
      kinds.count <= 16 ? kinds : (0..<16).map { kinds[$0 * (kinds.count - 1) / 15] }
    let costs = try timed.map { (point: $0, cost: try cost(of: $0)) }
    var (seconds, steps) = (0.0, 0.0)
    for (point, problem) in zip(points, problems) {
      let near = costs.min { abs(log($0.point.work / point.work)) < abs(log($1.point.work / point.work)) }
      guard let near else { continue }
      let exact = costs.first { $0.point.kind == point.kind } ?? near
      let cost = exact.cost.scaled(by: point.work / exact.point.work)
      guard let most = problem.maximumSteps.map(Double.init) else { continue }
      steps += most
      seconds += cost.start + most * cost.step + Double(point.snapshotCount) * cost.snapshot
    }
    let flows = try flowCosts()
    steps += flows.reduce(0) { $0 + $1.steps }
    seconds += try (flows + flowCosts(besideDescent: true)).reduce(0) { $0 + $1.seconds }
    let perStep = costs.map(\.cost.step) + flows.map { $0.seconds / max(1, $0.steps) }
    let stepsPerRun =
      problems.compactMap(\.maximumSteps) + flows.map { Int(min($0.steps.rounded(.up), 1e15)) }
    return Estimate(
      points: points.count, runs: runCount, stepsPerRun: stepsPerRun.max() ?? 0,
      steps: steps * Double(seeds.count), seconds: seconds * Double(seeds.count) / Double(threads),
      threads: threads, secondsPerStep: (perStep.min() ?? 0)...(perStep.max() ?? 0), bytes: storedBytes(),
      flows: flows.count)
  }

  /// What trajectories, weights and rows take without compression.
  private func storedBytes() -> Double {
    let layout = layout()
    let values = layout.variables.reduce(0.0) { $0 + layout.shape(of: $1).reduce(1.0) { $0 * Double($1) } }
    let trajectory = 8 * values * Double(layout.snapshots)
    let perSeed = points.reduce(0.0) { sum, point in
      let widths = point.specification.network.widths
      let entries = zip(widths, widths.dropFirst()).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let size = point.specification.network.field == .complex ? 16.0 : 8.0
      let copies: Double
      switch point.specification.observe.weights {
      case .none: copies = 0
      case .initial, .final: copies = 1
      case .snapshots: copies = Double(point.snapshotCount)
      }
      let headers = copies == 0 ? 0 : 128 * Double(widths.count - 1)
      return sum + trajectory + copies * size * entries + headers + 600
    }
    return perSeed * Double(seeds.count) + 65_536 * Double(runCount / 64 + 1)
  }

  /// What a run is made of, in seconds.
  private struct Cost {
    var start: Double
    var step: Double
    var snapshot: Double

    func scaled(by factor: Double) -> Cost {
      Cost(start: factor * start, step: factor * step, snapshot: factor * snapshot)
    }
  }

  private func cost(of point: Point) throws -> Cost {
    switch point.specification.network.field {
    case .real: try cost(of: point, over: Double.self)
    case .complex: try cost(of: point, over: Complex<Double>.self)
    }
  }

  /// What one run of many takes: in lockstep eight share the time, and are timed together.
  private func cost<S: Scalar>(of point: Point, over field: S.Type) throws -> Cost {
    let whole: Ensemble<S> = try ensemble(at: point)
    let company = min(8, seeds.count, whole.engine.waveSize(seeds: seeds.count, threads: 1))
    let timed = (0..<company).map { seeds.first + UInt64($0) }
    let clock = ContinuousClock()
    /// Seconds for so many steps, and the steps taken: a run may diverge before.
    func time(_ steps: Int, every interval: Int) throws -> (seconds: Double, steps: Int) {
      var ensemble = whole
      ensemble.rule = .steps(steps)
      ensemble.observation.schedule = .every(interval)
      let start = clock.now
      let runs = try ensemble.runs(seeds: timed)
      return ((clock.now - start) / .seconds(1), runs.map(\.outcome.step).max() ?? 0)
    }
    _ = try time(0, every: 1)
    let start = try time(0, every: 1).seconds
    var (count, probe) = (1, try time(1, every: .max))
    while probe.seconds - start < 0.05, probe.steps == count, count < 1 << 20 {
      count *= 4
      probe = try time(count, every: .max)
    }
    let watched = try time(min(8, max(1, count)), every: 1)
    let both = max(0, watched.seconds - start) / Double(max(1, watched.steps))
    // The probe takes one snapshot more than the start does.
    let steps = Double(max(1, probe.steps))
    let step = max(1e-9, (probe.seconds - start - (steps > 1 ? both : 0)) / steps)
    return Cost(start: start, step: step, snapshot: max(0, both - step)).scaled(by: 1 / Double(company))
  }
}

extension Point {
  /// What decides how long a step takes, beside the machine.
  fileprivate var kind: [Int] {
    let network = specification.network
    return network.widths + [
      network.field == .complex ? 1 : 0, specification.dynamics.regularization == 0 ? 0 : 1,
    ]
  }

  /// Multiplications of a step, roughly: for points that were not timed.
  fileprivate var work: Double {
    let widths = specification.network.widths
    let products = zip(widths, widths.dropFirst()).reduce(0.0) {
      $0 + Double($1.0) * Double($1.1) * Double(widths[0] + widths[widths.count - 1])
    }
    return products * (specification.network.field == .complex ? 4 : 1) + 100
  }
}
