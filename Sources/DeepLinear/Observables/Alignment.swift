import LinearAlgebra

extension Observable {
  /// |⟨u_k, u_k(Φ)⟩| of the left singular vectors. Where Φ's singular values repeat, its vectors are LAPACK's choice.
  public static var leftAlignment: Observable {
    Observable(
      "left-alignment", longName: "alignment of left singular vectors with the target's",
      source: "Notation §3.6",
      notation: ObservableNotation(
        "$|\\langle u_k, u_k(\\Phi)\\rangle|$", isBestLinear: true, synonyms: ["alignment"]),
      comparedWith: .target, dimensions: [.k], sizes: { [$0.rank] }
    ) { snapshot in
      guard let svd = snapshot.endToEndSVD else { return [] }
      return columnInnerProducts(svd.u, snapshot.target.svd.u).map { $0.modulus }
    }
  }

  /// |⟨v_k, v_k(Φ)⟩| of the right singular vectors.
  public static var rightAlignment: Observable {
    Observable(
      "right-alignment", longName: "alignment of right singular vectors with the target's",
      source: "Notation §3.6",
      notation: ObservableNotation("$|\\langle v_k, v_k(\\Phi)\\rangle|$", isBestLinear: true),
      comparedWith: .target, dimensions: [.k], sizes: { [$0.rank] }
    ) { snapshot in
      guard let svd = snapshot.endToEndSVD else { return [] }
      return columnInnerProducts(svd.v, snapshot.target.svd.v).map { $0.modulus }
    }
  }

  /// ⟨u_k, v_k⟩ of W_{1:N}'s own singular vectors: 1 where W_{1:N} is Hermitian and non-negative. Square only; over the
  /// complex numbers real and imaginary part.
  public static var mutualAlignment: Observable {
    Observable(
      "mutual-alignment", longName: "inner product of left and right singular vectors",
      source: "Notation §3.6",
      notation: ObservableNotation("$\\langle u_k, v_k\\rangle$", isBestLinear: true),
      dimensions: S.isComplex ? [.k, .ri] : [.k], sizes: { S.isComplex ? [$0.rank, 2] : [$0.rank] },
      applies: { $0.isSquare }
    ) { snapshot in
      guard let svd = snapshot.endToEndSVD else { return [] }
      return columnInnerProducts(svd.u, svd.v).flatMap {
        S.isComplex ? [$0.realPart, $0.imaginaryPart] : [$0.realPart]
      }
    }
  }
}

/// ⟨a_k, b_k⟩ = Σ_i conj(a_ik)·b_ik for each column k.
private func columnInnerProducts<S: Scalar>(_ a: Matrix<S>, _ b: Matrix<S>) -> [S] {
  (0..<a.columns).map { k in
    (0..<a.rows).reduce(S.zero) { $0 + a[$1, k].conjugated * b[$1, k] }
  }
}
