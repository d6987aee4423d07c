import LinearAlgebra

extension Observable {
  /// ℓ, above its optimum.
  public static var loss: Observable {
    Observable(
      "loss", longName: "fitting loss", source: "Notation §1",
      notation: ObservableNotation("loss $\\ell$", showsExtremes: true, synonyms: ["objective"])
    ) { [$0.value.loss] }
  }

  /// r = ¼ a Σ_j ‖Δ_j‖_F².
  public static var penalty: Observable {
    Observable(
      "penalty", longName: "balance penalty", source: "Notation §1",
      notation: ObservableNotation("penalty $r$", showsExtremes: true)
    ) { [$0.value.penalty] }
  }

  /// ‖∇L‖_F over all layers together.
  public static var gradientNorm: Observable {
    Observable(
      "gradient-norm", longName: "norm of the gradient of L", source: "Notation §1",
      notation: ObservableNotation("$\\Vert\\nabla L\\Vert_F$", synonyms: ["gradient"])
    ) {
      [$0.gradientNorm]
    }
  }

  /// ‖W_{1:N} − Φ‖_F, Φ being the loss's target.
  public static var residualNorm: Observable {
    Observable(
      "residual-norm", longName: "distance of the end-to-end matrix to the target", source: "Notation §3.1",
      notation: ObservableNotation("$\\Vert W_{1:N} - \\Phi\\Vert_F$", synonyms: ["error"]),
      comparedWith: .target
    ) {
      [$0.residualNorm]
    }
  }
}
