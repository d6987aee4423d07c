/// A figure: panels in rows, with what they share. It does not depend on where its numbers come from.
///
/// Every text is matplotlib mathtext: plain words with formulas between dollar signs, such as
/// `"time $t = \\eta k$"`. Panels of a figure that has several are lettered (a), (b), (c)… in their order.
public struct Figure: Codable, Sendable, Equatable {
  /// How wide a figure is.
  public enum Width: String, Codable, Sendable, CaseIterable {
    /// One column of a two-column page.
    case column
    /// A whole page.
    case page
  }

  /// The stem of the files the figure becomes; not a path.
  public var name: String
  /// A line above all panels; papers leave it out and use the caption.
  public var title: String?
  /// What the figure shows; written beside it, never drawn.
  public var caption: String?
  /// How wide it is; its height follows from the number of rows and the legend.
  public var width: Width
  /// The number of panels in a row; the last row may be shorter.
  public var columns: Int
  /// All panels show the same x-interval; only the lowest of each column labels it.
  public var sharesX: Bool
  /// All panels show the same y-interval; only the first of each row labels it.
  public var sharesY: Bool
  /// What names the curves, and where it is.
  public var legend: Legend
  /// Row by row, from the left.
  public var panels: [Panel]

  /// A figure of `panels`.
  ///
  /// - Parameters:
  ///   - name: The stem of the files it becomes.
  ///   - width: How wide it is.
  ///   - title: A line above all panels.
  ///   - caption: What the figure shows, for the file beside it.
  ///   - columns: Panels in a row; nil puts all of them in one row of a page, one below another in a column.
  ///   - sharesX: One x-interval for all panels.
  ///   - sharesY: One y-interval for all panels.
  ///   - legend: What names the curves.
  ///   - panels: Row by row, from the left; at least one.
  public init(
    name: String, title: String? = nil, caption: String? = nil, width: Width = .column, columns: Int? = nil,
    sharesX: Bool = false, sharesY: Bool = false,
    legend: Legend = Legend(), panels: [Panel]
  ) {
    self.name = name
    self.title = title
    self.caption = caption
    self.width = width
    self.columns = columns ?? (width == .column ? 1 : max(panels.count, 1))
    self.sharesX = sharesX
    self.sharesY = sharesY
    self.legend = legend
    self.panels = panels
  }
}

/// What names the curves of a figure. Equal labels of several panels are named once.
public struct Legend: Codable, Sendable, Equatable {
  /// Where the legend is.
  public enum Placement: String, Codable, Sendable, CaseIterable {
    /// `inside` for one panel, `below` for several.
    case automatic
    /// Under all panels.
    case below
    /// In a corner of the last panel where it hides no data; below where there is no such corner.
    case inside
    /// No legend; lines across a panel lose their names.
    case none
  }

  /// Where the legend is.
  public var placement: Placement
  /// Rows of keys to show in place of the labels of series and bands, for families in which colour and line
  /// style mean different things; rows are joined where they fit beside each other. Nil: the labels.
  public var keys: [[Key]]?

  /// A legend at `placement` of these rows of keys; without keys, of the labels of series and bands.
  public init(_ placement: Placement = .automatic, keys: [[Key]]? = nil) {
    self.placement = placement
    self.keys = keys
  }

  /// One entry: a sample of a line and its meaning.
  public struct Key: Codable, Sendable, Equatable {
    /// The meaning of the sample.
    public var label: String
    /// The sample's colour.
    public var color: Color
    /// How the line of the sample is dashed.
    public var line: LineStyle
    /// What the curves of this kind are, from which the sample's width and opacity follow.
    public var stroke: Stroke
    /// The marker in the middle of the sample.
    public var marker: Marker
    /// Any value for the marker of series that have one; nil for that of others.
    public var markerPhase: Double?
    /// The role of an area behind the line; nil for none.
    public var band: Band.Role?

    /// A sample of a line that means `label`.
    public init(
      _ label: String, color: Color = .ink, line: LineStyle = .solid, stroke: Stroke = .curve,
      marker: Marker = .none, markerPhase: Double? = nil, band: Band.Role? = nil
    ) {
      self.label = label
      self.color = color
      self.line = line
      self.stroke = stroke
      self.marker = marker
      self.markerPhase = markerPhase
      self.band = band
    }
  }
}
