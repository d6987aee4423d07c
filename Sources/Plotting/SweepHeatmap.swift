import Figures
import RunArchive
import SpecLanguage

/// One number for each run over two swept keys: its median, or fraction, as colours; a panel for each combination of the other
/// keys, with one scale of colours for all of them. Cells whose runs have no number, of which fewer than half arrive, or with a fraction of
/// 0 are grey.
struct SweepHeatmap: FigureKind {
  let source: FigureSource
  let columns: [RunColumn]
  let xKey: String
  let yKey: String
  /// Whether one combination of the other keys is enough.
  var isFirstOnly = false

  /// Takes requests against two swept keys; and those that name no axis where several keys with numbers are swept.
  init?(_ source: FigureSource) throws {
    let against = source.request.against
    guard against.count <= 2 else {
      throw InputError(
        "--against is given \(against.count) times; expected one quantity or key, or two swept keys for a heatmap."
      )
    }
    if against.count == 2 {
      let keys = try Self.twoKeys(against, in: source)
      try self.init(source, source.requestedColumns(), keys[0], keys[1])
      return
    }
    guard against.isEmpty, try !source.isAlongTime(), case let keys = source.numericKeys, keys.count > 1
    else {
      return nil
    }
    try self.init(source, source.requestedColumns(), keys[0], keys[1])
  }

  init(_ source: FigureSource, _ columns: [RunColumn], _ xKey: String, _ yKey: String) {
    (self.source, self.columns, self.xKey, self.yKey) = (source, columns, xKey, yKey)
  }

  private static func twoKeys(_ names: [String], in source: FigureSource) throws -> [String] {
    if let odd = names.first(where: { source.sweptKey($0) == nil }) {
      let near = Suggestion.nearest(to: odd, among: source.spec.sweptPaths + source.ends)
      let hint = near.map { "did you mean \($0)? A" } ?? "a"
      throw InputError(
        "--against \(odd.quoted) is no key that this sweep varies; \(hint) heatmap needs two\(source.sweptKeysClause)."
      )
    }
    let keys = names.compactMap(source.sweptKey)
    guard keys[0] != keys[1] else {
      throw InputError(
        "--against names \(keys[0]) twice; a heatmap needs two different keys\(source.sweptKeysClause).")
    }
    return keys
  }

  func figure() throws -> Figure { try figureAndStatistics().figure }

  /// The figure, and what its caption says of medians and fractions.
  func figureAndStatistics() throws -> (figure: Figure, statistics: [String?]) {
    let (spec, points) = (source.spec, source.points)
    let (xPlaces, yPlaces) = (try source.places(along: xKey), try source.places(along: yKey))
    let shown = points.filter { xPlaces[$0] != nil && yPlaces[$0] != nil }
    let along = spec.keysAlong([xKey, yKey], at: shown)
    let labels = PointLabels(spec, of: shown, without: along)
    let all = Dictionary(grouping: shown) { labels[$0] }.sorted { $0.value[0] < $1.value[0] }
    let families = isFirstOnly ? Array(all.prefix(1)) : all
    guard families.count * columns.count <= 12 else {
      throw InputError(
        "that would be \(families.count * columns.count) heatmaps, one for each combination of the other keys; choose points with --point."
      )
    }
    let byPoint = Dictionary(grouping: source.rows, by: \.point)
    let summaries = columns.map { column in
      StatisticSummary(column, families.flatMap(\.value).map { byPoint[$0] ?? [] }, hasBands: false)
    }
    let panels = try summaries.flatMap { summary in
      let colors = try colors(of: summary, byPoint, at: families.flatMap(\.value))
      return try families.map { label, points in
        try map(
          summary, colors, byPoint, xPlaces, yPlaces, points: points, title: label.isEmpty ? nil : label)
      }
    }
    let statistics = [
      source.statistics(summaries), source.arrivals(summaries, mark: "a grey cell"),
      source.crosses(in: panels),
    ]
    var figure = source.figure(
      of: columns.map(\.name), against: [xKey, yKey],
      caption: caption(statistics, families: families.count, leavesOut: points.count - shown.count),
      panels: panels)
    figure.legend = Legend(.below)
    figure.columns = min(figure.columns, 2)
    return (figure, statistics)
  }

  private func caption(_ statistics: [String?], families: Int, leavesOut: Int) -> String {
    let title =
      "\(columns.map(\.words).joined(last: "and").capitalizedFirst) over \(xKey.shownKey) and \(yKey.shownKey)"
    let colors = families > 1 ? "The panels of a quantity have one scale of colours" : nil
    return source.sentences(
      [title, colors] + statistics + [
        source.leftOut(leavesOut, without: [xKey, yKey]),
        source.seedsShown(of: leavesOut == 0 ? nil : source.pointsWith([xKey, yKey])), source.problem,
      ])
  }

  /// The colours of all panels of a quantity.
  private struct Colors {
    let scale: Scale
    let from: Double?
    let to: Double?
  }

  private func colors(
    of summary: StatisticSummary, _ byPoint: [Int: [RunRow]], at points: [Int]
  ) throws -> Colors {
    let column = summary.column
    func known(on scale: Scale) -> [Double] {
      points.map { cell(summary, byPoint[$0] ?? [], on: scale).middle }.filter(\.isFinite)
    }
    // The medians choose the scale of the colours, and that how they are interpolated.
    let rough = known(on: .linear)
    guard !rough.isEmpty else {
      throw InputError(
        "no cell of the heatmap has a value: \(summary.missing) in any of the \(points.count) points; there is nothing to draw."
      )
    }
    let scale = source.request.yScale ?? (column.isFraction ? .linear : Axis.scale(for: rough))
    if column.isFraction, scale == .linear { return Colors(scale: scale, from: 0, to: 1) }
    let shown = known(on: scale).filter { scale == .linear || $0 > 0 }
    guard let from = shown.min(), let to = shown.max(), from < to else {
      return Colors(scale: scale, from: nil, to: nil)
    }
    return Colors(scale: scale, from: from, to: to)
  }

  /// The median on a scale, or a fraction, and whether that is shown: a fraction of 0 is not.
  private func cell(_ summary: StatisticSummary, _ rows: [RunRow], on scale: Scale) -> (
    middle: Double, note: String?
  ) {
    let statistic = Statistic(summary.column, rows, on: scale, summary.estimate)
    if summary.column.isFraction, statistic.middle == 0 { return (.nan, nil) }
    let isCounted = statistic.isMiddleLate && statistic.count > 1
    return (statistic.middle, isCounted ? "\(statistic.arrived)/\(statistic.count)" : nil)
  }

  private func map(
    _ summary: StatisticSummary, _ colors: Colors, _ byPoint: [Int: [RunRow]], _ columns: SweptPlaces,
    _ rows: SweptPlaces, points: [Int], title: String?
  ) throws -> Panel {
    let (x, y) = (columns.all(at: points), rows.all(at: points))
    guard x.count > 1, y.count > 1 else {
      let single = x.count > 1 ? rows.key : columns.key
      throw InputError(
        "a heatmap needs several values of both keys, and \(single) has one here; draw against the other key alone."
      )
    }
    var cells = Array(repeating: Array(repeating: Double.nan, count: x.count), count: y.count)
    var notes = Array(repeating: [String?](repeating: nil, count: x.count), count: y.count)
    for point in points {
      guard let i = columns[point].flatMap(x.firstIndex), let j = rows[point].flatMap(y.firstIndex) else {
        continue
      }
      (cells[j][i], notes[j][i]) = cell(summary, byPoint[point] ?? [], on: colors.scale)
    }
    return Panel(
      title,
      x: try columns.axis(
        source.spec.axisLabel(columns.key), at: points, requested: source.request.xScale, option: "--log-x"
      ).marking(x),
      y: try rows.axis(source.spec.axisLabel(rows.key), at: points, requested: nil, option: "--log-y")
        .marking(y),
      heatmap: Heatmap(
        x: x, y: y, values: cells, label: summary.column.label, missing: summary.missing,
        notes: notes.joined().contains { $0 != nil } ? notes : nil, scale: colors.scale, from: colors.from,
        to: colors.to))
  }
}

extension Axis {
  /// With a tick at the middle of every cell where these are few, as ticks between the cells have no meaning.
  fileprivate func marking(_ values: [Double]) -> Axis {
    var axis = self
    if scale == .linear, ticks == nil, values.count <= 6 { axis.ticks = values }
    return axis
  }
}
