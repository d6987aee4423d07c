internal import DeepLinear
public import LinearAlgebra

/// Convergence from balanced random starts with one output.
///
/// d_N = 1, Procedure 1 with entries of deviation s; a = ‖Φ‖² / (s² d_0²), which is at least 2, and d_0 at least 20. With probability
/// p = max(0, (1 − 2 exp(−d_0/16)) (3 − 4F(2√(2/a)))/2) at least, F the normal distribution function, the margin at the start is at
/// least s² d_0/(2‖Φ‖): the only random event of the proof. Given it, ℓ(T) ≤ ε for every
/// T ≥ (4/η) (ln 4·(‖Φ‖/(s² d_0))^{2−2/N} + ‖Φ‖^{2/N−2} ln(‖Φ‖²/(8ε))),
/// by Theorem 1 twice, the second time with margin ‖Φ‖/2.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Theorem 2.
public enum Arora2019Theorem2: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "arora2019-theorem-2", source: .init("arora2019", "Theorem 2"), field: "real", depth: "any",
    target: "d_N = 1, a ≥ 2", start: "Procedure 1 with deviation s, d_0 ≥ 20",
    dynamics: "gradient descent, very small η",
    regularization: "0", assumed: "margin ≥ s² d_0/(2‖Φ‖), with probability ≥ p",
    promised: "ℓ ≤ ε from T steps on",
    hasExplicitConstants: true, judged: "the hypotheses; over seeds the fraction with that margin beside p",
    reported: "the steps, which no run can take")

  /// The hypotheses of a start, and what is promised of the run from it.
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let distribution = OneOutputDistribution(start, setting)
    return Examination(
      outside: LinearRate<S>.outside(setting) + OneOutputDistribution<S>.outside(setting),
      hypotheses: distribution.hypotheses,
      promises: [ArrivalPromise(steps: distribution.steps).promise(setting) { Double($0.steps) }])
  }

  /// What counts the starts of a distribution that the statement is about; nil for another.
  public static func survey(_ setting: Setting) -> (any Survey)? {
    OneOutputDistribution<Double>.outside(setting).allSatisfy { $0 == nil } && !setting.isComplex
      ? MarginSurvey(setting) : nil
  }
}

/// The quantities of Theorem 2.
struct OneOutputDistribution<S: Scalar> {
  let start: StartQuantities<S>
  let setting: Setting
  private let s: Ball

  init(_ start: StartQuantities<S>, _ setting: Setting) {
    (self.start, self.setting) = (start, setting)
    if case .balancedProduct(let deviation) = setting.distribution {
      s = start.exact(deviation)
    } else {
      s = start.exact(.nan)
    }
  }

  static func outside(_ setting: Setting) -> [String?] {
    var isBalanced = false
    if case .balancedProduct = setting.distribution { isBalanced = true }
    return [
      setting.widths[setting.depth] == 1 ? nil : "stated for one output",
      isBalanced ? nil : "stated for starts of Procedure 1 (initialization.balanced)",
    ]
  }

  /// target-ratio, input-width: what is assumed of the distribution.
  var assumptions: [Item] {
    [
      Item("target-ratio", a, .atLeast, start.exact(2)),
      Item("input-width", d, .atLeast, start.exact(20)),
    ]
  }
  /// The same with step-size and deficiency-margin: what is assumed of a run.
  var hypotheses: [Item] {
    assumptions + [
      Item("step-size", start.exact(setting.stepSize ?? .nan), .atMost, stepSizeBound),
      Item("deficiency-margin", start.deficiencyMargin, .atLeast, marginBound),
    ]
  }

  private var n: Int { setting.depth }
  private var d: Ball { start.exact(setting.widths[0]) }
  private var Φ: Ball { start.targetNorm }
  /// s² d_0.
  private var spread: Ball { s.power(2) * d }
  /// a = ‖Φ‖² / (s² d_0²).
  var a: Ball { Φ.power(2) / (s.power(2) * d.power(2)) }
  /// s² d_0 / (2‖Φ‖).
  var marginBound: Ball { spread / (2 * Φ) }
  /// (s² d_0)^{4−2/N} / (10⁵ N³ ‖Φ‖^{10−6/N}).
  var stepSizeBound: Ball {
    spread.power(4 * n - 2, over: n)
      / (1e5 * (start.exact(n).power(3) * Φ.power(10 * n - 6, over: n)))
  }
  /// T; its second part is 0 where ε ≥ ‖Φ‖²/8, which a margin of ‖Φ‖/2 reaches.
  var steps: Ball {
    let ε = start.exact(setting.lossBelow ?? .nan)
    let first = start.exact(4).logarithm * (Φ / spread).power(2 * n - 2, over: n)
    let logarithm = Ball.max((Φ.power(2) / (8 * ε)).logarithm, start.exact(0))
    let second = logarithm / Φ.power(2 * n - 2, over: n)
    return (4 / start.exact(setting.stepSize ?? .nan)) * (first + second)
  }
  /// p = max(0, (1 − 2 exp(−d_0/16)) (3 − 4F(2√(2/a)))/2).
  var probability: Ball {
    let widthFactor = 1 - 2 * (-d / 16).exponential
    let argument = 2 * (2 / a).squareRoot
    return Ball.max(widthFactor * (3 - 4 * argument.normalProbability) / 2, start.exact(0))
  }
}
