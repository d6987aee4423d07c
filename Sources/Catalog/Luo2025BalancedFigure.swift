import Figures
import Plotting
import RunArchive
import SpecLanguage

extension CatalogEntry {
  /// The figure that Figures 1 and 2 share.
  static func balancedSingularValues(
    _ stored: StoredExperiment, name: String, target: String, hasEqualValues: Bool
  ) throws -> [Figure] {
    let (d, depth) = (stored.network.widths[0], stored.network.depth)
    let counts = try (0..<3).map { try stored.countBelowFirstThreshold(point: $0) }
    let threshold = stored["observe.thresholds"]?.list?.first?.number.map { "\($0)" } ?? "its threshold"
    let isFlow = stored.experiment.points[0].specification.dynamics.method.isFlow
    let drifts = try stored.archive.runs().compactMap { $0["conservation_drift"] }
    let drift =
      drifts.max().map { " Along the flow balance is conserved: here to \(Luo2025.rounded($0))." } ?? ""
    let escapes =
      isFlow || counts[1].hasPrefix("0 ")
      ? drift
      : " (Gradient descent keeps balance to first order in its step size only, which lets a run of (b) escape.)"
    let caption = """
      Singular values of the four layers under \(isFlow ? "the gradient flow" : "gradient descent") from a balanced Gaussian start towards \(target). Balance makes \
      the singular values of all layers the same\(isFlow ? "" : " up to the step size"), so that each curve is four, and there is no alignment stage. (a) Real with positive determinant of the \
      end-to-end matrix, (b) real with negative determinant, (c) complex; seed \(stored.experiment.seeds.first) of each. Of all \
      seeds, \(counts[0]) bring the loss below \(threshold) in this time in (a), \(counts[1]) in (b) and \(counts[2]) in (c).\
      \(escapes)\(hasEqualValues ? " Where curves are equal, the wider one has the smaller k." : "") \(Luo2025.settings(stored, start: "balanced Gaussian start", deviation: "initialization.balanced-gaussian.deviation"))
      """
    return [
      Figure(
        name: isFlow ? "\(name)-flow" : name, caption: caption, width: .page, sharesX: true,
        sharesY: true,
        legend: Legend(.below, keys: Luo2025.singularValueKeys(width: d, hasEqualValues: hasEqualValues)),
        panels: try Luo2025.layerSingularValuePanels(
          stored, width: d, depth: depth, time: isFlow ? "time $t$" : "time $t = \\eta k$",
          hasEqualValues: hasEqualValues))
    ]
  }
}
