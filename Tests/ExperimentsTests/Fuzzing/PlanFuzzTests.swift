import Experiments
import Foundation
import RunArchive
import Synchronization
import Testing
import _ArchiveSupport

@Suite("Huge specs are planned at once, or refused")
struct PlanFuzzTests {
  @Test("No valid spec of huge numbers traps, hangs or fills the memory before its first run")
  func plans() throws {
    let folder = try ScratchFolder()
    let plan = FuzzPlan(short: 300)
    let result = plan.run("plan") { dice in
      let yaml = Self.spec(&dice)
      let experiment = try Experiment(yaml: yaml, source: "spec.yaml", folder: folder.url)
      let memory = dice.pick([1e6, 1e9, 16e9, 1e15])
      let blocks = try experiment.plan(memory: memory).blocks
      if let fault = Self.fault(in: blocks, of: experiment, &dice) { return .fault("\(fault):\n\(yaml)") }
      guard experiment.isSmall, dice.roll(4) == 0 else { return .accepted }
      let results = folder("results")
      defer { try? FileManager.default.removeItem(at: results) }
      return try Self.fault(beginning: experiment, into: results).map { .fault("\($0):\n\(yaml)") }
        ?? .accepted
    }
    #expect(result.faults == [])
    let share = Double(result.accepted) / Double(plan.inputs.count)
    #expect(plan.inputs.count < 100 || (0.1...0.95).contains(share), "\(share)")
    if plan.isLong {
      print(
        "plans: \(plan.inputs.count) tried, \(result.accepted) accepted, peak \(FuzzPlan.peakBytes >> 20) MiB, "
          + "slowest \(result.slowest)")
    }
  }

  /// What is wrong with the blocks of an experiment.
  private static func fault(
    in blocks: BlockPlan, of experiment: Experiment, _ dice: inout FuzzDice
  ) -> String? {
    guard blocks.runCount == experiment.runCount, (1...256).contains(blocks.size) else {
      return "\(blocks.runCount) runs in blocks of \(blocks.size)"
    }
    let (last, stored) = (blocks.count - 1, Set((0..<dice.roll(4)).map { _ in dice.roll(blocks.count) }))
    guard blocks.runs(inBlock: 0).lowerBound == 0, blocks.runs(inBlock: last).upperBound == blocks.runCount
    else { return "the blocks do not cover the runs" }
    var queue = BlockQueue(blocks, without: stored)
    let first = queue.popFirst()
    return first == (0..<blocks.count).first { !stored.contains($0) }
      ? nil : "block \(first ?? -1) comes first"
  }

  /// What is wrong with a run that is interrupted as soon as it has begun.
  private static func fault(beginning experiment: Experiment, into results: URL) throws -> String? {
    let hasBegun = Atomic<Bool>(false)
    let summary = try Runner(experiment, into: results, threads: 1).run(
      isInterrupted: { hasBegun.load(ordering: .relaxed) },
      progress: { if $0.finishedRuns > 0 { hasBegun.store(true, ordering: .relaxed) } })
    guard hasBegun.load(ordering: .relaxed) else { return "nothing was computed" }
    return summary.computed + summary.remaining == summary.runs && summary.computed <= 256
      ? nil : "\(summary.computed) computed, \(summary.remaining) left of \(summary.runs)"
  }

  // MARK: Specs

  private static let counts = [1, 2, 63, 64, 65, 1000, 64_000, 1_000_000, 999_999_999, 1_000_000_000]
  private static let steps = [0, 1, 20, 1000, 1_000_000, 999_999_999_999, 1_000_000_000_000]
  private static let sizes = [1, 2, 3, 3, 4, 4, 5, 64, 1000, 10_000, 999_999, 1_000_000]

  /// A spec whose every value is permitted by its own key, and most of them the largest.
  private static func spec(_ dice: inout FuzzDice) -> String {
    let isUniform = dice.roll(3) > 0
    let depth = dice.pick([1, 2, 3, 4, 10, 1000])
    let widths = (0...depth).map { _ in dice.pick(sizes) }
    let sweeps = [
      "{network.depth: {linear: {from: 1, to: 100, count: 100}}}", "{network.width: [1, 1000000]}",
      "{dynamics.gradient-descent.step-size: {log: {from: 1e-300, to: 1e300, count: 50}}}",
      "{stop.max-steps: [1, 1000000000000]}", "{dynamics.gradient-flow.relative-tolerance: [1e-8, 1e-4]}",
      "{dynamics: [{gradient-descent: {step-size: 0.1}}, {gradient-flow: {}}]}",
      "{network.field: [real, complex], network.depth: [2, 3]}",
    ]
    let snapshots = [
      "log: \(dice.pick([2, 300, 1_000_000]))", "every: \(dice.pick([1, 7, 1_000_000_000_000]))",
      "every: \(dice.pick(["1e-300", "0.1", "3e9"]))",
      "at: [0, \(dice.pick(steps.dropFirst().map { $0 }))]",
    ]
    var lines = [
      "name: plan",
      isUniform
        ? "network: {depth: \(depth), width: \(dice.pick(sizes)), field: \(dice.pick(["real", "complex"]))}"
        : "network: {widths: \(widths)}",
      "target: {\(dice.pick(["identity: {}", "gaussian: {deviation: 1}"]))}",
      "initialization: {gaussian: {deviation: \(dice.pick(["0.1", "1e-300", "1e300", "fan-in"]))}}",
      "dynamics: \(dynamics(&dice))",
      "stop: {max-steps: \(dice.pick(steps))\(dice.roll(2) == 0 ? ", max-time: \(dice.pick(["1e10", "1e-300", "1e300"]))" : "")}",
      "observe: {snapshots: {\(dice.pick(snapshots))}, weights: \(dice.pick(["none", "final", "snapshots"]))}",
      "seeds: {first: \(dice.pick([0, 1 << 62, Int.max - 1_000_000_000])), count: \(dice.pick(counts))}",
    ]
    if dice.roll(4) == 0 { lines.append("sweep: \(dice.pick(sweeps))") }
    return lines.joined(separator: "\n")
  }

  private static func dynamics(_ dice: inout FuzzDice) -> String {
    let tolerance = dice.pick(["0.1", "1e-10", "2e-12"])
    switch dice.roll(4) {
    case 0:
      return
        "{gradient-flow: {relative-tolerance: \(tolerance), maximum-steps: \(dice.pick([1, 1_000_000_000_000]))}}"
    case 1:
      return
        "{gradient-flow: {absolute-tolerance: \(tolerance), method: \(dice.pick(["bdf", "dormand-prince"]))}}"
    default: return "{gradient-descent: {step-size: \(dice.pick(["0.01", "1e-300", "1e300"]))}}"
    }
  }
}

extension Experiment {
  /// Whether a single run of it takes a moment, however many there are.
  fileprivate var isSmall: Bool {
    points.count <= 10
      && points.allSatisfy { point in
        let spec = point.specification
        let widths = spec.network.widths
        return spec.stop.maxSteps ?? .max <= 20 && widths.count <= 11 && widths.allSatisfy { $0 <= 5 }
      }
  }
}
