import Figures
import RunArchive
import SpecLanguage

/// Variables along the runs: a panel each, or, where a variable has several values and there are several points, a panel for each
/// point.
struct TrajectoryFigure: FigureKind {
  let source: FigureSource
  private let variables: [RecordedVariable]
  private let clock: RecordedVariable

  /// Takes requests against a variable that is one number for each snapshot; and those of variables that name no axis.
  init?(_ source: FigureSource) throws {
    let against = source.request.against
    guard against.count < 2 else { return nil }
    let axis: RecordedVariable?
    if let name = against.first {
      axis = source.sweptKey(name) == nil ? source.variable(name) : nil
    } else {
      axis = try source.isAlongTime() ? source.variable("time") : nil
    }
    guard let axis else { return nil }
    guard axis.dimensions.isEmpty else {
      throw InputError(
        "--against \(axis.name.hyphenated) has several values a snapshot; expected a quantity with one, such as time, step or loss."
      )
    }
    (self.source, clock) = (source, axis)
    variables = try source.request.of.map { name in
      if let variable = source.variable(name) { return variable }
      _ = try source.column(name, option: "--of")
      throw InputError(
        "\(name.quoted) is one number a run, and \(axis.name.hyphenated) changes along it; draw it --against seed\(source.sweptKeysClause)."
      )
    }
  }

  var takesOverlays: Bool { clock.isClock }

  func figure() throws -> Figure {
    let (request, points, chosen) = (source.request, source.points, variables)
    for (option, dimension, requested) in [
      ("--k", VariableDescription.Dimension.k, request.k), ("--layer", .layer, request.layers),
    ] where !requested.isEmpty && !chosen.contains(where: { $0.dimensions.contains(dimension) }) {
      throw InputError(
        "\(option) chooses nothing, as \(chosen.map(\.name.hyphenated).joined(last: "and")) has one value for all; leave it out."
      )
    }
    try source.stored.read([((chosen + [clock]).map(\.name), source.rows)])
    let drawn = try chosen.flatMap { variable in
      let isFamily = try ComponentStyle(source.components(of: variable)).isFamily
      guard isFamily, points.count > 1 else {
        return [try source.panel(of: variable, against: clock, rows: source.rows)]
      }
      guard points.count <= 12 else {
        throw InputError(
          "\(variable.name.hyphenated) has several values a snapshot and there are \(points.count) points; choose at most 12 with --point, or one value with \(try source.components(of: variable).options)."
        )
      }
      let labels = PointLabels(source.spec, of: points)
      return try points.map { point in
        try source.panel(
          of: variable, against: clock, rows: source.rows(ofPoint: point),
          title: labels[point])
      }
    }
    let panels = zip(drawn, Self.alike(drawn.map(\.frame), count: chosen.count)).map {
      $0.drawing.filling($1)
    }
    let keys = Legend.joined(drawn.map(\.keys))
    let unnamed = points.indices.map { $0 + 1 }.first { keys.joined().contains(FigureSource.others(of: $0)) }
    var figure = source.figure(
      of: chosen.map(\.name), against: clock.name == "time" ? [] : [clock.name],
      caption: caption(drawn.map(\.drawing), unnamed: unnamed ?? 0), keys: keys, panels: panels)
    (figure.sharesX, figure.sharesY) = (
      panels.count > 1 && chosen.count == 1, panels.count > 1 && chosen.count == 1
    )
    return figure
  }

  /// Panels that share axes must have them alike: logarithmic where any is.
  private static func alike(_ panels: [Panel], count: Int) -> [Panel] {
    guard count == 1, panels.count > 1 else { return panels }
    let (x, y) = (panels.map(\.x), panels.map(\.y))
    return panels.map { panel in
      var panel = panel
      panel.x.scale = x.contains { $0.scale == .log } ? .log : .linear
      panel.x.from =
        panel.x.scale == .log ? x.compactMap(\.from).filter { $0 > 0 }.min() : x.compactMap(\.from).min()
      panel.x.to = x.compactMap(\.to).max()
      panel.y.scale = y.contains { $0.scale == .log } ? .log : .linear
      return panel
    }
  }

  private func caption(_ drawings: [TrajectoryPanel], unnamed: Int) -> String {
    func only(_ numbers: [Int]) -> Int? { numbers.count == 1 ? numbers[0] : nil }
    let words = variables.map { $0.words(k: only(source.request.k), layer: only(source.request.layers)) }
    return source.sentences([
      "\(words.joined(last: "and").capitalizedFirst) against \(clock.longName.isEmpty ? clock.name : clock.longName)",
      source.seedsShown(), emptyPoints(drawings), source.statistics(drawings), overlays(drawings),
      source.namedPoints(of: unnamed), source.divergence, source.problem,
    ])
  }

  /// That points have no curve, where their runs have no such value: a flow has no distance to the flow.
  private func emptyPoints(_ drawings: [TrajectoryPanel]) -> String? {
    let count = drawings.map(\.empty).max() ?? 0
    return count == 0
      ? nil : "\(count) of the points ha\(count == 1 ? "s" : "ve") no value here, and no curve"
  }

  /// What is drawn over the runs; nil where nothing is.
  private func overlays(_ drawings: [TrajectoryPanel]) -> String? {
    guard let overlays = source.request.overlays, drawings.contains(where: { !$0.overlaid.isEmpty }) else {
      return nil
    }
    let sorts = overlays.sorts.filter { sort in drawings.contains { $0.overlays.sorts.contains(sort) } }
    let named = sorts.map { "\($0.line.rawValue) the \($0.title)" }.joined(last: "and")
    let shared = drawings.contains(where: \.overlays.hasShared) ? "; \(overlays.sharedSummary)" : ""
    return "Thin and dark over the runs, \(overlays.summary): \(named)\(shared)"
  }
}
