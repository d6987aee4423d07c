internal import DeepLinear
internal import LinearAlgebra

/// The scales of layer-wise Gaussian starts.
///
/// M(W) = W + (W Wᴴ)^{1/2}. Real: det W_{1:N} < 0 with probability ½, and then σ_min(M(W_{1:N})) = 0, as the polar factor has the eigenvalue −1. Otherwise, with
/// (conditional) probability 1 − δ: max σ(W_j) ≤ f_1 √d ε; min σ(W_j) ≥ ε/(f_1 √d), which is printed with ≤, a misprint; σ_min(M) ≥ d^{−(N/2+1)} ε^N/f_2.
/// f_1 = O(N/δ) and f_2 = O(N^N/δ^{N+1}) are not explicit.
///
/// Judged over seeds: both signs have probability ½, and σ_min(M) is 0 to rounding where the determinant is negative. The rounding of W_{1:N} moves M by at most
/// 1 + √2 times as much. Reported: the quantiles of each number in its units.
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), Theorem 6.
public enum Luo2025Theorem6: Statement {
  /// It is about any Φ.
  public static var usesTarget: Bool { false }

  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "luo2025-theorem-6", source: .init("luo2025", "Theorem 6"), field: "real or complex",
    depth: "any",
    target: "any", start: "layer-wise Gaussian, one deviation ε, square layers", dynamics: "none",
    regularization: "any", assumed: "nothing",
    promised:
      "real: det < 0 with probability ½, then σ_min(M) = 0; else max σ(W_j) ≤ f_1√d ε, min σ(W_j) ≥ ε/(f_1√d), σ_min(M) ≥ d^{−(N/2+1)} ε^N/f_2",
    hasExplicitConstants: false, judged: "real: the signs, over seeds, and σ_min(M) = 0 to rounding",
    reported: "the quantiles of each in its units, over seeds")

  /// What counts the starts of a distribution that the statement is about; nil for another.
  public static func survey(_ setting: Setting) -> (any Survey)? {
    guard setting.isUniform, let ε = setting.uniformDeviation else { return nil }
    return GaussianScaleSurvey(setting, deviation: ε)
  }
}

private final class GaussianScaleSurvey: Survey {
  private let setting: Setting
  private var signs = SignCounts()
  /// The σ_min(M) of starts with a negative determinant that is largest beside its rounding, and that.
  private var singular: (value: Double, rounding: Double)?
  private var largest, smallest, polar: MeasuredScale

  init(_ setting: Setting, deviation ε: Double) {
    self.setting = setting
    let n = Double(setting.depth)
    func scale(
      _ name: String, _ relation: Item.Relation, _ widthPower: Double, _ deviationPower: Double,
      _ note: String
    ) -> MeasuredScale {
      let unit = ScaleUnit(setting, deviation: ε, widthPower: widthPower, deviationPower: deviationPower)
      return MeasuredScale(name, relation, unit: unit, note: note)
    }
    largest = scale("largest-layer-value", .atMost, 0.5, 1, "max σ(W_j)/(√d ε)")
    smallest = scale("smallest-layer-value", .atLeast, -0.5, 1, "min σ(W_j) √d/ε")
    polar = scale("smallest-polar-sum-value", .atLeast, -(n / 2 + 1), n, "σ_min(M) d^{N/2+1}/ε^N")
  }

  func add<S: Scalar>(_ start: StartQuantities<S>) {
    let d = Double(setting.widths[0])
    let sign = start.determinantSign
    if !S.isComplex { signs.add(sign) }
    let product = start.network.endToEndMatrix
    guard let svd = try? product.svd() else { return }
    let sum = (svd.u + svd.v) * Matrix<S>.diagonal(svd.values)
    let value = (try? sum.singularValues().last) ?? .nan
    if sign == -1 {
      let rounding = 3 * start.network.productRounding + 256 * d * 0x1p-53 * (svd.values.first ?? 0)
      if value / rounding > (singular.map { $0.value / $0.rounding } ?? -1) { singular = (value, rounding) }
      return
    }
    guard S.isComplex || sign == 1 else { return }
    let values = start.network.layers.compactMap { try? $0.singularValues() }
    largest.add(values.compactMap(\.first).max() ?? .nan)
    smallest.add(values.compactMap(\.last).min() ?? .nan)
    polar.add(value)
  }

  func finding() -> SurveyFinding {
    var reasons = signs.reasons
    var judged: [Item] = []
    if setting.isComplex {
      reasons.append("no explicit constant: reported only")
    } else if setting.conditionedSign == 0 {
      judged = signs.items
    } else {
      reasons.append("starts are conditioned on the sign of the determinant, whose probability is not tested")
    }
    if !setting.isComplex, setting.conditionedSign <= 0 { judged.append(singularItem) }
    let scales = [largest, smallest, polar]
    return SurveyFinding(
      reasons: reasons, promises: judged + scales.map(\.item), medians: scales.compactMap(\.median))
  }

  /// σ_min(M) = 0 where det W_{1:N} < 0.
  private var singularItem: Item {
    var item = Item(
      "singular-polar-sum", .atMost, assurance: .measured,
      note:
        "of all starts with a negative determinant the σ_min(M) that is largest beside its rounding, the bound"
    )
    guard let singular else { return item }
    (item.value, item.bound) = (singular.value, singular.rounding)
    item.slack = (singular.rounding - singular.value) / singular.rounding
    item.holds = singular.value <= singular.rounding
    return item
  }
}
