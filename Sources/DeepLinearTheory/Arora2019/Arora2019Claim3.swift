internal import DeepLinear
internal import LinearAlgebra

/// Layer-wise independent Gaussian starts have a deficiency margin with a probability near ½ where there is one output.
///
/// d_N = 1, d_0 ≥ 20: P(margin ≥ c) ≥ 0.49 if s ≥ C_1 N (c ‖Φ‖/(d_1 ··· d_{N−1}))^{1/(2N)} and s is small against Φ. C_1 is not explicit,
/// so that nothing is judged: the fraction of starts with a positive margin is reported.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Claim 3.
public enum Arora2019Claim3: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "arora2019-claim-3", source: .init("arora2019", "Claim 3"), field: "real", depth: "any",
    target: "d_N = 1", start: "layer-wise Gaussian, d_0 ≥ 20, s neither too small nor too large",
    dynamics: "none",
    regularization: "any", assumed: "nothing", promised: "P(margin c) ≥ 0.49", hasExplicitConstants: false,
    judged: "nothing", reported: "the fraction with a margin, with its interval, and the scale of c")

  /// What counts the starts of a distribution that the statement is about; nil for another.
  public static func survey(_ setting: Setting) -> (any Survey)? {
    guard !setting.isComplex, setting.widths[setting.depth] == 1, setting.widths[0] >= 20,
      setting.conditionedSign == 0, let s = setting.uniformDeviation
    else { return nil }
    return PositiveMarginSurvey(setting, deviation: s)
  }
}

private final class PositiveMarginSurvey: Survey {
  private let setting: Setting
  private let deviation: Double
  private var margins: [Double] = []
  private var targetNorm = Double.nan

  init(_ setting: Setting, deviation: Double) { (self.setting, self.deviation) = (setting, deviation) }

  func add<S: Scalar>(_ start: StartQuantities<S>) {
    margins.append((start.deficiencyMargin > start.exact(0)) == true ? start.deficiencyMargin.midpoint : 0)
    targetNorm = start.targetNorm.midpoint
  }

  func finding() -> SurveyFinding {
    let positive = margins.filter { $0 > 0 }.sorted()
    var item = Item.probability("probability", positive.count, of: margins.count, atLeast: 0.49)
    (item.isJudged, item.holds, item.slack) = (false, nil, nil)
    item.note = "the constant of the claim is not explicit: reported beside 0.49"
    // (c‖Φ‖/(d_1 ··· d_{N−1}))^{1/(2N)} / s at the median margin: the reciprocal of C_1 N.
    let hidden = setting.widths.dropFirst().dropLast().reduce(1.0) { $0 * Double($1) }
    if !positive.isEmpty {
      let c = positive[(positive.count - 1) / 2]
      item.parameters["median_positive_margin"] = c
      item.parameters["scale"] = .pow(c * targetNorm / hidden, 1 / Double(2 * setting.depth)) / deviation
    }
    return SurveyFinding(reasons: ["no explicit constant: reported only"], promises: [item])
  }
}
