internal import DeepLinear
public import LinearAlgebra

/// What holds at every step under the hypotheses of Theorem 1.
///
/// (A) the weights are 2δ-balanced, δ the hypotheses' bound; (B) ℓ(t+1) ≤ ℓ(t)·(1 − η σ_min(W_{1:N}(t))^{2(N−1)/N});
/// (C) ‖W_j(t)‖_2 ≤ (4‖Φ‖_F)^{1/N}.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Lemma 2.
public enum Arora2019Lemma2: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "arora2019-lemma-2", source: .init("arora2019", "Lemma 2"), field: "real", depth: "any",
    target: "full rank (by the margin)", start: "as Theorem 1", dynamics: "gradient descent, small η",
    regularization: "0", assumed: "nothing",
    promised: "at every step: 2δ-balanced; ℓ falls by 1 − η σ_min^{2(N−1)/N}; ‖W_j‖_2 ≤ (4‖Φ‖_F)^{1/N}",
    hasExplicitConstants: true, judged: "all of it, at every step", reported: "")

  /// The hypotheses of a start, and what is promised of the run from it.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let rate = LinearRate(start: start, setting: setting)
    let δ = 2 * rate.imbalanceBound
    let norm = (4 * start.targetNorm).power(1, over: setting.depth)
    var balance = Item("balance", .atMost, assurance: .enclosed)
    balance.bound = δ.isFinite ? δ.upper : nil
    let descent = Item("descent", .atMost, assurance: .enclosed)
    var boundedness = Item("boundedness", .atMost, assurance: .enclosed)
    boundedness.bound = norm.isFinite ? norm.upper : nil
    let (n, η) = (Double(setting.depth), setting.stepSize ?? .nan)
    return Examination(
      outside: LinearRate<S>.outside(setting), hypotheses: rate.hypotheses,
      promises: [
        Promise(balance, .everyStep { [balance] in monitorBalance(balance, bound: δ.upper) }),
        Promise(descent, .everyStep { [descent] in monitorDescent(descent, depth: n, stepSize: η) }),
        Promise(
          boundedness, .everyStep { [boundedness] in monitorNorms(boundedness, bound: norm.upper) }),
      ])
  }

  /// (A).
  private static func monitorBalance<S: Scalar>(_ item: Item, bound: Double) -> EveryStep<S> {
    EveryStep(item) { state, _ in
      let scale = state.largestLayerNorm
      let rounding = 4 * state.largestWidth * 0x1p-53 * scale * scale
      return StepCheck(value: state.imbalances.max() ?? 0, bound: bound, rounding: rounding)
    }
  }

  /// (B).
  private static func monitorDescent<S: Scalar>(_ item: Item, depth n: Double, stepSize η: Double)
    -> EveryStep<
      S
    >
  {
    EveryStep(item, needsPrevious: true) { state, previous in
      guard let previous else { return nil }
      let σ = previous.smallestProductValue
      let factor = 1 - η * Double.pow(σ, 2 * (n - 1) / n)
      let relative = 2 * (n - 1) / n * previous.singularValueRounding / σ
      let rounding =
        state.lossRounding + previous.lossRounding + previous.value.loss * (1 - factor) * relative
      return StepCheck(value: state.value.loss, bound: previous.value.loss * factor, rounding: rounding)
    }
  }

  /// (C).
  private static func monitorNorms<S: Scalar>(_ item: Item, bound: Double) -> EveryStep<S> {
    EveryStep(item) { state, _ in
      let norm = state.quantities.layerValues.map { $0.map { $0.first ?? 0 } ?? .nan }.reduce(0) {
        max($0, $1)
      }
      return StepCheck(
        value: norm, bound: bound, rounding: 64 * state.largestWidth * 0x1p-53 * norm)
    }
  }
}
