import Experiments
import Figures
import Plotting
import RunArchive

extension CatalogEntry {
  /// Luo et al. (2025), Figure 1: balanced Gaussian start, Φ = I.
  static let luo2025Figure1 = CatalogEntry(
    id: "luo2025-figure-1",
    summary: "Luo et al. (2025), Fig. 1: singular values of four balanced layers, target I",
    specification: """
      # Four layers from a balanced Gaussian start towards the identity: real with either sign of the determinant, and complex.
      name: luo2025-figure-1
      network: {depth: 4, width: 3}
      target:
        identity: {scale: 1.0}
      initialization:
        balanced-gaussian: {deviation: 0.4}
      dynamics:
        gradient-descent: {step-size: 0.01}
      stop: {max-time: 150}
      observe:
        snapshots: {every: 20}
        thresholds: [1e-12]
      seeds: {first: 0, count: 64}
      sweep:
        zip:
          - network.field: [real, real, complex]
            initialization.determinant: [positive, negative, any]
      """,
    quick: ["seeds.count=8", "observe.snapshots.every=50"],
    flow: FlowVersion(
      changes: ["dynamics={gradient-flow: {}}", "observe.snapshots={every: 0.2}"], quick: ["seeds.count=8"]),
    figures: {
      try balancedSingularValues(
        $0, $1, name: "luo2025-figure-1", target: "the identity", hasEqualValues: true)
    })

  /// The figure that Figures 1 and 2 share.
  static func balancedSingularValues(
    _ experiment: Experiment, _ archive: ResultsArchive, name: String, target: String, hasEqualValues: Bool
  ) throws -> [Figure] {
    let spec = experiment.points[0].specification
    let (d, depth) = (spec.network.widths[0], spec.network.depth)
    let counts = try (0..<3).map { try countBelowFirstThreshold(archive, point: $0) }
    let threshold = spec.observe.thresholds.first.map { "\($0)" } ?? "its threshold"
    let isFlow = spec.dynamics.method.flow != nil
    let drifts = try archive.runs().compactMap { $0["conservation_drift"] }
    let drift = drifts.max().map { " Along the flow balance is conserved: here to \(rounded($0))." } ?? ""
    let escapes =
      isFlow || counts[1].hasPrefix("0 ")
      ? drift
      : " (Gradient descent keeps balance to first order in its step size only, which lets a run of (b) escape.)"
    let caption = """
      Singular values of the four layers under \(isFlow ? "the gradient flow" : "gradient descent") from a balanced Gaussian start towards \(target). Balance makes \
      the singular values of all layers the same\(isFlow ? "" : " up to the step size"), so that each curve is four, and there is no alignment stage. (a) Real with positive determinant of the \
      end-to-end matrix, (b) real with negative determinant, (c) complex; seed \(experiment.seeds.first) of each. Of all \
      seeds, \(counts[0]) bring the loss below \(threshold) in this time in (a), \(counts[1]) in (b) and \(counts[2]) in (c).\
      \(escapes)\(hasEqualValues ? " Where curves are equal, the wider one has the smaller k." : "") \(settings(experiment))
      """
    return [
      Figure(
        name: isFlow ? "\(name)-flow" : name, caption: caption, width: Figure.fullWidth, sharesX: true,
        sharesY: true,
        legend: Legend(.below, keys: singularValueKeys(width: d, hasEqualValues: hasEqualValues)),
        panels: try layerSingularValuePanels(
          archive, width: d, depth: depth, time: isFlow ? "time $t$" : "time $t = \\eta k$",
          hasEqualValues: hasEqualValues))
    ]
  }

  /// The hyper-parameters, which the source's text at hand does not give.
  static func settings(_ experiment: Experiment) -> String {
    let spec = experiment.points[0].specification
    let d = spec.network.widths[0]
    let step: String
    switch spec.dynamics.method {
    case .gradientDescent(let η): step = "step size \(η)"
    case .gradientFlow(let accuracy), .endToEndFlow(let accuracy):
      step = "relative tolerance \(accuracy.relativeTolerance)"
    }
    let start: String
    switch spec.initialization.law {
    case .gaussian(.uniform(let s)): start = "Gaussian start of deviation \(s)"
    case .balancedGaussian(let s): start = "balanced Gaussian start of deviation \(s)"
    default: start = "start as in the spec"
    }
    let penalty = spec.dynamics.regularization == 0 ? "no penalty" : "a = \(spec.dynamics.regularization)"
    return
      "Settings, ours and chosen so that the stages show (the paper's are not known): d = \(d), \(start), \(step), \(penalty)."
  }
}
