import Experiments
import Figures
import SpecLanguage

extension FigureSource {
  /// What a directory shows at a glance: losses and imbalances of all runs (over a sweep of many points, who converges and
  /// how fast), and the singular values of the first run with its stages shaded.
  func overview() throws -> Figure {
    guard let time = variable("time"), let first = rows.first else {
      throw InputError("no time was recorded here; name what to draw with --of.")
    }
    var parts: [(panel: Panel, keys: [[Legend.Key]])] = []
    var drawings: [TrajectoryPanel] = []
    let sweep = points.count > 6 && !numericKeys.isEmpty ? try sweepPart() : nil
    let (ofAll, ofFirst) = (
      ["loss", "imbalance"].filter(isVaried), ["singular_values", "layer_singular_values"]
    )
    try stored.read([
      (sweep == nil ? ofAll.filter { variable($0) != nil } : [], rows),
      (ofFirst.filter { variable($0) != nil }, [first]),
    ])
    if let figure = sweep?.figure {
      parts = figure.panels.map { ($0, figure.legend.keys ?? []) }
    } else {
      for name in ofAll {
        guard let variable = variable(name) else { continue }
        let draft = try panel(of: variable, against: time, rows: rows)
        drawings.append(draft.drawing)
        parts.append((draft.panel, draft.keys))
      }
    }
    let which = points.count > 1 ? experiment.label(of: first.point, among: points) : ""
    let seed = rows.count > 1 ? (which.isEmpty ? "" : which + ", ") + "seed \(first.seed)" : nil
    for name in ofFirst {
      guard let variable = variable(name) else { continue }
      let draft = try panel(of: variable, against: time, rows: [first], title: seed)
      parts.append((draft.panel, draft.keys))
    }
    guard !parts.isEmpty else {
      throw InputError(
        "neither loss nor singular values were recorded here; name what to draw with --of, such as \((variables.first { $0.name != "step" && $0.name != "time" }?.name ?? "steps").hyphenated)."
      )
    }
    let keys = Legend.joined(parts.map(\.keys))
    let isWide = (request.width ?? Figure.fullWidth) > 5
    return Figure(
      name: request.name ?? name(of: ["overview"], against: []), title: request.title,
      caption: overviewCaption(of: first, sweep, drawings),
      width: request.width ?? Figure.fullWidth, columns: isWide ? Self.columns(parts.count) : 1,
      legend: keys.isEmpty ? Legend(.none) : Legend(.below, keys: keys), panels: parts.map(\.panel))
  }

  /// Who converges and how fast over the sweep; without a loss to reach, what the loss is at the end.
  private func sweepPart() throws -> SweepPart {
    let canConverge = rows.contains { $0.outcome == "converged" }
    let names = canConverge ? ["success", "steps"] : ["loss", "imbalance"]
    let chosen = try names.map { try column($0, option: "--of") }
    let keys = numericKeys
    if keys.count == 1 {
      let along = experiment.keysAlong(keys, at: points)
      let families = Set(points.map { experiment.label(of: $0, among: points, without: along) }).count
      return SweepPart(
        figure: try columns(chosen, against: keys[0]), columns: chosen, keys: keys, points: points,
        families: families, label: "")
    }
    let figure = try heatmap(chosen, keys[0], keys[1], isFirstOnly: true)
    let along = experiment.keysAlong(Array(keys.prefix(2)), at: points)
    let label = experiment.label(of: points[0], among: points, without: along)
    let shown = points.filter { experiment.label(of: $0, among: points, without: along) == label }
    return SweepPart(
      figure: figure, columns: chosen, keys: Array(keys.prefix(2)), points: shown, families: 1, label: label)
  }

  /// Whether a variable is worth a panel: not where one layer leaves nothing to balance.
  private func isVaried(_ name: String) -> Bool {
    name != "imbalance" || experiment.points.contains { $0.specification.network.depth > 1 }
  }
}

/// What an overview shows of a sweep: two quantities over its keys, at all its points or at those of one combination of the
/// other keys.
struct SweepPart {
  let figure: Figure
  let columns: [RunColumn]
  /// The keys on the axes.
  let keys: [String]
  /// The points shown.
  let points: [Int]
  /// How many curves a panel has.
  let families: Int
  /// What the points shown have in common and no other has; empty where all are shown.
  let label: String

  /// Whether medians have their quartiles.
  var hasBands: Bool { figure.panels.contains { !$0.bands.isEmpty } }
}
