import Experiments
import Foundation
import RunArchive
import SpecLanguage
import Synchronization
import Testing
import _ArchiveSupport

/// Runs that were stopped in their midst go on from there.
@Suite struct KeptRunTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Stiff flows by explicit steps, some 60,000 each.
  static let flows = """
    name: flows
    network: {depth: 3, width: 2}
    target: {diagonal: [2, 1]}
    initialization: {gaussian: {deviation: 0.3}}
    dynamics: {gradient-flow: {method: dormand-prince}, regularization: 1000}
    stop: {max-time: 12}
    observe: {snapshots: {log: 20}, thresholds: [1e-1, 1e-3], weights: final}
    seeds: {count: 3}
    checkpoint: {every: 0.001s}
    """

  /// Too wide for lanes.
  static let wide = """
    name: wide
    network: {depth: 2, width: 40}
    target: {identity: {}}
    initialization: {gaussian: {deviation: 0.1}}
    dynamics: {gradient-descent: {step-size: 0.01}}
    stop: {max-steps: 3000}
    observe: {snapshots: {log: 20}, quantities: [loss], thresholds: [1e-1], weights: final}
    seeds: {count: 2}
    checkpoint: {every: 0.001s}
    """

  /// Eight at a time, and two groups of eight.
  static let lanes = """
    name: lanes
    network: {depth: 3, width: 3}
    target: {identity: {}}
    initialization: {gaussian: {deviation: 0.3}}
    dynamics: {gradient-descent: {step-size: 0.000001}, regularization: 1}
    stop: {max-steps: 1000000}
    observe: {snapshots: {log: 20}, quantities: [loss, singular-values], thresholds: [1], weights: final}
    seeds: {count: 12}
    checkpoint: {every: 0.003s}
    """

  /// Which converge at steps of their own, or do not.
  static let crowd = """
    name: crowd
    network: {depth: 3, width: 2}
    target: {diagonal: [1, -0.5]}
    initialization: {balanced: {deviation: 0.5}}
    dynamics: {gradient-descent: {step-size: 0.0002}}
    stop: {loss-below: 1e-3, max-steps: 600000}
    observe: {snapshots: {log: 20}, thresholds: [1e-1, 1e-2], weights: final}
    seeds: {count: 40}
    sweep: {network.field: [real, complex]}
    checkpoint: {every: 0.01s}
    """

  private func checkpoints(_ name: String) -> [String] {
    files(below: folder(name)).filter { $0.hasPrefix("checkpoints/") }
  }

  @Test(arguments: [(flows, 2100), (wide, 2100), (lanes, 1_000_000)])
  func `Interrupted in their midst again and again, runs leave the same bytes and no more steps`(
    yaml: String, mostLost: Int
  ) throws {
    let steps = Atomic<Int>(0)
    _ = try runner(yaml, in: folder, into: "whole", threads: 1).run(
      progress: { steps.store($0.steps, ordering: .relaxed) })
    let whole = steps.load(ordering: .relaxed)
    let part = whole / 5
    var (taken, calls, left) = (0, 0, 1)
    while left > 0, calls < 20 {
      steps.store(0, ordering: .relaxed)
      let summary = try runner(yaml, in: folder, into: "cut", threads: 1).run(
        isInterrupted: { steps.load(ordering: .relaxed) > part },
        progress: { steps.store($0.steps, ordering: .relaxed) })
      left = summary.remaining
      taken += steps.load(ordering: .relaxed)
      calls += 1
      if calls == 1 { #expect(!checkpoints("cut").isEmpty && left > 0) }
    }
    #expect(calls >= 4 && left == 0)
    // What lies between two places where a flow can be kept is taken again at each interruption, or what lanes do while a state is
    // not worth its file.
    #expect(taken < whole + calls * mostLost, "\(taken) steps in \(calls) calls, \(whole) in one")
    #expect(try resultFiles(folder("cut")) == resultFiles(folder("whole")))
    #expect(try timeless(ResultsArchive(folder("cut"))) == timeless(ResultsArchive(folder("whole"))))
    #expect(files(below: folder("cut")) == files(below: folder("whole")))
  }

  @Test
  func
    `With another number of threads each time, and so in other batches, interrupted seeds leave the same bytes`()
    throws
  {
    let steps = Atomic<Int>(0)
    let expected = try runner(Self.crowd, in: folder, into: "whole", threads: 1).run(
      progress: { steps.store($0.steps, ordering: .relaxed) })
    #expect(expected.outcomes.keys.sorted() == ["converged", "exhausted"])
    let part = steps.load(ordering: .relaxed) / 7
    var (calls, left, mostKept) = (0, 1, 0)
    while left > 0, calls < 60 {
      steps.store(0, ordering: .relaxed)
      let summary = try runner(Self.crowd, in: folder, into: "cut", threads: [1, 3, 2][calls % 3]).run(
        isInterrupted: { steps.load(ordering: .relaxed) > part },
        progress: { steps.store($0.steps, ordering: .relaxed) })
      left = summary.remaining
      calls += 1
      mostKept = max(mostKept, checkpoints("cut").count)
    }
    #expect(calls >= 4 && left == 0 && mostKept > 0)
    #expect(try resultFiles(folder("cut")) == resultFiles(folder("whole")))
    #expect(try timeless(ResultsArchive(folder("cut"))) == timeless(ResultsArchive(folder("whole"))))
    #expect(files(below: folder("cut")) == files(below: folder("whole")))
  }

  @Test func `How often runs are kept may change from call to call, and what is not a duration is refused`()
    throws
  {
    _ = try runner(SmallRun.crowd, in: folder).run()
    let again = try runner(SmallRun.crowd, in: folder, set: ["checkpoint.every=90 s"]).run()
    #expect(again.computed == 0)
    for wrong in ["10", "0s", "-1h", "3 days", "h", "1e300h"] {
      #expect(throws: InputError.self) {
        try runner(SmallRun.crowd, in: folder, set: ["checkpoint.every=\(wrong)"])
      }
    }
  }
}
