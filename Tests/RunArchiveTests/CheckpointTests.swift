import Foundation
import RunArchive
import Testing
import _ArchiveSupport

/// What is kept of runs that are not stored yet.
@Suite struct CheckpointTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// A state that no engine has.
  private struct Place: Codable, Equatable {
    var step = 0
    var numbers: [Double] = []
  }

  private func checkpoints(_ name: String) -> [String] {
    files(below: folder(name)).filter { $0.hasPrefix("checkpoints/") }
  }

  @Test func `A state is anybody's, and comes back as it was`() throws {
    var opened = try store()
    let place = Place(step: 17, numbers: [0.1, -0.0, .infinity])
    try opened.save(Checkpoint(identity: "a", run: 3, content: .state(place)))
    try opened.close()
    opened = try store()
    guard case .state(let kept) = opened.checkpoint(ofRun: 3, identity: "a", as: Place.self) else {
      Issue.record("nothing is kept")
      return
    }
    #expect(kept == place && kept.numbers[1].sign == .minus)
    #expect(opened.checkpoint(ofRun: 3, identity: "a", as: [String].self) == nil, "another kind of state")
    try opened.close()
  }

  private func store(_ name: String = "store") throws -> RunStore {
    try RunStore.open(folder(name), create: true, runs: 10, layout: SampleRecords.layout, blockSize: 4)
  }

  @Test func `Records of an open block survive the process to the bit, and leave when the block is stored`()
    throws
  {
    var opened = try store()
    for run in 0..<3 {
      let record = SampleRecords.record(run)
      try opened.save(Checkpoint<Place>(identity: "a", run: run, content: .record(record)))
    }
    try opened.close()
    #expect(checkpoints("store").count == 3)
    opened = try store()
    for run in 0..<3 {
      guard case .record(let kept) = opened.checkpoint(ofRun: run, identity: "a", as: Place.self) else {
        Issue.record("run \(run) is not kept")
        continue
      }
      let record = SampleRecords.record(run)
      #expect(kept.series.keys == record.series.keys && kept.weights == record.weights)
      for (name, series) in record.series {
        #expect(isSame(kept.series[name]?.values ?? [], series.values))
        #expect(kept.series[name]?.shape == series.shape)
      }
      #expect(isSame(kept.loss, record.loss) && isSame(kept.penalty, record.penalty))
      #expect(kept.thresholdSteps == record.thresholdSteps && kept.thresholdTimes == record.thresholdTimes)
      #expect(kept.message == record.message && kept.plateaus == record.plateaus)
      #expect(kept.seed == record.seed && kept.philoxKey == record.philoxKey)
      #expect(opened.checkpoint(ofRun: run, identity: "another", as: Place.self) == nil)
    }
    try opened.commit(block: 0, records: (0..<4).map { SampleRecords.record($0) })
    #expect(checkpoints("store") == [])
    // Too late: it is stored.
    try opened.save(Checkpoint<Place>(identity: "a", run: 1, content: .record(SampleRecords.record(1))))
    #expect(checkpoints("store") == [])
    try opened.close()
    #expect(!files(below: folder("store")).contains { $0.hasPrefix("checkpoints") })
  }

  @Test func `A checkpoint that was damaged, or written in part, is no checkpoint`() throws {
    var opened = try store()
    try opened.save(Checkpoint<Place>(identity: "a", run: 5, content: .record(SampleRecords.record(5))))
    try opened.close()
    let file = folder("store/checkpoints/run-000005.plist")
    let bytes = try Data(contentsOf: file)
    for place in stride(from: 0, to: bytes.count, by: bytes.count / 7) {
      var damaged = bytes
      damaged[place] ^= 1
      try damaged.write(to: file)
      opened = try store()
      #expect(opened.checkpoint(ofRun: 5, identity: "a", as: Place.self) == nil)
      try opened.close()
    }
    try bytes.prefix(bytes.count / 2).write(to: file)
    try bytes.write(to: folder("store/checkpoints/run-000005.plist~12-1"))
    opened = try store()
    #expect(opened.checkpoint(ofRun: 5, identity: "a", as: Place.self) == nil)
    #expect(checkpoints("store") == ["checkpoints/run-000005.plist"], "what was being written is removed")
    try bytes.write(to: file)
    guard case .record = opened.checkpoint(ofRun: 5, identity: "a", as: Place.self) else {
      Issue.record("the whole one is refused")
      return
    }
    try opened.close()
  }
}
