/// What a curve is in its figure; the renderer owns the width and the opacity that it has for that.
public enum Stroke: Codable, Sendable, Equatable, CaseIterable {
  /// One of few curves.
  case curve
  /// A run, or a statistic of runs, that the panel is about.
  case primary
  /// As `primary`, among more than a dozen.
  case crowded
  /// One of several runs that differ by their seeds alone.
  case member
  /// As `member`, behind the median of the runs.
  case faintMember
  /// The median of several runs.
  case median
  /// One of many curves behind what the panel is about.
  case background
  /// A curve drawn over runs: thin, so that they are seen beneath it.
  case over
  /// A run or a median beneath a curve drawn `over` it: wide, so that both are seen where they agree.
  case under
  /// As `member`, beneath a curve drawn `over` it.
  case memberUnder
  /// The extent of an interval.
  case interval
  /// A dot for a run, without a line.
  case dot
  /// As `dot`, among so many that they cover one another.
  case crowdedDot
  /// A curve that may coincide with curves drawn after it, so many of them: the more, the wider, so that all are seen.
  case nested(under: Int)

  /// Every stroke, nested ones under one curve.
  public static let allCases = names.map(\.stroke) + [.nested(under: 1)]

  private static let names: [(stroke: Stroke, name: String)] = [
    (.curve, "curve"), (.primary, "primary"), (.crowded, "crowded"), (.member, "member"),
    (.faintMember, "faint-member"), (.median, "median"), (.background, "background"), (.over, "over"),
    (.under, "under"), (.memberUnder, "member-under"), (.interval, "interval"), (.dot, "dot"),
    (.crowdedDot, "crowded-dot"),
  ]

  private enum CodingKeys: String, CodingKey { case nested }

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    guard let name = try? decoder.singleValueContainer().decode(String.self) else {
      self = .nested(under: try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .nested))
      return
    }
    guard let stroke = Self.names.first(where: { $0.name == name })?.stroke else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription:
            "the stroke is “\(name)”; expected one of \(Self.names.map(\.name).joined(separator: ", "))"))
    }
    self = stroke
  }

  /// Writes a name such as "faint-member", or {"nested": 2}.
  public func encode(to encoder: any Encoder) throws {
    if case .nested(let count) = self {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(count, forKey: .nested)
    } else {
      var value = encoder.singleValueContainer()
      try value.encode(Self.names.first { $0.stroke == self }?.name ?? "curve")
    }
  }
}
