import Foundation
import RunArchive
import Testing
import _ArchiveSupport

/// Directories of other formats.
@Suite struct FormatTests {
  let folder: ScratchFolder
  var directory: URL { folder("results") }

  init() throws {
    folder = try ScratchFolder()
    let store = try open()
    try store.commit(block: 0, records: (0..<4).map { SampleRecords.record($0) })
    try store.close()
  }

  private func open() throws -> RunStore {
    try RunStore.open(
      folder("results"), create: true, runs: 8, layout: SampleRecords.layout, blockSize: 4)
  }

  /// Takes away what format 2 and its migrations added: the numbers of flows and the thresholds.
  private func makeFormat1() throws {
    let columns = ["conservation_drift", "evaluations", "stiff_from", "verified_distance"]
    try folder.sqlite(
      "results/results.sqlite",
      (columns.map { "ALTER TABLE runs DROP COLUMN \($0)" }
        + [
          "DROP TABLE thresholds", "DROP TABLE blocks", "DROP TABLE grdb_migrations",
          "UPDATE meta SET value = '1' WHERE key = 'format_version'",
        ])
        .joined(separator: "; "))
  }

  private func columns(of table: String) throws -> String {
    try folder.sqlite(
      "results/results.sqlite",
      "SELECT group_concat(name || ' ' || type || CASE WHEN \"notnull\" THEN ' NOT NULL' ELSE '' END, ', ') "
        + "FROM pragma_table_info('\(table)')")
  }

  @Test func `The columns of runs are those of the design, in their order`() throws {
    #expect(
      try columns(of: "runs")
        == "run INTEGER, point INTEGER NOT NULL, seed INTEGER NOT NULL, outcome TEXT NOT NULL, steps INTEGER NOT NULL, "
        + "time REAL, loss REAL, penalty REAL, imbalance REAL, determinant_sign INTEGER, escape_time REAL, alignment_time REAL, "
        + "saddle_time REAL, local_rate REAL, message TEXT, conservation_drift REAL, evaluations INTEGER, "
        + "stiff_from REAL, verified_distance REAL, best_value REAL, philox_key_0 INTEGER NOT NULL, philox_key_1 INTEGER NOT NULL, "
        + "wall_seconds REAL")
  }

  @Test func `A directory that is open to be read stays so while another process gives its table columns`()
    throws
  {
    try makeFormat1()
    let archive = try ResultsArchive(directory)
    let before = try archive.runs()
    try open().close()
    let after = try archive.runs()
    #expect(
      after.map(\.philoxKey) == before.map(\.philoxKey)
        && after.map(\.wallSeconds) == before.map(\.wallSeconds))
    #expect(after.count == 4)
  }

  @Test func `A directory of format 1 is continued: its tables become today's, and its rows stay`() throws {
    let (tables, rows) = (try columns(of: "runs"), try ResultsArchive(directory).runs())
    let thresholds = try folder.sqlite(
      "results/results.sqlite", "SELECT run, threshold, loss, step FROM thresholds")
    try makeFormat1()
    #expect(try columns(of: "runs") != tables)
    let store = try open()
    #expect(store.completedBlocks == [0])
    try store.commit(block: 1, records: (4..<8).map { SampleRecords.record($0) })
    try store.close()
    #expect(try columns(of: "runs") == tables)
    let stored = try ResultsArchive(directory).runs()
    #expect(isSame(stored.prefix(4).map(\.loss), rows.map(\.loss)) && stored.count == 8)
    #expect(stored.prefix(4).map(\.values) == rows.map(\.values))
    #expect(
      try folder.sqlite(
        "results/results.sqlite", "SELECT run, threshold, loss, step FROM thresholds WHERE run < 4")
        == thresholds)
    #expect(
      try folder.sqlite("results/results.sqlite", "SELECT value FROM meta WHERE key = 'format_version'")
        == "2")
    let again = try open()
    #expect(again.completedBlocks == [0, 1])
    try again.close()
  }

  @Test func `A directory of format 1 is read without being changed`() throws {
    let rows = try ResultsArchive(directory).runs()
    let steps = try (0..<2).map { try ResultsArchive(directory).crossings(ofThreshold: $0).mapValues(\.step) }
    try makeFormat1()
    let before = try contents(of: directory)
    let archive = try ResultsArchive(directory)
    #expect(try archive.runs().map(\.values) == rows.map(\.values))
    #expect(try archive.runs()[0]["stiff_from"] == nil)
    let crossings = try (0..<2).map { try archive.crossings(ofThreshold: $0) }
    #expect(!steps[0].isEmpty && crossings.map { $0.mapValues(\.step) } == steps)
    #expect(crossings.joined().allSatisfy { $0.value.time.isNaN }, "format 1 has no times")
    #expect(try archive.plateaus().count == 4)
    #expect(try contents(of: directory) == before)
  }

  @Test func `A directory of format 2 without a list of migrations is continued`() throws {
    try folder.sqlite("results/results.sqlite", "DROP TABLE grdb_migrations")
    let store = try open()
    #expect(store.completedBlocks == [0])
    try store.commit(block: 1, records: (4..<8).map { SampleRecords.record($0) })
    #expect(try store.archive.runs().count == 8)
    try store.close()
  }

  @Test func `A later format is refused before anything is written`() throws {
    try folder.sqlite("results/results.sqlite", "UPDATE meta SET value = '3' WHERE key = 'format_version'")
    let before = try contents(of: directory)
    let attempts: [() throws -> Void] = [{ try open().close() }, { _ = try ResultsArchive(directory) }]
    for attempt in attempts {
      let error = try #require(throws: StoreError.self) { try attempt() }
      #expect(error.description.contains("its results have format 3; this version reads 2"))
    }
    #expect(try contents(of: directory) == before)
  }

  @Test func `A column that a later version added is no hindrance`() throws {
    try folder.sqlite("results/results.sqlite", "ALTER TABLE runs ADD COLUMN wobble REAL")
    let store = try open()
    try store.commit(block: 1, records: (4..<8).map { SampleRecords.record($0) })
    #expect(try store.archive.runs().count == 8)
    try store.close()
  }

  @Test func `A row with a value of another kind is damage, and said to be`() throws {
    try folder.sqlite("results/results.sqlite", "UPDATE runs SET steps = 'many' WHERE run = 2")
    let changed = try #require(throws: StoreError.self) { try ResultsArchive(directory) }
    #expect(changed.description.contains("the rows of runs 0 to 3 are not those that were stored"))
    // Databases of earlier versions have no checksums of rows.
    try folder.sqlite("results/results.sqlite", "DROP TABLE blocks")
    let error = try #require(throws: StoreError.self) { try ResultsArchive(directory).runs() }
    #expect(error.description.contains("steps of a run is 'many'; expected INTEGER"))
  }
}
