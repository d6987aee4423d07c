/// How figures and messages write an observable.
public struct ObservableNotation: Sendable, Equatable {
  /// For axes, in mathtext, with k and j for the numbers of singular values and layers; nil: the long name.
  public let label: String?
  /// Whether a linear axis shows the values best: angles, ranks, and what has a sign.
  public let isBestLinear: Bool
  /// Whether the largest and the smallest values count in the choice of an axis, however few they are.
  public let showsExtremes: Bool
  /// Other names that people use for it, with hyphens, for suggestions.
  public let synonyms: [String]

  /// A notation; see the properties.
  public init(
    _ label: String? = nil, isBestLinear: Bool = false, showsExtremes: Bool = false, synonyms: [String] = []
  ) {
    (self.label, self.isBestLinear) = (label, isBestLinear)
    (self.showsExtremes, self.synonyms) = (showsExtremes, synonyms)
  }
}
