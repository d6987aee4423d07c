import Figures

extension Legend {
  /// The rows of keys of several panels as those of one legend: rows that have a key in common are one, so that the W_3 of a
  /// deeper network is in the row of W_1 and W_2.
  static func joined(_ panels: [[[Key]]]) -> [[Key]] {
    panels.joined().reduce(into: []) { rows, row in
      let known = Set(rows.joined().map(\.label))
      if let place = rows.firstIndex(where: { $0.contains(where: row.contains) }) {
        rows[place] += row.filter { !known.contains($0.label) }
      } else if !row.isEmpty {
        rows.append(row)
      }
    }
  }
}
