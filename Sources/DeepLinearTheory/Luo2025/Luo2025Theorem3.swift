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
    return BalancedScaleSurvey(width: setting.widths[0], deviation: ε)
  }
}

private final class BalancedScaleSurvey: Survey {
  private let d: Double
  private let deviation: Double
  private var (total, negative) = (0, 0)
  private var norm = MeasuredScale("largest-layer-value", .atMost, note: "‖S‖_op/(√d ε)")
  private var skew = MeasuredScale("skew-error", .atMost, note: "‖(U − V)S‖_F/(d ε)")
  private var sum = MeasuredScale("smallest-sum-value", .atLeast, note: "σ_min((U + V)S) d^{3/2}/ε")

  init(width: Int, deviation: Double) { (d, self.deviation) = (Double(width), deviation) }

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
    norm.add(factors.norm / (d.squareRoot() * deviation))
    skew.add(factors.difference.frobeniusNorm / (d * deviation))
    sum.add((factors.sumValues.last ?? .nan) * d * d.squareRoot() / deviation)
  }

  func finding() -> SurveyFinding {
    let left =
      negative == 0 ? [] : ["\(negative) of \(total) starts have no positive determinant, and do not count"]
    return SurveyFinding(
      reasons: ["no explicit constant: reported only"] + left, promises: [norm.item, skew.item, sum.item])
  }
}
