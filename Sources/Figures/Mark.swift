/// A point worth naming, or a line across the panel.
///
/// A point's label is beside it; a line's label is in the legend, where it covers nothing.
public struct Mark: Codable, Sendable, Equatable {
  /// Its position; nil for a horizontal line.
  public var x: Double?
  /// Its position; nil for a vertical line.
  public var y: Double?
  /// Its name; nil leaves it unnamed.
  public var label: String?
  /// Of the dot or line, and of a dot's name.
  public var color: Color
  /// How a line is broken; unused for a point.
  public var line: LineStyle

  /// A dot at (x, y).
  public static func point(x: Double, y: Double, label: String? = nil, color: Color = .ink) -> Mark {
    Mark(x: x, y: y, label: label, color: color, line: .solid)
  }

  /// A line from the bottom to the top of the panel.
  public static func vertical(
    x: Double, label: String? = nil, color: Color = .ink, line: LineStyle = .dotted
  ) -> Mark {
    Mark(x: x, y: nil, label: label, color: color, line: line)
  }

  /// A line from the left to the right of the panel.
  public static func horizontal(
    y: Double, label: String? = nil, color: Color = .ink, line: LineStyle = .dashed
  ) -> Mark {
    Mark(x: nil, y: y, label: label, color: color, line: line)
  }
}

/// An x-interval shaded in grey and named above the panel: "alignment", "saddle avoidance", "local convergence".
///
/// Stages of one name have one grey in all panels. Where the names do not fit above their stages, all of them are
/// broken over two lines, or become I, II, III, which the legend then explains.
public struct Stage: Codable, Sendable, Equatable {
  /// Written above the panel; empty for shading alone.
  public var label: String
  /// Nil: the left end of the panel.
  public var from: Double?
  /// Nil: the right end of the panel.
  public var to: Double?

  /// The stage from `from` to `to`, in the units of the panel's x-axis.
  public init(_ label: String, from: Double? = nil, to: Double? = nil) {
    self.label = label
    self.from = from
    self.to = to
  }
}

/// Values over a grid as coloured cells, with a colour bar.
public struct Heatmap: Codable, Sendable, Equatable {
  /// The centres of the columns, rising. Cells meet halfway, on the scale of the panel's x-axis.
  public let x: [Double]
  /// The centres of the rows, rising. Cells meet halfway, on the scale of the panel's y-axis.
  public let y: [Double]
  /// One row for each of `y`, one value for each of `x`; nil marks a cell without a value by a cross on grey.
  public let values: [[Double?]]
  /// The colour bar's.
  public var label: String
  /// What a cell without a value means, such as "none converged"; it is in the legend.
  public var missing: String?
  /// Texts for cells without a value, such as "2/64", in place of crosses; they are left out where one does not fit into its cell. As
  /// many rows and columns as `values`; nil: crosses.
  public var notes: [[String?]]?
  /// The scale of the colours: linear or logarithmic.
  public var scale: Scale
  /// The value of the darkest colour; nil takes the smallest.
  public var from: Double?
  /// The value of the lightest colour; nil takes the largest.
  public var to: Double?

  /// Cells coloured by `values[row][column]`; those that are not finite have no value.
  public init(
    x: [Double], y: [Double], values: [[Double]], label: String, missing: String? = nil,
    notes: [[String?]]? = nil, scale: Scale = .linear,
    from: Double? = nil, to: Double? = nil
  ) {
    self.x = x
    self.y = y
    self.values = values.map(gapped)
    self.label = label
    self.missing = missing
    self.notes = notes
    self.scale = scale
    self.from = from
    self.to = to
  }
}
