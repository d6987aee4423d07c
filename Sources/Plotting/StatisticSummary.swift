import RunArchive
import Statistics

/// What the seeds of all points of a figure come to in one quantity: what its caption and its legend have to say.
struct StatisticSummary {
  let column: RunColumn
  let estimate: Statistic.Estimate
  /// Whether medians have quartiles, or fractions intervals.
  let hasBands: Bool
  /// Those of the points, on a linear scale.
  let statistics: [Statistic]
  /// The times of all runs that arrived, of a time to something.
  let arrivals: [Double]

  /// - Parameter points: the runs of each point shown.
  init(_ column: RunColumn, _ points: [[RunRow]], hasBands: Bool) {
    (self.column, self.hasBands) = (column, hasBands)
    let estimate = Statistic.Estimate(column, points)
    self.estimate = estimate
    statistics = points.map { Statistic(column, $0, on: .linear, estimate) }
    arrivals = points.compactMap { CensoredTimes(column, $0) }.flatMap(\.arrivals)
  }

  /// Whether there is anything to draw.
  var hasValue: Bool { !arrivals.isEmpty || statistics.contains { $0.middle.isFinite } }

  /// Values from which an axis or a scale of colours is chosen: the medians, or the times where none exists.
  var roughValues: [Double] {
    let medians = statistics.map(\.middle)
    return medians.contains(where: \.isFinite) ? medians : arrivals
  }

  /// What the legend calls a dot and its band.
  var key: String? {
    if column.isFraction { return hasBands ? "fraction, exact 95 % interval" : nil }
    switch estimate {
    case .quantiles: return hasBands ? "median and quartiles" : "median"
    case .survival: return hasBands ? "Kaplan–Meier median, 95 % interval" : "Kaplan–Meier median"
    }
  }

  /// What a cell of a heatmap is called that has no value.
  var missing: String {
    guard let verb = column.arrival?.verb, statistics.contains(where: { $0.isMiddleLate && $0.count > 1 })
    else {
      return column.missing
    }
    return "fewer than half \(verb)"
  }

  /// Whether some run did not arrive, of a time to something.
  var isCensored: Bool { statistics.contains { $0.arrived < $0.count } }
}
