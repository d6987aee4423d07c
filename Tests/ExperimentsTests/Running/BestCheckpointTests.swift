import Experiments
import Foundation
import RunArchive
import Synchronization
import Testing
import _ArchiveSupport

/// Attempts that are stopped in their midst, and continue from there.
@Suite struct BestCheckpointTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// In lanes; some seeds converge with no value.
  static let crowd = """
    name: crowd
    network: {depth: 3, width: 2}
    target: {diagonal: [1, -0.5]}
    initialization: {balanced: {deviation: 0.5}}
    dynamics: {gradient-descent: {}}
    stop: {loss-below: 1e-3, max-steps: 300000}
    observe: {snapshots: {log: 20}, thresholds: [1e-1, 1e-2], weights: final}
    seeds: {count: 20}
    best: {over: dynamics.gradient-descent.step-size, list: [0.0001, 0.0005, 0.0002, 100, 0.0006], by: fewest-steps}
    sweep: {network.field: [real, complex]}
    checkpoint: {every: 0.01s}
    """

  /// One seed at a time.
  static let single = """
    name: single
    network: {depth: 3, width: 3}
    target: {diagonal: [1, 0.8, -0.5]}
    initialization: {gaussian: {deviation: 0.4}}
    dynamics: {nesterov: {momentum: 0.2}}
    stop: {loss-below: 1e-3, max-steps: 60000}
    observe: {snapshots: {log: 20}, thresholds: [1e-1], weights: final}
    seeds: {count: 4}
    best: {over: dynamics.nesterov.step-size, list: [0.0002, 0.001, 0.0004, 100, 0.0008], by: fewest-steps}
    checkpoint: {every: 0.01s}
    """

  /// The attempts without what the clock says.
  private func attempts(_ name: String) throws -> [AttemptRow] {
    try ResultsArchive(folder(name)).attempts().map { attempt in
      var attempt = attempt
      attempt.wallSeconds = 0
      return attempt
    }
  }

  private func expectSame(_ name: String, as other: String) throws {
    #expect(try resultFiles(folder(name)) == resultFiles(folder(other)))
    #expect(try timeless(ResultsArchive(folder(name))) == timeless(ResultsArchive(folder(other))))
    #expect(try attempts(name) == attempts(other))
    #expect(files(below: folder(name)) == files(below: folder(other)))
  }

  @Test(arguments: [crowd, single])
  func `Interrupted again and again, on other threads each time, attempts leave the same bytes`(
    yaml: String
  ) throws {
    let steps = Atomic<Int>(0)
    let expected = try runner(yaml, in: folder, into: "whole", threads: 1).run(
      progress: { steps.store($0.steps, ordering: .relaxed) })
    #expect(expected.outcomes["converged"] ?? 0 > 0)
    let whole = steps.load(ordering: .relaxed)
    let part = whole / 9
    var (taken, calls, left, kept) = (0, 0, 1, 0)
    while left > 0, calls < 60 {
      steps.store(0, ordering: .relaxed)
      let summary = try runner(yaml, in: folder, into: "cut", threads: [1, 3, 2][calls % 3]).run(
        isInterrupted: { steps.load(ordering: .relaxed) > part },
        progress: { steps.store($0.steps, ordering: .relaxed) })
      left = summary.remaining
      taken += steps.load(ordering: .relaxed)
      calls += 1
      kept = max(kept, summary.checkpointed)
    }
    #expect(calls >= 4 && left == 0 && kept > 0)
    // How much is repeated depends on the machine's speed, as what took no time is not saved; most of each call is kept.
    #expect(taken < whole + calls * part / 2, "\(taken) steps in \(calls) calls, \(whole) in one")
    try expectSame("cut", as: "whole")
  }
}
