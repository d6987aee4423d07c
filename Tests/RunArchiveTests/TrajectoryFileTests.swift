import Foundation
import RunArchive
import Testing
import _ArchiveSupport

@Suite struct TrajectoryFileTests {
  let folder: ScratchFolder
  let layout = SampleRecords.layout

  init() throws { folder = try ScratchFolder() }

  private func write(_ runs: Range<Int>, to name: String) throws -> URL {
    try TrajectoryFile.write(runs.map { SampleRecords.record($0) }, layout: layout, to: folder(name))
    return folder(name)
  }

  @Test func `Every series comes back bit for bit, padded with NaN to the common sizes`() throws {
    let reader = TrajectoryReader(files: [try write(0..<5, to: "a.nc"), try write(5..<8, to: "b.nc")])
    for variable in layout.variables {
      let values = try reader.values(of: variable.name)
      let room = variable.dimensions.map { $0 == .layer ? layout.layers : $0 == .k ? layout.k : 2 }
      #expect(values.shape == [8, layout.snapshots] + room)
      #expect(values.dimensions == ["run", "snapshot"] + variable.dimensions.map(\.rawValue))
      for run in 0..<8 {
        #expect(Array(values[run]).map(\.bitPattern) == padded(run, variable.name, room).map(\.bitPattern))
      }
    }
  }

  /// The series of a sample run in the layout's sizes, element by element.
  private func padded(_ run: Int, _ name: String, _ room: [Int]) -> [Double] {
    let record = SampleRecords.record(run)
    let series = record.series[name]!
    let (rows, columns) = (room.first ?? 1, room.count > 1 ? room[1] : 1)
    let (ownRows, ownColumns) = (series.shape.first ?? 1, series.shape.count > 1 ? series.shape[1] : 1)
    return (0..<layout.snapshots * rows * columns).map { index in
      let (snapshot, row, column) = (index / (rows * columns), index / columns % rows, index % columns)
      guard snapshot < record.snapshotCount, row < ownRows, column < ownColumns else { return .nan }
      return series.values[(snapshot * ownRows + row) * ownColumns + column]
    }
  }

  @Test func `The runs of a point are found among all`() throws {
    let reader = TrajectoryReader(files: [try write(0..<5, to: "a.nc"), try write(5..<8, to: "b.nc")])
    let values = try reader.values(of: "loss") { _, point in point == 1 }
    #expect(values.runs == [3, 4, 5])
    #expect(values.points == [1, 1, 1])
    #expect(values.seeds == [3, 4, 5])
    #expect(values.shape == [3, layout.snapshots])
    #expect(
      values[2][values.values.startIndex + 2 * layout.snapshots]
        == SampleRecords.record(5).series["loss"]!.values[0])
    let scattered = try reader.values(of: "loss") { run, _ in run % 3 == 0 }
    #expect(scattered.runs == [0, 3, 6])
    #expect(scattered[1].first == SampleRecords.record(3).series["loss"]!.values[0])
    #expect(try reader.values(of: "loss") { _, _ in false }.shape == [0, layout.snapshots])
  }

  @Test func `The step of a threshold is NaN where the loss never fell below it`() throws {
    let steps = try TrajectoryReader(files: [try write(1..<3, to: "a.nc")]).values(of: "threshold_step")
    #expect(steps.dimensions == ["run", "threshold"])
    #expect(steps.values[0] == 1)
    #expect(steps.values[1].isNaN)
  }

  @Test func `Descriptions and attributes come back, beyond ASCII too`() throws {
    let reader = TrajectoryReader(files: [try write(0..<2, to: "a.nc")])
    #expect(try reader.variables() == layout.variables.sorted { $0.name < $1.name })
    #expect(try reader.attribute("loss")?.contains("factor ½") == true)
    #expect(try reader.attribute("weight_order")?.contains("W_N … W_1") == true)
    #expect(try reader.attribute("name") == "sample")
    #expect(try reader.attribute("none") == nil)
  }

  @Test func `The same records give the same bytes`() throws {
    let first = try Data(contentsOf: try write(0..<20, to: "a.nc"))
    Thread.sleep(forTimeInterval: 1.1)  // a time stamp in the file would show
    #expect(try Data(contentsOf: try write(0..<20, to: "b.nc")) == first)
  }

  @Test func `Seeds from 2⁶³ up survive`() throws {
    var record = SampleRecords.record(0)
    record.seed = .max - 4
    try TrajectoryFile.write([record], layout: layout, to: folder("a.nc"))
    #expect(try TrajectoryReader(files: [folder("a.nc")]).values(of: "loss").seeds == [.max - 4])
  }

  @Test func `A run larger than a chunk is cut along its snapshots and comes back whole`() throws {
    let long = TrajectoryLayout(
      variables: [VariableDescription(name: "σ", dimensions: [.k], longName: "σ", units: "1", source: "σ")],
      snapshots: 700, layers: 1, k: 400)
    let values = (0..<280_000).map { Double($0) }
    let records = (0..<2).map { run in
      RunRecord(
        RunRow(
          run: run, point: 0, seed: 0, outcome: "exhausted", steps: 0, time: 0, loss: 0, penalty: 0,
          imbalance: 0),
        snapshotCount: 700, series: ["σ": RunRecord.Series(shape: [400], values: values)])
    }
    try TrajectoryFile.write(records, layout: long, to: folder("a.nc"))
    #expect(try TrajectoryReader(files: [folder("a.nc")]).values(of: "σ").values == values + values)
  }

  @Test func `Many threads write and read at once`() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          let url = try write(task..<task + 3, to: "\(task).nc")
          let values = try TrajectoryReader(files: [url]).values(of: "loss")
          #expect(values.runs == [task, task + 1, task + 2])
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func `Series that do not fit are refused with both sizes`() throws {
    func refusal(_ change: (inout RunRecord) -> Void) throws -> String {
      var record = SampleRecords.record(0)
      change(&record)
      return try #require(throws: StoreError.self) {
        try TrajectoryFile.write([record], layout: layout, to: folder("a.nc"))
      }.description
    }
    #expect(
      try refusal { $0.series["σ"] = $0.series["loss"] }
        == "run 0: has a series 'σ' that the layout does not describe")
    #expect(try refusal { $0.series["loss"]?.values.removeLast() } == "run 0: loss has 3 values; expected 4")
    #expect(
      try refusal {
        $0.series["layer_singular_values"] = .init(shape: [5, 1], values: .init(repeating: 0, count: 20))
      }
        == "run 0: layer_singular_values has shape [5, 1]; the layout has room for [4, 3]")
    #expect(try refusal { $0.snapshotCount = 8 } == "run 0: has 8 snapshots; the layout has room for 7")
    #expect(try refusal { $0.thresholdSteps = [1] } == "run 0: has 1 threshold steps; expected 2")
    #expect(files(below: folder.url).isEmpty)
  }

  @Test func `What is not there is named, with what is`() throws {
    let url = try write(0..<1, to: "a.nc")
    let unknown = try #require(throws: StoreError.self) {
      try TrajectoryReader(files: [url]).values(of: "los")
    }
    #expect(
      unknown.description.contains(
        "no variable 'los' along run; it has determinant, layer_singular_values, loss, step, threshold_step"))
    let missing = try #require(throws: StoreError.self) {
      try TrajectoryReader(files: [folder("none.nc")]).values(of: "loss")
    }
    #expect(missing.description.contains("none.nc: cannot open it: No such file or directory"))
    let other = try folder.write("other.nc", Array("hello".utf8))
    #expect(throws: StoreError.self) { try TrajectoryReader(files: [other]).variables() }
    #expect(throws: StoreError.self) { try TrajectoryReader(files: []).values(of: "loss") }
  }
}
