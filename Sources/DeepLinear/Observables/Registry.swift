import LinearAlgebra

extension Observable {
  /// Every quantity there is, in the order in which they are listed and stored. A new one is a file and a line here.
  public static var all: [Observable] {
    @_specialize(where S == Double)
    @_specialize(where S == Complex<Double>)
    get {
      [
        .loss, .penalty, .gradientNorm, .residualNorm, .imbalance, .magnitude, .deficiencyMargin,
        .singularValues, .layerSingularValues, .hermitianSingularValues, .skewError, .balancedSkewError,
        .polarSumSingularValues, .effectiveRank, .leftAlignment, .rightAlignment, .mutualAlignment,
        .testError, .nuclearNorm, .nuclearRatio, .stableRank,
      ]
    }
  }

  /// The quantity of this name, as a spec writes it.
  public static func named(_ name: String) -> Observable? { all.first { $0.name == name } }
}
