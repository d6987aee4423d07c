import DeepLinear
import Foundation
import LinearAlgebra

/// What an experiment takes at most, timed on this machine.
public struct Estimate: Sendable, Equatable {
  /// Points of the sweep.
  public var points: Int
  /// Points times seeds.
  public var runs: Int
  /// The most steps that a run of gradient descent takes, of any point; nil where all are flows.
  public var stepsPerRun: Int?
  /// The most steps of all runs of gradient descent together; those of flows are unknown in advance.
  public var steps: Double
  /// About how many steps the solver of a flow takes, of the point with the most; nil where there are no flows, or where those that were
  /// begun came too short a way to tell.
  public var flowSteps: Double?
  /// The most snapshots that a run has, of any point.
  public var snapshots: Int
  /// Seconds of wall-clock time if every run takes its most steps, without the writing of files.
  public var seconds: Double
  /// How many runs go on at once.
  public var threads: Int
  /// Seconds that a step takes, from the quickest to the slowest point.
  public var secondsPerStep: ClosedRange<Double>
  /// The largest width of the networks that were timed in the place of larger ones; nil where the networks themselves were timed.
  public var extrapolatedFrom: Int?
  /// Points that are flows, whose time is a guess, and no bound.
  public var flows = 0
}

extension Experiment {
  /// Times a few steps of the actual method and reckons what all runs take; writes nothing.
  ///
  /// Each kind of network is timed once, of many kinds sixteen; the others are taken in proportion to their arithmetic. Where a kind is
  /// too large for that, narrower networks of its depth are timed, wider ones as long as time is left, and their times grow
  /// with the number of operations.
  ///
  /// - Parameters:
  ///   - threads: how many runs go on at once; all cores where nil.
  ///   - budget: seconds that may be spent on timing, about.
  /// - Throws: as `Runner.run`, for a spec that cannot run; but that a start cannot be drawn is found of small networks alone.
  public func estimate(threads: Int? = nil, budget: Double = 2) throws -> Estimate {
    try checkMachineAndFiles()
    let threads = min(runCount, max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount))
    let kinds = Dictionary(grouping: points.filter { $0.lastStep != nil }, by: \.kind).values.map { $0[0] }
      .sorted { $0.shape.stepWork < $1.shape.stepWork }
    let timed =
      kinds.count <= 16 ? kinds : (0..<16).map { kinds[$0 * (kinds.count - 1) / 15] }
    try checkStarts(kinds, seconds: budget / 2)
    let costs = try timed.map { point in
      (point: point, cost: try cost(of: point, budget: 0.75 * budget / Double(timed.count)))
    }
    var (seconds, checks, steps) = (0.0, 0.0, 0.0)
    for point in points {
      guard let most = point.lastStep.map(Double.init) else { continue }
      let near = costs.min {
        abs(log($0.point.shape.stepWork / point.shape.stepWork))
          < abs(log($1.point.shape.stepWork / point.shape.stepWork))
      }
      guard let near else { continue }
      let exact = costs.first { $0.point.kind == point.kind } ?? near
      let cost = exact.cost.scaled(by: point.shape.stepWork / exact.point.shape.stepWork)
      steps += most
      seconds += cost.start + most * cost.step + Double(point.snapshotCount) * cost.snapshot
      checks += cost.check
    }
    let flows = try flowCosts()
    seconds += try (flows + flowCosts(besideDescent: true)).reduce(0) { $0 + $1.seconds }
    let perStep = costs.map(\.cost.step) + flows.map(\.secondsPerStep)
    return Estimate(
      points: points.count, runs: runCount, stepsPerRun: points.compactMap(\.lastStep).max(),
      steps: steps * Double(seeds.count), flowSteps: flows.compactMap(\.steps).max(),
      snapshots: points.map(\.snapshotCount).max() ?? 0,
      seconds: checks + seconds * Double(seeds.count) / Double(threads), threads: threads,
      secondsPerStep: (perStep.min() ?? 0)...(perStep.max() ?? 0),
      extrapolatedFrom: costs.compactMap(\.cost.extrapolatedFrom).max(), flows: flows.count)
  }

  /// Builds the problems of small networks, whose refusals a run would meet too, and reads the files of large ones: one point of each
  /// kind first, the others as long as time is left.
  private func checkStarts(_ kinds: [Point], seconds: Double) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let first = Set(kinds.map(\.index))
    for point in kinds + points.filter({ !first.contains($0.index) }) {
      if !first.contains(point.index), clock.now - start > .seconds(seconds) { return }
      if point.isLarge { try checkMatrices(of: point) } else { try checkStart(of: point) }
    }
  }
}

/// What a run is made of, in seconds.
struct RunCost {
  /// Everything but steps and snapshots.
  var start: Double
  var step: Double
  var snapshot: Double
  /// What it takes to find, before all runs of a point, that they can begin.
  var check = 0.0
  /// The largest width of the network that was timed, where it was another than the point's.
  var extrapolatedFrom: Int?

  func scaled(by factor: Double) -> RunCost {
    RunCost(
      start: factor * start, step: factor * step, snapshot: factor * snapshot, check: factor * check,
      extrapolatedFrom: extrapolatedFrom)
  }
}

extension Experiment {
  private func cost(of point: Point, budget: Double) throws -> RunCost {
    switch point.specification.network.field {
    case .real: try cost(of: point, over: Double.self, budget)
    case .complex: try cost(of: point, over: Complex<Double>.self, budget)
    }
  }

  private func cost<S: Scalar>(of point: Point, over field: S.Type, _ budget: Double) throws -> RunCost {
    guard !point.isLarge, case let whole:Ensemble<S> = try ensemble(at: point), case .lockstep = whole.engine
    else { return try ReferenceProbe<S>(self, point).cost(budget: budget) }
    return try cost(of: point, inLockstep: whole, budget)
  }

  /// What one run of many takes in lockstep: eight share the time, and are timed together.
  private func cost<S: Scalar>(of point: Point, inLockstep whole: Ensemble<S>, _ budget: Double) throws
    -> RunCost
  {
    let together = min(8, seeds.count, whole.engine.batchSize(seeds: seeds.count, threads: 1))
    let timed = (0..<together).map { seeds.first + UInt64($0) }
    let clock = ContinuousClock()
    /// Seconds for so many steps, and the steps taken: a run may diverge before.
    func time(_ steps: Int, every interval: Int) throws -> (seconds: Double, steps: Int) {
      var ensemble = whole
      ensemble.rule = .steps(steps)
      ensemble.observation.schedule = .every(Double(interval))
      let start = clock.now
      let runs = try ensemble.runs(seeds: timed)
      return ((clock.now - start) / .seconds(1), runs.map(\.outcome.step).max() ?? 0)
    }
    _ = try time(0, every: 1)
    let start = try time(0, every: 1).seconds
    var (count, probe) = (1, try time(1, every: .max))
    // The last probe takes up to four times as long as is asked for here.
    while probe.seconds - start < min(0.05, budget / 8), probe.steps == count, count < 1 << 20 {
      count *= 4
      probe = try time(count, every: .max)
    }
    let watched = try time(min(8, max(1, count)), every: 1)
    let both = max(0, watched.seconds - start) / Double(max(1, watched.steps))
    // The probe takes one snapshot more than the start does.
    let steps = Double(max(1, probe.steps))
    let step = (probe.seconds - start - (steps > 1 ? both : 0)) / steps
    // Where runs diverge at once there are no steps to be timed: then what a network of this size takes on its own, which is more.
    guard step > 0, probe.steps == count || probe.seconds - start > 1e-3 else {
      return try ReferenceProbe<S>(self, point).cost(budget: budget / 2)
    }
    return RunCost(start: start, step: step, snapshot: max(0, both - step)).scaled(by: 1 / Double(together))
  }
}

extension Point {
  /// What decides how long a step takes, beside the machine.
  fileprivate var kind: String {
    let (network, dynamics) = (specification.network, specification.dynamics)
    return "\(network.widths) \(network.field) \(dynamics.regularization == 0) \(dynamics.method.words)"
  }

  /// Whether one start, with its decompositions, may take longer than some tenths of a second.
  fileprivate var isLarge: Bool { shape.stepWork + shape.decompositionWork > 3e7 }
}
