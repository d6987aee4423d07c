import Figures
import Plotting
import RunArchive
import SpecLanguage
import Testing
import _ArchiveSupport

@Suite("Figures of stored results need no runner")
struct StoredResultsTests {
  /// Two points of three runs each, stored as `SampleRecords` makes them.
  private static func results(in folder: ScratchFolder) throws -> StoredResults {
    let store = try RunStore.open(
      folder("results"), create: true, runs: 6, layout: timed, blockSize: 6)
    try store.commit(block: 0, records: (0..<6).map(record))
    try store.close()
    let points = [2, 3].map { depth in
      StoredSpec.Point(
        parameters: [.init("network.depth", .integer(depth))],
        resolved: ["network": ["depth": .integer(depth)], "stop": ["loss-below": 0.1], "observe": [:]])
    }
    let symbols = ["time": "time $t$", "loss": "loss $\\ell$"]
    let spec = StoredSpec(
      root: root, points: points, seedCount: 3,
      variables: timed.variables.map { RecordedVariable($0, label: symbols[$0.name]) },
      synonyms: ["cost": "loss"])
    return StoredResults(try ResultsArchive(folder("results")), spec)
  }

  /// A schema of our own: Plotting knows no key of the spec.
  private static let root = SpecKey(
    "spec",
    .keys(
      SpecKey(
        "network",
        .keys(SpecKey("depth", .integer(1...9), .required, example: "2", "N.").symbol("N")),
        .required, "The network.")),
    .required, "Everything.")

  private static var timed: TrajectoryLayout {
    var layout = SampleRecords.layout
    layout.variables.insert(
      VariableDescription(name: "time", dimensions: [], longName: "time t", units: "time", source: "Time"),
      at: 1)
    return layout
  }

  private static func record(_ run: Int) -> RunRecord {
    var record = SampleRecords.record(run, layers: false)
    record.series["time"] = RunRecord.Series(
      shape: [], values: (0..<record.snapshotCount).map { Double($0) })
    return record
  }

  private static func request(_ of: String..., against: [String] = []) -> FigureRequest {
    var request = FigureRequest()
    (request.of, request.against) = (of, against)
    return request
  }

  @Test("Variables along runs, columns over a sweep and scatters come from the archive and a value alone")
  func kinds() throws {
    let folder = try ScratchFolder()
    let results = try Self.results(in: folder)
    let loss = try results.figure(Self.request("loss"))
    try loss.check()
    #expect(loss.panels[0].x.label == "time $t$" && loss.panels[0].y.label == "loss $\\ell$")
    #expect(loss.legend.keys?[0].map(\.label) == ["depth 2", "depth 3"])
    let steps = try results.figure(Self.request("steps", against: ["depth"]))
    #expect(steps.panels[0].x.label == "depth $N$" && steps.panels[0].series[0].x == [2, 3])
    #expect(try results.figure(Self.request("steps", against: ["seed"])).panels[0].series.count == 2)
  }

  @Test("Other names of quantities are suggested as the spec's value says")
  func synonyms() throws {
    let folder = try ScratchFolder()
    let results = try Self.results(in: folder)
    let error = #expect(throws: InputError.self) { try results.figure(Self.request("cost")) }
    #expect(error?.description.contains("did you mean loss?") == true, "\(String(describing: error))")
  }

  @Test(
    "Curves and heatmaps of ten thousand points take a time in proportion to their number",
    .timeLimit(.minutes(1)))
  func manyPoints() throws {
    let folder = try ScratchFolder()
    let store = try RunStore.open(
      folder("results"), create: true, runs: 10_000, layout: Self.timed, blockSize: 10_000)
    let records = (0..<10_000).map { run in
      var record = Self.record(run)
      record.row.point = run
      return record
    }
    try store.commit(block: 0, records: records)
    try store.close()
    let points = (0..<10_000).map { place in
      let (depth, width) = (SpecValue.integer(1 + place / 100), SpecValue.integer(1 + place % 100))
      return StoredSpec.Point(
        parameters: [.init("network.depth", depth), .init("network.width", width)],
        resolved: ["network": ["depth": depth, "width": width], "observe": [:]])
    }
    let spec = StoredSpec(
      root: Self.root, points: points, seedCount: 1,
      variables: Self.timed.variables.map { RecordedVariable($0) })
    let results = StoredResults(try ResultsArchive(folder("results")), spec)
    let curves = try results.figure(Self.request("steps", against: ["depth"]))
    #expect(curves.panels[0].series.count == 100)
    #expect(curves.legend.keys?[0].first?.label == "width 1")
    let cells = try results.figure(Self.request("steps", against: ["depth", "width"])).panels[0].heatmap
    #expect(cells?.values.count == 100 && cells?.values.allSatisfy { $0.count == 100 } == true)
    // Every point is a group of its own here.
    #expect(try results.figure(Self.request("loss")).panels[0].series.count == 10_000)
  }

  @Test("Overlays are drawn over their runs, named in the legend and the caption, and refused elsewhere")
  func overlays() throws {
    let folder = try ScratchFolder()
    let results = try Self.results(in: folder)
    let sort = Overlay.Sort("line", line: .dotted)
    var request = Self.request("loss")
    request.overlays = OverlaySource(
      name: "guess", summary: "a guess", sharedSummary: "shared",
      sorts: [Overlay.Sort("other", line: .dashed), sort]
    ) { curves in
      #expect(curves.variable.name == "loss" && curves.shape == [] && curves.clock.name == "time")
      return curves.runs.map { run in
        Overlay(run: run.row.run, x: run.x, values: [run.times.map { 2 * $0 }], sort: sort, isShared: false)
      }
    }
    let figure = try results.figure(request)
    let drawn = figure.panels[0].series.filter { $0.line == .dotted }
    #expect(
      drawn.count == 6 && drawn.allSatisfy { $0.stroke == .over && $0.y == $0.x.map { $0.map { 2 * $0 } } })
    #expect(figure.name == "loss-guess")
    #expect(figure.legend.keys?.last?.map(\.label) == ["line"])
    #expect(figure.caption?.contains("Thin and dark over the runs, a guess: dotted the line.") == true)
    request.against = ["depth"]
    let error = #expect(throws: InputError.self) { try results.figure(request) }
    #expect(error?.description.hasPrefix("--guess goes with quantities along the runs") == true)
  }
}
