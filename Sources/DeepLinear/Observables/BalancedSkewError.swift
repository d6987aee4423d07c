import LinearAlgebra

extension Observable {
  /// ‖Φ^{1/2}(U − V)S‖_F² with W_{1:N} = U Sᴺ Vᴴ: under the flow from a balanced start it never grows.
  ///
  /// For a target that is not diagonal and non-negative, Φ = P diag(φ) Qᴴ, this is ‖diag(φ)^{1/2}(PᴴU − QᴴV)S‖_F². Only
  /// U S and V S together enter, so the phases of singular pairs do not matter.
  ///
  /// - Source: Luo, Xu, Gao, Fazel, Du (2025), Theorem 4 and Appendix A.
  public static var balancedSkewError: Observable {
    Observable(
      "balanced-skew-error", longName: "skew-Hermitian error under balance", source: "Notation §3.5",
      notation: ObservableNotation("$\\Vert\\Phi^{1/2}(U-V)S\\Vert_F^2$"),
      comparedWith: .target,
      applies: { $0.isSquare }
    ) { snapshot in
      guard let svd = snapshot.reducedSVD else { return [] }
      let (u, v, weight) = (svd.u, svd.v, snapshot.target.reducedDiagonal)
      let root = 2 / Double(snapshot.network.depth)
      var sum = 0.0
      for k in 0..<u.columns {
        let s2 = Double.pow(svd.values[k], root)
        for i in 0..<u.rows { sum += weight[i] * (u[i, k] - v[i, k]).squaredMagnitude * s2 }
      }
      return [sum]
    }
  }

  /// σ_1 ≥ σ_2 ≥ … of M(W) = W + (W Wᴴ)^{1/2} at W = W_{1:N}; the last is what bounds a start's fate.
  ///
  /// With W = U Σ Vᴴ, M = U Σ (V + U)ᴴ. A target that is not diagonal and non-negative is first reduced, as for H.
  ///
  /// - Source: Luo, Xu, Gao, Fazel, Du (2025), Theorem 6.
  public static var polarSumSingularValues: Observable {
    Observable(
      "polar-sum-singular-values", longName: "singular values of W + (W Wᴴ)^½", source: "Notation §3.5",
      notation: ObservableNotation("$\\sigma_k(M(W_{1:N}))$"),
      comparedWith: .target,
      dimensions: [.k], sizes: { [$0.rank] }, applies: { $0.isSquare }
    ) { $0.singularValues(of: .polarSum) ?? [] }
  }
}
