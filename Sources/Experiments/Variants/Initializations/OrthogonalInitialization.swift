import DeepLinear
import LinearAlgebra
import SpecLanguage

/// Haar orthogonal or unitary layers, scaled.
package struct OrthogonalInitializationVariant: InitializationVariant {
  package static let key = SpecKey(
    "orthogonal", .keys(.scale(.positive, "Every singular value of every layer.")), .required,
    example: "{scale: 1.0}", "Haar orthogonal or unitary layers, scaled.")

  /// Every singular value of every layer.
  package let scale: Double

  package init(_ value: SpecValue) { scale = value.required("scale", \.number) }

  package func unbalancedName(_ network: NetworkSpecification) -> String? {
    network.isUniform ? nil : "\(Self.key.name) of these widths"
  }

  package func initialization<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource
  ) throws -> any Initialization {
    OrthogonalInitialization(scale: scale)
  }
}
