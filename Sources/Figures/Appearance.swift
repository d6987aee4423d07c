/// A colour by its meaning; the renderer has the actual ones, which colour-blind readers can distinguish.
public indirect enum Color: Codable, Sendable, Equatable {
  /// Place `index` (from 0) of a palette of seven unordered colours, which repeats.
  case category(_ index: Int)
  /// Member `k` of an ordered family 1 … `count`: dark to light, for the k-th singular value and the like.
  case order(_ k: Int, of: Int)
  /// Nearly black.
  case ink
  /// Grey, for the background.
  case muted
  /// The tone of a colour for what lies behind, and may be covered; it differs from `dark` in print without colours too.
  case pale(_ color: Color)
  /// The tone of a colour for what is drawn over its pale one.
  case dark(_ color: Color)

  /// The colour's pale tone.
  public var pale: Color { .pale(self) }
  /// The colour's dark tone.
  public var dark: Color { .dark(self) }

  private enum CodingKeys: String, CodingKey { case category, order, of, role, pale, dark }

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    if let index = try values.decodeIfPresent(Int.self, forKey: .category) {
      self = .category(index)
    } else if let k = try values.decodeIfPresent(Int.self, forKey: .order) {
      self = .order(k, of: try values.decode(Int.self, forKey: .of))
    } else if let color = try values.decodeIfPresent(Color.self, forKey: .pale) {
      self = .pale(color)
    } else if let color = try values.decodeIfPresent(Color.self, forKey: .dark) {
      self = .dark(color)
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

  /// Writes {"category": 0}, {"order": 1, "of": 3}, {"role": "ink"} or {"pale": {"category": 0}}.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .category(let index): try values.encode(index, forKey: .category)
    case .order(let k, let count):
      try values.encode(k, forKey: .order)
      try values.encode(count, forKey: .of)
    case .ink: try values.encode("ink", forKey: .role)
    case .muted: try values.encode("muted", forKey: .role)
    case .pale(let color): try values.encode(color, forKey: .pale)
    case .dark(let color): try values.encode(color, forKey: .dark)
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

  /// Style `index` (from 0) of six that can be distinguished, which repeat: one for each layer, say.
  public static func cycle(_ index: Int) -> LineStyle {
    let visible = allCases.filter { $0 != .none }
    return visible[((index % visible.count) + visible.count) % visible.count]
  }
}

/// The marker at the points of a series.
public enum Marker: String, Codable, Sendable, CaseIterable {
  case none, circle, square, triangle, diamond, cross, plus

  /// Marker `index` (from 0) of six that can be distinguished, which repeat.
  public static func cycle(_ index: Int) -> Marker {
    let visible = allCases.filter { $0 != .none }
    return visible[((index % visible.count) + visible.count) % visible.count]
  }
}
