import Foundation
import RunArchive
import Testing
import _ArchiveSupport

@Suite struct RunStoreTests {
  let folder: ScratchFolder
  var directory: URL { folder("results") }

  init() throws { folder = try ScratchFolder() }

  private func open(create: Bool = true, runs: Int = 10, blockSize: Int = 4) throws -> RunStore {
    try RunStore.open(
      directory, create: create, runs: runs, layout: SampleRecords.layout, blockSize: blockSize)
  }

  private func records(_ store: RunStore, _ block: Int, layers: Bool = true) -> [RunRecord] {
    store.plan.runs(inBlock: block).map { SampleRecords.record($0, layers: layers) }
  }

  @Test func `Blocks are cut from the run numbers, the last one shorter`() throws {
    let plan = BlockPlan(batches: [10, 3, 8], size: 4)
    #expect(plan.runCount == 21)
    #expect((0..<plan.count).map(plan.runs(inBlock:)) == [0..<4, 4..<8, 8..<10, 10..<13, 13..<17, 17..<21])
    #expect(BlockPlan(batches: [128]).count == 2)
  }

  @Test func `A directory holds exactly the files of the design once closed`() throws {
    let store = try open()
    for block in [2, 0, 1] { try store.commit(block: block, records: records(store, block).reversed()) }
    try store.write("spec.yaml", contents: "name: sample\n".utf8)
    try store.close()
    let weights = (0..<10).flatMap { run in (1...2).map { "weights/run-00000\(run)-layer-\($0).npy" } }
    let blocks = (0..<3).map { "trajectories/block-00000\($0).nc" }
    #expect(files(below: directory) == (["results.sqlite", "spec.yaml"] + blocks + weights).sorted())
  }

  @Test func `No weights, no folder for them`() throws {
    let store = try open()
    try store.commit(block: 0, records: records(store, 0, layers: false))
    try store.close()
    #expect(!FileManager.default.fileExists(atPath: directory.appending(path: "weights").path))
  }

  @Test func `Rows, plateaus and weights come back bit for bit`() throws {
    let store = try open()
    try store.add(points: [
      PointRow(point: 0, hash: "abc", parameters: "{}"), PointRow(point: 1, hash: "d", parameters: "[]"),
    ])
    var given = records(store, 0)
    given[1].seed = .max
    try store.commit(block: 0, records: given)
    try store.close()

    let archive = try ResultsArchive(directory)
    #expect(try archive.points().map(\.hash) == ["abc", "d"])
    let rows = try archive.runs()
    #expect(rows.map(\.run) == [0, 1, 2, 3])
    for (row, record) in zip(rows, given) {
      #expect(row.seed == record.seed)
      #expect(row.philoxKey == record.philoxKey)
      #expect((row.point, row.outcome, row.steps) == (record.point, record.outcome, record.steps))
      #expect(row.message == record.message && row.values == record.values)
      let numbers = [row.time, row.loss, row.imbalance, row.wallSeconds]
      #expect(numbers == [record.time, record.loss, record.imbalance, record.wallSeconds])
      #expect(row.penalty.isNaN == record.penalty.isNaN)
      #expect(try archive.plateaus()[row.run] == record.plateaus)
      #expect(try archive.weights(ofRun: row.run, layer: 2) == record.weights[1])
    }
    #expect(rows[2].loss == .infinity)
    #expect(rows[2].penalty.isNaN)
    #expect(try archive.runs(ofPoint: 1).map(\.run) == [3])
    #expect(try archive.trajectories().values(of: "loss").runs == [0, 1, 2, 3])
  }

  @Test func `An interrupted directory says what is left to do`() throws {
    let first = try open()
    try first.commit(block: 1, records: records(first, 1))
    try first.close()
    let second = try open(create: false)
    #expect(second.completedBlocks == [1])
    #expect(throws: StoreError.self) { try second.commit(block: 1, records: records(second, 1)) }
    try second.commit(block: 0, records: records(second, 0))
    #expect(second.completedBlocks == [0, 1])
    #expect(try second.archive.damage() == [])
  }

  @Test func `An extension appends blocks and leaves those before as they are`() throws {
    let store = try open()
    for block in 0..<3 { try store.commit(block: block, records: records(store, block)) }
    #expect(try store.extend(by: 5) == 3..<5)
    try store.commit(block: 4, records: records(store, 4))
    try store.close()
    let again = try open()
    #expect(again.plan.batches == [10, 5])
    #expect(again.completedBlocks == [0, 1, 2, 4])
    #expect(try again.archive.runs().map(\.run) == Array(0..<10) + [14])
  }

  @Test func `Wrong records are refused and leave nothing`() throws {
    let store = try open()
    let before = files(below: directory)
    var stranger = records(store, 0)
    stranger[3].run = 7
    #expect(throws: StoreError.self) { try store.commit(block: 0, records: stranger) }
    #expect(throws: StoreError.self) {
      try store.commit(block: 0, records: Array(records(store, 0).dropLast()))
    }
    #expect(throws: StoreError.self) { try store.commit(block: 9, records: []) }
    var misfit = records(store, 0)
    misfit[3].thresholdSteps = []
    #expect(throws: StoreError.self) { try store.commit(block: 0, records: misfit) }
    #expect(files(below: directory) == before)
    try store.commit(block: 0, records: records(store, 0))
  }

  @Test func `A second writer is refused, a reader is not`() throws {
    let store = try open()
    let error = try #require(throws: StoreError.self) { try open() }
    #expect(
      error.description.hasSuffix("another process is writing there; wait for it, or choose another folder"))
    try store.commit(block: 0, records: records(store, 0))
    #expect(try ResultsArchive(directory).runs().count == 4)
    try store.close()
    try open().close()
  }

  @Test func `Blocks may come from many threads at once`() async throws {
    let store = try open(runs: 40)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for block in 0..<10 {
        group.addTask { try store.commit(block: block, records: records(store, block)) }
      }
      try await group.waitForAll()
    }
    #expect(try store.archive.runs().count == 40)
    #expect(try store.archive.damage() == [])
  }

  @Test func `Temporary files are removed, files that no row names are set aside, and others stay`() throws {
    let store = try open()
    try store.commit(block: 0, records: records(store, 0))
    try store.close()
    let known = files(below: directory)
    let temporary = [
      "trajectories/block-000002.nc~41-7", "weights/run-000005-layer-2.npy~41-8", "spec.yaml~41-9",
    ]
    let unknown = ["trajectories/block-000001.nc", "weights/run-000004-layer-1.npy"]
    let others = [
      "trajectories/mine.nc", "trajectories/block-1.nc", "weights/run.npy~1-1", "notes~1-1", "spec.yaml~",
    ]
    for path in temporary + unknown + others { try Data("x".utf8).write(to: directory.appending(path: path)) }
    let again = try open()
    let strays = unknown.map { "strays/\($0)" }
    #expect(again.strays == strays)
    try again.close()
    #expect(files(below: directory) == (known + others + strays).sorted())
    // The same once more: nothing that was set aside is replaced.
    try Data("y".utf8).write(to: directory.appending(path: unknown[0]))
    let third = try open()
    #expect(third.strays == [strays[0] + "-2"])
    #expect(try Data(contentsOf: directory.appending(path: strays[0])) == Data("x".utf8))
    try third.close()
  }

  @Test func `Results whose database is gone are kept, and said to be so`() throws {
    let store = try open()
    try store.commit(block: 0, records: records(store, 0))
    try store.close()
    try FileManager.default.removeItem(at: directory.appending(path: "results.sqlite"))
    let before = files(below: directory)
    let error = try #require(throws: StoreError.self) { try open() }
    #expect(
      error.description.contains(
        "has trajectories/block-000000.nc and 8 more files of runs but no results.sqlite"))
    #expect(files(below: directory) == before)
  }

  @Test func `A journal that a killed process left is removed from a finished directory`() throws {
    let store = try open()
    for block in 0..<3 { try store.commit(block: block, records: records(store, block)) }
    try store.close()
    let journal = directory.appending(path: "results.sqlite-journal")
    // Of a commit that had not begun to write, and of one that had ended.
    for contents in [Data(), Data(repeating: 0, count: 512)] {
      try contents.write(to: journal)
      #expect(try ResultsArchive(directory).runCount() == 10)
      try open().close()
      #expect(!FileManager.default.fileExists(atPath: journal.path))
      #expect(try ResultsArchive(directory).damage() == [])
    }
  }

  @Test func `A directory keeps the size of its blocks`() throws {
    try open().close()
    let again = try open(blockSize: 5)
    #expect(again.plan.size == 4)
    try again.close()
  }

  @Test func `Other directories are refused by what they are`() throws {
    #expect(throws: StoreError.self) { try open(create: false) }
    #expect(throws: StoreError.self) { try ResultsArchive(directory) }
    try open().close()
    let runs = try #require(throws: StoreError.self) { try open(runs: 11) }
    #expect(runs.description.contains("was made for 10 runs; the spec has 11: choose another folder"))
    try Data("not a database, and long enough for SQLite to see so".utf8)
      .write(to: directory.appending(path: "results.sqlite"))
    let damaged = try #require(throws: StoreError.self) { try open() }
    #expect(damaged.description.contains("SQLite says: file is not a database"))
    let file = try folder.write("file", [1])
    #expect(throws: StoreError.self) {
      try RunStore.open(file, create: true, runs: 1, layout: SampleRecords.layout)
    }
  }

  @Test func `A point that changed is refused`() throws {
    let store = try open()
    try store.add(points: [PointRow(point: 0, hash: "abc", parameters: "{}")])
    try store.add(points: [PointRow(point: 0, hash: "abc", parameters: "{}")])
    #expect(throws: StoreError.self) {
      try store.add(points: [
        PointRow(point: 1, hash: "e", parameters: "{}"), PointRow(point: 0, hash: "x", parameters: "{}"),
      ])
    }
    #expect(try store.archive.points().map(\.hash) == ["abc"])
  }

  @Test func `A changed or missing file is found by its checksum`() throws {
    let store = try open()
    try store.commit(block: 0, records: records(store, 0))
    try store.close()
    let weights = directory.appending(path: "weights/run-000001-layer-1.npy")
    var bytes = try Data(contentsOf: weights)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: weights)
    try FileManager.default.removeItem(at: directory.appending(path: "trajectories/block-000000.nc"))
    let damage = try ResultsArchive(directory).damage().filter { $0.block != nil }.map(\.description)
    #expect(damage.count == 2)
    #expect(damage[0].contains("block-000000.nc: cannot read it"))
    #expect(damage[1] == "weights/run-000001-layer-1.npy: its contents are not those that were stored")
  }

  @Test func `Provenance comes back, sorted for the eye`() throws {
    let store = try open()
    let provenance = Provenance(
      version: "0.1.0", command: ["deeplinear", "run", "a/b.yaml"], host: "here", processor: "Zen",
      kernels: "plain",
      blasCore: "Haswell", firstDraws: [0.1, -1.0 / 3], started: Date(timeIntervalSince1970: 1_700_000_000),
      data: .init(rows: 3, optimalLoss: 0.1, labelScale: 2))
    try store.write(provenance)
    try store.write(provenance)
    #expect(try store.archive.provenance() == provenance)
    let text = try String(contentsOf: directory.appending(path: "provenance.json"), encoding: .utf8)
    #expect(text.hasPrefix("{\n  \"blas_core\" : \"Haswell\",\n  \"command\" : [\n    \"deeplinear\""))
    #expect(text.hasSuffix("}\n"))
    try store.close()
    #expect(files(below: directory) == ["provenance.json", "results.sqlite"])
  }

  @Test func `The checksums are SHA-256`() throws {
    let store = try open()
    try store.commit(block: 0, records: records(store, 0))
    try store.close()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/sha256sum")
    process.arguments = [directory.appending(path: "weights/run-000001-layer-1.npy").path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    process.waitUntilExit()
    let digest = try #require(
      String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).split(separator: " ")
        .first)
    let database = try Data(contentsOf: directory.appending(path: "results.sqlite"))
    #expect(database.range(of: Data(digest.utf8)) != nil)
  }
}
