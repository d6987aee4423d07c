import Foundation
import RunArchive
import Testing
import _ArchiveSupport

/// Weights of more than 1,000 runs are in one `.npz` file a block.
@Suite struct WeightArchiveTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// A directory with some blocks of two runs.
  private func store(_ name: String, runs: Int, blocks: [Int]) throws -> URL {
    let store = try RunStore.open(
      folder(name), create: true, runs: runs, layout: SampleRecords.layout, blockSize: 2)
    for block in blocks {
      try store.commit(
        block: block, records: store.plan.runs(inBlock: block).map { SampleRecords.record($0) })
    }
    try store.close()
    return folder(name)
  }

  @Test func `Above 1,000 runs the weights of a block are in one file, below in one a run and layer`() throws
  {
    #expect(
      files(below: try store("few", runs: 1000, blocks: [499])).filter { $0.hasPrefix("weights") }
        == (998...999).flatMap { run in (1...2).map { "weights/run-000\(run)-layer-\($0).npy" } })
    #expect(
      files(below: try store("many", runs: 1001, blocks: [500, 3])).filter { $0.hasPrefix("weights") }
        == ["weights/block-000003.npz", "weights/block-000500.npz"])
  }

  @Test func `They come back bit for bit, and other runs and layers are refused`() throws {
    let archive = try ResultsArchive(store("many", runs: 1001, blocks: [500, 3]))
    for run in [6, 7, 1000] {
      for layer in 1...2 {
        #expect(
          try archive.weights(ofRun: run, layer: layer) == SampleRecords.record(run).weights[layer - 1])
      }
    }
    let layer = try #require(throws: StoreError.self) { try archive.weights(ofRun: 6, layer: 3) }
    #expect(layer.description.contains("block-000003.npz: has no array 'run-000006-layer-3'"))
    #expect(throws: StoreError.self) { try archive.weights(ofRun: 8, layer: 1) }
    #expect(throws: StoreError.self) { try archive.weights(ofRun: -1, layer: 1) }
  }

  @Test func `The same weights make the same bytes, whatever the time`() throws {
    let path = "weights/block-000003.npz"
    let first = try Data(contentsOf: store("a", runs: 1001, blocks: [3]).appending(path: path))
    // The format counts two seconds at a time.
    Thread.sleep(forTimeInterval: 2.1)
    #expect(try Data(contentsOf: store("b", runs: 1001, blocks: [3]).appending(path: path)) == first)
  }

  @Test func `Changed and missing archives are found, and those that no row names are set aside`() throws {
    let directory = try store("many", runs: 1001, blocks: [500, 3])
    let path = "weights/block-000003.npz"
    let file = directory.appending(path: path)
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: file)
    let archive = try ResultsArchive(directory)
    #expect(
      try archive.damage().map(\.description) == ["\(path): its contents are not those that were stored"])
    let refused = try #require(throws: StoreError.self) { try archive.weights(ofRun: 7, layer: 1) }
    #expect(refused.description.contains("its contents are not those that were stored"))

    let stray = directory.appending(path: "weights/block-000007.npz")
    try FileManager.default.copyItem(at: file, to: stray)
    let again = try RunStore.open(
      directory, create: false, runs: 1001, layout: SampleRecords.layout, blockSize: 2)
    #expect(again.strays == ["strays/weights/block-000007.npz"])
    try again.close()
  }

  @Test(.enabled(if: ResearchPython.hasXarray, "\(ResearchPython.skipped)"))
  func `NumPy opens it, each array by its run and layer`() throws {
    let directory = try store("many", runs: 1001, blocks: [3])
    let (status, output) = try ResearchPython.run(
      """
      import sys, zipfile
      import numpy as np
      with np.load(sys.argv[1] + '/weights/block-000003.npz') as file:
          assert sorted(file) == [f'run-{run:06}-layer-{j}' for run in (6, 7) for j in (1, 2)], list(file)
          for run in (6, 7):
              weights = file[f'run-{run:06}-layer-2']
              assert weights.dtype == np.complex128 and weights.shape == (2, 2)
              assert np.allclose(weights.ravel().view(float), np.sin(run + 2 * np.arange(8.0)), rtol=1e-12)
      with zipfile.ZipFile(sys.argv[1] + '/weights/block-000003.npz') as file:
          assert file.testzip() is None
          assert all(entry.compress_type == 0 and entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in file.infolist())
      """, [directory.path])
    #expect(status == 0, "\(output)")
  }
}
