import DeepLinear
import DeepLinearFlow
import Experiments
import Foundation
import LinearAlgebra
import RunArchive
import Synchronization
import Testing
import _ArchiveSupport

@Suite struct FlowRunTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Flows of both fields, beside gradient descent from the same starts on one clock.
  static let yaml = """
    name: flows
    network: {depth: 4, width: 3}
    target: {diagonal: [2.0, 1.0, 0.5]}
    initialization: {gaussian: {deviation: 0.6}}
    stop: {loss-below: 1e-4, max-time: 24}
    observe: {snapshots: {log: 24}, thresholds: [1e-1, 1e-9, 1.0]}
    seeds: {first: 5, count: 3}
    sweep:
      network.field: [real, complex]
      dynamics:
        - {gradient-descent: {step-size: 0.02}, regularization: 2.0}
        - {gradient-flow: {}, regularization: 2.0}
    """

  /// The flows of `yaml`, from the library's own parts.
  private func library<S: Scalar>(_ seed: UInt64, over field: S.Type) throws -> Run<S> {
    let start = try GaussianInitialization(deviation: 0.6).network(
      widths: [3, 3, 3, 3, 3], seed: seed, over: S.self)
    return try GradientFlow().run(
      start, on: SquareLoss<S>(target: .diagonal([2, 1, 0.5])) + BalancePenalty(strength: 2),
      until: .loss(below: 1e-4) || .time(24),
      observing: Observation(
        Observable.all, thresholds: [1e-1, 1e-9, 1.0], stages: MethodReport.Stage.allCases),
      at: .logarithmic(24))
  }

  private func check<S: Scalar>(_ archive: ResultsArchive, point: Int, over field: S.Type) throws {
    let reader = try archive.trajectories()
    for row in try archive.runs(ofPoint: point) {
      let run = try library(row.seed, over: S.self)
      #expect(row.outcome == run.outcome.kind.rawValue && row.steps == run.outcome.step)
      #expect(isSame(row.time, run.time) && isSame(row.loss, run.final.loss))
      #expect(isSame(row["escape_time"], run.flow?.stageTimes[.escape]))
      #expect(isSame(row["alignment_time"], run.flow?.stageTimes[.alignment]))
      #expect(isSame(row["saddle_time"], run.flow?.stageTimes[.saddleEscape]))
      #expect(
        row["evaluations"] == run.report.values["evaluations"]
          && isSame(row["stiff_from"], run.flow?.stiffFrom))
      let missing = Stages(of: run, target: try TargetSpectrum(.diagonal([2, 1, 0.5]))).missingRate
      #expect(row.message == (run.outcome.kind == .converged ? missing?.description : nil))
      #expect(row["conservation_drift"] == nil && row["verified_distance"] == nil)
      func stored(_ name: String) throws -> [Double] {
        Array(try reader.values(of: name) { number, _ in number == row.run }.values.prefix { !$0.isNaN })
      }
      #expect(isSame(try stored("time"), run.times))
      #expect(isSame(try stored("step"), run.steps.map { Double($0) }))
      #expect(isSame(try stored("singular_values"), try #require(run["singular-values"])))
      let times = try reader.values(of: "threshold_time") { number, _ in number == row.run }.values
      #expect(zip(times, run.thresholdTimes).allSatisfy { isSame($0, $1 ?? .nan) })
      #expect(times[1].isNaN && times[2] > 0 && times[2] < row.time)
    }
  }

  @Test func `What is stored of a flow is the library's, bit for bit, in both fields`() throws {
    let summary = try runner(Self.yaml, in: folder).run()
    #expect(summary.runs == 12 && summary.engines.map(\.engine) == ["lockstep", "flow"])
    #expect(summary.verification == nil)
    let archive = try ResultsArchive(folder("out"))
    try check(archive, point: 1, over: Double.self)
    try check(archive, point: 3, over: Complex<Double>.self)
    #expect(try archive.runs(ofPoint: 0).allSatisfy { $0["evaluations"] == nil && $0["stiff_from"] == nil })
    #expect(try archive.provenance().solver == FlowSolverLibrary.version)
  }

  @Test func `Descent and flow share one clock: thresholds are met at nearly the same times`() throws {
    _ = try runner(Self.yaml, in: folder).run()
    let reader = try ResultsArchive(folder("out")).trajectories()
    let (times, steps) = (
      try reader.values(of: "threshold_time"), try reader.values(of: "threshold_step")
    )
    for (descent, flow) in [(0..<3, 3..<6), (6..<9, 9..<12)] {
      for (a, b) in zip(descent, flow) {
        // The loss of 1 is met before any saddle, where a small difference would grow.
        #expect(abs(Array(times[a])[2] - Array(times[b])[2]) < 0.05)
        #expect(Array(times[a])[2] == 0.02 * Array(steps[a])[2])
      }
    }
  }

  /// Many flows that are over at once, in blocks of 64 and 6; all are stiff or end early.
  static let crowd = """
    name: crowd
    network: {depth: 3, width: 2}
    target: {identity: {}}
    initialization: {gaussian: {deviation: 0.5}}
    dynamics: {gradient-flow: {relative-tolerance: 1e-6}, regularization: 5}
    stop: {loss-below: 1e-3, max-time: 8}
    observe: {snapshots: {every: 0.5}, thresholds: [0.5], weights: snapshots}
    seeds: {count: 35}
    sweep: {network.field: [real, complex]}
    """

  @Test func `Flows are the same bytes on any number of threads, and a seed the same alone and among many`()
    throws
  {
    _ = try runner(Self.crowd, in: folder, into: "one", threads: 1).run()
    _ = try runner(Self.crowd, in: folder, into: "five", threads: 5).run()
    #expect(try resultFiles(folder("one")) == resultFiles(folder("five")))
    let rows = try timeless(ResultsArchive(folder("one")))
    #expect(try rows == timeless(ResultsArchive(folder("five"))))
    _ = try runner(
      Self.crowd, in: folder, into: "alone",
      set: ["seeds.first=17", "seeds.count=1", "sweep.network.field=[complex]"]
    ).run()
    let alone = try #require(try timeless(ResultsArchive(folder("alone"))).first)
    let among = try #require(rows.first { $0.seed == 17 && $0.point == 1 })
    #expect(alone.steps == among.steps && isSame(alone.time, among.time) && isSame(alone.loss, among.loss))
    #expect(alone.values == among.values)
    for layer in 1...3 {
      let one = try ResultsArchive(folder("one")).weights(ofRun: among.run, layer: layer)
      #expect(try ResultsArchive(folder("alone")).weights(ofRun: 0, layer: layer) == one)
    }
  }

  @Test func `Flows that were interrupted and continued leave the same bytes`() throws {
    _ = try runner(Self.crowd, in: folder, into: "whole").run()
    for limit in [1, 40] {
      let name = "cut-\(limit)"
      let finished = Atomic<Int>(0)
      let summary = try runner(Self.crowd, in: folder, into: name, threads: 2).run(
        isInterrupted: { finished.load(ordering: .relaxed) >= limit },
        progress: { finished.store($0.finishedRuns, ordering: .relaxed) })
      #expect(summary.remaining > 0)
      _ = try runner(Self.crowd, in: folder, into: name).run()
      #expect(try resultFiles(folder(name)) == resultFiles(folder("whole")))
      #expect(try timeless(ResultsArchive(folder(name))) == timeless(ResultsArchive(folder("whole"))))
    }
  }

  @Test func `The meter of flows rises with their time to all of the work`() throws {
    let fractions = Mutex<[Double]>([])
    _ = try runner(Self.yaml, in: folder, threads: 1, set: ["seeds.count=2"]).run(progress: { progress in
      fractions.withLock { $0.append(progress.fraction) }
    })
    let seen = fractions.withLock(\.self)
    #expect(abs((seen.last ?? 0) - 1) < 1e-9 && seen.first ?? 1 < 0.5)
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
    #expect(seen.count > 50, "\(seen.count) reports")
  }
}
