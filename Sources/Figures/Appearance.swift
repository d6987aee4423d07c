/// A colour by its meaning; the renderer owns the actual ones, which colour-blind readers can tell apart.
public enum Color: Codable, Sendable, Equatable {
  /// Place `index` (from 0) of a palette of seven unordered colours, which repeats.
  case category(_ index: Int)
  /// Member `k` of an ordered family 1 … `count`: dark to light, for the k-th singular value and the like.
  case order(_ k: Int, of: Int)
  /// Nearly black.
  case ink
  /// Grey, for what stands in the background.
  case muted

  private enum CodingKeys: String, CodingKey { case category, order, of, role }

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    if let index = try values.decodeIfPresent(Int.self, forKey: .category) {
      self = .category(index)
    } else if let k = try values.decodeIfPresent(Int.self, forKey: .order) {
      self = .order(k, of: try values.decode(Int.self, forKey: .of))
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

  /// Writes {"category": 0}, {"order": 1, "of": 3} or {"role": "ink"}.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .category(let index): try values.encode(index, forKey: .category)
    case .order(let k, let count):
      try values.encode(k, forKey: .order)
      try values.encode(count, forKey: .of)
    case .ink: try values.encode("ink", forKey: .role)
    case .muted: try values.encode("muted", forKey: .role)
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

/// What stands at every point of a series.
public enum Marker: String, Codable, Sendable, CaseIterable {
  case none, circle, square, triangle, diamond, cross, plus
}
