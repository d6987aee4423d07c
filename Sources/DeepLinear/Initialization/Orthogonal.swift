public import LinearAlgebra

/// W_j = scale times an independent Haar orthogonal or unitary matrix; its first rows or columns where not square.
///
/// - Source: Saxe, McClelland, Ganguli (2013); Mezzadri (2007) for the Haar distribution.
public struct OrthogonalInitialization: Initialization {
  /// The one singular value of every layer (up to its sign).
  public let scale: Double

  /// - Parameter scale: the singular value.
  public init(scale: Double = 1) { self.scale = scale }

  /// Draws W_1 … W_N for `seed`.
  public func network<S: Scalar>(
    widths: [Int], seed: UInt64, over field: S.Type
  ) throws -> DeepLinearNetwork<S> {
    try DeepLinearNetwork(
      layers: (1..<widths.count).map { j in
        let (rows, columns) = (widths[j], widths[j - 1])
        let q = try Matrix<S>.haar(
          max(rows, columns), stream: RandomStream(seed: seed, purpose: .rotation, layer: j))
        return Matrix(rows: rows, columns: columns) { i, k in S(real: scale) * q[i, k] }
      })
  }
}
