/// A curve, or points: y against x.
public struct Series: Codable, Sendable, Equatable {
  /// Nil is a gap: the curve is broken there.
  public let x: [Double?]
  /// As many as `x`; nil is a gap.
  public let y: [Double?]
  /// Its name in the legend; nil leaves it out.
  public var label: String?
  /// Nil takes the next of the palette; series of one label then have one colour in all panels.
  public var color: Color?
  /// Solid, dashed or dotted; `none` draws only the markers.
  public var line: LineStyle
  /// What the curve is in its panel, from which its width and opacity follow.
  public var stroke: Stroke
  /// The marker at every point, or at some (`markerPhase`).
  public var marker: Marker
  /// Nil: a marker at every point. Otherwise markers are spaced along the curve, the first this part (from 0, below 1) of their
  /// distance from its beginning: curves of different phases show their markers even where they lie on one another.
  public var markerPhase: Double?

  /// A curve through (x[i], y[i]); values that are not finite are gaps.
  public init(
    x: [Double], y: [Double], label: String? = nil, color: Color? = nil, line: LineStyle = .solid,
    stroke: Stroke = .curve, marker: Marker = .none, markerPhase: Double? = nil
  ) {
    self.x = gapped(x)
    self.y = gapped(y)
    self.label = label
    self.color = color
    self.line = line
    self.stroke = stroke
    self.marker = marker
    self.markerPhase = markerPhase
  }
}

/// The area between two curves, such as the quartiles around a median.
public struct Band: Codable, Sendable, Equatable {
  /// Nil is a gap.
  public let x: [Double?]
  /// As many as `x`; nil is a gap.
  public let low: [Double?]
  /// As many as `x`, nowhere below `low`; nil is a gap.
  public let high: [Double?]
  /// Its name in the legend; a series of the same label joins it there.
  public var label: String?
  /// That of what it surrounds; the renderer makes it transparent, according to its role.
  public var color: Color
  /// What the area is, from which its opacity follows.
  public var role: Role

  /// What an area is in its panel.
  public enum Role: String, Codable, Sendable, CaseIterable {
    /// Around a curve along runs.
    case runs
    /// As `runs`, among more than three.
    case crowdedRuns = "crowded-runs"
    /// Around a curve over points of a sweep.
    case points
    /// As `points`, among more than three.
    case crowdedPoints = "crowded-points"
  }

  /// The area between low[i] and high[i] at x[i]; values that are not finite are gaps.
  public init(
    x: [Double], low: [Double], high: [Double], label: String? = nil, color: Color = .category(0),
    role: Role = .runs
  ) {
    self.x = gapped(x)
    self.low = gapped(low)
    self.high = gapped(high)
    self.label = label
    self.color = color
    self.role = role
  }
}

/// JSON has no NaN and no infinity: such values become nil, which is written as null.
func gapped(_ values: [Double]) -> [Double?] {
  values.map { $0.isFinite ? $0 : nil }
}
