import Figures
import RunArchive
import SpecLanguage

/// What a directory shows at a glance: losses and imbalances of all runs (over a sweep of many points, who converges and how fast),
/// and the singular values of the first run with its stages shaded.
struct Overview: FigureKind {
  let source: FigureSource
  let name = "the overview"

  /// Takes requests that name no quantity.
  init?(_ source: FigureSource) {
    guard source.request.of.isEmpty else { return nil }
    self.source = source
  }

  func figure() throws -> Figure {
    let points = source.points
    guard let time = source.variable("time"), let first = source.rows.first else {
      throw InputError("no time was recorded here; name what to draw with --of.")
    }
    var parts: [(panel: Panel, keys: [[Legend.Key]])] = []
    var drawings: [TrajectoryPanel] = []
    let sweep = points.count > 6 && !source.numericKeys.isEmpty ? try sweepPart() : nil
    let (ofAll, ofFirst) = (
      ["loss", "imbalance"].filter(isVaried), ["singular_values", "layer_singular_values"]
    )
    try source.stored.read([
      (sweep == nil ? ofAll.filter { source.variable($0) != nil } : [], source.rows),
      (ofFirst.filter { source.variable($0) != nil }, [first]),
    ])
    if let figure = sweep?.figure {
      parts = figure.panels.map { ($0, figure.legend.keys ?? []) }
    } else {
      for name in ofAll {
        guard let variable = source.variable(name) else { continue }
        let draft = try source.panel(of: variable, against: time, rows: source.rows)
        drawings.append(draft.drawing)
        parts.append((draft.panel, draft.keys))
      }
    }
    let which = points.count > 1 ? PointLabels(source.spec, of: points)[first.point] : ""
    let seed = source.rows.count > 1 ? (which.isEmpty ? "" : which + ", ") + "seed \(first.seed)" : nil
    for name in ofFirst {
      guard let variable = source.variable(name) else { continue }
      let draft = try source.panel(of: variable, against: time, rows: [first], title: seed)
      parts.append((draft.panel, draft.keys))
    }
    guard !parts.isEmpty else {
      throw InputError(
        "neither loss nor singular values were recorded here; name what to draw with --of, such as \((source.variables.first { $0.name != "step" && $0.name != "time" }?.name ?? "steps").hyphenated)."
      )
    }
    let keys = Legend.joined(parts.map(\.keys))
    var figure = source.figure(
      of: ["overview"], against: [],
      caption: caption(of: first, sweep, drawings, alone: ofFirst.compactMap(source.variable)),
      panels: parts.map(\.panel),
      isPage: true)
    if !keys.isEmpty { figure.legend = Legend(.below, keys: keys) }
    return figure
  }

  /// Who converges and how fast over the sweep; without a loss to reach, what the loss is at the end.
  private func sweepPart() throws -> OverviewSweep {
    let (spec, points, keys) = (source.spec, source.points, source.numericKeys)
    let canConverge = source.rows.contains { $0.outcome == "converged" }
    let names = canConverge ? ["success", "steps"] : ["loss", "imbalance"]
    let chosen = try names.map { try source.column($0, option: "--of") }
    if keys.count == 1 {
      let along = spec.keysAlong(keys, at: points)
      let labels = PointLabels(spec, of: points, without: along)
      let families = Set(points.map { labels[$0] }).count
      let (figure, statistics) = try SweepCurves(source, chosen, against: keys[0]).figureAndStatistics()
      return OverviewSweep(
        figure: figure, statistics: statistics, columns: chosen, keys: keys, points: points,
        families: families, label: "")
    }
    var heatmap = SweepHeatmap(source, chosen, keys[0], keys[1])
    heatmap.isFirstOnly = true
    let along = spec.keysAlong(Array(keys.prefix(2)), at: points)
    let labels = PointLabels(spec, of: points, without: along)
    let label = labels[points[0]]
    let shown = points.filter { labels[$0] == label }
    let (figure, statistics) = try heatmap.figureAndStatistics()
    return OverviewSweep(
      figure: figure, statistics: statistics, columns: chosen, keys: Array(keys.prefix(2)), points: shown,
      families: 1, label: label)
  }

  /// Whether a variable is worth a panel: not where one layer leaves nothing to balance.
  private func isVaried(_ name: String) -> Bool {
    name != "imbalance" || source.spec.points.contains { $0.depth > 1 }
  }

  /// - Parameter variables: those of which the first run alone is shown.
  private func caption(
    of first: RunRow, _ sweep: OverviewSweep?, _ drawings: [TrajectoryPanel],
    alone variables: [RecordedVariable]
  ) -> String {
    let along = ["loss", "imbalance"].filter { isVaried($0) && source.variable($0) != nil }
    let all =
      sweep.map {
        "\($0.columns.map(\.words).joined(last: "and")) over \($0.keys.map(\.shownKey).joined(last: "and"))"
      } ?? (along.isEmpty ? nil : "\(along.joined(last: "and")) along the runs")
    let matrices = variables.map {
      $0.dimensions.contains(.layer) ? "the layers" : "the end-to-end matrix"
    }
    let alone =
      matrices.isEmpty
      ? nil
      : "singular values of \(matrices.joined(separator: " and of ")) in run \(first.run) (seed \(first.seed))"
    let part = sweep.flatMap { sweep in
      sweep.points.count < source.points.count
        ? "Of the \(source.points.count) points of the sweep, the \(sweep.points.count) with \(sweep.label) are shown"
        : nil
    }
    let title = [all, alone].compactMap(\.self).joined(separator: "; ").capitalizedFirst
    return source.sentences(
      [title] + (sweep?.statistics ?? []) + [
        part,
        source.seedsShown(of: sweep?.points),
        source.statistics(drawings),
        sweep == nil ? source.divergence : source.namedPoints(of: sweep?.families ?? 1, "curves"),
        source.problem,
      ])
  }
}

/// What an overview shows of a sweep: two quantities over its keys, at all its points or at those of one combination of the
/// other keys.
struct OverviewSweep {
  let figure: Figure
  /// What the caption says of medians and fractions.
  let statistics: [String?]
  let columns: [RunColumn]
  /// The keys on the axes.
  let keys: [String]
  /// The points shown.
  let points: [Int]
  /// How many curves a panel has.
  let families: Int
  /// What the points shown have in common and no other has; empty where all are shown.
  let label: String
}
