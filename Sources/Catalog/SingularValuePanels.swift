import Experiments
import Figures
import Plotting
import RunArchive

/// The three problems that Luo et al. (2025) set beside one another, in the order of the specs' zipped axes.
let luoPanelTitles = [
  "real, $\\det W_{1:4}(0) > 0$", "real, $\\det W_{1:4}(0) < 0$", "complex",
]

/// The singular values of all layers of one run a panel against time, with the stages shaded.
///
/// - Parameters:
///   - time: the label of the horizontal axis.
///   - hasEqualValues: whether curves come to lie on one another, and are nested.
func layerSingularValuePanels(
  _ archive: ResultsArchive, width d: Int, depth: Int, time: String, hasEqualValues: Bool
) throws -> [Panel] {
  let stored = try StoredTrajectories(archive)
  try stored.read(["layer_singular_values"], ofPoints: luoPanelTitles.indices)
  return try luoPanelTitles.enumerated().map { point, title in
    guard let curves = try stored.curves(of: "layer_singular_values", point: point).first,
      let row = stored.runs(ofPoint: point).first
    else {
      throw StoreError(
        "\(archive.directory.path): has no run of point \(point); expected a finished directory")
    }
    let series = (0..<d).flatMap { k in
      (0..<depth).map { j in
        Series(
          x: curves.times, y: curves.values[j * d + k], color: .order(k + 1, of: d),
          width: width(k, of: d, hasEqualValues: hasEqualValues))
      }
    }
    return Panel(
      title, x: Axis(time, from: 0, to: curves.times.last),
      y: Axis("singular values $\\sigma_k(W_j)$", scale: .log), series: series,
      stages: stages(of: row, end: curves.times.last ?? 0))
  }
}

/// Where values come to be equal: wide for the first and narrow for the last, drawn after it, so that all are seen.
private func width(_ k: Int, of d: Int, hasEqualValues: Bool) -> Double {
  hasEqualValues ? 1 + 0.6 * Double(d - 1 - k) : 1.2
}

/// Keys for curves coloured by k.
func singularValueKeys(width d: Int, hasEqualValues: Bool) -> [[Legend.Key]] {
  [
    (0..<d).map {
      Legend.Key(
        "$k = \($0 + 1)$", color: .order($0 + 1, of: d),
        width: width($0, of: d, hasEqualValues: hasEqualValues))
    }
  ]
}

/// "12 of 16" of the runs of a point that ended in `outcome`.
func count(_ outcome: String, of archive: ResultsArchive, point: Int) throws -> String {
  let rows = try archive.runs(ofPoint: point)
  return "\(rows.count { $0.outcome == outcome }) of \(rows.count)"
}

/// "12 of 16" of the runs of a point whose loss fell below the spec's first threshold.
func countBelowFirstThreshold(_ archive: ResultsArchive, point: Int) throws -> String {
  let steps = try archive.trajectories().values(of: "threshold_step") { _, p in p == point }
  let reached = steps.runs.indices.count { steps[$0].first?.isNaN == false }
  return "\(reached) of \(steps.runs.count)"
}
