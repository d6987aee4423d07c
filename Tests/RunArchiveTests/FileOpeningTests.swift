import Foundation
import RunArchive
import Synchronization
import Testing
import _ArchiveSupport

@Suite struct FileOpeningTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func `Several variables are read with one opening of each file that has the runs`() throws {
    let store = try RunStore.open(
      folder("out"), create: true, runs: 12, layout: SampleRecords.layout, blockSize: 4)
    for block in 0..<3 {
      try store.commit(
        block: block, records: store.plan.runs(inBlock: block).map { SampleRecords.record($0) })
    }
    try store.close()
    var reader = try ResultsArchive(folder("out")).trajectories()
    let opened = Openings()
    reader.fileOpened = opened.add
    let values = try reader.values(["loss": [1, 9, 10], "layer_singular_values": [9]])
    #expect(values["loss"]?.runs == [1, 9, 10] && values["layer_singular_values"]?.runs == [9])
    for (name, some) in values {
      let all = try reader.values(of: name)
      for (place, run) in some.runs.enumerated() { #expect(isSame(some[place], all[run])) }
    }
    #expect(opened.names.prefix(2) == ["block-000000.nc", "block-000002.nc"])
    #expect(opened.names.count == 2 + 2 * 3)
  }

  @Test func `Runs that are in no file leave a variable its shape`() throws {
    try TrajectoryFile.write([SampleRecords.record(0)], layout: SampleRecords.layout, to: folder("a.nc"))
    let values = try TrajectoryReader(files: [folder("a.nc")]).values(["layer_singular_values": [7]])
    #expect(values["layer_singular_values"]?.shape == [0, 7, 4, 3])
  }
}
