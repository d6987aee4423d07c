/// How many starts have which sign of det W_{1:N}, where both have probability ½.
struct SignCounts {
  private(set) var negative = 0
  private(set) var positive = 0
  private(set) var undecided = 0

  /// Counts a start; nil is undecided.
  mutating func add(_ sign: Int?) {
    switch sign {
    case .some(-1): negative += 1
    case .some(1): positive += 1
    default: undecided += 1
    }
  }

  /// P(det W_{1:N} < 0) = ½, and how often it was seen.
  var items: [Item] {
    let total = negative + positive
    return [
      .frequency("determinant-negative", negative, of: total),
      .evenChance("sign-deviation", negative, of: total),
    ]
  }

  /// What was not counted.
  var reasons: [String] {
    undecided == 0 ? [] : ["\(undecided) determinants were within rounding of 0, and do not count"]
  }
}
