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
