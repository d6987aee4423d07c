import Figures
import Plotting
import RunArchive
import SpecLanguage
import Testing
import _ArchiveSupport

@Suite("Figures of times that not all runs arrive at")
struct CensoredFigureTests {
  /// How a run of a point ends.
  private enum End {
    case arrives(at: Int)
    case exhausted(at: Int)
    case diverged
  }

  /// Points of eight runs each, of a sweep over depth (2, 3, …) or over depth and width.
  private static func results(
    _ points: [[End]], in folder: ScratchFolder, swept: [String: [SpecValue]] = [:],
    exhaustedValues: FieldNumbers = [:], message: String? = nil
  ) throws -> StoredResults {
    let runs = points.flatMap(\.self).count
    let store = try RunStore.open(
      folder("results"), create: true, runs: runs, layout: SampleRecords.layout, blockSize: runs)
    var records: [RunRecord] = []
    for (point, ends) in points.enumerated() {
      for end in ends {
        var record = SampleRecords.record(records.count, layers: false)
        (record.row.point, record.row.values, record.row.message) = (point, [:], nil)
        record.thresholdSteps = [nil, nil]
        record.thresholdTimes = [nil, nil]
        switch end {
        case .arrives(let step):
          (record.outcome, record.row.steps, record.row.time) = ("converged", step, Double(step) / 10)
          record.thresholdSteps[0] = step / 2
          record.thresholdTimes[0] = Double(step) / 20
          record.row.values = ["saddle_time": Double(step) / 40]
        case .exhausted(let step):
          (record.outcome, record.row.steps, record.row.time) = ("exhausted", step, Double(step) / 10)
          (record.row.values, record.row.message) = (exhaustedValues, message)
        case .diverged: (record.outcome, record.row.steps, record.row.time) = ("diverged", 3, 0.3)
        }
        records.append(record)
      }
    }
    try store.commit(block: 0, records: records)
    try store.close()
    let spec = StoredSpec(
      root: root,
      points: points.indices.map { point in
        let (depth, width) = (SpecValue.integer(2 + point), SpecValue.integer(1))
        let parameters =
          swept.isEmpty
          ? [SpecValue.Entry("network.depth", depth)]
          : swept.sorted { $0.key < $1.key }.map { SpecValue.Entry($0.key, $0.value[point]) }
        return StoredSpec.Point(
          parameters: parameters,
          resolved: [
            "network": ["depth": depth, "width": width], "stop": ["loss-below": 0.1],
            "observe": ["thresholds": [0.01, 0.0001]],
          ])
      }, seedCount: points[0].count, variables: SampleRecords.layout.variables.map { RecordedVariable($0) })
    return StoredResults(try ResultsArchive(folder("results")), spec)
  }

  private static let root = SpecKey(
    "spec",
    .keys(
      SpecKey(
        "network",
        .keys(
          SpecKey("depth", .integer(1...9), .required, example: "2", "N.").symbol("N"),
          SpecKey("width", .integer(1...9), .required, example: "2", "d.")),
        .required, "The network.")),
    .required, "Everything.")

  private static func figure(
    _ results: StoredResults, _ of: String..., against: [String] = ["depth"]
  ) throws -> Figure {
    var request = FigureRequest()
    (request.of, request.against) = (of, against)
    let figure = try results.figure(request)
    try figure.check()
    return figure
  }

  private static func point(_ arrivals: [Int], diverged: Int = 0) -> [End] {
    arrivals.map(End.arrives) + Array(repeating: .diverged, count: diverged)
      + Array(repeating: .exhausted(at: 1000), count: 8 - arrivals.count - diverged)
  }

  /// All, six, four and one of eight.
  private static let falling = [
    point([10, 20, 30, 40, 50, 60, 70, 80]), point([10, 20, 30, 40, 50, 60], diverged: 1),
    point([20, 40, 60, 80], diverged: 4), point([10]),
  ]

  @Test("Medians and quartiles are over all runs; where fewer than half arrive there is an arrow with k/n")
  func curves() throws {
    let folder = try ScratchFolder()
    let results = try Self.results(Self.falling, in: folder)
    let figure = try Self.figure(results, "steps")
    let panel = figure.panels[0]
    #expect(panel.series[0].y == [45, 45, 80, nil])
    #expect(panel.bands[0].low == [27.5, 27.5, 55, nil])
    let top = try #require(panel.y.to)
    #expect(panel.bands[0].high == [62.5, 60, top, top] && top > 90)
    #expect(panel.arrows == [Arrow(x: 5, label: "1/8", color: .category(0))])
    let caption = try #require(figure.caption)
    for sentence in [
      "Medians and quartiles over all seeds, interpolated on the axis drawn",
      "; runs that did not arrive count as later than their end.",
      "An arrow with k/n marks points where k of n runs converge, fewer than half: 1 of 8, elsewhere 4 to 8 of 8; what ends at the "
        + "upper edge has no upper quartile.",
    ] { #expect(caption.contains(sentence), "\(caption)") }
  }

  @Test("Whatever a time is the time to, runs that do not arrive count: thresholds, stages, times and steps")
  func columns() throws {
    let folder = try ScratchFolder()
    let results = try Self.results(Self.falling, in: folder)
    for (name, scale) in [
      ("steps", 1.0), ("time", 0.1), ("steps-to-0.01", 0.5), ("time-to-0.01", 0.05), ("saddle-time", 0.025),
    ] {
      let panel = try Self.figure(results, name).panels[0]
      let expected = [45, 45, 80].map { $0 * scale }
      #expect(zip(panel.series[0].y, expected).allSatisfy { abs(($0 ?? .nan) - $1) < 1e-12 }, "\(name)")
      #expect(panel.series[0].y[3] == nil && panel.arrows?.map(\.label) == ["1/8"], "\(name)")
    }
    // What is no time to anything keeps its median over the runs that have it.
    let loss = try Self.figure(results, "imbalance")
    #expect(loss.panels[0].arrows == nil && loss.caption?.contains("arrive") == false)
  }

  @Test("Where all arrive nothing is said of runs that do not")
  func allArrive() throws {
    let folder = try ScratchFolder()
    let results = try Self.results([Self.falling[0], Self.falling[0]], in: folder)
    let figure = try Self.figure(results, "steps")
    #expect(figure.panels[0].arrows == nil && figure.panels[0].y.to == nil)
    #expect(figure.caption?.contains("arrive") == false && figure.caption?.contains("converge,") == false)
  }

  @Test("A point at which nothing arrives is an arrow, but a gap where the event may not be defined")
  func noneArrives() throws {
    let folder = try ScratchFolder()
    let results = try Self.results([Self.falling[0], Self.point([])], in: folder)
    #expect(try Self.figure(results, "steps").panels[0].arrows?.map(\.label) == ["0/8"])
    #expect(try Self.figure(results, "saddle-time").panels[0].arrows == nil)
    // Below half everywhere: arrows alone, on an axis over the times that there are.
    let few = try ScratchFolder()
    let arrows = try Self.figure(
      try Self.results([Self.point([10, 20]), Self.point([40])], in: few), "steps"
    ).panels[0]
    #expect(arrows.arrows?.map(\.label) == ["2/8", "1/8"])
    #expect((arrows.y.from ?? 99) < 10 && (arrows.y.to ?? 0) > 40)
    let none = try ScratchFolder()
    let empty = try Self.results([Self.point([]), Self.point([])], in: none)
    #expect(throws: InputError.self) { try Self.figure(empty, "steps") }
  }

  @Test("Where budgets differ, medians are Kaplan and Meier's with their intervals")
  func survival() throws {
    let folder = try ScratchFolder()
    let early = [
      End.arrives(at: 10), .exhausted(at: 15), .arrives(at: 20), .arrives(at: 30), .exhausted(at: 100),
      .arrives(at: 40), .arrives(at: 50), .arrives(at: 60),
    ]
    let figure = try Self.figure(try Self.results([Self.falling[0], early], in: folder), "steps")
    // S = 7/8, then 7/8 · (5/6, 4/6, 3/6 …): at most ½ from 40 on. Without censoring the first with S ≤ ½ is the fourth of eight.
    #expect(figure.panels[0].series[0].y == [40, 40])
    #expect(figure.legend.keys?.joined().map(\.label) == ["Kaplan–Meier median, 95 % interval"])
    #expect(figure.caption?.contains("are Kaplan and Meier's with their 95 % intervals (Brookmeyer") == true)
    // A run that diverged was not followed for less, and the plain median is shown.
    let plain = try ScratchFolder()
    let diverged = try Self.figure(
      try Self.results([Self.point([10, 20, 30, 40, 50], diverged: 3)], in: plain), "steps")
    #expect(diverged.panels[0].series[0].y == [45] && diverged.caption?.contains("Kaplan") == false)
  }

  @Test("Cells of a heatmap of which fewer than half arrive have no value and the count in its place")
  func heatmap() throws {
    let folder = try ScratchFolder()
    let results = try Self.results(
      Self.falling, in: folder,
      swept: ["network.depth": [2, 2, 3, 3], "network.width": [1, 2, 1, 2]])
    let figure = try Self.figure(results, "steps", against: ["depth", "width"])
    let map = try #require(figure.panels[0].heatmap)
    #expect(map.values == [[45, 80], [45, nil]] && map.notes == [[nil, nil], [nil, "1/8"]])
    #expect(map.missing == "fewer than half converge")
    #expect(
      figure.caption?.contains(
        "A grey cell with k/n marks points where k of n runs converge, fewer than half: 1 of 8, elsewhere 4 to 8 of 8."
      )
        == true, "\(figure.caption ?? "")")
  }

  @Test("On an axis of words a bar without an upper quartile ends in an arrow")
  func bars() throws {
    let folder = try ScratchFolder()
    let results = try Self.results(
      Self.falling, in: folder, swept: ["network.depth": ["two", "three", "four", "five"]])
    let panel = try Self.figure(results, "steps").panels[0]
    let top = try #require(panel.y.to)
    #expect(panel.arrows?.map(\.x) == [2, 3] && panel.arrows?.map(\.label) == [nil, "1/8"])
    #expect(panel.series[0].y == [27.5, 62.5, nil, 27.5, 60, nil, 55, top, nil])
    #expect(panel.series[1].y == [45, 45, 80, nil])
  }

  @Test("Among dots for runs, those that do not arrive have an arrow at the upper edge, with room for it")
  func scatter() throws {
    let folder = try ScratchFolder()
    let results = try Self.results(Self.falling, in: folder)
    let figure = try Self.figure(results, "steps", against: ["seed"])
    let caption = try #require(figure.caption)
    #expect(
      caption.contains(
        "19 of the 32 runs converge; the others, which are later than their end, have an arrow at the upper edge."
      ),
      "\(caption)")
    let panel = figure.panels[0]
    let dots = panel.series.flatMap { zip($0.x, $0.y) }
    let arrows = try #require(panel.arrows)
    #expect(dots.count == 19 && arrows.count == 13)
    // Every run has one of both, in the color of its point.
    #expect(Set(dots.compactMap(\.0)).union(arrows.map(\.x)).count == Set(dots.compactMap(\.0)).count + 13)
    #expect(arrows.allSatisfy { $0.label == nil })
    let top = try #require(panel.y.to)
    #expect(top > 1.1 * (dots.compactMap(\.1).max() ?? 0))
    // Where all arrive there is neither an arrow nor room for one.
    let all = try ScratchFolder()
    let complete = try Self.figure(
      try Self.results([Self.point([10, 20, 30, 40, 50, 60, 70, 80])], in: all), "steps", against: ["seed"])
    #expect(complete.panels[0].arrows == nil && complete.panels[0].y.to == nil)
  }

  @Test(
    "A run of which no value of best converged ended with its budget; one that a solver could not follow did not"
  )
  func messages() throws {
    let ends: [[End]] = [
      [
        .arrives(at: 10), .exhausted(at: 15), .exhausted(at: 15), .exhausted(at: 15), .arrives(at: 20),
        .arrives(at: 30), .arrives(at: 40), .arrives(at: 50),
      ], Self.point([10, 20, 30, 40, 50, 60]),
    ]
    func figure(_ values: FieldNumbers, _ message: String?) throws -> Figure {
      let folder = try ScratchFolder()
      return try Self.figure(
        try Self.results(ends, in: folder, exhaustedValues: values, message: message), "steps")
    }
    let plain = try figure([:], nil)
    let best = try figure(["best_value": 0.1], "no value of dynamics.x converged: 0 of 9 diverged")
    let flow = try figure(["evaluations": 9], "the solver took 9 steps")
    #expect(best.panels[0].series[0].y == plain.panels[0].series[0].y && best.caption == plain.caption)
    #expect(flow.panels[0].series[0].y != plain.panels[0].series[0].y)
  }
}
