import Foundation
import RunArchive
import Synchronization
import Testing
import _ArchiveSupport

/// A commit that waits for the disk makes no other thread wait.
@Suite struct BlockedCommitTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test(.timeLimit(.minutes(1)))
  func `While a commit is blocked, the bookkeeping is read and checkpoints of other runs are saved`()
    async throws
  {
    let (reached, mayGoOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let store = try RunStore.open(
      folder("out"), create: true, runs: 8, layout: SampleRecords.layout, blockSize: 4,
      reached: { stage in
        guard stage == .synchronized else { return }
        reached.signal()
        mayGoOn.wait()
      })
    let commit = Thread.running {
      try store.commit(block: 0, records: (0..<4).map { SampleRecords.record($0) })
    }
    reached.wait()
    #expect(store.completedBlocks == [] && store.plan.count == 2)
    try store.save(Checkpoint<Int>(identity: "a", run: 5, content: .record(SampleRecords.record(5))))
    try store.write("spec.yaml", contents: "name: sample\n".utf8)
    #expect(store.checkpointCount == 1)
    mayGoOn.signal()
    try commit.wait()
    #expect(store.completedBlocks == [0])
    try store.close()
  }

  @Test(.timeLimit(.minutes(1)))
  func `A directory is closed after the commit that goes on`() throws {
    let (reached, mayGoOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let store = try RunStore.open(
      folder("out"), create: true, runs: 4, layout: SampleRecords.layout, blockSize: 4,
      reached: { stage in
        guard stage == .renamed else { return }
        reached.signal()
        mayGoOn.wait()
      })
    let commit = Thread.running {
      try store.commit(block: 0, records: (0..<4).map { SampleRecords.record($0) })
    }
    reached.wait()
    let closing = Thread.running { try store.close() }
    mayGoOn.signal()
    try commit.wait()
    try closing.wait()
    #expect(try ResultsArchive(folder("out")).runs().count == 4)
    #expect(throws: StoreError.self) { try store.write("spec.yaml", contents: []) }
  }

  @Test func `A checkpoint that is saved as its block is committed does not outlive the commit`() throws {
    for _ in 0..<50 {
      let store = try RunStore.open(
        folder("race"), create: true, runs: 2, layout: SampleRecords.layout, blockSize: 2)
      let saving = Thread.running {
        for _ in 0..<5 {
          try store.save(Checkpoint<Int>(identity: "a", run: 1, content: .record(SampleRecords.record(1))))
        }
      }
      try store.commit(block: 0, records: (0..<2).map { SampleRecords.record($0) })
      try saving.wait()
      #expect(store.checkpointCount == 0)
      try store.close()
      #expect(!files(below: folder("race")).contains { $0.hasPrefix("checkpoints") })
      try FileManager.default.removeItem(at: folder("race"))
    }
  }
}

extension Thread {
  /// Runs `body` on a thread of its own.
  fileprivate static func running(_ body: @escaping @Sendable () throws -> Void) -> Running {
    let running = Running()
    detachNewThread {
      let result = Result { try body() }
      running.result.withLock { $0 = result }
      running.isDone.signal()
    }
    return running
  }
}

/// Work on a thread.
private final class Running: Sendable {
  let isDone = DispatchSemaphore(value: 0)
  let result = Mutex<Result<Void, any Error>?>(nil)

  /// Waits for its end, and throws its error.
  func wait() throws {
    isDone.wait()
    try result.withLock { $0 }?.get()
  }
}
