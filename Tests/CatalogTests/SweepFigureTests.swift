import Catalog
import Figures
import Plotting
import SpecLanguage
import Testing
import _ArchiveSupport

@Suite("Figures over a sweep")
struct SweepFigureTests {
  @Test("Success over two keys is a heatmap in which cells without convergence have no value")
  func heatmap() throws {
    let sample = try FigureSamples.sweep.get()
    let figure = try sample.figure(of: "success", against: ["network.depth", "deviation"])
    let map = try #require(figure.panels[0].heatmap)
    #expect(map.x == [2, 3, 4] && map.y.first == 0.0001 && map.y.last == 0.5)
    #expect(map.missing == "none converged" && map.from == 0 && map.to == 1)
    #expect(map.values[0][2] == nil, "a tiny start of depth 4 stays at the saddle")
    #expect(map.values.joined().contains { $0 == 1 })
    #expect(figure.panels[0].y.scale == .log && figure.panels[0].x.ticks == [2, 3, 4])
    #expect(figure.name == "success-against-depth-deviation")
    // Two keys are swept, so that a heatmap is what one gets without asking.
    #expect(try sample.figure(of: "success") == figure)
  }

  @Test(
    "A column against one key has a curve for each value of the other; points without the number are gaps")
  func curves() throws {
    let sample = try FigureSamples.sweep.get()
    let panel = try sample.figure(of: "steps", against: ["deviation"]).panels[0]
    #expect(panel.series.count == 3 && panel.series[2].y[0] == nil && panel.series[2].y[2] != nil)
    let deep = try sample.figure(of: "steps-to-0.01", against: ["depth"]) { $0.points = [2, 5, 8] }
    #expect(deep.panels[0].series.count == 1 && deep.panels[0].bands.count == 1)
    let asWritten = try sample.figure(of: "Steps_to_1e-2", against: ["depth"]) { $0.points = [2, 5, 8] }
    #expect(asWritten == deep)
    #expect(
      sample.refusal(of: "time-to-1e-3").hasSuffix(
        "is recorded nowhere here, as the thresholds are others; expected time-to-0.01."))
    #expect(deep.panels[0].x.ticks == [2, 3, 4])
  }

  @Test("Heatmaps of one quantity have one scale of colours, and the caption says so")
  func sharedColors() throws {
    let sample = try FigureSamples.three.get()
    let figure = try sample.figure(of: "steps", against: ["depth", "step-size"])
    let maps = figure.panels.compactMap(\.heatmap)
    let known = maps.map { $0.values.joined().compactMap(\.self) }
    #expect(maps.count == 2 && known[0].min() != known[1].min())
    #expect(maps.allSatisfy { $0.from == known.joined().min() && $0.to == known.joined().max() })
    #expect(figure.caption?.contains("The panels of a quantity have one scale of colours.") == true)
    #expect(figure.caption?.contains("Grey cells") == false)
  }

  @Test("The overview of a sweep says what it draws, of which points, and what crosses are")
  func overviewCaption() throws {
    let three = try #require(FigureSamples.three.get().figure().caption)
    #expect(
      three.hasPrefix(
        "Fraction of runs that converge and steps to convergence over initialization.gaussian.deviation and "
          + "network.depth; singular values"))
    #expect(three.contains("Of the 18 points of the sweep, the 6 with step size 0.05 are shown."), "\(three)")
    #expect(three.contains("at each of 6 points"))
    let figure = try FigureSamples.sweep.get().figure()
    #expect(figure.caption?.contains("Grey cells: none converged.") == true, "\(figure.caption ?? "")")
    let fraction = try FigureSamples.sweep.get().figure(of: "success").caption
    #expect(fraction?.contains("edian") == false)
  }

  @Test("A legend that cannot name all points says so, and the caption too")
  func manyPoints() throws {
    let sample = try FigureSamples.three.get()
    for figure in [
      try sample.figure(of: "loss"), try sample.figure(of: "steps", against: ["seed"]),
    ] {
      let labels = figure.legend.keys?[0].map(\.label) ?? []
      #expect(labels.count == 9 && labels.last == "(8 of 18 points)")
      #expect(figure.caption?.contains("The legend names 8 of the 18 points") == true)
    }
    let few = try sample.figure(of: "loss") { $0.points = [0, 1] }
    #expect(few.legend.keys?[0].count == 2 && few.caption?.contains("The legend names") == false)
  }

  @Test("Whether a run converges is drawn run by run for one point only, and not called a fraction")
  func yesOrNo() throws {
    let sample = try FigureSamples.sweep.get()
    #expect(
      sample.refusal(of: "success", against: ["seed"]).hasPrefix(
        "--of success is yes or no for a run, and the dots of 9 points would lie on one another;"))
    let one = try sample.figure(of: "success", against: ["seed"]) { $0.points = [2] }
    #expect(one.panels[0].y.label == "converges: 1, or not: 0")
    #expect(one.caption?.hasPrefix("Whether each run converges against seed") == true)
  }

  @Test("A fraction carries its exact 95 % interval, and caption and legend say so")
  func interval() throws {
    let sample = try FigureSamples.sweep.get()
    let figure = try sample.figure(of: "success", against: ["depth"]) { $0.points = [2, 5, 8] }
    let panel = figure.panels[0]
    // Clopper and Pearson's interval of 3 successes in 3: from the cube root of 0.025 to 1.
    let place = try #require(panel.series[0].y.firstIndex(of: 1))
    let low = try #require(panel.bands[0].low[place])
    #expect(abs(low - 0.2924017738212866) < 1e-12 && panel.bands[0].high[place] == 1)
    #expect(figure.legend.keys?.joined().map(\.label) == ["fraction, exact 95 % interval"])
    let sentence = "Fractions have their exact (Clopper–Pearson) 95 % interval."
    #expect(figure.caption?.contains(sentence) == true, "\(figure.caption ?? "")")
    // Among more than two curves they are bars, as bands would hide one another; a heatmap has none.
    let three = try sample.figure(of: "success", against: ["depth"])
    #expect(
      three.panels[0].bands.isEmpty
        && three.panels[0].series.map(\.line) == Array(repeating: .solid, count: 6))
    #expect(three.panels[0].series[0].stroke == .interval && three.caption?.contains(sentence) == true)
    #expect(try sample.figure().caption?.contains("95 %") == false)
  }

  @Test("An axis has words side by side with numbers, as dots on their bars")
  func words() throws {
    let figure = try FigureSamples.mixedWords.get().figure(of: "steps", against: ["deviation"])
    let panel = figure.panels[0]
    #expect(panel.x.ticks == [0, 1, 2] && panel.x.tickLabels == ["0.3", "0.5", "fan-in"])
    #expect(panel.x.scale == .linear && panel.bands.isEmpty)
    let dots = panel.series.filter { $0.marker == .circle }
    #expect(dots.count == 2 && dots.allSatisfy { $0.line == .none && $0.x.count == 3 })
    // Beside each other: the curves of two depths never share a place.
    #expect(Set(dots.flatMap { $0.x.compactMap(\.self) }).count == 6)
    let keys = try #require(figure.legend.keys)
    #expect(
      keys[0].map(\.label) == ["depth 2", "depth 3"] && keys[1].map(\.label) == ["median and quartiles"])
    #expect(keys.joined().allSatisfy { $0.line == .none && $0.marker == .circle })
    let bars = panel.series.filter { $0.line == .solid }
    #expect(bars.count == 2 && bars.allSatisfy { $0.x.count.isMultiple(of: 3) && $0.x[2] == nil })
    let map = try FigureSamples.mixedWords.get().figure(of: "steps", against: ["deviation", "depth"])
    #expect(map.panels[0].heatmap?.x == [0, 1, 2] && map.panels[0].x.tickLabels?.last == "fan-in")
  }

  @Test(
    "A key inside mappings that are swept as a whole is an axis; points without it are left out, and this is said"
  )
  func innerKey() throws {
    let sample = try FigureSamples.mappings.get()
    let figure = try sample.figure(of: "flow-distance", against: ["step-size"])
    let curve = figure.panels[0].series[0]
    #expect(figure.panels[0].series.count == 1 && curve.x == [0.05, 0.1] && curve.y.allSatisfy { $0 != nil })
    #expect(figure.panels[0].x.label == "step size $\\eta$")
    #expect(figure.name == "flow-distance-against-step-size")
    let caption = try #require(figure.caption)
    #expect(
      caption.contains("1 point is left out, which has no dynamics.gradient-descent.step-size."), "\(caption)"
    )
    #expect(caption.contains("2 seeds (0 to 1) at each of 2 points"), "\(caption)")
    #expect(
      try sample.figure(of: "flow-distance", against: ["dynamics.gradient-descent.step-size"]) == figure)
    let words = try sample.figure(of: "loss", against: ["dynamics"]).panels[0]
    #expect(
      words.x.tickLabels == [
        "gradient descent, step size 0.05", "gradient descent, step size 0.1", "gradient flow",
      ])
    #expect(sample.refusal(of: "loss", against: ["step-sise"]).contains("did you mean"))
  }

  @Test("A key that several swept methods have is one axis, and the legend names the methods")
  func keyOfAnyMethod() throws {
    let sample = try FigureSamples.methods.get()
    let figure = try sample.figure(of: "loss", against: ["step-size"])
    #expect(figure.panels[0].series.map(\.x) == [[0.02, 0.05], [0.05], [0.02]])
    #expect(
      figure.legend.keys?[0].map(\.label) == [
        "heavy ball, momentum 0.5", "Nesterov, momentum 0.5", "gradient descent",
      ])
    #expect(figure.panels[0].x.label == "step size $\\eta$")
    let caption = try #require(figure.caption)
    #expect(
      caption.contains("against dynamics.step-size.") && !caption.contains("left out, which"), "\(caption)")
    let one = try sample.figure(of: "loss", against: ["dynamics.heavy-ball.step-size"])
    #expect(one.panels[0].series.map(\.x) == [[0.02, 0.05]])
  }

  @Test("Two keys inside of swept mappings make curves and heatmaps as keys of their own do")
  func twoInnerKeys() throws {
    let sample = try FigureSamples.grid.get()
    let curves = try sample.figure(of: "loss", against: ["step-size"])
    #expect(curves.panels[0].series.map(\.x) == [[0.05, 0.1], [0.05, 0.1]])
    #expect(curves.legend.keys?[0].map(\.label) == ["regularization 0", "regularization 2"])
    let map = try sample.figure(of: "loss", against: ["step-size", "regularization"]).panels
    #expect(map.count == 1 && map[0].heatmap?.x == [0.05, 0.1] && map[0].heatmap?.y == [0, 2])
    #expect(map[0].x.ticks == [0.05, 0.1] && map[0].y.ticks == [0, 2])
    #expect(map[0].heatmap?.values.joined().allSatisfy { $0 != nil } == true)
  }

  @Test("A legend names only points with a curve, each by its values")
  func named() throws {
    let sample = try FigureSamples.mappings.get()
    let figure = try sample.figure(of: "flow-distance")
    #expect(
      figure.legend.keys?[0].map(\.label) == [
        "gradient descent, step size 0.05", "gradient descent, step size 0.1",
      ])
    #expect(figure.caption?.contains("1 of the points has no value here, and no curve.") == true)
    let two = try sample.figure(of: "loss") { $0.points = [1, 2] }
    #expect(two.legend.keys?[0].map(\.label) == ["gradient descent, step size 0.1", "gradient flow"])
    let alike = try sample.figure(of: "loss") { $0.points = [0, 1] }
    #expect(alike.legend.keys?[0].map(\.label) == ["step size 0.05", "step size 0.1"])
  }

  @Test("What is recorded along runs has its last value over a sweep, and columns go against columns")
  func lastValues() throws {
    let sample = try FigureSamples.sweep.get()
    #expect(try sample.figure(of: "effective-rank", against: ["depth"]).panels[0].series.count == 3)
    let scatter = try FigureSamples.seeds.get().figure(of: "steps", against: ["seed"])
    #expect(scatter.panels[0].series[0].line == .none && scatter.panels[0].series[0].marker == .circle)
  }
}

@Suite("Requests that cannot be met")
struct FigureRefusalTests {
  @Test("An unknown name is answered by the nearest and by the list")
  func names() throws {
    let sample = try FigureSamples.seeds.get()
    let refusal = sample.refusal(of: "imbalence")
    #expect(
      refusal.hasPrefix(
        "--of 'imbalence' is recorded nowhere here; did you mean imbalance? The names are step, time, loss, ")
    )
    #expect(refusal.unicodeScalars.count <= 600)
    #expect(
      sample.refusal(of: "loss", against: ["network.depth"])
        == "--against 'network.depth' is the same at every point, as nothing is swept.")
    #expect(
      try FigureSamples.sweep.get().refusal(of: "loss", against: ["depth", "deviatoin"])
        == "--against 'deviatoin' is no key that this sweep varies; did you mean deviation? A heatmap needs two; swept are "
        + "network.depth and initialization.gaussian.deviation.")
  }

  @Test("Numbers that do not exist are named with those that do")
  func numbers() throws {
    let sample = try FigureSamples.seeds.get()
    #expect(sample.refusal { $0.runs = [10] } == "there is no run 10 here; expected 0 to 9.")
    #expect(sample.refusal { $0.points = [-1] } == "there is no point -1 here; expected 0.")
    #expect(
      sample.refusal(of: "singular-values") { $0.k = [3] }
        == "--k 3 is not among the singular-values, whose k goes from 1 to 2.")
    #expect(
      sample.refusal(of: "imbalance") { $0.k = [1] }
        == "--k chooses nothing, as imbalance has one value for all; leave it out.")
  }

  @Test("What does not go together is said to")
  func combinations() throws {
    let sweep = try FigureSamples.sweep.get()
    #expect(
      sweep.refusal(of: "singular-values", against: ["depth"])
        == "singular-values has 2 values a snapshot; choose one with --k.")
    #expect(
      sweep.refusal(of: "loss", against: ["depth", "depth"]).hasPrefix("--against names network.depth twice;")
    )
    #expect(
      sweep.refusal(of: "success", against: ["depth", "deviation"]) { $0.points = [0, 1] }
        .hasPrefix("a heatmap needs several values of both keys, and network.depth has one here"))
    #expect(
      sweep.refusal(of: "steps", against: ["time"]).hasPrefix(
        "'steps' is one number a run, and time changes along it"))
    #expect(
      try FigureSamples.words.get().refusal(of: "steps", against: ["field"]) { $0.xScale = .log }
        == "--log-x cannot be: network.field has values that are no numbers; leave it out.")
    #expect(
      try FigureSamples.manyWords.get().refusal(of: "loss", against: ["deviation"])
        == "initialization.gaussian.deviation has 9 values that are not all numbers, and an axis has room for 8; draw "
        + "against another key, or choose points with --point.")
    #expect(
      sweep.refusal(of: "penalty") { ($0.points, $0.yScale) = ([0], .log) }
        == "--log-y cannot be: no value is above 0; leave it out for a linear axis.")
  }

  @Test("A directory that is none is refused", arguments: ["nowhere", "file", "empty"])
  func directories(_ name: String) throws {
    let folder = try ScratchFolder()
    _ = try folder.write("file", [1])
    let empty = try ScratchFolder()
    let url = name == "empty" ? empty.url : folder(name)
    let error = #expect(throws: InputError.self) { try StoredExperiment(url) }
    #expect(error?.description.hasSuffix("expected a directory that `deeplinear run` left.") == true)
  }
}
