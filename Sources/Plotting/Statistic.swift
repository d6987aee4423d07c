import Figures
import RunArchive
import Statistics

/// What the seeds of a point come to: median and quartiles, or a fraction with its exact 95 % interval (Clopper and Pearson's).
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
    let interval = ExactInterval(Int(values.reduce(0, +)), of: values.count)
    (low, middle, high) = (interval.lower, interval.fraction, interval.upper)
  }
}
