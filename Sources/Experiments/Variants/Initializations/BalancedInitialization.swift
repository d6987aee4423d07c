import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import SpecLanguage

/// A Gaussian end-to-end matrix, split into balanced layers.
package struct BalancedInitializationVariant: InitializationVariant {
  package static let key = SpecKey(
    "balanced",
    .keys(
      .deviation.symbol("s"),
      SpecKey(
        "rotations",
        .choice([
          .init("none", "no rotations"), .init("haar", "Haar rotations between neighbouring layers"),
        ]), .defaulted("none"), "What is inserted between neighbouring layers.")),
    .required, example: "{deviation: 0.1}",
    "A Gaussian end-to-end matrix, split into balanced layers (Arora et al., 2019, Procedure 1).")

  /// What is inserted between neighbouring layers.
  package enum Rotations: String, Sendable { case none, haar }

  /// The standard deviation of the entries of W_{1:N}.
  package let deviation: Double
  /// Whether hidden layers are rotated by independent Haar matrices.
  package let rotations: Rotations

  package init(_ value: SpecValue) {
    (deviation, rotations) = (value.required("deviation", \.number), value.word("rotations"))
  }

  package func check(_ problem: Specification) throws(SpecConflict) {
    let network = problem.network
    guard network.narrowest < network.rank else { return }
    throw SpecConflict(
      at: Self.path,
      "\(Self.path) needs hidden widths of at least min(d_0, d_N) = \(network.rank); the narrowest of "
        + "\(network.shownWidths) is \(network.narrowest).")
  }

  package func distribution(of network: NetworkSpecification) -> Setting.Distribution {
    .balancedProduct(deviation: deviation)
  }

  package func initialization<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource
  ) throws -> any Initialization {
    BalancedInitialization(deviation: deviation, rotations: rotations == .haar)
  }
}
