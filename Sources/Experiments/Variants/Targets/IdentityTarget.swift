import LinearAlgebra
import SpecLanguage

/// Φ = scale · I, padded with zeros where not square.
package struct IdentityTarget: TargetVariant {
  package static let key = SpecKey(
    "identity", .keys(.scale(.any, "What the identity is multiplied by.")), .required,
    example: "{scale: 1.0}", "Φ = scale · I, padded with zeros where not square.")

  package let scale: Double

  package init(_ value: SpecValue) { scale = value.required("scale", \.number) }

  package func diagonal(rank: Int) -> [Double]? { Array(repeating: scale, count: rank) }

  package func matrix<S: Scalar>(from source: some ProblemSource, over field: S.Type) throws -> Matrix<S> {
    let (rows, columns) = (source.rows, source.columns)
    return .diagonal(Array(repeating: scale, count: min(rows, columns)), rows: rows, columns: columns)
  }
}
