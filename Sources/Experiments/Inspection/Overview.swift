import Figures

extension FigureSource {
  /// What a directory shows at a glance: losses and imbalances of all runs (over a sweep of many points, who converges and
  /// how fast), and the singular values of the first run with its stages shaded.
  func overview() throws -> Figure {
    guard let time = variable("time"), let first = rows.first else {
      throw InputError("no time was recorded here; name what to draw with --of.")
    }
    var parts: [(panel: Panel, keys: [[Legend.Key]])] = []
    var drawings: [TrajectoryPanel] = []
    let isSweep = points.count > 6 && !numericKeys.isEmpty
    if isSweep {
      let figure = try sweepFigure()
      parts = figure.panels.map { ($0, figure.legend.keys ?? []) }
    } else {
      for name in ["loss", "imbalance"] where isVaried(name) {
        guard let variable = variable(name) else { continue }
        let draft = try panel(of: variable, against: time, rows: rows)
        drawings.append(draft.drawing)
        parts.append((draft.panel, draft.keys))
      }
    }
    let which = points.count > 1 ? experiment.label(of: first.point, among: points) : ""
    let seed = rows.count > 1 ? (which.isEmpty ? "" : which + ", ") + "seed \(first.seed)" : nil
    for name in ["singular_values", "layer_singular_values"] {
      guard let variable = variable(name) else { continue }
      let draft = try panel(of: variable, against: time, rows: [first], title: seed)
      parts.append((draft.panel, draft.keys))
    }
    guard !parts.isEmpty else {
      throw InputError(
        "neither loss nor singular values were recorded here; name what to draw with --of, such as \((variables.first { $0.name != "step" && $0.name != "time" }?.name ?? "steps").hyphenated)."
      )
    }
    let keys = parts.reduce(into: [[Legend.Key]]()) { rows, part in
      for row in part.keys where !row.isEmpty && !rows.contains(row) { rows.append(row) }
    }
    let isWide = (request.width ?? Figure.fullWidth) > 5
    return Figure(
      name: request.name ?? "overview", title: request.title,
      caption: overviewCaption(of: first, isSweep: isSweep, drawings),
      width: request.width ?? Figure.fullWidth, columns: isWide ? min(2, parts.count) : 1,
      legend: keys.isEmpty ? Legend(.none) : Legend(.below, keys: keys), panels: parts.map(\.panel))
  }

  /// Who converges and how fast over the sweep; without a loss to reach, what the loss is at the end.
  private func sweepFigure() throws -> Figure {
    let canConverge = rows.contains { $0.outcome == "converged" }
    let names = canConverge ? ["success", "steps"] : ["loss", "imbalance"]
    let chosen = try names.map { try column($0, option: "--of") }
    let keys = numericKeys
    if keys.count == 1 { return try columns(chosen, against: keys[0]) }
    var figure = try heatmap(chosen, keys[0], keys[1])
    if figure.panels.count != 2 { figure.panels = Array(figure.panels.prefix(1)) }
    return figure
  }

  /// Whether a variable is worth a panel: not where one layer leaves nothing to balance.
  private func isVaried(_ name: String) -> Bool {
    name != "imbalance" || experiment.points.contains { $0.specification.network.depth > 1 }
  }
}
