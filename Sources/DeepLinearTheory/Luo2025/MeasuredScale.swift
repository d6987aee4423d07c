/// A number of every start, in units of the power of d and ε that a theorem says it has: reported by its quantiles, as the factor that remains has no
/// explicit constant.
struct MeasuredScale {
  private let name: String
  private let relation: Item.Relation
  private let note: String
  private var values: [Double] = []

  /// - Parameters:
  ///   - relation: on which side the theorem bounds it.
  ///   - note: what the number is.
  init(_ name: String, _ relation: Item.Relation, note: String) {
    (self.name, self.relation, self.note) = (name, relation, note)
  }

  mutating func add(_ value: Double) { values.append(value) }

  /// The median, with the quantiles at 1, 10, 25, 75, 90 and 99 % as parameters `q01` … `q99`, and `starts`, their number.
  var item: Item {
    var item = Item(name, relation, assurance: .measured, note: note + "; the bound has no explicit constant")
    item.isJudged = false
    let sorted = values.filter { !$0.isNaN }.sorted()
    item.parameters["starts"] = Double(sorted.count)
    guard !sorted.isEmpty else { return item }
    item.value = Self.quantile(0.5, sorted)
    for (key, q) in [
      ("q01", 0.01), ("q10", 0.1), ("q25", 0.25), ("q75", 0.75), ("q90", 0.9), ("q99", 0.99),
    ] {
      item.parameters[key] = Self.quantile(q, sorted)
    }
    return item
  }

  /// At place q·(n − 1) of the sorted values, between two of them in proportion (Hyndman and Fan's type 7).
  private static func quantile(_ q: Double, _ sorted: [Double]) -> Double {
    let position = q * Double(sorted.count - 1)
    let place = min(Int(position), sorted.count - 1)
    let next = min(place + 1, sorted.count - 1)
    return sorted[place] + (position - Double(place)) * (sorted[next] - sorted[place])
  }
}
