import LinearAlgebra
import SpecLanguage

/// A Φ of independent Gaussian entries.
package struct GaussianTarget: TargetVariant {
  package static let key = SpecKey(
    "gaussian", .keys(.deviation, .targetSeed), .required, example: "{deviation: 1, seed: 7}",
    "Φ has independent Gaussian entries.")

  /// The standard deviation of the entries; over the complex numbers E|Φ_ij|² is its square.
  package let deviation: Double
  /// The seed from which Φ is drawn.
  package let seed: UInt64

  package init(_ value: SpecValue) {
    (deviation, seed) = (value.required("deviation", \.number), value.seed)
  }

  package func matrix<S: Scalar>(from source: some ProblemSource, over field: S.Type) throws -> Matrix<S> {
    .gaussian(
      rows: source.rows, columns: source.columns, deviation: deviation,
      stream: RandomStream(seed: seed, purpose: .target))
  }
}
