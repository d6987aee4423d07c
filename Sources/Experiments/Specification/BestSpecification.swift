import SpecLanguage

/// `best`: one more key, of which every run has the value with which it converges in the fewest steps.
public struct BestSpecification: Sendable, Equatable {
  /// The key, dotted.
  public var over: String
  /// Its values in the order of the grid, all different; at least 1.
  public var values: [Double]

  /// The most values; each is an attempt of every run.
  static let mostValues = 1000
}

extension BestSpecification {
  /// The section, resolved; nil where the spec has none.
  init?(resolved tree: SpecValue?) {
    guard let tree else { return nil }
    over = tree.required("over", \.text)
    values = tree["list"]?.numbers ?? tree.rangeValues
  }

  /// What the numbers of runs depend on, however the grid is written.
  var identity: SpecValue {
    ["over": .text(over), "list": .list(values.map { .number($0) }), "by": "fewest-steps"]
  }
}
