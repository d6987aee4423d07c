/// A colour by its meaning; the renderer owns the actual ones, which colour-blind readers can tell apart.
public indirect enum Color: Codable, Sendable, Equatable {
  /// Place `index` (from 0) of a palette of seven unordered colours, which repeats.
  case category(_ index: Int)
  /// Member `k` of an ordered family 1 … `count`: dark to light, for the k-th singular value and the like.
  case order(_ k: Int, of: Int)
  /// Nearly black.
  case ink
  /// Grey, for what stands in the background.
  case muted
  /// Another colour mixed with white (`lightness` from 0 to 1) or with black (from 0 down to −1): tones of one colour are told
  /// apart in print without colours too.
  case tone(_ color: Color, lightness: Double)

  /// The tone for what stands behind, and may be covered.
  public var pale: Color { .tone(self, lightness: 0.5) }
  /// The tone for what is drawn over `pale`.
  public var dark: Color { .tone(self, lightness: -0.5) }

  private enum CodingKeys: String, CodingKey { case category, order, of, role, tone, lightness }

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    if let index = try values.decodeIfPresent(Int.self, forKey: .category) {
      self = .category(index)
    } else if let k = try values.decodeIfPresent(Int.self, forKey: .order) {
      self = .order(k, of: try values.decode(Int.self, forKey: .of))
    } else if let color = try values.decodeIfPresent(Color.self, forKey: .tone) {
      self = .tone(color, lightness: try values.decode(Double.self, forKey: .lightness))
    } else {
      switch try values.decode(String.self, forKey: .role) {
      case "ink": self = .ink
      case "muted": self = .muted
      case let role:
        throw DecodingError.dataCorruptedError(
          forKey: .role, in: values, debugDescription: "the colour role is “\(role)”; expected ink or muted")
      }
    }
  }

  /// Writes {"category": 0}, {"order": 1, "of": 3}, {"role": "ink"} or {"tone": {"category": 0}, "lightness": 0.5}.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .category(let index): try values.encode(index, forKey: .category)
    case .order(let k, let count):
      try values.encode(k, forKey: .order)
      try values.encode(count, forKey: .of)
    case .ink: try values.encode("ink", forKey: .role)
    case .muted: try values.encode("muted", forKey: .role)
    case .tone(let color, let lightness):
      try values.encode(color, forKey: .tone)
      try values.encode(lightness, forKey: .lightness)
    }
  }
}

/// How a line is broken.
public enum LineStyle: String, Codable, Sendable, CaseIterable {
  /// Unbroken.
  case solid
  /// Short strokes.
  case dashed
  /// Dots.
  case dotted
  /// A stroke, a dot.
  case dashDotted = "dash-dotted"
  /// Long strokes.
  case longDashed = "long-dashed"
  /// A stroke, two dots.
  case dashDotDotted = "dash-dot-dotted"
  /// Markers only.
  case none

  /// Style `index` (from 0) of six that can be told apart, which repeat: one for each layer, say.
  public static func cycle(_ index: Int) -> LineStyle {
    let visible = allCases.filter { $0 != .none }
    return visible[((index % visible.count) + visible.count) % visible.count]
  }
}

/// What stands at the points of a series.
public enum Marker: String, Codable, Sendable, CaseIterable {
  case none, circle, square, triangle, diamond, cross, plus

  /// Marker `index` (from 0) of six that can be told apart, which repeat.
  public static func cycle(_ index: Int) -> Marker {
    let visible = allCases.filter { $0 != .none }
    return visible[((index % visible.count) + visible.count) % visible.count]
  }
}
