import DeepLinear
import LinearAlgebra
import SpecLanguage

/// The general quadratic loss, with the instances' covariance Λ_xx; Φ is Λ_yx.
package struct QuadraticLossVariant: LossVariant {
  package static let key = SpecKey(
    "covariance", .orNone(.text(.file), "the plain square loss"), .defaulted("none"), example: "lxx.npy",
    "A .npy file with Λ_xx, d_0 × d_0: the general quadratic loss, Φ being Λ_yx.")

  package static let formula =
    "ℓ = ½ tr((W_{1:N} − W*) Λ_xx (W_{1:N} − W*)ᴴ) (factor ½), Λ_xx that of target.covariance, above its optimum over all matrices"

  package static let targetMeaning =
    "W* = Λ_yx Λ_xx⁺: the minimizer of the loss of least norm; target gives Λ_yx"

  /// The absolute path of Λ_xx: d_0 × d_0, Hermitian, non-negative.
  package let file: String

  package init(_ value: SpecValue) { file = value.whole(\.text) }

  package var bringsCovariance: Bool { true }

  package func checkFiles<S: Scalar>(of source: some ProblemSource, over field: S.Type) throws {
    _ = try covariance(from: source) as Matrix<S>
  }

  package func loss<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource, isTimed: Bool
  ) throws -> any Loss<S> {
    // Any covariance costs the same.
    let covariance: Matrix<S> = isTimed ? .identity(target.columns) : try covariance(from: source)
    return try source.refusing(Self.path, file) {
      try QuadraticLoss(covariance: covariance, crossCovariance: target)
    }
  }

  private func covariance<S: Scalar>(from source: some ProblemSource) throws -> Matrix<S> {
    try source.matrix(file, key: Self.path, rows: source.columns, columns: source.columns)
  }
}
