import Experiments
import Figures
import RunArchive
import SpecLanguage

extension FigureSource {
  /// One number a run against a swept key: its median and quartiles over seeds, one curve for each combination of the other
  /// keys; a fraction has its 95 % interval instead. Points whose runs have no number are gaps.
  func columns(_ chosen: [RunColumn], against key: String) throws -> Figure {
    let places = try places(along: key)
    let shown = points.filter { places[$0] != nil }
    let along = experiment.keysAlong([key], at: shown)
    let families = Dictionary(grouping: shown) { point in
      experiment.label(of: point, among: shown, without: along)
    }.values.sorted { $0[0] < $1[0] }
    let panels = try chosen.map { try sweepPanel($0, along: places, families: families) }
    var keys: [[Legend.Key]] = []
    if families.count > 1 { keys.append(pointKeys(families.map { $0[0] }, without: along)) }
    keys.append(
      Self.statisticsKeys(
        chosen, seeds: experiment.seeds.count, families: places.isCategorical ? 1 : families.count))
    if places.isCategorical { keys = keys.map { $0.map(\.asDot) } }
    let isWide = (request.width ?? (panels.count > 1 ? Figure.fullWidth : Figure.columnWidth)) > 5
    return Figure(
      name: request.name ?? name(of: chosen.map(\.name), against: [key]), title: request.title,
      caption: caption(
        chosen, against: key, families: families.count, leavesOut: points.count - shown.count),
      width: request.width ?? (isWide ? Figure.fullWidth : Figure.columnWidth),
      columns: isWide ? Self.columns(panels.count) : 1,
      legend: Legend(keys.joined().count > 3 ? .below : .automatic, keys: keys),
      panels: panels)
  }

  private func sweepPanel(_ column: RunColumn, along places: SweptPlaces, families: [[Int]]) throws -> Panel {
    let byPoint = Dictionary(grouping: rows, by: \.point)
    // The medians choose the axis, and the axis how they are interpolated; they do not move far by that.
    let rough = families.joined().map { Statistic(column, byPoint[$0] ?? [], on: .linear).middle }
    guard rough.contains(where: \.isFinite) else {
      throw InputError(
        "no run has the number \(column.name.hyphenated) (\(column.missing)); there is nothing to draw.")
    }
    var panel = Panel(
      x: Axis(""),
      y: try Axis(
        column.label, for: rough, asked: request.yScale, option: "--log-y", isBestLinear: column.isFraction))
    for (place, family) in families.enumerated() {
      let rising = family.compactMap { point in places[point].map { (x: $0, point: point) } }.sorted {
        $0.x < $1.x
      }
      let statistics = rising.map { Statistic(column, byPoint[$0.point] ?? [], on: panel.y.scale) }
      let color = Self.color(place, of: families.count)
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
        families.count <= (column.isFraction ? 2 : Self.mostBands)
      {
        panel.bands.append(
          Band(x: x, low: low, high: high, color: color, opacity: families.count > 3 ? 0.12 : 0.22))
      }
      panel.series.append(
        Series(x: x, y: statistics.map(\.middle), color: color, width: 1.2, marker: .circle))
    }
    panel.x = try places.axis(
      experiment.axisLabel(places.key), at: Array(families.joined()), asked: request.xScale, option: "--log-x"
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
        width: 1), dots,
    ]
  }

  /// One number a run against another: a dot a run.
  func scatter(_ chosen: [RunColumn], against other: RunColumn) throws -> Figure {
    let points = points
    if points.count > 1, let fraction = chosen.first(where: \.isFraction) {
      throw InputError(
        "--of \(fraction.name.hyphenated) is yes or no for a run, and the dots of \(points.count) points would lie on one another; draw "
          + "it --against a key, or choose one point with --point\(keyList).")
    }
    let (chosen, other) = (chosen.map(\.ofOneRun), other.ofOneRun)
    let panels = try chosen.map { column in
      let dots = points.map { point in
        rows(ofPoint: point).compactMap { row in
          column.value(row).flatMap { y in other.value(row).map { x in (x: x, y: y) } }
        }.filter { $0.x.isFinite && $0.y.isFinite }
      }
      guard dots.contains(where: { !$0.isEmpty }) else {
        throw InputError(
          "no run has both \(column.name.hyphenated) and \(other.name.hyphenated); there is nothing to draw.")
      }
      return Panel(
        x: try Axis(
          other.label, for: dots.joined().map(\.x), asked: request.xScale, option: "--log-x",
          isBestLinear: other.isFraction || other.name == "seed" || other.name == "run"),
        y: try Axis(
          column.label, for: dots.joined().map(\.y), asked: request.yScale, option: "--log-y",
          isBestLinear: column.isFraction),
        series: dots.enumerated().filter { !$0.element.isEmpty }.map { place, dots in
          Series(
            x: dots.map(\.x), y: dots.map(\.y), color: Self.color(place, of: points.count), line: .none,
            marker: .circle, opacity: dots.count > 100 ? 0.4 : 0.8)
        })
    }
    let isWide = (request.width ?? (panels.count > 1 ? Figure.fullWidth : Figure.columnWidth)) > 5
    return Figure(
      name: request.name ?? name(of: chosen.map(\.name), against: [other.name]), title: request.title,
      caption: caption(chosen, against: other.words, families: points.count, isScatter: true),
      width: request.width ?? (isWide ? Figure.fullWidth : Figure.columnWidth),
      columns: isWide ? Self.columns(panels.count) : 1,
      legend: points.count > 1
        ? Legend(
          .below,
          keys: [
            pointKeys(points).map(\.asDot)
          ]) : Legend(.none), panels: panels)
  }

  /// Bands of more curves than this would hide one another.
  static let mostBands = 8

  private static func statisticsKeys(_ columns: [RunColumn], seeds: Int, families: Int) -> [Legend.Key] {
    guard seeds > 1 else { return [] }
    var keys: [Legend.Key] = []
    if columns.contains(where: { !$0.isFraction }) {
      keys.append(Legend.Key(families <= mostBands ? "median and quartiles" : "median", marker: .circle))
    }
    if columns.contains(where: \.isFraction), families <= 2 {
      keys.append(Legend.Key("fraction, 95 % interval", marker: .circle))
    }
    return keys
  }
}

extension Legend.Key {
  /// The sample as a dot alone, of what stood for a line.
  fileprivate var asDot: Legend.Key {
    var key = self
    if key.line != .none { (key.line, key.marker) = (.none, .circle) }
    return key
  }
}

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
