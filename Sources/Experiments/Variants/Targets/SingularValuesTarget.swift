import LinearAlgebra
import SpecLanguage

/// Φ = U · diag(values) · Vᴴ with U and V Haar.
package struct SingularValuesTarget: TargetVariant {
  package static let key = SpecKey(
    "singular-values",
    .keys(
      SpecKey(
        "values", .list(of: .number(.nonnegative), count: 1...100_000), .required, example: "[3, 2, 1]",
        "The min(d_0, d_N) singular values."),
      .targetSeed),
    .required, example: "{values: [3, 2, 1], seed: 7}",
    "Φ = U diag(values) Vᴴ with U and V drawn from the Haar distribution.")

  /// min(d_0, d_N) numbers of at least 0.
  package let values: [Double]
  /// The seed from which U and V are drawn.
  package let seed: UInt64

  package init(_ value: SpecValue) {
    self.init(value.required("values", \.self).numbers, seed: value.seed)
  }

  private init(_ values: [Double], seed: UInt64) { (self.values, self.seed) = (values, seed) }

  package func check(_ problem: Specification) throws(SpecConflict) {
    try problem.network.requireRank(values.count, at: "\(Self.path).values")
  }

  package func narrowed(toRank rank: Int) -> any TargetVariant {
    Self(Array(values.prefix(rank)), seed: seed)
  }

  package func matrix<S: Scalar>(from source: some ProblemSource, over field: S.Type) throws -> Matrix<S> {
    let (rows, columns) = (source.rows, source.columns)
    let u = try Matrix<S>.haar(rows, stream: RandomStream(seed: seed, purpose: .target, layer: 1))
    let v = try Matrix<S>.haar(columns, stream: RandomStream(seed: seed, purpose: .target, layer: 2))
    return .product(u * .diagonal(values, rows: rows, columns: columns), .none, v, .conjugateTranspose)
  }
}
