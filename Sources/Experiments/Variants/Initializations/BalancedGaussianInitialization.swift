import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import SpecLanguage

/// Balanced layers, each Gaussian.
package struct BalancedGaussianInitializationVariant: InitializationVariant {
  package static let key = SpecKey(
    "balanced-gaussian", .keys(.deviation.symbol("s")), .required, example: "{deviation: 0.1}",
    "Balanced layers, each distributed as a Gaussian matrix (Luo et al., 2025, §4.1); all widths the same.")

  /// The standard deviation of the entries of each layer.
  package let deviation: Double

  package init(_ value: SpecValue) { deviation = value.required("deviation", \.number) }

  package func check(_ problem: Specification) throws(SpecConflict) {
    guard !problem.network.isUniform else { return }
    throw SpecConflict(
      at: Self.path,
      "\(Self.path) needs all widths the same, not \(problem.network.shownWidths); use balanced instead.")
  }

  package var caption: String? { "balanced Gaussian start of deviation \(deviation)" }

  package func distribution(of network: NetworkSpecification) -> Setting.Distribution {
    .balancedLayers(deviation: deviation)
  }

  package func initialization<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource
  ) throws -> any Initialization {
    BalancedGaussianInitialization(deviation: deviation)
  }
}
