import Experiments
import Figures
import Foundation
import Plotting
import SpecLanguage

extension CatalogEntry {
  /// Arora et al. (2019), Figure 1c: the imbalance stays small while the weights grow.
  static let arora2019Figure1c = CatalogEntry(
    id: "arora2019-figure-1c",
    summary: "Arora et al. (2019), Fig. 1c: imbalance and magnitude of weights in training",
    data: Arora2019Figure1.data,
    specification: """
      # A small Gaussian start at depth 3, observed at every step.
      name: arora2019-figure-1c
      network: {widths: [128, 32, 32, 1]}
      \(Arora2019Figure1.target)
      initialization:
        gaussian: {deviation: 0.001}
      dynamics:
        gradient-descent: {step-size: 0.1}
      stop: {loss-below: 1e-5, max-steps: 20000}
      observe:
        snapshots: {every: 1}
        quantities: [loss, gradient-norm, imbalance, magnitude]
        weights: none
      seeds: {first: 0, count: 3}
      """,
    quick: ["seeds.count=1", "dynamics.gradient-descent.step-size=0.3"],
    figures: { try balancedness($0) })

  private static func balancedness(_ stored: StoredExperiment) throws -> [Figure] {
    try stored.requireAllRuns()
    let η = stored.experiment.points[0].specification.setting.stepSize ?? .nan
    let runs = try ImbalanceBound.runs(of: stored, stepSize: η)
    let end = runs.map { Double($0.loss.count - 1) }.max() ?? 1
    let shown: [(values: (ImbalanceBound) -> [Double], label: String, color: Color, line: LineStyle)] = [
      ({ $0.magnitude }, "$\\min_j \\Vert W_j W_j^{\\mathsf{T}} \\Vert_F$", .category(0), .solid),
      ({ $0.imbalance }, "$\\max_j \\Vert \\Delta_j \\Vert_F$", .category(1), .solid),
      ({ $0.bound }, "bound $\\delta_0 + 2\\eta\\,(\\ell(0) - \\ell(k))$", .category(1), .dashed),
    ]
    let series = shown.flatMap { quantity in
      runs.map { run in
        Series(
          x: run.loss.indices.map(Double.init), y: quantity.values(run), label: quantity.label,
          color: quantity.color, line: quantity.line, stroke: runs.count > 1 ? .member : .primary)
      }
    }
    return [
      Figure(
        name: "arora2019-figure-1c", caption: caption(stored, runs, η), width: .column,
        legend: Legend(.below),
        panels: [
          Panel(
            x: Axis("iteration $k$", from: 0, to: end), y: Axis("imbalance and magnitude", scale: .log),
            series: series)
        ])
    ]
  }

  private static func caption(_ stored: StoredExperiment, _ runs: [ImbalanceBound], _ η: Double) -> String {
    let shown = Arora2019Figure1.shown
    let (steps, kept) = (runs.map(\.steps).reduce(0, +), runs.map(\.descentSteps).reduce(0, +))
    let below = runs.map(\.countBelowBound).reduce(0, +)
    let share = runs.map { ($0.imbalance.last ?? .nan) / ($0.bound.last ?? .nan) }.max() ?? .nan
    let growth = runs.map { ($0.magnitude.last ?? .nan) / $0.magnitude[0] }.min() ?? .nan
    let ratio = runs.map { ($0.imbalance.last ?? .nan) / ($0.magnitude.last ?? .nan) }.max() ?? .nan
    return """
      Imbalance max_j ‖W_{j+1}ᵀW_{j+1} − W_jW_jᵀ‖_F and magnitude min_j ‖W_jW_jᵀ‖_F at every iteration, depth 3, layer-wise Gaussian start of deviation 10⁻³, \
      \(runs.count) \(runs.count == 1 ? "seed" : "seeds"), a line each. Dashed: what bounds the imbalance as long as each step lowers ℓ by at least (η/2)‖∇ℓ‖² (as in the proof of Lemma 2 \
      of the paper), δ_0 its value at the start; \(kept) of \(steps) steps did. The imbalance is within its bound at \(below) of \(steps) iterations, and at the end at most \(shown(share)) of it; meanwhile the magnitude \
      grows by a factor of at least \(shown(growth)), and the imbalance ends at no more than \(shown(ratio)) of the magnitude. Data: UCI Gas Sensor Array Drift at \
      Different Concentrations, Ethanol, 2565 × 128, whitened, ‖Λ_yx‖_F = 1; hidden width 32. Settings, ours: η = \(NumberText.plain(η)) and the seeds, which the \
      paper does not state.
      """
  }
}

/// The imbalance of one run beside its bound.
///
/// A step changes Δ_j by exactly η²(G_{j+1}ᵀG_{j+1} − G_jG_jᵀ), G the gradient, so that ‖Δ_j‖_F moves by at most η²‖∇ℓ‖_F². Where each step
/// lowers ℓ by at least (η/2)‖∇ℓ‖_F², these add up to no more than 2η(ℓ(0) − ℓ(k)).
package struct ImbalanceBound {
  package let loss: [Double]
  package let gradientNorm: [Double]
  /// max_j ‖Δ_j‖_F.
  package let imbalance: [Double]
  /// min_j ‖W_jW_jᵀ‖_F.
  package let magnitude: [Double]
  package let stepSize: Double

  /// The runs of the first point, which are stored at every step.
  package static func runs(of stored: StoredExperiment, stepSize: Double) throws -> [Self] {
    let trajectories = try StoredTrajectories(stored.archive)
    let names = ["loss", "gradient_norm", "imbalance", "magnitude"]
    try trajectories.read(names, ofPoints: [0])
    let columns = try names.map { try trajectories.curves(of: $0, point: 0).map { $0.values[0] } }
    return columns[0].indices.map { i in
      Self(
        loss: columns[0][i], gradientNorm: columns[1][i], imbalance: columns[2][i], magnitude: columns[3][i],
        stepSize: stepSize)
    }
  }

  /// δ_0 + 2η(ℓ(0) − ℓ(k)).
  package var bound: [Double] { loss.map { imbalance[0] + 2 * stepSize * (loss[0] - $0) } }

  package var steps: Int { loss.count - 1 }

  /// How many steps lower ℓ by at least (η/2)‖∇ℓ‖_F².
  package var descentSteps: Int {
    (0..<steps).count { loss[$0 + 1] <= loss[$0] - stepSize / 2 * gradientNorm[$0] * gradientNorm[$0] }
  }

  /// At how many iterations after the start, where they are equal, the imbalance is within its bound, to rounding.
  package var countBelowBound: Int {
    zip(imbalance, bound).dropFirst().count { $0 <= $1 + 64 * 0x1p-53 * imbalance[0] }
  }
}
