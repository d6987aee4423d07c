import Figures
import RunArchive

/// What the seeds of a point come to: median and quartiles, or a fraction with its 95 % interval (Wilson's).
struct Statistic {
  /// NaN where no run has the number.
  let middle: Double
  let low: Double
  let high: Double

  /// - Parameter scale: that of the axis or the colours that show it; a mean is the same on all.
  init(_ column: RunColumn, _ rows: [RunRow], on scale: Scale) {
    let values = rows.compactMap(column.value).filter { !$0.isNaN }.sorted()
    guard column.isFraction, !values.isEmpty else {
      (low, middle, high) = (
        values.quantileOfSorted(0.25, on: scale), values.quantileOfSorted(0.5, on: scale),
        values.quantileOfSorted(0.75, on: scale)
      )
      return
    }
    let n = Double(values.count)
    let p = values.reduce(0, +) / n
    let z = 1.959963984540054
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    (low, middle, high) = (max(0, min(p, centre - half)), p, min(1, max(p, centre + half)))
  }
}
