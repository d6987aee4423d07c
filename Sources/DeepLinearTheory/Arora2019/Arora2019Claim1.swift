internal import DeepLinear
public import LinearAlgebra

/// A margin bounds the least singular value of every matrix that is no farther from the target.
///
/// If W has deficiency margin c > 0 and ‖W′ − Φ‖_F ≤ ‖W − Φ‖_F then σ_min(W′) ≥ c. Applied to W = W_{1:N}(0) and W′ = W_{1:N}(t),
/// whatever the rule by which the weights move.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Claim 1.
public enum Arora2019Claim1: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "arora2019-claim-1", source: .init("arora2019", "Claim 1"), field: "real", depth: "any",
    target: "full rank (by the margin)", start: "margin c > 0", dynamics: "any", regularization: "any",
    assumed: "‖W_{1:N}(t) − Φ‖_F ≤ ‖W_{1:N}(0) − Φ‖_F", promised: "σ_min(W_{1:N}(t)) ≥ c",
    hasExplicitConstants: true,
    judged: "all of it, at every step of which the assumption holds", reported: "")

  /// The hypotheses of a start, and what is promised of the run from it.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let c = start.deficiencyMargin
    var promised = Item("smallest-singular-value", .atLeast, assurance: .enclosed)
    promised.bound = (c > start.exact(0)) == true ? c.lower : nil
    return Examination(
      outside: [Scope.real(setting)], hypotheses: [.margin(start)],
      promises: [
        Promise(
          promised,
          .everyStep { [promised, distance = start.residualNorm.upper] in
            EveryStep<S>(promised) { state, _ in
              // A state that is farther only by rounding counts, and its least singular value may be off by as much.
              let rounding = state.residualRounding
              guard state.residualNorm <= distance + rounding else { return nil }
              return StepCheck(
                value: state.smallestProductValue, bound: c.lower,
                rounding: state.singularValueRounding + rounding)
            }
          })
      ])
  }
}
