internal import DeepLinear
public import LinearAlgebra

/// The balance penalty never rises along the flow.
///
/// r = ¼ a Σ_j ‖Δ_j‖_F². dr/dt = −⟨∇r, ∇ℓ⟩ − ‖∇r‖², and the first term is 0: the penalty's flow keeps W_{1:N}, and ℓ is a function of it.
/// So it holds for every loss of W_{1:N}, all widths and any a; with a = 0 it says that 0 does not rise. A single ‖Δ_j‖_F may.
///
/// Judged from each state to the next. Allowed are the rounding of r, and the solver's error of a step: if each layer moves by e, Δ_j moves
/// by δ_j ≤ 2e(‖W_j‖ + ‖W_{j+1}‖ + e), and r by ¼ a Σ_j (2 ‖Δ_j‖ δ_j + δ_j²).
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), Lemma 26.
public enum Luo2025Lemma26: Statement {
  /// It is about any Φ.
  public static var usesTarget: Bool { false }

  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "luo2025-lemma-26", source: .init("luo2025", "Lemma 26"), field: "real or complex",
    depth: "any",
    target: "any", start: "any", dynamics: "gradient flow", regularization: "any", assumed: "nothing",
    promised: "r does not rise", hasExplicitConstants: true, judged: "all of it, from each step to the next",
    reported: "")

  /// The hypotheses of a start, and what is promised of the run from it.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let penalty = Item("penalty", .atMost, assurance: .proved)
    return Examination(
      outside: [Scope.flow(setting)], hypotheses: [],
      promises: [
        Promise(
          penalty,
          .everyStep { [penalty] in
            EveryStep<S>(penalty, needsPrevious: true) { state, previous in
              guard let previous else { return nil }
              return StepCheck(
                value: state.value.penalty, bound: previous.value.penalty,
                rounding: penaltyError(state, setting) + penaltyError(previous, setting))
            }
          })
      ])
  }

  /// What r may be off by.
  private static func penaltyError<S: Scalar>(_ state: Snapshot<S>, _ setting: Setting) -> Double {
    let norms = state.quantities.squaredLayerNorms.map { $0.squareRoot() }
    let moved = FlowAllowance.step(state, setting)
    let unit = (state.largestWidth + 4) * 4 * 0x1p-53
    let parts = zip(state.imbalances, zip(norms, norms.dropFirst())).map { imbalance, layers in
      let δ =
        2 * moved * (layers.0 + layers.1 + moved) + unit * (layers.0 * layers.0 + layers.1 * layers.1)
      return 2 * imbalance * δ + δ * δ
    }
    return setting.regularization / 4 * parts.reduce(0, +)
  }
}
