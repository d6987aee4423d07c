import Experiments
import Figures
import Testing

@Suite("Figures of what was recorded along runs")
struct TrajectoryFigureTests {
  @Test("Ten seeds are ten thin lines and their median, on logarithmic axes where the values ask for them")
  func tenSeeds() throws {
    let figure = try FigureSamples.seeds.get().figure(of: "loss")
    #expect(figure.name == "loss")
    #expect(figure.panels.count == 1 && figure.panels[0].series.count == 11)
    #expect(figure.panels[0].y.scale == .log && figure.panels[0].x.scale == .log)
    #expect(figure.panels[0].x.label == "time $t = \\eta k$")
    #expect(figure.legend.keys?.joined().map(\.label) == ["one of 10 seeds", "median"])
    #expect(figure.caption?.contains("10 seeds (0 to 9)") == true)
  }

  @Test("A median is a value of some run, at the first snapshot too")
  func median() throws {
    let panel = try FigureSamples.seeds.get().figure(of: "imbalance").panels[0]
    let starts = panel.series.dropLast().compactMap { $0.y[0] }.sorted()
    #expect(panel.series.last?.y[0] == starts[4])
  }

  @Test("Names may have underscores, step may stand in the place of time, and scales may be asked for")
  func spellings() throws {
    let sample = try FigureSamples.seeds.get()
    let figure = try sample.figure(of: "Singular_Values", against: ["step"]) {
      ($0.xScale, $0.yScale) = (.linear, .linear)
    }
    #expect(figure.panels[0].x.label == "step $k$" && figure.panels[0].x.scale == .linear)
    #expect(figure.panels[0].y.scale == .linear && figure.name == "singular-values-step")
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

  @Test("Few runs are told apart by their seeds, several points by their labels")
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
    #expect(family.sharesX && family.panels.allSatisfy { $0.x == family.panels[0].x })
  }

  @Test("A quantity against another is drawn run by run")
  func parametric() throws {
    let figure = try FigureSamples.seeds.get().figure(of: "magnitude", against: ["imbalance"])
    #expect(figure.panels[0].series.count == 10 && figure.name == "magnitude-imbalance")
  }

  @Test("Without a quantity there is an overview: of seeds along time, of a sweep over its keys")
  func overview() throws {
    let seeds = try FigureSamples.seeds.get().figure()
    #expect(seeds.panels.count == 4 && seeds.name == "overview" && seeds.panels[2].title == "seed 0")
    let sweep = try FigureSamples.sweep.get().figure()
    #expect(sweep.panels.count == 4 && sweep.panels[0].heatmap != nil && sweep.panels[3].heatmap == nil)
  }
}
