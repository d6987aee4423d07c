import Foundation

/// A number of every start that a theorem says is of the order d^p ε^q: reported by its quantiles in that unit, as the factor that remains
/// has no explicit constant.
struct MeasuredScale {
  private let name: String
  private let relation: Item.Relation
  private let unit: ScaleUnit
  private let note: String
  private var values: [Double] = []

  /// - Parameters:
  ///   - relation: on which side the theorem bounds it.
  ///   - note: what the number is, in its unit.
  init(_ name: String, _ relation: Item.Relation, unit: ScaleUnit, note: String) {
    (self.name, self.relation, self.unit, self.note) = (name, relation, unit, note)
  }

  /// Adds the number of a start.
  mutating func add(_ value: Double) { values.append(value / unit.value) }

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

  /// The median itself; nil without starts.
  var median: ScaleMedian? {
    item.value.map { ScaleMedian(name: name, unit: unit, value: $0 * unit.value) }
  }

  /// At place q·(n − 1) of the sorted values, between two of them in proportion (Hyndman and Fan's type 7).
  private static func quantile(_ q: Double, _ sorted: [Double]) -> Double {
    let position = q * Double(sorted.count - 1)
    let place = Int(position)
    let next = min(place + 1, sorted.count - 1)
    return sorted[place] + (position - Double(place)) * (sorted[next] - sorted[place])
  }
}

/// d^p ε^q, for networks of one depth and field.
struct ScaleUnit: Sendable, Equatable {
  /// N.
  let depth: Int
  /// Whether the weights are complex.
  let isComplex: Bool
  /// d, the width of every layer.
  let width: Double
  /// ε, the deviation of the entries.
  let deviation: Double
  /// p.
  let widthPower: Double
  /// q.
  let deviationPower: Double

  /// Of square layers.
  init(_ setting: Setting, deviation: Double, widthPower: Double, deviationPower: Double) {
    (depth, isComplex, width) = (setting.depth, setting.isComplex, Double(setting.widths[0]))
    (self.deviation, self.widthPower, self.deviationPower) = (deviation, widthPower, deviationPower)
  }

  var value: Double { pow(width, widthPower) * pow(deviation, deviationPower) }
}
