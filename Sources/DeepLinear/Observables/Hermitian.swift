import LinearAlgebra

extension Observable {
  /// σ_1 ≥ σ_2 ≥ … of the Hermitian main term H.
  public static var hermitianSingularValues: Observable {
    Observable(
      "hermitian-singular-values", longName: "singular values of the Hermitian main term",
      source: "Notation §3.4", notation: ObservableNotation("$\\sigma_k(H)$"),
      comparedWith: .target,
      dimensions: [.k], sizes: { [$0.rank] }, applies: { $0.hasHermitianTerm }
    ) { $0.singularValues(of: .hermitianMain) ?? [] }
  }

  /// ‖K‖_F, the skew-Hermitian error.
  public static var skewError: Observable {
    Observable(
      "skew-error", longName: "skew-Hermitian error", source: "Notation §3.4",
      notation: ObservableNotation("skew-Hermitian error $\\Vert K\\Vert_F$"),
      comparedWith: .target,
      applies: { $0.hasHermitianTerm }
    ) { ($0.hermitianTerms?.skew.frobeniusNorm).map { [$0] } ?? [] }
  }
}
