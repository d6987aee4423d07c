import DeepLinear
import Foundation
import LinearAlgebra

/// What an experiment takes at most, timed on this machine.
public struct Estimate: Sendable, Equatable {
  /// Points of the sweep.
  public var points: Int
  /// Points times seeds, or where results decide how many seeds there are, the most.
  public var runs: Int
  /// Whether results decide how many runs there are.
  public var runsAreAtMost: Bool
  /// The most steps that a run of gradient descent takes, of any point; nil where all are flows.
  public var stepsPerRun: Int?
  /// The attempts of each run, one for each value of `best`, of which the best is repeated; nil where the spec has no such section.
  public var attempts: Int?
  /// The most steps of all runs of gradient descent together; those of flows are unknown in advance.
  public var steps: Double
  /// About how many steps the solver of a flow takes, of the point with the most; nil where there are no flows, or where the trials
  /// covered too little of the time.
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
  /// Times short runs on the engines that will run the spec, and computes what all runs take; writes nothing.
  ///
  /// Each kind of network is timed once; of more than sixteen kinds sixteen are, and the others are taken in proportion to their
  /// operations. Of a kind too large for that, narrower networks are timed, wider ones as long as time is left, and their times are
  /// scaled by the operations.
  ///
  /// - Parameters:
  ///   - threads: how many runs go on at once; all cores where nil.
  ///   - budget: seconds that may be spent on timing, about.
  /// - Throws: as `Runner.run`, for a spec that cannot run; whether initial weights can be drawn is tested for small networks only.
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
    // Of runs in lockstep, and of others one by one: what all take, and how many groups there are.
    var (seconds, groups, starts, steps) = (0.0, 0.0, 0.0, 0.0)
    for point in points {
      guard point.lastStep != nil else { continue }
      let most = point.nominalSteps
      let near = costs.min {
        abs(log($0.point.shape.stepWork / point.shape.stepWork))
          < abs(log($1.point.shape.stepWork / point.shape.stepWork))
      }
      guard let near else { continue }
      let exact = costs.first { $0.point.kind == point.kind } ?? near
      let cost = exact.cost.scaled(by: point.shape.stepWork / exact.point.shape.stepWork)
      steps += most
      let count = (Double(seeds.count) / Double(cost.together)).rounded(.up)
      let run =
        Double(1 + point.candidates.count) * cost.start + most * cost.step + Double(point.snapshotCount)
        * cost.snapshot
      seconds += count * Double(cost.together) * run
      groups += count
      starts += Double(max(1, point.candidates.count)) * cost.start
    }
    let flows = try flowCosts()
    for flow in try flows + flowCosts(besideDescent: true) {
      seconds += Double(seeds.count) * flow.seconds
      groups += Double(seeds.count)
    }
    // A group is computed by one thread: near the end some threads have none left.
    let rounds = (groups / Double(threads)).rounded(.up)
    let perStep = costs.map(\.cost.step) + flows.map(\.secondsPerStep)
    return Estimate(
      points: points.count, runs: runCount, runsAreAtMost: mostRuns != nil,
      stepsPerRun: points.compactMap(\.lastStep).max(),
      attempts: best?.values.count, steps: steps * Double(seeds.count),
      flowSteps: flows.compactMap(\.steps).max(),
      snapshots: points.map(\.snapshotCount).max() ?? 0,
      seconds: starts + (groups == 0 ? 0 : seconds * rounds / groups), threads: threads,
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
