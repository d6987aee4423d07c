import Figures
import Plotting
import RunArchive

extension CatalogEntry {
  /// Luo et al. (2025), Figure 3: extreme singular values of the layers through the alignment stage.
  static let luo2025Figure3 = CatalogEntry(
    id: "luo2025-figure-3",
    summary: "Luo et al. (2025), Fig. 3: extreme singular values while the layers align",
    specification: """
      # Four layers from a small Gaussian start with a strong balance penalty: the layers' singular values meet.
      name: luo2025-figure-3
      network: {depth: 4, width: 5, field: complex}
      target:
        identity: {scale: 1.0}
      initialization:
        gaussian: {deviation: 0.2}
      dynamics:
        gradient-descent: {step-size: 0.005}
        regularization: 20.0
      stop: {loss-below: 1e-12, max-steps: 200000}
      observe:
        snapshots: {log: 600}
      seeds: {first: 0, count: 16}
      """,
    quick: ["seeds.count=2", "network.width=3", "stop.max-steps=50000"],
    figures: { try extremeSingularValues($0) })

  private static func extremeSingularValues(_ stored: StoredExperiment) throws -> [Figure] {
    let (d, depth) = (stored.network.widths[0], stored.network.depth)
    let trajectories = try StoredTrajectories(stored.archive)
    guard let curves = try trajectories.curves(of: "layer_singular_values", point: 0).first,
      let row = trajectories.runs(ofPoint: 0).first
    else { throw StoreError("\(stored.archive.directory.path): has no run; expected a finished directory") }
    let series = [0, d - 1].flatMap { k in
      (0..<depth).map { j in
        Series(
          x: curves.times, y: curves.values[j * d + k], color: .category(j), line: k == 0 ? .solid : .dashed)
      }
    }
    let keys = [
      (0..<depth).map { Legend.Key("$W_\($0 + 1)$", color: .category($0)) },
      [Legend.Key("largest"), Legend.Key("smallest", line: .dashed)],
    ]
    let first = curves.times.first { $0 > 0 } ?? 1
    let end = curves.times.last ?? first
    let t1Index = curves.times.firstIndex { $0 >= row["alignment_time"] ?? end } ?? curves.times.count - 1
    /// How far apart the layers' k-th values are at the start, at T_1 and at the end.
    func spread(_ k: Int) -> String {
      let ratios = [0, t1Index, curves.times.count - 1].map { i in
        let values = (0..<depth).map { curves.values[$0 * d + k][i] }
        return Luo2025.rounded((values.max() ?? 1) / (values.min() ?? 1))
      }
      return "\(ratios[0]) at the start, \(ratios[1]) at T_1 and \(ratios[2]) at the end"
    }
    let t1 = row["alignment_time"].map { "\(Luo2025.rounded($0))" } ?? "not reached"
    let caption = """
      Largest and smallest singular values of the four layers, complex Gaussian start with balance penalty, seed \
      \(stored.experiment.seeds.first). The alignment stage ends at T_1 = \(t1), where the penalty has fallen to a thousandth of its start \
      for good. Largest over smallest among the four layers: \(spread(0)) for the largest values, \(spread(d - 1)) for the smallest. \
      \(Luo2025.settings(stored, start: "Gaussian start", deviation: "initialization.gaussian.deviation"))
      """
    return [
      Figure(
        name: "luo2025-figure-3", caption: caption, width: .column,
        legend: Legend(.below, keys: keys),
        panels: [
          Panel(
            x: Axis("time $t = \\eta k$", scale: .log, from: first, to: end),
            y: Axis("$\\sigma_1(W_j)$ and $\\sigma_\(d)(W_j)$", scale: .log), series: series,
            stages: stages(of: row, end: end).map {
              Stage($0.label, from: max(first, $0.from ?? first), to: $0.to)
            })
        ])
    ]
  }
}
