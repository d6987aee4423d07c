public import LinearAlgebra

/// The Hermitian main term H and the skew-Hermitian error K of a network relative to a target, both d × d.
public struct HermitianTerms<S: Scalar>: Sendable {
  /// H.
  public let main: Matrix<S>
  /// K.
  public let skew: Matrix<S>
}

extension DeepLinearNetwork {
  /// The Hermitian main term H and the skew-Hermitian error K.
  ///
  /// For even N = 2m and equal widths, with A = W_m ··· W_1 and B = W_N ··· W_{m+1}: H, K = (W_m ··· W_2)⁻¹ (A ± Bᴴ). At N = 4
  /// that is W_1 ± W_2⁻¹ W_3ᴴ W_4ᴴ. A target that is not diagonal and non-negative is first reduced: with Φ = P diag(φ) Qᴴ,
  /// A becomes A Q and B becomes Pᴴ B.
  ///
  /// - Returns: nil where N is odd or widths differ: no such term is known.
  /// - Throws: `LinearAlgebraError.singular` where W_m ··· W_2 is.
  /// - Complexity: O(N·d³).
  /// - Source: Luo, Xu, Gao, Fazel, Du (2025), §5 and Appendix A.
  public func hermitianTerms(
    relativeTo target: TargetSpectrum<S>
  ) throws(LinearAlgebraError) -> HermitianTerms<S>? {
    guard shape.hasHermitianTerm else { return nil }
    let m = depth / 2
    var a = layers[1..<m].reduce(layers[0]) { $1 * $0 }
    var b = layers[(m + 1)...].reduce(layers[m]) { $1 * $0 }.adjoint
    if !target.isReduced {
      a = a * target.svd.v
      b = b * target.svd.u
    }
    guard m > 1 else { return HermitianTerms(main: a + b, skew: a - b) }
    let middle = layers[2..<m].reduce(layers[1]) { $1 * $0 }
    // One factorization serves both right sides.
    let d = a.rows
    let both = try middle.solve(
      Matrix(rows: d, columns: 2 * d) { i, j in j < d ? a[i, j] + b[i, j] : a[i, j - d] - b[i, j - d] })
    return HermitianTerms(
      main: Matrix(rows: d, columns: d) { i, j in both[i, j] },
      skew: Matrix(rows: d, columns: d) { i, j in both[i, d + j] })
  }
}

extension NetworkShape {
  /// Whether H and K are defined: N even and all widths equal.
  public var hasHermitianTerm: Bool { depth % 2 == 0 && isUniform }
}
