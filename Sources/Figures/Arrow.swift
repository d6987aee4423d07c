/// An arrow at the upper edge of a panel: at this x there is something above all that the panel shows.
///
/// Arrows of one x lie beside each other, in their order, with their texts below one another; texts that would not fit between
/// neighbouring arrows are turned upright, and left out where they do not fit then either.
public struct Arrow: Codable, Sendable, Equatable {
  /// Its position.
  public var x: Double
  /// A few letters below it; nil for none.
  public var label: String?
  /// Of the arrow and its text.
  public var color: Color

  /// An arrow at `x`.
  public init(x: Double, label: String? = nil, color: Color = .ink) {
    self.x = x
    self.label = label
    self.color = color
  }
}
