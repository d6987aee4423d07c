import Figures
import Foundation
import Plotting
import RunArchive

extension CatalogEntry {
  /// Luo et al. (2025), Figure 4: the least singular value of the Hermitian main term.
  static let luo2025Figure4 = CatalogEntry(
    id: "luo2025-figure-4",
    summary: "Luo et al. (2025), Fig. 4: least singular value of the Hermitian main term",
    specification: """
      # Four layers from a Gaussian start with a balance penalty: does the Hermitian main term stay away from singular?
      name: luo2025-figure-4
      network: {depth: 4, width: 3}
      target:
        identity: {scale: 1.0}
      initialization:
        gaussian: {deviation: 0.2}
      dynamics:
        gradient-descent: {step-size: 0.01}
        regularization: 10.0
      stop: {loss-below: 1e-12, max-steps: 200000}
      observe:
        snapshots: {log: 300}
      seeds: {first: 0, count: 128}
      sweep:
        zip:
          - network.field: [real, real, complex]
            initialization.determinant: [positive, negative, any]
      """,
    quick: ["seeds.count=16", "stop.max-steps=40000"],
    figures: { try hermitianMainTerm($0) })

  private static func hermitianMainTerm(_ stored: StoredExperiment) throws -> [Figure] {
    let d = stored.network.widths[0]
    // At the target σ_k(H) = 2 φ_k^{1/N}, and φ_k = 1 here.
    let (atTarget, endOfSaddle) = (2.0, pow(2, 0.75))
    let trajectories = try StoredTrajectories(stored.archive)
    try trajectories.read(["hermitian_singular_values"], ofPoints: 0..<3)
    let end = try (0..<3).map {
      try trajectories.curves(of: "time", point: $0).compactMap(\.times.last).max() ?? 1
    }
    .max()
    let panels = try Luo2025.panelTitles.enumerated().map { point, title in
      let runs = try trajectories.curves(of: "hermitian_singular_values", point: point)
      let seeds = runs.prefix(64).map {
        Series(x: $0.times, y: $0.values[d - 1], color: .muted, stroke: .background)
      }
      let quartiles = Quartiles(runs.map { ($0.times, $0.values[d - 1]) }, on: .log)
      return Panel(
        title, x: Axis("time $t = \\eta k$", scale: .log, from: 0.1, to: end),
        y: Axis("$\\sigma_{\\min}(H)$", scale: .log, from: 1e-6, to: 4),
        series: seeds + [
          Series(
            x: quartiles.x, y: quartiles.median, label: "median and quartiles", color: .category(0),
            stroke: .median)
        ],
        bands: [
          Band(
            x: quartiles.x, low: quartiles.low, high: quartiles.high, label: "median and quartiles",
            color: .category(0))
        ],
        marks: [
          .horizontal(y: atTarget, label: "$2\\,\\sigma_{\\min}(\\Phi)^{1/4}$, its value at the target"),
          .horizontal(
            y: endOfSaddle, label: "$2^{3/4}\\sigma_{\\min}(\\Phi)^{1/4}$, end of saddle avoidance",
            line: .dotted),
        ])
    }
    let counts = try (0..<3).map { try stored.count("converged", point: $0) }
    let caption = """
      Least singular value of the Hermitian main term H under gradient descent with the balance penalty: one grey line a seed (at most 64), \
      median and quartiles over all seeds, interpolated between logarithms; runs that have converged keep their last value. (a) Real with positive determinant, (b) real with \
      negative determinant: while the layers are balanced H is singular, and most runs stay at the saddle; those that escape do so by \
      the imbalance left over; (c) complex. \(counts[0]), \(counts[1]) and \(counts[2]) seeds converge. \(Luo2025.settings(stored, start: "Gaussian start", deviation: "initialization.gaussian.deviation"))
      """
    return [
      Figure(
        name: "luo2025-figure-4", caption: caption, width: .page, sharesX: true, sharesY: true,
        legend: Legend(.below), panels: panels)
    ]
  }
}
