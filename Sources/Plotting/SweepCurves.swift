import Figures
import RunArchive
import SpecLanguage

/// One number for each run against a swept key: its median and quartiles over seeds, one curve for each combination of the other
/// keys; a fraction has its exact 95 % interval instead. Points whose runs have no number are gaps.
struct SweepCurves: FigureKind {
  let source: FigureSource
  let columns: [RunColumn]
  let key: String

  /// Takes requests against a swept key; and those that name no axis where one key with numbers is swept.
  init?(_ source: FigureSource) throws {
    let against = source.request.against
    let isOnlyKey = try against.isEmpty && !source.isAlongTime() && source.numericKeys.count == 1
    guard against.count < 2,
      let key = isOnlyKey ? source.numericKeys[0] : against.first.flatMap(source.sweptKey)
    else { return nil }
    try self.init(source, source.requestedColumns(), against: key)
  }

  init(_ source: FigureSource, _ columns: [RunColumn], against key: String) {
    (self.source, self.columns, self.key) = (source, columns, key)
  }

  func figure() throws -> Figure {
    let (spec, points) = (source.spec, source.points)
    let places = try source.places(along: key)
    let shown = points.filter { places[$0] != nil }
    let along = spec.keysAlong([key], at: shown)
    let labels = PointLabels(spec, of: shown, without: along)
    let families = Dictionary(grouping: shown) { labels[$0] }.values.sorted { $0[0] < $1[0] }
    let panels = try columns.map { try panel(of: $0, along: places, families: families) }
    var keys: [[Legend.Key]] = []
    if families.count > 1 {
      keys.append(source.pointKeys(families.map { $0[0] }, without: along, noun: "curves"))
    }
    keys.append(statisticsKeys(families: places.isCategorical ? 1 : families.count))
    if places.isCategorical { keys = keys.map { $0.map(\.asDot) } }
    return source.figure(
      of: columns.map(\.name), against: [key],
      caption: caption(families: families.count, leavesOut: points.count - shown.count), keys: keys,
      panels: panels)
  }

  /// - Parameter leavesOut: how many points have no place on the axis.
  private func caption(families: Int, leavesOut: Int) -> String {
    source.sentences([
      "\(columns.map(\.words).joined(last: "and").capitalizedFirst) against \(key.shownKey)",
      source.statistics(columns, withQuartiles: families <= Self.mostBands),
      families <= Self.mostIntervals ? source.intervals(columns) : nil,
      source.leftOut(leavesOut, without: [key]),
      source.seedsShown(of: leavesOut == 0 ? nil : source.pointsWith([key])),
      source.namedPoints(of: families, "curves"), source.problem,
    ])
  }

  private func panel(of column: RunColumn, along places: SweptPlaces, families: [[Int]]) throws -> Panel {
    let byPoint = Dictionary(grouping: source.rows, by: \.point)
    // The medians choose the axis, and the axis how they are interpolated; they do not move far by that.
    let rough = families.joined().map { Statistic(column, byPoint[$0] ?? [], on: .linear).middle }
    guard rough.contains(where: \.isFinite) else {
      throw InputError(
        "no run has the number \(column.name.hyphenated) (\(column.missing)); there is nothing to draw.")
    }
    var panel = Panel(
      x: Axis(""),
      y: try Axis(
        column.label, for: rough, requested: source.request.yScale, option: "--log-y",
        isBestLinear: column.isFraction))
    for (place, family) in families.enumerated() {
      let rising = family.compactMap { point in places[point].map { (x: $0, point: point) } }.sorted {
        $0.x < $1.x
      }
      let statistics = rising.map { Statistic(column, byPoint[$0.point] ?? [], on: panel.y.scale) }
      let color = FigureSource.color(place, of: families.count)
      if places.isCategorical {
        // Beside each other, so that no bar hides another.
        let shift =
          0.12 * (Double(place) - Double(families.count - 1) / 2) * min(1, 6 / Double(families.count))
        panel.series += Self.bars(statistics, at: rising.map { $0.x + shift }, color)
        continue
      }
      let x = rising.map(\.x)
      let (low, high) = (statistics.map(\.low), statistics.map(\.high))
      if zip(low, high).contains(where: { $0 < $1 }),
        families.count <= (column.isFraction ? Self.mostIntervals : Self.mostBands)
      {
        panel.bands.append(
          Band(x: x, low: low, high: high, color: color, role: families.count > 3 ? .crowdedPoints : .points))
      }
      panel.series.append(
        Series(x: x, y: statistics.map(\.middle), color: color, stroke: .primary, marker: .circle))
    }
    panel.x = try places.axis(
      source.spec.axisLabel(places.key), at: Array(families.joined()), requested: source.request.xScale,
      option: "--log-x"
    )
    if column.isFraction, panel.y.scale == .linear { (panel.y.from, panel.y.to) = (-0.03, 1.03) }
    return panel
  }

  /// A dot in the middle of each statistic, on a bar from low to high; dots alone, as no line leads from word to word.
  private static func bars(_ statistics: [Statistic], at x: [Double], _ color: Color) -> [Series] {
    let bars = zip(x, statistics).filter { $1.low < $1.high }
    let dots = Series(
      x: x, y: statistics.map(\.middle), color: color, line: .none, marker: .circle)
    guard !bars.isEmpty else { return [dots] }
    return [
      Series(
        x: bars.flatMap { x, _ in [x, x, .nan] }, y: bars.flatMap { [$1.low, $1.high, .nan] }, color: color,
        stroke: .interval), dots,
    ]
  }

  /// Bands of more curves than this would hide one another.
  static let mostBands = 8

  /// Bands of more fractions than this would hide one another, as most of them are near 0 or 1.
  static let mostIntervals = 2

  /// What curves and bands are.
  private func statisticsKeys(families: Int) -> [Legend.Key] {
    guard source.spec.seedCount > 1 else { return [] }
    var keys: [Legend.Key] = []
    if columns.contains(where: { !$0.isFraction }) {
      keys.append(Legend.Key(families <= Self.mostBands ? "median and quartiles" : "median", marker: .circle))
    }
    if columns.contains(where: \.isFraction), families <= Self.mostIntervals {
      keys.append(Legend.Key("fraction, exact 95 % interval", marker: .circle))
    }
    return keys
  }
}

extension Legend.Key {
  /// The key with a dot in place of its line.
  var asDot: Legend.Key {
    var key = self
    if key.line != .none { (key.line, key.marker) = (.none, .circle) }
    return key
  }
}
