import Experiments
import Foundation
import RunArchive
import Synchronization
import Testing
import _ArchiveSupport

/// A commit that waits for the disk stops neither computing nor progress nor an interruption.
@Suite struct SchedulerTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// With two values of max-steps: three runs that are soon stored, each a block of its own, and three that go on for long
  /// beside the commits. More complete blocks than threads and one would make the threads wait, so that memory stays bounded.
  static let yaml = """
    name: blocked
    network: {depth: 2, width: 2}
    target: {identity: {}}
    initialization: {gaussian: {deviation: 0.3}}
    dynamics: {gradient-descent: {step-size: 0.0000001}}
    stop: {max-steps: 100000000}
    observe: {snapshots: {log: 5}}
    seeds: {count: 3}
    """

  @Test(.timeLimit(.minutes(2)))
  func `While a commit is blocked, runs report progress and an interruption is seen`() throws {
    let isBlocked = Atomic<Bool>(false)
    let stepsWhileBlocked = Atomic<Int>(0)
    let mayGoOn = DispatchSemaphore(value: 0)
    var runner = try runner(
      Self.yaml, in: folder, threads: 2, set: ["sweep={stop.max-steps: [10, 2000000000]}"])
    runner.commitReached = { stage in
      guard stage == .synchronized, !isBlocked.exchange(true, ordering: .relaxed) else { return }
      mayGoOn.wait()
    }
    let summary = try runner.run(
      isInterrupted: {
        // The commit ends only after runs beside it have taken steps, and only as they are interrupted.
        guard stepsWhileBlocked.load(ordering: .relaxed) > 100 else { return false }
        mayGoOn.signal()
        return true
      },
      progress: { progress in
        if isBlocked.load(ordering: .relaxed) {
          stepsWhileBlocked.store(progress.steps, ordering: .relaxed)
        }
      })
    #expect(summary.computed == 3 && summary.remaining == 3)
    #expect(stepsWhileBlocked.load(ordering: .relaxed) > 100)
  }
}
