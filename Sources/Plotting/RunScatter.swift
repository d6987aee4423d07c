import Figures
import RunArchive
import SpecLanguage
import Statistics

/// One number for each run against another: a dot for each run.
struct RunScatter: FigureKind {
  let source: FigureSource
  private let columns: [RunColumn]
  private let other: RunColumn

  /// Takes requests against a number that runs leave; and those that name no axis where no key with numbers is swept.
  init?(_ source: FigureSource) throws {
    self.source = source
    let against = source.request.against
    if against.isEmpty {
      guard try !source.isAlongTime(), source.numericKeys.isEmpty else { return nil }
      (columns, other) = (try source.requestedColumns(), try source.column("seed", option: "--of"))
    } else {
      guard against.count == 1, source.sweptKey(against[0]) == nil, source.variable(against[0]) == nil else {
        return nil
      }
      columns = try source.requestedColumns()
      other = try source.column(against[0], option: "--against")
    }
  }

  func figure() throws -> Figure {
    let (request, points) = (source.request, source.points)
    if points.count > 1, let fraction = columns.first(where: \.isFraction) {
      throw InputError(
        "--of \(fraction.name.hyphenated) is yes or no for a run, and the dots of \(points.count) points would lie on one another; draw "
          + "it --against a key, or choose one point with --point\(source.sweptKeysClause).")
    }
    let (chosen, other) = (columns.map(\.ofOneRun), other.ofOneRun)
    let panels = try chosen.map { column in
      let dots = points.map { point in
        source.rows(ofPoint: point).compactMap { row in
          column.value(row).flatMap { y in other.value(row).map { x in (x: x, y: y) } }
        }.filter { $0.x.isFinite && $0.y.isFinite }
      }
      guard dots.contains(where: { !$0.isEmpty }) else {
        throw InputError(
          "no run has both \(column.name.hyphenated) and \(other.name.hyphenated); there is nothing to draw.")
      }
      let late = points.map { lateRuns(column, ofPoint: $0, other) }
      let arrows = late.joined().count <= Self.mostArrows ? late : []
      var y = try Axis(
        column.label, for: dots.joined().map(\.y), requested: request.yScale, option: "--log-y",
        isBestLinear: column.isFraction)
      let drawn = dots.joined().map(\.y).filter { y.scale != .log || $0 > 0 }
      if arrows.contains(where: { !$0.isEmpty }), let low = drawn.min(), let high = drawn.max() {
        y.leaveRoom(above: low, high)
      }
      var panel = Panel(
        x: try Axis(
          other.label, for: dots.joined().map(\.x) + arrows.joined(), requested: request.xScale,
          option: "--log-x",
          isBestLinear: other.isFraction || other.name == "seed" || other.name == "run"),
        y: y,
        series: dots.enumerated().filter { !$0.element.isEmpty }.map { place, dots in
          Series(
            x: dots.map(\.x), y: dots.map(\.y), color: FigureSource.color(place, of: points.count),
            line: .none,
            stroke: dots.count > 100 ? .crowdedDot : .dot,
            marker: .circle)
        })
      if arrows.contains(where: { !$0.isEmpty }) {
        panel.arrows = arrows.enumerated().flatMap { place, late in
          late.map { Arrow(x: $0, color: FigureSource.color(place, of: points.count)) }
        }
      }
      return panel
    }
    var figure = source.figure(
      of: chosen.map(\.name), against: [other.name], caption: caption(chosen, against: other.words),
      panels: panels)
    if points.count > 1 { figure.legend = Legend(.below, keys: [source.pointKeys(points).map(\.asDot)]) }
    return figure
  }

  /// More arrows than this would cover the upper edge.
  private static let mostArrows = 300

  /// Where the runs of a point that do not arrive at what `column` is the time to are on the other axis.
  private func lateRuns(_ column: RunColumn, ofPoint point: Int, _ other: RunColumn) -> [Double] {
    guard CensoredTimes(column, source.rows)?.ends.isEmpty == false else { return [] }
    return source.rows(ofPoint: point).filter { column.value($0)?.isNaN ?? true }.compactMap(other.value)
      .filter(\.isFinite)
  }

  private func caption(_ columns: [RunColumn], against other: String) -> String {
    source.sentences([
      "\(columns.map(\.words).joined(last: "and").capitalizedFirst) against \(other)",
      dotless(columns + [self.other]), source.seedsShown(), source.namedPoints(of: source.points.count),
      source.problem,
    ])
  }

  /// How many runs arrive at what a time is the time to, and what is drawn of the others; nil where all do.
  private func dotless(_ columns: [RunColumn]) -> String? {
    let arrows = self.columns.map(\.ofOneRun).map { column in
      source.points.reduce(0) { $0 + lateRuns(column, ofPoint: $1, other.ofOneRun).count }
    }
    let hasArrows = arrows.contains { (1...Self.mostArrows).contains($0) }
    let marks = hasArrows ? "have an arrow at the upper edge" : "have no dot"
    let clauses = columns.compactMap { column -> String? in
      guard let arrival = column.arrival, let times = CensoredTimes(column, source.rows), !times.ends.isEmpty
      else {
        return nil
      }
      return "\(times.arrivals.count) of the \(times.count) runs \(arrival.verb)"
        + (columns.count { $0.arrival != nil } > 1 ? " (\(column.words))" : "")
    }
    return clauses.isEmpty
      ? nil : "\(clauses.joined(last: "and")); the others, which are later than their end, \(marks)"
  }
}
