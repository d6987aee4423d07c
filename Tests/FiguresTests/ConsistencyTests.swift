import Figures
import Testing

@Suite("An inconsistent figure is refused with a sentence")
struct ConsistencyTests {
  static func panel(_ change: (inout Panel) -> Void) -> Figure {
    var figure = curve(named: "f")
    change(&figure.panels[0])
    return figure
  }

  static func figure(_ change: (inout Figure) -> Void) -> Figure {
    var figure = curve(named: "f")
    change(&figure)
    return figure
  }

  static func heatmap(
    x: [Double] = [1, 2], y: [Double] = [1], values: [[Double]] = [[1, 2]], scale: Scale = .linear,
    from: Double? = nil
  ) -> Figure {
    panel { $0.heatmap = Heatmap(x: x, y: y, values: values, label: "", scale: scale, from: from) }
  }

  static let cases: [(Figure, String)] = [
    (
      figure { $0.name = "a/b" },
      "figure “a/b” cannot name a file; expected a name without “/” that does not begin with a dot"
    ),
    (figure { $0.panels = [] }, "figure “f” has no panels; expected at least one"),
    (figure { $0.columns = 0 }, "figure “f”: columns is 0; expected 1 or more"),
    (
      figure { $0.title = "cost in $" },
      "figure “f”: the title “cost in $” has an unpaired “$”; close the formula, or write \\$ for the sign"
    ),
    (
      figure { $0.legend.keys = [[.init("k", color: .order(4, of: 3))]] },
      "figure “f”: its colour is 4 of 3; expected 1 … 3"
    ),
    (
      panel { $0.series[0].color = Color.order(4, of: 3).dark },
      "figure “f”, series “run”: its colour is 4 of 3; expected 1 … 3"
    ),
    (
      panel { $0.series[0].markerPhase = 1 },
      "figure “f”, series “run”: markerPhase is 1.0; expected 0 or more and below 1"
    ),
    (
      panel { $0.x.tickLabels = ["one"] },
      "figure “f”, x-axis: ticks has 0 values and tickLabels has 1; expected equal lengths"
    ),
    (
      panel {
        $0.x.scale = .log
        $0.arrows = [Arrow(x: 0)]
      }, "figure “f”, arrow at 0.0: expected a positive position"
    ),
    (
      panel { $0.arrows = [Arrow(x: 1, label: "$")] },
      "figure “f”, arrow at 1.0: the label “$” has an unpaired “$”; close the formula, or write \\$ for the sign"
    ),
    (
      panel {
        $0.heatmap = Heatmap(x: [1, 2], y: [1], values: [[1, 2]], label: "", notes: [[nil]])
      }, "figure “f”, heatmap: x has 2 values and notes[0] has 1; expected equal lengths"
    ),
    (
      figure {
        $0.panels += curve(scale: .linear).panels
        $0.sharesY = true
      },
      "figure “f”, panel (b): its y-axis is linear but the shared y-axis is log; "
        + "give all panels one scale or do not share the axis"
    ),
    (
      panel { $0.series = [Series(x: [1, 2, 3], y: [1, 2, 3, 4], label: "loss")] },
      "figure “f”, series “loss”: x has 3 values and y has 4; expected equal lengths"
    ),
    (
      panel { $0.series = [] },
      "figure “f” has nothing to draw; expected a series, a band or a heatmap with a finite value"
    ),
    (
      panel { $0.series = [Series(x: [1], y: [.nan])] },
      "figure “f” has nothing to draw; expected a series, a band or a heatmap with a finite value"
    ),
    (
      curve(named: "f", y: [0, -1, .nan]),
      "figure “f”: its logarithmic y-axis has no positive value to show; use a linear or symlog scale"
    ),
    (panel { $0.y.from = 0 }, "figure “f”, y-axis: from is 0.0; expected a positive number"),
    (
      panel {
        $0.x.from = 2
        $0.x.to = 1
      }, "figure “f”, x-axis: from is 2.0 and to is 1.0; expected from < to"
    ),
    (panel { $0.y.ticks = [1, -1] }, "figure “f”, y-axis: a tick is -1.0; expected positive values"),
    (panel { $0.x.ticks = [] }, "figure “f”, x-axis: ticks is empty; leave it out to have them chosen"),
    (
      panel { $0.x = Axis("", scale: .symlog, linearThreshold: 0) },
      "figure “f”, x-axis: linearThreshold is 0.0; expected a positive number"
    ),
    (
      panel { $0.series[0].color = .category(-1) },
      "figure “f”, series “run”: its colour is category -1; expected 0 or more"
    ),
    (
      panel { $0.series[0].stroke = .nested(under: -1) },
      "figure “f”, series “run”: it is nested under -1 curves; expected 0 to 30"
    ),
    (
      panel { $0.bands = [Band(x: [1, 2], low: [1, 2], high: [1])] },
      "figure “f”, band 1: x has 2 values and high has 1; expected equal lengths"
    ),
    (
      panel { $0.bands = [Band(x: [1, 2], low: [1, 3], high: [1, 2])] },
      "figure “f”, band 1: at index 1 low is 3.0 and high is 2.0; expected low ≤ high"
    ),
    (
      panel { $0.marks = [.vertical(x: .infinity, label: "end")] },
      "figure “f”, mark “end” is at inf; expected a finite position"
    ),
    (
      panel {
        $0.marks = [.vertical(x: 1)]
        $0.marks[0].x = nil
      }, "figure “f”, mark 1 has neither x nor y; expected at least one"
    ),
    (
      panel { $0.stages = [Stage("alignment", from: 3, to: 3)] },
      "figure “f”, stage “alignment”: from is 3.0 and to is 3.0; expected from < to"
    ),
    (
      heatmap(y: [1, 2]), "figure “f”, heatmap: y has 2 values and values has 1; expected equal lengths"
    ),
    (
      heatmap(values: [[1]]),
      "figure “f”, heatmap: x has 2 values and values[0] has 1; expected equal lengths"
    ),
    (heatmap(x: [2, 2]), "figure “f”, heatmap: x[1] is 2.0 after 2.0; expected rising values"),
    (heatmap(y: [-1]), "figure “f”, heatmap: y holds -1.0; expected positive values"),
    (
      heatmap(x: [], values: [[]]),
      "figure “f”, heatmap: x is empty; expected the centres of the cells"
    ),
    (
      heatmap(scale: .symlog), "figure “f”, heatmap: its colour scale is symlog; expected linear or log"
    ),
    (
      heatmap(scale: .log, from: 0), "figure “f”, heatmap, colours: from is 0.0; expected a positive number"
    ),
    (
      heatmap(values: [[.nan, .nan]]),
      "figure “f”, heatmap has no finite value; expected at least one"
    ),
    (
      heatmap(values: [[-1, 0]], scale: .log),
      "figure “f”, heatmap: its logarithmic colours have no positive value to show; use a linear scale"
    ),
  ]

  @Test("that names the figure, the place, what was got and what was expected", arguments: cases.indices)
  func sentence(index: Int) throws {
    let (figure, sentence) = Self.cases[index]
    let error = #expect(throws: FigureError.self) { try figure.check() }
    #expect(error?.description == sentence)
  }

  @Test("but gaps, a series that has only gaps, and a mark alone on fixed axes are fine")
  func consistent() throws {
    try everything().check()
    try Self.panel { $0.series.append(Series(x: [1, 2], y: [.nan, .nan])) }.check()
    let axis = Axis("", from: 0, to: 1)
    try Figure(name: "m", panels: [Panel(x: axis, y: axis, marks: [.vertical(x: 0.5)])]).check()
  }
}
