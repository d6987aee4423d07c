/// How figures and their captions write a key; what is not set follows from the key's name.
public struct KeyNotation: Sendable, Equatable {
  /// For axes, in mathtext without dollar signs: "\\eta".
  public var symbol: String?
  /// In place of the name with spaces for hyphens: "end-to-end flow".
  public var words: String?
  /// Whether a value needs no name before it, like `complex`.
  public var isNamedByValue = false
  /// Whether captions leave the key out where it has its default.
  public var isLeftOutByDefault = false
}

extension SpecKey {
  /// The key with a notation for figures.
  ///
  /// - Parameters:
  ///   - symbol: for axes, in mathtext without dollar signs.
  ///   - words: in place of the name with spaces for hyphens.
  ///   - isNamedByValue: whether a value needs no name before it.
  ///   - isLeftOutByDefault: whether captions leave the key out where it has its default.
  package func notation(
    symbol: String? = nil, words: String? = nil, isNamedByValue: Bool = false,
    isLeftOutByDefault: Bool = false
  ) -> SpecKey {
    var copy = self
    copy.notation = KeyNotation(
      symbol: symbol, words: words, isNamedByValue: isNamedByValue, isLeftOutByDefault: isLeftOutByDefault)
    return copy
  }
}
