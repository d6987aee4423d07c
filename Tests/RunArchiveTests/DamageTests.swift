import Foundation
import RunArchive
import Testing
import _ArchiveSupport

/// Rows and files that changed after they were stored, and their repair.
@Suite struct DamageTests {
  let folder: ScratchFolder
  var directory: URL { folder("results") }
  var database: URL { directory.appending(path: "results.sqlite") }

  init() throws {
    folder = try ScratchFolder()
    let store = try open()
    for block in 0..<2 { try commit(block, to: store) }
    try store.add(points: [PointRow(point: 0, hash: "abc", parameters: "{}")])
    try store.close()
  }

  private func open(repairs: Bool = false) throws -> RunStore {
    try RunStore.open(
      directory, create: true, runs: 8, layout: SampleRecords.layout, blockSize: 4, repairs: repairs)
  }

  private func commit(_ block: Int, to store: RunStore) throws {
    try store.commit(
      block: block, records: store.plan.runs(inBlock: block).map { SampleRecords.record($0) })
  }

  static let changes = [
    "DELETE FROM runs WHERE run = 5", "UPDATE runs SET time = time * (1 + 1e-15) WHERE run = 6",
    "UPDATE runs SET point = 1, outcome = 'stalled' WHERE run = 5", "DELETE FROM plateaus WHERE run = 5",
    "UPDATE thresholds SET step = step + 1 WHERE run = 5", "DELETE FROM files WHERE block = 1",
    "DELETE FROM blocks WHERE block = 1", "UPDATE files SET sha256 = 'f' || sha256 WHERE block = 1",
  ]

  @Test(arguments: changes) func `Rows that changed are refused, named, and computed again`(_ change: String)
    throws
  {
    let before = try ResultsArchive(directory).runs()
    try folder.sqlite("results/results.sqlite", change)
    for attempt in [{ try open().close() }, { _ = try ResultsArchive(directory) }] {
      let error = try #require(throws: StoreError.self) { try attempt() }
      #expect(error.description.contains("the rows of runs 4 to 7 are not those that were stored"))
      #expect(error.description.contains("--repair"))
    }
    let damage = try ResultsArchive(unchecked: directory).damage()
    #expect(damage.contains { $0.block == 1 } && !damage.contains { $0.block == 0 })
    let store = try open(repairs: true)
    #expect(store.completedBlocks == [0] && store.repaired == 1)
    try commit(1, to: store)
    try store.close()
    #expect(try ResultsArchive(directory).runs().map(\.run) == before.map(\.run))
    #expect(try ResultsArchive(directory).damage() == [])
  }

  @Test(arguments: ["runs", "thresholds", "plateaus", "points", "blocks"])
  func `A flipped bit of a table is refused, or changes nothing that is read`(_ table: String) throws {
    func read() throws -> [String] {
      let archive = try ResultsArchive(directory)
      let crossings = try (0..<2).map { try archive.crossings(ofThreshold: $0).sorted { $0.key < $1.key } }
      return try [
        "\(archive.runs())", "\(archive.points())", "\(archive.plateaus().sorted { $0.key < $1.key })",
        "\(crossings)",
      ]
    }
    let page = try #require(
      Int(
        folder.sqlite(
          "results/results.sqlite", "SELECT rootpage FROM sqlite_master WHERE name = '\(table)'")))
    let (before, bytes) = (try read(), try Data(contentsOf: database))
    // Rows are at the end of their page.
    var refused = 0
    for bit in (8 * 4096 * page - 600..<8 * 4096 * page) {
      var changed = bytes
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      try changed.write(to: database)
      if let after = try? read() {
        #expect(after == before, "bit \(bit)")
      } else {
        refused += 1
      }
    }
    #expect(refused > 50, "\(refused) of 600 bits")
  }

  @Test(arguments: ["-1", "2", "'many'"]) func `Files of a block that cannot be are refused without a trap`(
    _ block: String
  ) throws {
    try folder.sqlite("results/results.sqlite", "UPDATE files SET block = \(block) WHERE block = 1")
    for attempt in [{ try open().close() }, { _ = try ResultsArchive(directory) }] {
      #expect(throws: StoreError.self) { try attempt() }
    }
  }

  @Test func `Points that changed are refused`() throws {
    try folder.sqlite("results/results.sqlite", "UPDATE points SET parameters = '[]'")
    let error = try #require(throws: StoreError.self) { try ResultsArchive(directory) }
    #expect(error.description.contains("the rows of the points are not those that were stored"))
  }

  @Test func `A file with other contents is refused where it is read, and repaired`() throws {
    let path = "trajectories/block-000001.nc"
    var bytes = try Data(contentsOf: directory.appending(path: path))
    bytes[bytes.count / 2] ^= 4
    try bytes.write(to: directory.appending(path: path))
    let archive = try ResultsArchive(directory)
    try archive.checkFiles()
    let error = try #require(throws: StoreError.self) { try archive.trajectories().values(of: "loss") }
    #expect(error.description.contains("\(path): its contents are not those that were stored"))
    #expect(
      try archive.damage().map(\.description) == ["\(path): its contents are not those that were stored"])
    let store = try open(repairs: true)
    #expect(store.completedBlocks == [0] && store.strays.contains("strays/\(path)"))
    try commit(1, to: store)
    try store.close()
    #expect(try ResultsArchive(directory).damage() == [])
  }

  @Test func `A file that was cut short is noticed on opening`() throws {
    let weights = directory.appending(path: "weights/run-000001-layer-1.npy")
    try Data(contentsOf: weights).dropLast().write(to: weights)
    let error = try #require(throws: StoreError.self) { try ResultsArchive(directory).checkFiles() }
    #expect(error.description.contains("1 of the 18 files of its runs is missing or cut short"))
  }

  @Test func `Repair refuses a database that lists fewer blocks than there are files of, as opening does`()
    throws
  {
    try Data().write(to: database)
    let before = try contents(of: directory)
    let error = try #require(throws: StoreError.self) { try open(repairs: true) }
    #expect(error.description.contains("an empty results.sqlite"))
    #expect(try contents(of: directory) == before)
  }

  @Test func `spec.yaml is written once and never another`() throws {
    let store = try open()
    try store.writeSpecification("name: one\n")
    try store.writeSpecification("name: one\ncheckpoint: {every: 1s}\n")
    #expect(try store.archive.specification() == "name: one\n")
    try Data("name: two\n".utf8).write(to: directory.appending(path: "spec.yaml"))
    #expect(
      try store.archive.damage().map(\.description).first?.hasPrefix("spec.yaml: is not the one") == true)
    #expect(throws: StoreError.self) { try store.writeSpecification("name: two\n") }
    try store.writeSpecification("name: one\n")
    #expect(try store.archive.specification() == "name: one\n", "the same contents are written again")
    try store.close()
  }

  @Test func `After each commit the file alone has every row, also while it is read`() throws {
    let store = try RunStore.open(
      folder("other"), create: true, runs: 8, layout: SampleRecords.layout, blockSize: 4)
    var reader: ResultsArchive?
    for block in 0..<2 {
      try commit(block, to: store)
      reader = try reader ?? ResultsArchive(folder("other"))
      let names = try FileManager.default.contentsOfDirectory(atPath: folder("other").path)
      #expect(names.filter { $0.hasPrefix("results.sqlite") } == ["results.sqlite"])
      try FileManager.default.copyItem(
        at: folder("other/results.sqlite"), to: folder("copy-\(block).sqlite"))
      let count = try folder.sqlite("copy-\(block).sqlite", "SELECT count(*) FROM runs")
      #expect(count == "\(4 * (block + 1))")
    }
    #expect(try reader?.runs().count == 8)
    try store.close()
  }

  @Test func `A folder that was renamed while it is open is not written to, nor the one that took its name`()
    throws
  {
    let store = try open(repairs: false)
    try store.close()
    let open = try RunStore.open(
      folder("a"), create: true, runs: 8, layout: SampleRecords.layout, blockSize: 4)
    try commit(0, to: open)
    try FileManager.default.moveItem(at: folder("a"), to: folder("b"))
    try FileManager.default.createDirectory(at: folder("a"), withIntermediateDirectories: false)
    let error = try #require(throws: StoreError.self) { try commit(1, to: open) }
    #expect(error.description.contains("was renamed, moved or removed while its runs were computed"))
    #expect(files(below: folder("a")) == [])
    try open.close()
    #expect(try ResultsArchive(folder("b")).runs().count == 4)
    #expect(try ResultsArchive(folder("b")).damage() == [])
  }
}
