/// How sure an interval is, stated by the probability of missing the truth, which keeps its digits where it is small.
public struct Confidence: Sendable, Equatable {
  /// The largest probability with which an interval does not contain the true value, in (0, 1): 0.05 for a 95 % interval.
  public let missing: Double

  /// - Precondition: `missing` is in (0, 1).
  public init(missing: Double) {
    precondition(missing > 0 && missing < 1, "a confidence of nothing or of everything")
    self.missing = missing
  }

  /// 95 %: what figures, tables and messages show.
  public static let shown = Confidence(missing: 0.05)

  /// 1 − 10⁻⁹: a statement about a probability is contradicted only where this interval excludes it.
  public static let contradiction = Confidence(missing: 1e-9)
}
