public import LinearAlgebra

extension DeepLinearNetwork {
  /// The Hermitian main term H and the skew-Hermitian error K.
  ///
  /// For even N = 2m and equal widths, with A = W_m ··· W_1 and B = W_N ··· W_{m+1}: H, K = (W_m ··· W_2)⁻¹ (A ± Bᴴ). At N = 4
  /// that is W_1 ± W_2⁻¹ W_3ᴴ W_4ᴴ. A target that is not diagonal and non-negative is first reduced: with Φ = P diag(φ) Qᴴ,
  /// A becomes A Q and B becomes Pᴴ B.
  ///
  /// - Returns: nil where N is odd or widths differ: no such term is known.
  /// - Throws: `LinearAlgebraError.singular` where W_m ··· W_2 is.
  /// - Source: Luo, Xu, Gao, Fazel, Du (2025), §5 and Appendix A.
  public func hermitianTerms(
    relativeTo target: TargetSpectrum<S>
  ) throws(LinearAlgebraError) -> (main: Matrix<S>, skew: Matrix<S>)? {
    guard shape.hasHermitianTerm else { return nil }
    let m = depth / 2
    var a = layers[1..<m].reduce(layers[0]) { $1 * $0 }
    var b = layers[(m + 1)...].reduce(layers[m]) { $1 * $0 }.adjoint
    if !target.isReduced {
      a = a * target.svd.v
      b = b * target.svd.u
    }
    guard m > 1 else { return (a + b, a - b) }
    let middle = layers[2..<m].reduce(layers[1]) { $1 * $0 }
    return (try middle.solve(a + b), try middle.solve(a - b))
  }
}

extension NetworkShape {
  /// Whether H and K are defined: N even and all widths equal.
  public var hasHermitianTerm: Bool { depth % 2 == 0 && isUniform }
}

extension Observable {
  /// σ_1 ≥ σ_2 ≥ … of the Hermitian main term H.
  public static var hermitianSingularValues: Observable {
    Observable(
      "hermitian-singular-values", longName: "singular values of the Hermitian main term",
      source: "Notation §3.4",
      dimensions: [.k], sizes: { [$0.rank] }, applies: \.hasHermitianTerm
    ) { try $0.network.hermitianTerms(relativeTo: $0.target)?.main.singularValues() ?? [] }
  }

  /// ‖K‖_F, the skew-Hermitian error.
  public static var skewError: Observable {
    Observable(
      "skew-error", longName: "skew-Hermitian error", source: "Notation §3.4", applies: \.hasHermitianTerm
    ) { try ($0.network.hermitianTerms(relativeTo: $0.target)?.skew.frobeniusNorm).map { [$0] } ?? [] }
  }
}
