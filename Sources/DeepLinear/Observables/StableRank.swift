import LinearAlgebra

extension Observable {
  /// ‖W_{1:N}‖_F² / ‖W_{1:N}‖_2²: between 1 and the rank; NaN at zero.
  ///
  /// - Source: Rudelson and Vershynin (J. ACM 2007), where it is called the numerical rank.
  public static var stableRank: Observable {
    Observable(
      "stable-rank", longName: "stable rank of the end-to-end matrix", source: "Notation §3.6",
      notation: ObservableNotation("stable rank", isBestLinear: true)
    ) { $0.relativeSpectrum.map { [$0.reduce(0) { $0 + $1 * $1 }] } ?? [] }
  }
}

extension Snapshot {
  /// σ_k / σ_1 of W_{1:N}, whose squares do not overflow; nil where W_{1:N} is zero or not finite.
  var relativeSpectrum: [Double]? {
    guard let values = endToEndSVD?.values, let largest = values.first, largest > 0 else { return nil }
    return values.map { $0 / largest }
  }
}
