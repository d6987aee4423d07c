internal import DeepLinear
public import LinearAlgebra

/// The extreme singular values of the layers move no faster than the gradient of ℓ: the penalty pulls the largest down and the smallest up.
///
/// M = max_{j,k} σ_k(W_j), m = min_{j,k} σ_k(W_j), g = max_j ‖∇_{W_j} ℓ‖_op. Along the flow, for square layers and any a:
/// d(M²)/dt ≤ 2 M g and d(m²)/dt ≥ −2 m g.
///
/// Proof. Let σ = σ_k(W_j) with unit vectors u and v, W_j v = σ u. Then dσ/dt = Re uᴴ (dW_j/dt) v, that is
/// dσ/dt = −Re uᴴ ∇_{W_j} ℓ v − aσ (uᴴ Δ_j u − vᴴ Δ_{j−1} v).
/// The first term is at most g either way. In the second, for 1 ≤ j < N, uᴴ Δ_j u = ‖W_jᴴ u‖² − ‖W_{j+1} u‖² = σ² − ‖W_{j+1} u‖², and for
/// 1 < j ≤ N, vᴴ Δ_{j−1} v = ‖W_{j−1}ᴴ v‖² − ‖W_j v‖² = ‖W_{j−1}ᴴ v‖² − σ²; Δ_0 = Δ_N = 0. If σ = M, no layer is longer: uᴴ Δ_j u ≥ 0 ≥ vᴴ Δ_{j−1} v,
/// and the penalty pulls M down. If σ = m, then, all layers being square, ‖W_{j+1} u‖ ≥ m and ‖W_{j−1}ᴴ v‖ ≥ m:
/// uᴴ Δ_j u ≤ 0 ≤ vᴴ Δ_{j−1} v, and the penalty pulls m up. M and m are the largest and the smallest of finitely many functions that are locally
/// Lipschitz; at almost every time their derivative is that of each function that attains them.
///
/// Judged between states that follow each other: M_1 ≤ M_0 + ∫ g dt and m_1 ≥ m_0 − ∫ g dt, with the integral replaced by an upper bound on it from g
/// at both ends and a bound on how fast g can change (`FlowInterval`). That is for the square loss. For gradient descent the same holds per step
/// with η and an error O(η²a²) whose constant is not explicit: M_1 beside M_0 + η g is reported.
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), Theorem 8.
public enum Luo2025Theorem8: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "luo2025-theorem-8", source: .init("luo2025", "Theorem 8"), field: "real or complex",
    depth: "any", target: "any", start: "any, square layers of one width",
    dynamics: "gradient flow or gradient descent", regularization: "any", assumed: "nothing",
    promised: "d(M²)/dt ≤ 2Mg and d(m²)/dt ≥ −2mg", hasExplicitConstants: false,
    judged: "for flows all of it, integrated from each step to the next",
    reported:
      "for gradient descent M and m beside the same bounds with η, as the error O(η²a²) has no explicit constant"
  )

  /// The hypotheses of a start, and what is promised of the run from it.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    var largest = Item("largest-singular-value", .atMost, assurance: .proved)
    var smallest = Item("smallest-singular-value", .atLeast, assurance: .proved)
    (largest.isJudged, smallest.isJudged) = (setting.isFlow, setting.isFlow)
    if !setting.isFlow {
      let note = "with an error O(η²a²) whose constant is not explicit: reported beside the bound without it"
      (largest.note, smallest.note) = (note, note)
    }
    return Examination(
      outside: [
        Scope.square(setting), Scope.squareLoss(setting),
        setting.stepSize == nil ? Scope.flow(setting) : nil,
      ], hypotheses: [],
      promises: [
        Promise(largest, .everyStep { [largest] in monitor(largest, setting) { $0.largest } }),
        Promise(smallest, .everyStep { [smallest] in monitor(smallest, setting) { $0.smallest } }),
      ])
  }

  private static func monitor<S: Scalar>(
    _ item: Item, _ setting: Setting, _ value: @escaping (LayerExtremes) -> Double
  ) -> EveryStep<S> {
    EveryStep(item, needsPrevious: true) { state, previous in
      guard let previous else { return nil }
      let (before, here) = (previous.layerExtremes, state.layerExtremes)
      let (growth, error) = growth(previous, state, (before, here), setting)
      let bound = item.relation.isUpper ? value(before) + growth : value(before) - growth
      let rounding = 128 * Double(state.network.widths[0]) * 0x1p-53 * max(here.largest, before.largest)
      return StepCheck(value: value(here), bound: bound, rounding: rounding + error)
    }
  }

  /// A bound on ∫ g dt over the step, and what else is allowed.
  private static func growth<S: Scalar>(
    _ previous: Snapshot<S>, _ state: Snapshot<S>, _ ends: (LayerExtremes, LayerExtremes), _ setting: Setting
  ) -> (Double, error: Double) {
    if let η = setting.stepSize { return (η * ends.0.gradient, 0) }
    let interval = FlowInterval(
      previous, state, norms: (ends.0.largest, ends.1.largest), regularization: setting.regularization)
    guard interval.layerNorm.isFinite else {
      return (interval.duration * max(ends.0.gradient, ends.1.gradient), .infinity)
    }
    let integral = interval.integral(
      ends.0.gradient, ends.1.gradient, change: interval.gradientChange)
    // g is computed from W_{1:N} − Φ as rounded.
    let rounding = max(state.productRounding, previous.productRounding) * interval.gradientFactor
    return (integral, FlowAllowance.step(state, setting) + 2 * interval.duration * rounding)
  }
}
