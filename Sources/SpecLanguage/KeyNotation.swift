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
  /// The key with a symbol for axes, in mathtext without dollar signs.
  package func symbol(_ symbol: String) -> SpecKey {
    var copy = self
    copy.notation.symbol = symbol
    return copy
  }

  /// The key with other words in place of its name.
  package func words(_ words: String) -> SpecKey {
    var copy = self
    copy.notation.words = words
    return copy
  }

  /// The key, whose values need no name before them.
  package var namedByValue: SpecKey {
    var copy = self
    copy.notation.isNamedByValue = true
    return copy
  }

  /// The key, which captions leave out where it has its default.
  package var leftOutByDefault: SpecKey {
    var copy = self
    copy.notation.isLeftOutByDefault = true
    return copy
  }
}
