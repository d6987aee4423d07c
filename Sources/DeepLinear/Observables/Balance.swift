import LinearAlgebra

extension Observable {
  /// δ = max_j ‖Δ_j‖_F; 0 at depth 1.
  ///
  /// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Definition 1.
  public static var imbalance: Observable {
    Observable(
      "imbalance", longName: "largest balance error", source: "Notation §3.2",
      notation: ObservableNotation(
        "imbalance $\\max_j \\Vert\\Delta_j\\Vert_F$", synonyms: ["balancedness", "balance", "balance-error"])
    ) {
      [$0.imbalances.max() ?? 0]
    }
  }

  /// min_j ‖W_j W_jᴴ‖_F: what the imbalance is to be compared with.
  ///
  /// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Figure 1c.
  public static var magnitude: Observable {
    Observable(
      "magnitude", longName: "smallest layer magnitude", source: "Notation §3.2",
      notation: ObservableNotation("magnitude $\\min_j \\Vert W_j W_j^H\\Vert_F$")
    ) {
      [$0.layerMagnitudes.min() ?? 0]
    }
  }
}
