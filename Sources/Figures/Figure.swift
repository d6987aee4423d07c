/// A figure: panels in rows, with what they share. It knows nothing of where its numbers come from.
///
/// Every text is matplotlib mathtext: plain words with formulas between dollar signs, such as
/// `"time $t = \\eta k$"`. Panels of a figure that has several are lettered (a), (b), (c)… in their order.
public struct Figure: Codable, Sendable, Equatable {
  /// The width in inches of one column of a two-column page: 3.4.
  public static let columnWidth = 3.4
  /// The width in inches of a whole page: 7.
  public static let fullWidth = 7.0

  /// The stem of the files the figure becomes; not a path.
  public var name: String
  /// A line above all panels; papers leave it out and use the caption.
  public var title: String?
  /// What the figure shows; written beside it, never drawn.
  public var caption: String?
  /// In inches.
  public var width: Double
  /// In inches; nil chooses a height that suits the number of rows and the legend.
  public var height: Double?
  /// The number of panels in a row; the last row may be shorter.
  public var columns: Int
  /// All panels show the same x-interval; only the lowest of each column says which.
  public var sharesX: Bool
  /// All panels show the same y-interval; only the first of each row says which.
  public var sharesY: Bool
  /// What names the curves, and where it stands.
  public var legend: Legend
  /// Row by row, from the left.
  public var panels: [Panel]

  /// A figure of `panels`.
  ///
  /// - Parameters:
  ///   - name: The stem of the files it becomes.
  ///   - width: In inches; `Figure.columnWidth` or `Figure.fullWidth`.
  ///   - height: In inches; nil chooses.
  ///   - title: A line above all panels.
  ///   - caption: What the figure shows, for the file beside it.
  ///   - columns: Panels in a row; nil puts all of them in one row at full width, one below another in a column.
  ///   - sharesX: One x-interval for all panels.
  ///   - sharesY: One y-interval for all panels.
  ///   - legend: What names the curves.
  ///   - panels: Row by row, from the left; at least one.
  public init(
    name: String, title: String? = nil, caption: String? = nil, width: Double = Figure.columnWidth,
    height: Double? = nil, columns: Int? = nil, sharesX: Bool = false, sharesY: Bool = false,
    legend: Legend = Legend(), panels: [Panel]
  ) {
    self.name = name
    self.title = title
    self.caption = caption
    self.width = width
    self.height = height
    self.columns = columns ?? (width < 5 ? 1 : max(panels.count, 1))
    self.sharesX = sharesX
    self.sharesY = sharesY
    self.legend = legend
    self.panels = panels
  }
}

/// What names the curves of a figure. Equal labels of several panels are named once.
public struct Legend: Codable, Sendable, Equatable {
  /// Where the legend stands.
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

  /// Where the legend stands.
  public var placement: Placement
  /// Rows of keys to show in place of the labels of series and bands, for families in which colour and line
  /// style mean different things; rows are joined where they fit beside each other. Nil: the labels.
  public var keys: [[Key]]?

  /// A legend at `placement` of these rows of keys; without keys, of the labels of series and bands.
  public init(_ placement: Placement = .automatic, keys: [[Key]]? = nil) {
    self.placement = placement
    self.keys = keys
  }

  /// One entry: a sample of a line and what it stands for.
  public struct Key: Codable, Sendable, Equatable {
    /// What the sample stands for.
    public var label: String
    /// The sample's colour.
    public var color: Color
    /// How the sample is broken.
    public var line: LineStyle
    /// In points.
    public var width: Double
    /// What stands in the middle of the sample.
    public var marker: Marker
    /// Any value for the marker of series whose markers stand apart; nil for that of others.
    public var markerPhase: Double?
    /// Of the sample's line, from 0 (nothing seen) to 1.
    public var opacity: Double
    /// The opacity of an area behind the line, as of a band; nil for none.
    public var band: Double?

    /// A sample of a line, `width` points thick, that stands for `label`.
    public init(
      _ label: String, color: Color = .ink, line: LineStyle = .solid, width: Double = 1.1,
      marker: Marker = .none, markerPhase: Double? = nil, opacity: Double = 1, band: Double? = nil
    ) {
      self.label = label
      self.color = color
      self.line = line
      self.width = width
      self.marker = marker
      self.markerPhase = markerPhase
      self.opacity = opacity
      self.band = band
    }
  }
}
