import Figures
import Plotting
import RunArchive
import Testing

@Suite("Figures of what was recorded along runs")
struct TrajectoryFigureTests {
  @Test(
    "Ten seeds are ten thin lines, their median and its quartile band, on logarithmic axes where the values ask for them"
  )
  func tenSeeds() throws {
    let figure = try FigureSamples.seeds.get().figure(of: "loss")
    #expect(figure.name == "loss")
    #expect(figure.panels.count == 1 && figure.panels[0].series.count == 11)
    #expect(figure.panels[0].y.scale == .log && figure.panels[0].x.scale == .log)
    #expect(figure.panels[0].x.label == "time $t = \\eta k$")
    #expect(figure.legend.keys?.joined().map(\.label) == ["one of 10 seeds", "median and quartiles"])
    #expect(figure.panels[0].bands.count == 1)
    // What is pale in the panel is pale in the legend.
    #expect(figure.legend.keys?[0].first?.stroke == figure.panels[0].series[0].stroke)
    #expect(figure.caption?.contains("10 seeds (0 to 9)") == true)
  }

  @Test("A median lies between the two runs in the middle: halfway on the axis that is drawn")
  func median() throws {
    let sample = try FigureSamples.seeds.get()
    for scale in [Scale.log, .linear] {
      let panel = try sample.figure(of: "imbalance") { $0.yScale = scale }.panels[0]
      let starts = panel.series.dropLast().compactMap { $0.y[0] }.sorted()
      let (a, b) = (starts[4], starts[5])
      let middle = scale == .log ? (a * b).squareRoot() : (a + b) / 2
      let drawn = try #require(panel.series.last?.y[0] ?? nil)
      #expect(a < b && abs(drawn - middle) <= 1e-14 * middle && panel.y.scale == scale)
    }
    // Of two seeds too, over a sweep.
    for scale in [Scale.log, .linear] {
      let figure = try FigureSamples.sweep.get().figure(of: "imbalance", against: ["deviation"]) {
        ($0.yScale, $0.runs) = (scale, [18, 19, 21, 22, 24, 25])
      }
      let rows = try ResultsArchive(FigureSamples.sweep.get().folder("results")).runs()
        .filter { [24, 25].contains($0.run) }.map(\.imbalance)
      let middle = scale == .log ? (rows[0] * rows[1]).squareRoot() : (rows[0] + rows[1]) / 2
      let drawn = try #require(figure.panels[0].series[0].y.last ?? nil)
      #expect(rows[0] != rows[1] && abs(drawn - middle) <= 1e-12 * middle)
    }
  }

  @Test("The caption names medians and quartiles where they are drawn, and says how they are interpolated")
  func statisticsInCaptions() throws {
    let sample = try FigureSamples.seeds.get()
    let ten = try #require(sample.figure(of: "loss").caption)
    #expect(
      ten.contains(
        "Medians and quartiles over seeds are interpolated on the axis drawn (between the logarithms where it is log"
      ))
    for alone in [
      try sample.figure(of: "loss") { $0.runs = [0, 1, 2] },
      try sample.figure(of: "loss", against: ["imbalance"]),
      try sample.figure(of: "steps", against: ["seed"]),
    ] {
      #expect(alone.caption?.localizedCaseInsensitiveContains("median") == false, "\(alone.caption ?? "")")
    }
    let many = try FigureSamples.many.get().figure(of: "loss")
    #expect(many.legend.keys?.joined().map(\.label) == ["median and quartiles of 30 seeds"])
    #expect(
      many.caption?.contains("Medians and quartiles over seeds are interpolated on the axis drawn") == true)
    let swept = try FigureSamples.sweep.get().figure(of: "steps", against: ["depth"])
    #expect(
      swept.caption?.contains(
        "Medians and quartiles over all seeds, interpolated on the axis drawn (between the logarithms where it is "
          + "logarithmic); runs that did not arrive count as later than their end.") == true)
  }

  @Test("Panels that share an axis have their medians on it, whatever scale each would have had alone")
  func sharedMedians() throws {
    let sample = try FigureSamples.mixed.get()
    let figure = try sample.figure(of: "layer-singular-values")
    #expect(figure.panels.count == 2 && figure.panels.allSatisfy { $0.y.scale == .log })
    #expect(try sample.figure(of: "layer-singular-values") { $0.points = [1] }.panels[0].y.scale == .linear)
    // Of two layers the medians and bands alone.
    let panel = figure.panels[1]
    #expect(panel.series.count == 2 && panel.bands.count == 2)
    let alone = try (6..<12).map { run in
      try sample.figure(of: "layer-singular-values") { $0.runs = [run] }.panels[0].series[0].y[0]
    }
    let starts = alone.compactMap(\.self).sorted()
    let drawn = try #require(panel.series[0].y[0])
    #expect(abs(drawn - (starts[2] * starts[3]).squareRoot()) <= 1e-13 * drawn)
  }

  @Test("Names may have underscores, the step may replace the time, and scales can be chosen")
  func spellings() throws {
    let sample = try FigureSamples.seeds.get()
    let figure = try sample.figure(of: "Singular_Values", against: ["step"]) {
      ($0.xScale, $0.yScale) = (.linear, .linear)
    }
    #expect(figure.panels[0].x.label == "step $k$" && figure.panels[0].x.scale == .linear)
    #expect(figure.panels[0].y.scale == .linear && figure.name == "singular-values-against-step")
  }

  @Test("One run shows all its singular values, k by colour and layers by line")
  func family() throws {
    let sample = try FigureSamples.seeds.get()
    let figure = try sample.figure(of: "layer-singular-values") { $0.runs = [3] }
    #expect(figure.panels[0].series.count == 4)
    #expect(figure.panels[0].series.map(\.line) == [.solid, .solid, .dashed, .dashed])
    #expect(figure.panels[0].series[1].color == .order(2, of: 2))
    let one = try sample.figure(of: "layer-singular-values") { ($0.runs, $0.k, $0.layers) = ([3], [2], [1]) }
    #expect(one.panels[0].series.count == 1)
    #expect(one.panels[0].y.label == "$\\sigma_{2}(W_{1})$")
  }

  @Test("Legends name few runs by their seeds, and several points by their labels")
  func labels() throws {
    let few = try FigureSamples.seeds.get().figure(of: "loss") { $0.runs = [2, 5] }
    #expect(few.legend.keys?.joined().map(\.label) == ["seed 2", "seed 5"])
    let points = try FigureSamples.sweep.get().figure(of: "loss") { $0.points = [2, 5] }
    #expect(points.legend.keys?[0].map(\.label) == ["depth 2", "depth 3"])
    let words = try FigureSamples.words.get().figure(of: "loss")
    #expect(words.legend.keys?[0].map(\.label) == ["real", "complex"])
  }

  @Test(
    "Several quantities are several panels, several points of a family too, and shallow networks have no deep layers"
  )
  func panels() throws {
    #expect(try FigureSamples.seeds.get().figure(of: "loss", "penalty", "imbalance").panels.count == 3)
    let sweep = try FigureSamples.sweep.get()
    let family = try sweep.figure(of: "layer-singular-values") { $0.points = [2, 8] }
    #expect(family.panels.map(\.title) == ["depth 2", "depth 4"])
    #expect(family.panels.map(\.series.count) == [12, 24])
    // Of all panels one row for the singular values, and one for the layers.
    #expect(
      family.legend.keys?.prefix(2).map { $0.map(\.label) } == [
        ["$k = 1$", "$k = 2$"], ["$W_{1}$", "$W_{2}$", "$W_{3}$", "$W_{4}$"],
      ])
    #expect(family.sharesX && family.panels.allSatisfy { $0.x == family.panels[0].x })
  }

  @Test("Different requests have different names, so that no picture takes the place of another")
  func names() throws {
    let sample = try FigureSamples.seeds.get()
    let names = [
      try sample.figure(of: "loss"), try sample.figure(of: "loss") { $0.points = [0] },
      try sample.figure(of: "loss") { $0.runs = [0] }, try sample.figure(of: "loss") { $0.runs = [1, 0] },
      try sample.figure(of: "loss", "imbalance"), try sample.figure(of: "loss", against: ["imbalance"]),
      try sample.figure(of: "singular-values"), try sample.figure(of: "singular-values") { $0.k = [1] },
      try sample.figure(of: "layer-singular-values") { $0.k = [1] },
      try sample.figure(of: "layer-singular-values") { $0.layers = [1] },
      try sample.figure(), try sample.figure { $0.runs = [0] },
      try sample.figure(of: "loss") { $0.runs = Array(0..<10) },
    ].map(\.name)
    #expect(Set(names).count == names.count, "\(names)")
    #expect(names[1] == "loss-point-0" && names[3] == "loss-run-0-1" && names[11] == "overview-run-0")
    let long = try ["loss", "penalty"].map { last in
      try sample.figure(
        of: "loss", "penalty", "gradient-norm", "residual-norm", "imbalance", "magnitude", "effective-rank",
        "singular-values", "layer-singular-values", "left-alignment", last
      ).name
    }
    #expect(long[0] != long[1] && long.allSatisfy { $0.utf8.count <= 120 })
  }

  @Test("Descent and a flow that are observed at the same times are drawn over the same times")
  func sameTimes() throws {
    let panel = try FigureSamples.clock.get().figure(of: "loss", against: ["time"]).panels[0]
    #expect(panel.series.count >= 2 && panel.series.allSatisfy { $0.x == [0, 0.5, 1, 1.25, 3, 4] })
  }

  @Test("A quantity against another is drawn run by run")
  func parametric() throws {
    let figure = try FigureSamples.seeds.get().figure(of: "magnitude", against: ["imbalance"])
    #expect(figure.panels[0].series.count == 10 && figure.name == "magnitude-against-imbalance")
  }

  @Test("Without a quantity there is an overview: of seeds along time, of a sweep over its keys")
  func overview() throws {
    let seeds = try FigureSamples.seeds.get().figure()
    #expect(seeds.panels.count == 4 && seeds.name == "overview" && seeds.panels[2].title == "seed 0")
    let sweep = try FigureSamples.sweep.get().figure()
    #expect(sweep.panels.count == 4 && sweep.panels[0].heatmap != nil && sweep.panels[3].heatmap == nil)
  }
}
