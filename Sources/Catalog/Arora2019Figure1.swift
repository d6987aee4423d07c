import DataSets
import Experiments
import Figures
import Foundation
import Plotting
import SpecLanguage
import Statistics

extension CatalogEntry {
  /// Arora et al. (2019), Figure 1a: iterations to convergence against the deviation of a layer-wise Gaussian start.
  static let arora2019Figure1a = CatalogEntry(
    id: "arora2019-figure-1a",
    summary: "Arora et al. (2019), Fig. 1a: iterations to convergence, layer-wise Gaussian",
    data: Arora2019Figure1.data,
    specification: Arora2019Figure1.specification("arora2019-figure-1a", start: "gaussian"),
    quick: Arora2019Figure1.quick,
    figures: {
      try Arora2019Figure1.figures(
        $0, start: "layer-wise Gaussian start, s the deviation of the entries of W_j")
    })

  /// Arora et al. (2019), Figure 1b: the same with balanced starts.
  static let arora2019Figure1b = CatalogEntry(
    id: "arora2019-figure-1b",
    summary: "Arora et al. (2019), Fig. 1b: the same with balanced starts (Procedure 1)",
    data: Arora2019Figure1.data,
    specification: Arora2019Figure1.specification("arora2019-figure-1b", start: "balanced"),
    quick: Arora2019Figure1.quick.map { $0.replacing("gaussian", with: "balanced") },
    figures: {
      try Arora2019Figure1.figures(
        $0, start: "balanced start (Procedure 1), s the deviation of the entries of W_{1:N}")
    })
}

/// What panels a and b have in common.
enum Arora2019Figure1 {
  /// The data of all panels but d, as a target.
  static let target = """
    target:
      data: {csv: ethanol.csv, label: ppm, ignore: [batch], whiten: true, normalize-labels: true}
    """

  /// The ten batches as UCI has them, or the table of their Ethanol rows that the spec names.
  static let data = [
    CatalogEntry.DataChoice(
      set: .gasSensor,
      changes: [
        "target={data: {sensor: [\((1...10).map { "batch\($0).dat" }.joined(separator: ", "))], class: 1, whiten: true, normalize-labels: true}}"
      ]), CatalogEntry.DataChoice(set: .ethanol, changes: []),
  ]

  static func specification(_ name: String, start: String) -> String {
    """
    # Linear regression on whitened data by networks of depth 3 and 8, each seed with the step size that takes the fewest iterations.
    name: \(name)
    network: {widths: [128, 32, 32, 1]}
    \(target)
    initialization:
      \(start): {deviation: 0.01}
    dynamics:
      gradient-descent: {step-size: 0.01}
    best:
      over: dynamics.gradient-descent.step-size
      log: {from: 1, to: 1e-4, count: 17}
      by: fewest-steps
    stop: {loss-below: 1e-5, max-steps: 1000000, stop-when-stalled: true}
    observe:
      snapshots: {log: 2}
      quantities: [loss]
      weights: none
    seeds: {first: 0, count: 3}
    sweep:
      network.widths: [[128, 32, 32, 1], [128, 32, 32, 32, 32, 32, 32, 32, 1]]
      initialization.\(start).deviation: {log: {from: 1e-3, to: 1, count: 19}}
    """
  }

  static let quick = [
    "best.log.count=5", "stop.max-steps=20000",
    "sweep={network.widths: [[128, 32, 32, 1], [128, 32, 32, 32, 32, 32, 32, 32, 1]], "
      + "initialization.gaussian.deviation: {log: {from: 1e-3, to: 1, count: 7}}}",
  ]

  /// "A few hundred iterations", as the paper has it.
  static let few = 300.0

  static func figures(_ stored: StoredExperiment, start: String) throws -> [Figure] {
    try stored.requireAllRuns()
    let bands = try IterationBands(stored)
    let most = Double(stored.experiment.points[0].specification.stop.maxSteps ?? 1_000_000)
    var (series, areas, fractions): ([Series], [Band], [Series]) = ([], [], [])
    for (place, depth) in bands.depths.enumerated() {
      let points = bands.points(ofDepth: depth)
      let (x, label) = (points.map(\.deviation), "depth \(depth)")
      let (color, marker): (Color, Marker) = (.category(place), place == 0 ? .circle : .square)
      series.append(
        Series(
          x: x, y: points.map { $0.median ?? .nan }, label: label, color: color, stroke: .primary,
          marker: marker))
      areas.append(
        Band(
          x: x, low: points.map { $0.median == nil ? .nan : $0.iterations.arrivals[0] },
          high: points.map { point in
            point.median == nil ? .nan : point.allConverged ? point.iterations.arrivals.last ?? .nan : most
          }, label: label, color: color, role: .points))
      fractions.append(
        Series(
          x: x, y: points.map(\.fraction), label: label, color: color, line: place == 0 ? .solid : .dashed,
          stroke: .primary, marker: marker))
    }
    // Both panels show the whole grid, also where nothing is drawn.
    let deviations = bands.points.map(\.deviation)
    let x = Axis(
      "deviation $s$ of the start", scale: .log, from: deviations.min().map { $0 / 1.15 },
      to: deviations.max().map { 1.15 * $0 })
    return [
      Figure(
        name: stored.experiment.name.replacing("-quick", with: ""),
        caption: caption(stored, bands, start, most),
        width: .page, legend: Legend(.below),
        panels: [
          Panel(
            "iterations", x: x, y: Axis("iterations to convergence", scale: .log, from: 10, to: most),
            series: series, bands: areas),
          Panel(
            "seeds that converge", x: x, y: Axis("fraction of seeds", from: -0.05, to: 1.05),
            series: fractions),
        ])
    ]
  }

  private static func caption(
    _ stored: StoredExperiment, _ bands: IterationBands, _ start: String, _ most: Double
  ) -> String {
    let (grid, seeds) = (stored.experiment.points[0].specification, stored.experiment.seeds.count)
    let sizes = grid.best?.values ?? []
    let findings = bands.depths.map { depth in
      let quickest = bands.points(ofDepth: depth).compactMap { point in
        point.median.map { (point.deviation, $0) }
      }
      .min { $0.1 < $1.1 }
      let best = quickest.map { "; the fewest, \(NumberText.plain($0.1)), at s = \(shown($0.0))" } ?? ""
      return
        "Depth \(depth): all seeds converge for \(range(bands.band(ofDepth: depth))), within \(Int(few)) iterations "
        + "for \(range(bands.band(ofDepth: depth, within: few)))\(best)"
    }
    let ratios = bands.ratios(within: few).sorted()
    let deeper =
      ratios.isEmpty
      ? ""
      : " Where both do so, the deeper network takes \(shown(ratios[0])) to \(shown(ratios[ratios.count - 1])) times as many."
    return """
      Iterations of gradient descent until ℓ is within \(power(grid.stop.lossBelow ?? .nan)) of its optimum, each seed with the best step size of \(sizes.count) \
      from \(power(sizes.min() ?? .nan)) to \(power(sizes.max() ?? .nan)), against the deviation s of a \(start). (a) Median over \(seeds) seeds, those that did not converge counted as later; band: least to \
      greatest, open above where a seed did not converge; nothing is drawn where fewer than half converged. (b) Fraction of seeds that converge with some \
      step size within \(power(most)) iterations (of \(seeds) seeds, so that 1 has the exact 95 % interval from \
      \(shown(ExactInterval(seeds, of: seeds).lower)) to 1). \(findings.joined(separator: ". ")).\(deeper) \
      Data: UCI Gas Sensor Array Drift at Different Concentrations, Ethanol, 2565 × 128, whitened, ‖Λ_yx‖_F = 1; hidden width 32. \
      Settings, ours: the grids and the seeds, which the paper does not state.
      """
  }

  /// The least and the greatest of rising numbers, in words.
  private static func range(_ values: [Double]) -> String {
    guard let first = values.first, let last = values.last else { return "no s of the grid" }
    return values.count == 1 ? "s = \(shown(first))" : "s from \(shown(first)) to \(shown(last))"
  }

  /// A power of ten as one: 10⁻⁵.
  private static func power(_ x: Double) -> String {
    let exponent = log10(x).rounded()
    guard x > 0, abs(x / pow(10, exponent) - 1) < 1e-12, exponent != 0 else { return NumberText.plain(x) }
    let digits = Dictionary(uniqueKeysWithValues: zip("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return "10" + String("\(Int(exponent))".compactMap { digits[$0] })
  }

  /// Two significant digits.
  static func shown(_ x: Double) -> String { NumberText.plain(Double(String(format: "%.2g", x)) ?? x) }
}
