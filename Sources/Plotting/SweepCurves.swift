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

  func figure() throws -> Figure { try figureAndStatistics().figure }

  /// The figure, and what its caption says of medians and fractions.
  func figureAndStatistics() throws -> (figure: Figure, statistics: [String?]) {
    let (spec, points) = (source.spec, source.points)
    let places = try source.places(along: key)
    let shown = points.filter { places[$0] != nil }
    let along = spec.keysAlong([key], at: shown)
    let labels = PointLabels(spec, of: shown, without: along)
    let families = Dictionary(grouping: shown) { labels[$0] }.values.sorted { $0[0] < $1[0] }
    let byPoint = Dictionary(grouping: source.rows, by: \.point)
    let summaries = columns.map { column in
      StatisticSummary(
        column, shown.map { byPoint[$0] ?? [] },
        hasBands: places.isCategorical || families.count <= Self.mostBands)
    }
    let panels = try summaries.map { try panel(of: $0, byPoint, along: places, families: families) }
    var keys: [[Legend.Key]] = []
    if families.count > 1 {
      keys.append(source.pointKeys(families.map { $0[0] }, without: along, noun: "curves"))
    }
    keys.append(statisticsKeys(summaries))
    if places.isCategorical { keys = keys.map { $0.map(\.asDot) } }
    let statistics = [
      source.statistics(summaries), source.intervals(summaries), source.arrivals(summaries),
    ]
    let figure = source.figure(
      of: columns.map(\.name), against: [key],
      caption: caption(statistics, families: families.count, leavesOut: points.count - shown.count),
      keys: keys, panels: panels)
    return (figure, statistics)
  }

  /// - Parameter leavesOut: how many points have no place on the axis.
  private func caption(_ statistics: [String?], families: Int, leavesOut: Int) -> String {
    let title = "\(columns.map(\.words).joined(last: "and").capitalizedFirst) against \(key.shownKey)"
    return source.sentences(
      [title] + statistics + [
        source.leftOut(leavesOut, without: [key]),
        source.seedsShown(of: leavesOut == 0 ? nil : source.pointsWith([key])),
        source.namedPoints(of: families, "curves"), source.problem,
      ])
  }

  private func panel(
    of summary: StatisticSummary, _ byPoint: [Int: [RunRow]], along places: SweptPlaces, families: [[Int]]
  ) throws -> Panel {
    let column = summary.column
    guard summary.hasValue else {
      throw InputError(
        "no run has the number \(column.name.hyphenated) (\(column.missing)); there is nothing to draw.")
    }
    // The medians choose the axis, and the axis how they are interpolated; they do not move far by that.
    var y = try Axis(
      column.label, for: summary.roughValues, requested: source.request.yScale, option: "--log-y",
      isBestLinear: column.isFraction)
    let statistics = families.map { family in
      family.compactMap { point in
        places[point].map { (x: $0, Statistic(column, byPoint[point] ?? [], on: y.scale, summary.estimate)) }
      }.sorted { $0.x < $1.x }
    }
    y.leaveRoom(above: statistics.map { $0.map(\.1) }, in: summary)
    if column.isFraction, y.scale == .linear { (y.from, y.to) = (-0.03, 1.03) }
    let x = try places.axis(
      source.spec.axisLabel(places.key), at: Array(families.joined()), requested: source.request.xScale,
      option: "--log-x")
    var panel = Panel(x: x, y: y)
    for (place, rising) in statistics.enumerated() {
      let color = FigureSource.color(place, of: families.count)
      // Words have no order, and their dots lie beside each other, so that no bar hides another.
      let shift = 0.12 * (Double(place) - Double(families.count - 1) / 2) * min(1, 6 / Double(families.count))
      let curve = StatisticCurve(
        rising.map { places.isCategorical ? $0.x + shift : $0.x }, rising.map(\.1), color: color,
        hasBand: summary.hasBands, among: families.count)
      if places.isCategorical {
        curve.addBars(to: &panel)
      } else {
        curve.addCurve(to: &panel, hasBars: column.isFraction && families.count > Self.mostFractionBands)
      }
    }
    return panel
  }

  /// Bands of more curves than this would hide one another.
  static let mostBands = 8

  /// Bands of more fractions than this would hide one another, as most of them are near 0 or 1: they have bars.
  static let mostFractionBands = 2

  /// What curves and bands are.
  private func statisticsKeys(_ summaries: [StatisticSummary]) -> [Legend.Key] {
    guard source.spec.seedCount > 1 else { return [] }
    let texts = summaries.compactMap(\.key)
    return texts.indices.filter { !texts[..<$0].contains(texts[$0]) }.map {
      Legend.Key(texts[$0], marker: .circle)
    }
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
