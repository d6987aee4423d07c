import LinearAlgebra

extension Observable {
  /// σ_1 ≥ σ_2 ≥ … of W_{1:N}, min(d_0, d_N) of them.
  public static var singularValues: Observable { endToEnd(top: .max) }

  /// The `top` largest singular values of W_{1:N}.
  public static func singularValues(top: Int) -> Observable { endToEnd(top: top) }

  private static func endToEnd(top: Int) -> Observable {
    Observable(
      "singular-values", longName: "singular values of the end-to-end matrix", source: "Notation §3.1",
      notation: ObservableNotation("$\\sigma_k(W_{1:N})$", synonyms: ["sigma", "singular-value"]),
      dimensions: [.k], sizes: { [min(top, $0.rank)] }
    ) { Array(($0.endToEndSVD?.values ?? []).prefix(top)) }
  }

  /// σ_1 ≥ σ_2 ≥ … of each W_j; NaN beyond a layer's min(d_j, d_{j−1}).
  public static var layerSingularValues: Observable {
    Observable(
      "layer-singular-values", longName: "singular values of the layers", source: "Notation §3.1",
      notation: ObservableNotation("$\\sigma_k(W_j)$"),
      dimensions: [.layer, .k], sizes: { [$0.depth, $0.layerRank] }
    ) { snapshot in
      let width = snapshot.network.shape.layerRank
      return snapshot.network.layers.indices.flatMap { j in
        let values = snapshot.singularValues(of: .layer(j)) ?? []
        return values + Array(repeating: .nan, count: width - values.count)
      }
    }
  }

  /// exp of the entropy of σ_k / Σ σ: between 1 and min(d_0, d_N).
  ///
  /// - Source: Arora, Cohen, Hu, Luo (NeurIPS 2019), after Roy and Vetterli (2007).
  public static var effectiveRank: Observable {
    Observable(
      "effective-rank", longName: "effective rank of the end-to-end matrix", source: "Notation §3.6",
      notation: ObservableNotation("effective rank", isBestLinear: true, synonyms: ["rank"])
    ) {
      let values = $0.endToEndSVD?.values ?? []
      let sum = values.reduce(0, +)
      guard sum > 0 else { return [.nan] }
      let entropy = values.reduce(0.0) { $1 > 0 ? $0 - $1 / sum * Double.log($1 / sum) : $0 }
      return [Double.exp(entropy)]
    }
  }
}
