import DeepLinearTheory
import SpecLanguage

/// What `check` prints of the powers of d and ε, below the tables of a sweep's points.
enum ExponentTable {
  /// A line for each exponent; none where there is none.
  static func lines(_ exponents: [ScaleExponent]) -> [String] {
    guard !exponents.isEmpty else { return [] }
    let header = [
      "statement", "number", "field", "depth", "power of", "exponent", "95 % interval", "in the theorem",
      "points",
    ]
    let rows = exponents.map { e in
      [
        e.statement, e.name, e.field, "\(e.depth)", e.parameter == .width ? "d" : "ε", number(e.exponent),
        e.interval.map { "[\(number($0[0])), \(number($0[1]))]" } ?? "–", number(e.bound), "\(e.points)",
      ]
    }
    let widths = header.indices.map { i in ([header] + rows).map { $0[i].count }.max() ?? 0 }
    let table = ([header] + rows).map { row in
      zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
        .trimmingCharacters(in: .whitespaces)
    }
    return ["", "Exponents of the medians over the points"] + table
  }

  private static func number(_ x: Double) -> String { NumberText.plain((x * 1000).rounded() / 1000) }
}
