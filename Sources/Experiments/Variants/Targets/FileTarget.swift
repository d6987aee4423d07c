import LinearAlgebra
import SpecLanguage

/// Φ from a `.npy` file of shape d_N × d_0.
package struct FileTarget: TargetVariant {
  package static let key = SpecKey(
    "file", .text(.file), .required, example: "phi.npy", synonyms: ["npy", "matrix"],
    "Φ is read from a .npy file of shape d_N × d_0: bool, integers, float32/64, complex64/128, either byte order; entries that do not enter the loss may be NaN."
  )

  /// The file's absolute path; nil where a Gaussian matrix is timed instead.
  package let file: String?

  package init(_ value: SpecValue) { file = value.text }

  private init() { file = nil }

  package var readsFiles: Bool { true }

  package func narrowed(toRank rank: Int) -> any TargetVariant { Self() }

  package func matrix<S: Scalar>(from source: some ProblemSource, over field: S.Type) throws -> Matrix<S> {
    guard let file else {
      let stream = RandomStream(seed: 0, purpose: .target)
      return .gaussian(rows: source.rows, columns: source.columns, deviation: 1, stream: stream)
    }
    return try source.matrix(
      file, key: Self.path, rows: source.rows, columns: source.columns,
      mayBeNaN: source.specification.target.loss?.unusedEntries(from: source))
  }
}
