internal import DeepLinear
internal import LinearAlgebra

/// Layer-wise independent Gaussian starts of small deviation are approximately balanced.
///
/// P(the weights are δ-balanced) ≥ max(0, 1 − 10 N s⁴ d_max³ / δ²) for every δ. Reported for the δ at which that bound is ½, 0.9 and
/// 0.99.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Claim 2.
public enum Arora2019Claim2: Statement {
  /// It is about any Φ.
  public static var usesTarget: Bool { false }

  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "arora2019-claim-2", source: .init("arora2019", "Claim 2"), field: "real", depth: "any",
    target: "any",
    start: "layer-wise Gaussian, one deviation s", dynamics: "none", regularization: "any",
    assumed: "nothing",
    promised: "P(δ-balanced) ≥ 1 − 10 N s⁴ d_max³/δ²", hasExplicitConstants: true,
    judged: "over seeds, for the δ at which the bound is ½, 0.9 and 0.99", reported: "")

  /// What counts the starts of a distribution that the statement is about; nil for another.
  public static func survey(_ setting: Setting) -> (any Survey)? {
    guard !setting.isComplex, setting.depth > 1, setting.conditionedSign == 0,
      let s = setting.uniformDeviation
    else { return nil }
    return BalanceSurvey(setting, deviation: s)
  }

  /// max(0, 1 − 10 N s⁴ d_max³ / δ²).
  static func bound(_ setting: Setting, deviation s: Ball, imbalance δ: Ball) -> Ball {
    let d = Ball(setting.largestWidth, precision: δ.precision)
    let missing = Double(10 * setting.depth) * (s.power(4) * d.power(3)) / δ.power(2)
    return Ball.max(1 - missing, Ball(0, precision: δ.precision))
  }

  /// The δ at which the bound is `probability`: √(10 N s⁴ d_max³ / (1 − probability)).
  static func imbalance(_ setting: Setting, deviation s: Ball, probability: Double) -> Ball {
    let d = Ball(setting.largestWidth, precision: s.precision)
    return
      (Double(10 * setting.depth) * (s.power(4) * d.power(3))
      / (1 - Ball(probability, precision: s.precision)))
      .squareRoot
  }
}

extension Setting {
  /// The deviation of layer-wise Gaussian starts where all layers have the same; otherwise nil.
  var uniformDeviation: Double? {
    guard case .independentLayers(let deviations) = distribution, let s = deviations.first,
      deviations.allSatisfy({ $0 == s })
    else {
      return nil
    }
    return s
  }
}

private final class BalanceSurvey: Survey {
  private static let probabilities = [0.5, 0.9, 0.99]
  private let setting: Setting
  private let deviation: Ball
  private let levels: [Ball]
  private var counts = [0, 0, 0]
  private var total = 0

  init(_ setting: Setting, deviation: Double) {
    self.setting = setting
    let s = Ball(deviation, precision: 128)
    self.deviation = s
    // δ itself is a double, so that the bound is that of the δ reported.
    levels = Self.probabilities.map {
      Ball(Arora2019Claim2.imbalance(setting, deviation: s, probability: $0).midpoint, precision: 128)
    }
  }

  func add<S: Scalar>(_ start: StartQuantities<S>) {
    total += 1
    for (i, δ) in levels.enumerated() where (start.imbalance <= δ) == true { counts[i] += 1 }
  }

  func finding() -> SurveyFinding {
    SurveyFinding(
      promises: zip(levels, counts).map { δ, count in
        let bound = Arora2019Claim2.bound(setting, deviation: deviation, imbalance: δ)
        var item = Item.probability("probability", count, of: total, atLeast: bound.upper)
        item.parameters["delta"] = δ.midpoint
        return item
      })
  }
}
