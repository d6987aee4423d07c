import DeepLinear
import LinearAlgebra
import SpecLanguage

/// Every layer scale · I, padded with zeros where not square.
package struct IdentityInitializationVariant: InitializationVariant {
  package static let key = SpecKey(
    "identity", .keys(.scale(.any, "What the identity is multiplied by.")), .required,
    example: "{scale: 1.0}", "Every layer is scale · I, padded with zeros where not square.")

  package let scale: Double

  package init(_ value: SpecValue) { scale = value.required("scale", \.number) }

  package var isRandom: Bool { false }

  package func unbalancedName(_ network: NetworkSpecification) -> String? {
    let ranks = zip(network.widths, network.widths.dropFirst()).map { min($0, $1) }
    return Set(ranks).count > 1 ? "\(Self.key.name) of these widths" : nil
  }

  package func initialization<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource
  ) throws -> any Initialization {
    IdentityInitialization(scale: scale)
  }
}
