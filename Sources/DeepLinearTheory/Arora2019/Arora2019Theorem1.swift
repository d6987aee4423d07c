public import LinearAlgebra

/// Convergence at a linear rate from an approximately balanced start with a deficiency margin.
///
/// Promise: ℓ(T) ≤ ε for every T ≥ ln(ℓ(0)/ε) / (η c^{2(N−1)/N}), c the margin at t = 0. Since ℓ never rises under the hypotheses
/// (Lemma 2), the first step with ℓ ≤ ε decides.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Theorem 1.
public enum Arora2019Theorem1: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "arora2019-theorem-1", source: .init("arora2019", "Theorem 1"), field: "real", depth: "any",
    target: "full rank (by the margin)", start: "margin c > 0, δ-balanced",
    dynamics: "gradient descent, small η",
    regularization: "0", assumed: "nothing", promised: "ℓ ≤ ε from T steps on", hasExplicitConstants: true,
    judged: "all of it", reported: "")

  /// The hypotheses of a start, and what is promised of the run from it.
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let rate = LinearRate(start: start, setting: setting)
    let η = start.exact(setting.stepSize ?? .nan)
    let arrival = ArrivalPromise.steps(start, setting, rate: η * rate.rate)
    return Examination(
      outside: LinearRate<S>.outside(setting), hypotheses: rate.hypotheses,
      promises: [arrival.promise(setting) { Double($0.steps) }])
  }
}

extension Arora2019Theorem1 {
  /// What the theorem allows a start.
  public struct StepSizeLimit: Sendable {
    /// c.
    public var margin: Double
    /// The largest η that is allowed, rounded down; nil where the start does not meet the other hypotheses.
    public var stepSize: Double?
    /// The steps promised with it, rounded up; nil without ε too.
    public var steps: Double?
    /// η times the steps.
    public var time: Double?
    /// Which hypothesis hinders, in a clause; nil where none does.
    public var reason: String?
  }

  /// The largest step size that the theorem allows for a start, and the steps that it then promises.
  public static func stepSizeLimit<S: Scalar>(
    _ start: StartQuantities<S>, _ setting: Setting
  ) -> StepSizeLimit {
    let rate = LinearRate(start: start, setting: setting)
    var limit = StepSizeLimit(margin: start.deficiencyMargin.midpoint)
    var other = setting
    // Only the rule is replaced: every other condition is that of the problem.
    other.dynamics = .descent(stepSize: 0)
    limit.reason = LinearRate<S>.outside(other).compactMap(\.self).first
    for item in rate.hypotheses where item.name != "step-size" && item.holds != true && limit.reason == nil {
      limit.reason = "the hypothesis \(item.name) fails"
    }
    guard limit.reason == nil else { return limit }
    let η = start.exact(rate.stepSizeBound.lower)
    let arrival = ArrivalPromise.steps(start, setting, rate: η * rate.rate)
    limit.stepSize = η.midpoint
    guard arrival.bound.isFinite else { return limit }
    (limit.steps, limit.time) = (arrival.bound.upper, (η * arrival.bound).upper)
    return limit
  }
}
