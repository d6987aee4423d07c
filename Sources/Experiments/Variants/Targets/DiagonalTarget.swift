import LinearAlgebra
import SpecLanguage

/// A diagonal Φ.
package struct DiagonalTarget: TargetVariant {
  package static let key = SpecKey(
    "diagonal", .list(of: .number(.any), count: 1...100_000), .required, example: "[3, 2, 1]",
    "Φ is diagonal with these min(d_0, d_N) entries.")

  /// min(d_0, d_N) numbers.
  package let values: [Double]

  package init(_ value: SpecValue) { values = value.numbers }

  private init(_ values: [Double]) { self.values = values }

  package func check(_ problem: Specification) throws(SpecConflict) {
    try problem.network.requireRank(values.count, at: Self.path)
  }

  package func diagonal(rank: Int) -> [Double]? { values }

  package func narrowed(toRank rank: Int) -> any TargetVariant { Self(Array(values.prefix(rank))) }

  package func matrix<S: Scalar>(from source: some ProblemSource, over field: S.Type) throws -> Matrix<S> {
    .diagonal(values, rows: source.rows, columns: source.columns)
  }
}

extension NetworkSpecification {
  /// Refuses a list of another length than min(d_0, d_N).
  func requireRank(_ count: Int, at path: String) throws(SpecConflict) {
    guard count != rank else { return }
    throw SpecConflict(
      at: path,
      "\(path) has \(count) \(count == 1 ? "entry" : "entries"); expected \(rank), which is min(d_0, d_N) for widths "
        + "\(shownWidths).")
  }
}
