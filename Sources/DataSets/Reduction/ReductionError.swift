/// Why data do not become a matrix problem.
public enum ReductionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There are no instances, no features or no labels.
  case empty
  /// The sum of the squares of features or labels overflows.
  case overflow
  /// Features with these names are the same in every row, so that they cannot be scaled to variance 1.
  case constant([String])
  /// So many rows, of which centred data have a smaller rank than features.
  case tooFewRows(Int, features: Int)
  /// Features depend linearly on others, to rounding.
  case dependent(rank: Int, features: Int)
  /// All features are constant.
  case nothingVaries
  /// Λ_yx is zero to rounding, and cannot be scaled to norm 1.
  case uncorrelated

  /// What was got, what was expected and what to try: a clause that begins with what the data are.
  public var description: String {
    switch self {
    case .empty: "the data are empty; expected at least one row, one feature and one label"
    case .overflow: "the sum of the data's squares overflows; expected below 1.8e308, so scale the columns"
    case .constant(let names):
      "\(names.count == 1 ? "the feature" : "the features") \(Self.list(names)) \(names.count == 1 ? "is" : "are") the same in every row, "
        + "so that whitening cannot scale \(names.count == 1 ? "it" : "them") to variance 1; leave \(names.count == 1 ? "it" : "them") out (ignore), or \(Self.advice)"
    case .tooFewRows(let rows, let features):
      "the data have \(rows) \(rows == 1 ? "row" : "rows") and \(features) \(features == 1 ? "feature" : "features"), of which whitening needs "
        + "more rows than features; leave columns out (ignore), or \(Self.advice)"
    case .dependent(let rank, let features):
      "the \(features) features have rank \(rank) to rounding, as some are linear combinations of others, so that whitening cannot give them "
        + "covariance I; leave those out (ignore), or \(Self.advice)"
    case .nothingVaries: "every feature is the same in every row; expected some that vary"
    case .uncorrelated:
      "no label correlates with any feature (Λ_yx is 0 to rounding), so that labels cannot be scaled to ‖Λ_yx‖_F = 1; leave normalize-labels out"
    }
  }

  private static let advice = "set pseudo-inverse: true, which drops the directions without variance"

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(6).joined(separator: ", ")
    return names.count > 6 ? "\(shown) and \(names.count - 6) more" : shown
  }
}
