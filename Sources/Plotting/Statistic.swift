import Figures
import RunArchive
import Statistics

/// What the seeds of a point come to: median and quartiles, or a fraction with its exact 95 % interval (Clopper and Pearson's).
///
/// Of times to something, quantiles are over all runs, those that did not arrive counted as later than their end.
struct Statistic {
  /// NaN where no run has the number; ∞ where fewer than half of the runs arrived.
  let middle: Double
  /// NaN or ∞ alike, where fewer than a quarter arrived.
  let low: Double
  /// NaN or ∞ alike, where fewer than three quarters arrived.
  let high: Double
  /// How many runs arrived, of a time to something; otherwise how many have the number.
  let arrived: Int
  /// How many could have.
  let count: Int

  /// - Parameters:
  ///   - scale: that of the axis or the colours that show it; a mean is the same on all.
  ///   - estimate: what it is.
  init(_ column: RunColumn, _ rows: [RunRow], on scale: Scale, _ estimate: Estimate = .quantiles) {
    if let times = CensoredTimes(column, rows) {
      (arrived, count) = (times.arrivals.count, times.count)
      switch estimate {
      case .quantiles:
        func quantile(_ q: Double) -> Double {
          times.quantile(q, interpolate: scale.between) ?? (times.count == 0 ? .nan : .infinity)
        }
        (low, middle, high) = (quantile(0.25), quantile(0.5), quantile(0.75))
      case .survival:
        let survival = KaplanMeier(times)
        let interval = survival.medianInterval()
        middle = survival.quantile(0.5) ?? (times.count == 0 ? .nan : .infinity)
        (low, high) = (
          interval.lower ?? (middle.isFinite ? .nan : middle), interval.upper ?? .infinity + middle
        )
      }
      return
    }
    let values = rows.compactMap(column.value).filter { !$0.isNaN }.sorted()
    (arrived, count) = (values.count, values.count)
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

  /// What summarizes the times of the runs of a point.
  enum Estimate {
    /// The median and the quartiles.
    case quantiles
    /// Kaplan and Meier's median with its 95 % interval, where runs were followed for different times.
    case survival

    /// What all points of a panel have, so that one legend is true of them.
    init(_ column: RunColumn, _ points: some Sequence<[RunRow]>) {
      self = points.contains { CensoredTimes(column, $0)?.endsDiffer == true } ? .survival : .quantiles
    }
  }
}

extension CensoredTimes {
  /// The times of the runs of a point to what a column is the time to; nil where it is no time, or where no run has it and it may not be
  /// defined for them.
  init?(_ column: RunColumn, _ rows: [RunRow]) {
    guard let arrival = column.arrival else { return nil }
    let times = rows.map { row in column.value(row).flatMap { $0.isNaN ? nil : $0 } }
    guard arrival.isDefinedForAll || times.contains(where: { $0 != nil }) else { return nil }
    self.init(
      arrivals: times.compactMap(\.self),
      ends: zip(rows, times).compactMap { $1 == nil ? arrival.end(of: $0) : nil })
  }
}
