public import LinearAlgebra

/// Square balanced layers, each distributed as a Gaussian matrix.
///
/// W_j = ε Q_j D Q_{j−1}ᴴ with D the singular values of one Gaussian matrix and Q_0 … Q_N independent Haar matrices of the
/// field. Each W_j alone is distributed as ε times a Gaussian matrix, and every Δ_j = 0 up to rounding. Over the reals the
/// sign of det W_{1:N} is ±1 with probability ½ each. (The source's unit factors s_j are absorbed by the Haar matrices.)
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), §4.1.
public struct BalancedGaussianInitialization: Initialization {
  /// ε.
  public let deviation: Double

  /// - Parameter deviation: ε > 0.
  public init(deviation: Double) { self.deviation = deviation }

  /// Draws W_1 … W_N for `seed`.
  public func network<S: Scalar>(
    widths: [Int], seed: UInt64, over field: S.Type
  ) throws -> DeepLinearNetwork<S> {
    let d = try requireUniform(widths, distribution: "balanced-gaussian")
    let g = Matrix<S>.gaussian(
      rows: d, columns: d, deviation: deviation, stream: RandomStream(seed: seed, purpose: .weights))
    let diagonal = Matrix<S>.diagonal(try g.singularValues())
    let q = try (0..<widths.count).map { j in
      try Matrix<S>.haar(d, stream: RandomStream(seed: seed, purpose: .rotation, layer: j))
    }
    return try DeepLinearNetwork(
      layers: zip(q, q.dropFirst()).map { before, after in
        .product(after * diagonal, .none, before, .conjugateTranspose)
      })
  }
}
