import Foundation
import RunArchive
import Testing
import _ArchiveSupport

/// Directories whose files and database do not belong together: nothing of them is changed.
@Suite struct LostDatabaseTests {
  let folder: ScratchFolder
  var directory: URL { folder("results") }
  var database: URL { directory.appending(path: "results.sqlite") }

  init() throws { folder = try ScratchFolder() }

  private func open() throws -> RunStore {
    try RunStore.open(directory, create: true, runs: 12, layout: SampleRecords.layout, blockSize: 4)
  }

  private func store(_ blocks: Int...) throws {
    let store = try open()
    for block in blocks {
      try store.commit(
        block: block, records: store.plan.runs(inBlock: block).map { SampleRecords.record($0) })
    }
    try store.close()
  }

  private func refusal() throws -> String {
    let before = try contents(of: directory)
    let error = try #require(throws: StoreError.self) { try open() }
    #expect(try contents(of: directory) == before, "nothing is changed")
    return error.description
  }

  @Test func `A database that was emptied is no new one where there are files of runs`() throws {
    try store(0)
    try Data().write(to: database)
    let said = try refusal()
    #expect(
      said.contains("has trajectories/block-000000.nc and 8 more files of runs but an empty results.sqlite"))
    #expect(throws: StoreError.self) { try ResultsArchive(directory) }
  }

  @Test func `A database that is gone is not begun anew`() throws {
    try store(0)
    try FileManager.default.removeItem(at: database)
    #expect(try refusal().contains("but no results.sqlite"))
  }

  @Test func `An older copy of the database, which knows fewer blocks than there are files of, is refused`()
    throws
  {
    try store(0)
    let copy = try Data(contentsOf: database)
    try store(1, 2)
    try copy.write(to: database)
    let said = try refusal()
    #expect(
      said.contains(
        "trajectories/block-000001.nc and 17 more files of runs that its results.sqlite does not know"))
  }

  @Test func `The database of another program is refused`() throws {
    try store(0)
    try folder.sqlite("results/results.sqlite", "DROP TABLE meta")
    #expect(try refusal().contains("it has other tables"))
  }

  @Test func `A plan that cannot be is refused`() throws {
    try store(0)
    try folder.sqlite("results/results.sqlite", "UPDATE meta SET value = '0 -1' WHERE key = 'batches'")
    #expect(try refusal().contains("a plan that cannot be"))
  }
}
