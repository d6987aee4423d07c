import LinearAlgebra

extension Observable {
  /// c = σ_min(Φ) − ‖W_{1:N} − Φ‖_F; zero or less where the condition fails.
  ///
  /// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Definition 2.
  public static var deficiencyMargin: Observable {
    Observable(
      "deficiency-margin", longName: "deficiency margin", source: "Notation §3.3",
      notation: ObservableNotation("deficiency margin $c$", isBestLinear: true, synonyms: ["margin"]),
      comparedWith: .target
    ) {
      [$0.target.smallest - $0.residualNorm]
    }
  }
}
