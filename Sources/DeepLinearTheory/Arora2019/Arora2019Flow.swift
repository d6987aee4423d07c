public import LinearAlgebra

/// The rate of the gradient flow from a balanced start with a deficiency margin.
///
/// With W_{1:N} balanced, dℓ/dt ≤ −2 σ_min(W_{1:N})^{2(N−1)/N} ℓ, and σ_min ≥ c as ℓ falls (Claim 1): ℓ(t) ≤ ε for every
/// t ≥ ln(ℓ(0)/ε) / (2 c^{2(N−1)/N}). Balance is exact in the proof, and is tested to rounding.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), §4 (the continuous version of Theorem 1).
public enum Arora2019Flow: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "arora2019-flow", source: .init("arora2019", "§4, flow"), field: "real", depth: "any",
    target: "full rank (by the margin)", start: "margin c > 0, balanced", dynamics: "gradient flow",
    regularization: "0", assumed: "nothing", promised: "ℓ ≤ ε from time T on", hasExplicitConstants: true,
    judged: "all of it; balance to rounding", reported: "")

  /// The hypotheses of a start, and what is promised of the run from it.
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let rate = LinearRate(start: start, setting: setting)
    let arrival = ArrivalPromise(timeOf: start, setting, rate: 2 * rate.rate)
    return Examination(
      outside: [
        Scope.real(setting), Scope.squareLoss(setting), Scope.noPenalty(setting), Scope.flow(setting),
      ], hypotheses: [.margin(start), .exactBalance(start)], promises: [arrival.promise(setting) { $0.time }])
  }
}
