internal import DeepLinear
internal import LinearAlgebra

/// The scales of balanced Gaussian starts of even depth.
///
/// Complex with probability 1 − δ, real with conditional probability 1 − δ given det W_{1:N} > 0: ‖S‖_op ≤ f_1 √d ε, ‖(U − V)S‖_F ≤ 2 f_1 d ε and
/// σ_min((U + V)S) ≥ d^{−3/2} ε/f_2', with f_1 = O(1/δ) and f_2' = O(1/δ²) that are not explicit. Nothing is judged: over the seeds of one d and ε the quantiles
/// of each number in these units are reported, whose medians over several d and ε give the exponents and whose tails the dependence on δ.
///
/// U and V are those of W_{1:N} itself: the distribution does not depend on the target.
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), Theorem 3.
public enum Luo2025Theorem3: Statement {
  /// It is about any Φ.
  public static var usesTarget: Bool { false }

  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "luo2025-theorem-3", source: .init("luo2025", "Theorem 3"), field: "real or complex",
    depth: "even",
    target: "any", start: "balanced Gaussian", dynamics: "none", regularization: "any",
    assumed: "real: det W_{1:N} > 0",
    promised:
      "‖S‖_op ≤ f_1√d ε, ‖(U − V)S‖_F ≤ 2f_1 d ε, σ_min((U + V)S) ≥ d^{−3/2} ε/f_2' with probability 1 − δ",
    hasExplicitConstants: false, judged: "nothing", reported: "the quantiles of each in its units, over seeds"
  )

  /// What counts the starts of a distribution that the statement is about; nil for another.
  public static func survey(_ setting: Setting) -> (any Survey)? {
    guard case .balancedLayers(let ε) = setting.distribution, setting.depth % 2 == 0, setting.isUniform,
      setting.conditionedSign >= 0
    else { return nil }
    return BalancedScaleSurvey(setting, deviation: ε)
  }
}

private final class BalancedScaleSurvey: Survey {
  private var (total, negative) = (0, 0)
  private var norm, skew, sum: MeasuredScale

  init(_ setting: Setting, deviation ε: Double) {
    func scale(_ name: String, _ relation: Item.Relation, _ widthPower: Double, _ note: String)
      -> MeasuredScale
    {
      let unit = ScaleUnit(setting, deviation: ε, widthPower: widthPower, deviationPower: 1)
      return MeasuredScale(name, relation, unit: unit, note: note)
    }
    norm = scale("largest-layer-value", .atMost, 0.5, "‖S‖_op/(√d ε)")
    skew = scale("skew-error", .atMost, 1, "‖(U − V)S‖_F/(d ε)")
    sum = scale("smallest-sum-value", .atLeast, -1.5, "σ_min((U + V)S) d^{3/2}/ε")
  }

  func add<S: Scalar>(_ start: StartQuantities<S>) {
    total += 1
    guard S.isComplex || start.determinantSign == 1 else {
      negative += 1
      return
    }
    // Any target that is diagonal leaves U and V as they are.
    guard let spectrum = try? TargetSpectrum(Matrix<S>.identity(start.network.widths[0])),
      let factors = BalancedFactors(start.network, target: spectrum)
    else { return }
    norm.add(factors.norm)
    skew.add(factors.difference.frobeniusNorm)
    sum.add(factors.sumValues.last ?? .nan)
  }

  func finding() -> SurveyFinding {
    let left =
      negative == 0 ? [] : ["\(negative) of \(total) starts have no positive determinant, and do not count"]
    let scales = [norm, skew, sum]
    return SurveyFinding(
      reasons: ["no explicit constant: reported only"] + left, promises: scales.map(\.item),
      medians: scales.compactMap(\.median))
  }
}
