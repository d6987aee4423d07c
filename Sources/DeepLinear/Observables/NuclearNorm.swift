import LinearAlgebra

extension Observable {
  /// ‖W_{1:N}‖_* = Σ_k σ_k.
  ///
  /// - Source: Gunasekar, Woodworth, Bhojanapalli, Neyshabur, Srebro (NeurIPS 2017), whose conjecture is that of two layers the limit has
  ///   the least nuclear norm.
  public static var nuclearNorm: Observable {
    Observable(
      "nuclear-norm", longName: "nuclear norm of the end-to-end matrix", source: "Notation §3.6",
      notation: ObservableNotation("$\\Vert W_{1:N}\\Vert_*$", synonyms: ["trace-norm"])
    ) { ($0.endToEndSVD?.values).map { [$0.reduce(0, +)] } ?? [] }
  }

  /// ‖W_{1:N}‖_* / ‖W_{1:N}‖_F: between 1, at rank 1, and √min(d_0, d_N); NaN at zero.
  public static var nuclearRatio: Observable {
    Observable(
      "nuclear-ratio", longName: "nuclear norm over Frobenius norm of the end-to-end matrix",
      source: "Notation §3.6",
      notation: ObservableNotation("$\\Vert W_{1:N}\\Vert_* / \\Vert W_{1:N}\\Vert_F$", isBestLinear: true)
    ) { ($0.relativeSpectrum).map { [$0.reduce(0, +) / $0.reduce(0) { $0 + $1 * $1 }.squareRoot()] } ?? [] }
  }
}
