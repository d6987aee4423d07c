import DeepLinear
import LinearAlgebra
import SpecLanguage

/// Given weights: one `.npy` file a layer.
package struct FilesInitializationVariant: InitializationVariant {
  package static let key = SpecKey(
    "files", .list(of: .text(.file), count: 1...1000), .required, example: "[w1.npy, w2.npy, w3.npy, w4.npy]",
    "One .npy file a layer, W_1 first, W_j of shape d_j × d_{j−1}.")

  /// The files' absolute paths, W_1 first; empty where Gaussian weights are timed instead.
  package let files: [String]

  package init(_ value: SpecValue) { files = value.whole(\.list).compactMap(\.text) }

  private init() { files = [] }

  package func check(_ problem: Specification) throws(SpecConflict) {
    try problem.network.requireDepth(files.count, "file", at: Self.path)
  }

  package var isRandom: Bool { false }

  package var readsFiles: Bool { true }

  package var narrowed: any InitializationVariant { Self() }

  package func initialization<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource
  ) throws -> any Initialization {
    guard !files.isEmpty else { return GaussianInitialization(deviation: .fanIn) }
    let widths = source.specification.network.widths
    let layers: [Matrix<S>] = try files.indices.map { j in
      try source.matrix(files[j], key: Self.path, rows: widths[j + 1], columns: widths[j])
    }
    return GivenInitialization(layers: layers)
  }
}
