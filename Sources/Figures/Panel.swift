/// One pair of axes and what they hold. Heatmaps lie lowest, then stages, bands, curves, points, arrows.
public struct Panel: Codable, Sendable, Equatable {
  /// Beside the panel's letter, broken over lines where it is longer than the panel is wide.
  public var title: String?
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// Curves and points; later ones lie above earlier ones.
  public var series: [Series]
  /// Areas, below the curves.
  public var bands: [Band]
  /// Named points and lines across the panel.
  public var marks: [Mark]
  /// Shaded x-intervals.
  public var stages: [Stage]
  /// Arrows at the upper edge; nil for none. The y-axis should leave room for them.
  public var arrows: [Arrow]?
  /// Coloured cells, below everything else.
  public var heatmap: Heatmap?

  /// A panel with these axes and contents; something in it must be drawable.
  public init(
    _ title: String? = nil, x: Axis, y: Axis, series: [Series] = [], bands: [Band] = [], marks: [Mark] = [],
    stages: [Stage] = [], arrows: [Arrow]? = nil, heatmap: Heatmap? = nil
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.bands = bands
    self.marks = marks
    self.stages = stages
    self.arrows = arrows
    self.heatmap = heatmap
  }
}

/// How numbers become lengths or colours.
public enum Scale: String, Codable, Sendable, CaseIterable {
  /// Lengths are proportional to differences.
  case linear
  /// Base 10. Values at or below zero are gaps.
  case log
  /// Logarithmic on both sides of zero and linear around it.
  case symlog
}

/// One axis of a panel.
public struct Axis: Codable, Sendable, Equatable {
  /// The quantity and its symbol or unit.
  public var label: String
  /// How values become lengths.
  public var scale: Scale
  /// The smallest value shown; nil takes it from the data.
  public var from: Double?
  /// The largest value shown; nil takes it from the data.
  public var to: Double?
  /// The values to mark; nil chooses round ones.
  public var ticks: [Double]?
  /// The texts at `ticks`, one each, in place of their numbers; nil: the numbers.
  public var tickLabels: [String]?
  /// Large values are at the left, or at the bottom.
  public var reversed: Bool
  /// A symlog axis is linear in [−linearThreshold, linearThreshold]; unused for other scales.
  public var linearThreshold: Double

  /// An axis; limits, ticks and threshold are in the units of its values.
  public init(
    _ label: String, scale: Scale = .linear, from: Double? = nil, to: Double? = nil, ticks: [Double]? = nil,
    tickLabels: [String]? = nil, reversed: Bool = false, linearThreshold: Double = 1
  ) {
    self.label = label
    self.scale = scale
    self.from = from
    self.to = to
    self.ticks = ticks
    self.tickLabels = tickLabels
    self.reversed = reversed
    self.linearThreshold = linearThreshold
  }
}
