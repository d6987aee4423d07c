import Foundation
import RunArchive
import Testing
import _ArchiveSupport

@Suite struct CrashTests {
  @Test(arguments: CommitStage.allCases)
  func `A process killed in a commit leaves a directory that opens and continues`(stage: CommitStage)
    async throws
  {
    let folder = try ScratchFolder()
    let directory = folder("results")
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = directory.path as String, stage = stage as CommitStage] in
      let store = try RunStore.open(
        URL(filePath: path), create: true, runs: 10, layout: SampleRecords.layout, blockSize: 4,
        reached: { if $0 == stage { kill(getpid(), SIGKILL) } })
      try store.commit(block: 1, records: (4..<8).map { SampleRecords.record($0) })
    }
    let left = files(below: directory)
    switch stage {
    case .written, .synchronized: #expect(left.filter { $0.contains("~") }.count == 9)
    case .renamed, .recorded: #expect(left.contains("trajectories/block-000001.nc"))
    }
    #expect(try ResultsArchive(directory).runs().count == (stage == .recorded ? 4 : 0))

    let store = try RunStore.open(
      directory, create: false, runs: 10, layout: SampleRecords.layout, blockSize: 4)
    #expect(store.completedBlocks == (stage == .recorded ? [1] : []))
    let kept = files(below: directory).filter { $0.contains("/") && !$0.hasPrefix("strays/") }
    #expect(kept.count == (stage == .recorded ? 9 : 0))
    #expect(store.strays.count == (stage == .renamed ? 9 : 0), "named files are moved, not removed")
    for block in 0..<3 where !store.completedBlocks.contains(block) {
      try store.commit(
        block: block, records: store.plan.runs(inBlock: block).map { SampleRecords.record($0) })
    }
    #expect(try store.archive.runs().map(\.run) == Array(0..<10))
    #expect(try store.archive.damage() == [])
    try store.close()
    #expect(files(below: directory).filter { !$0.hasPrefix("strays/") }.count == 1 + 3 + 20)
  }

  @Test func `A process killed as it begins leaves a directory that begins again`() throws {
    let folder = try ScratchFolder()
    _ = try folder.write("results.sqlite", [])
    let store = try RunStore.open(folder.url, create: true, runs: 1, layout: SampleRecords.layout)
    try store.commit(block: 0, records: [SampleRecords.record(0)])
    try store.close()
    #expect(try ResultsArchive(folder.url).runs().count == 1)
  }

  @Test func `Where the disk is full, a commit says so, leaves nothing, and can be repeated`() async throws {
    let folder = try ScratchFolder()
    await #expect(processExitsWith: .success) { [path = folder.url.path as String] in
      let store = try RunStore.open(
        URL(filePath: path), create: true, runs: 4, layout: SampleRecords.layout, blockSize: 4)
      let before = files(below: store.directory)
      let records = (0..<4).map { SampleRecords.record($0) }
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(1), &limit)  // RLIMIT_FSIZE
      var small = rlimit(rlim_cur: 4096, rlim_max: limit.rlim_max)
      setrlimit(__rlimit_resource_t(1), &small)
      let error = #expect(throws: StoreError.self) { try store.commit(block: 0, records: records) }
      setrlimit(__rlimit_resource_t(1), &limit)
      #expect(error?.description.contains("cannot write it: File too large") == true)
      #expect(files(below: store.directory) == before)
      try store.commit(block: 0, records: records)
      try store.close()
    }
    #expect(try ResultsArchive(folder.url).runs().count == 4)
  }
}
