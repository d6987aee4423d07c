internal import DeepLinear
public import LinearAlgebra

/// The singular values of the Hermitian main term grow at a bounded rate, and do not fall before the local stage.
///
/// N = 4, Φ = σ_1 I, balanced start, x_k = ½ σ_k((U + V)S): d(x_k²)/dt ≤ σ_1 (2 ‖S‖_op² + ‖(U − V)S‖_F²|_{t=0}) x_k². Zero stays zero. The paper also bounds the
/// growth from below, until the local stage; its bound is not at hand.
///
/// Judged between states that follow each other, h apart: the upper bound as x_k(t_1) ≤ x_k(t_0) exp(½ σ_1 (2 ∫ ‖S‖_op² dt + ‖(U − V)S‖_F²|_{t=0} h)), with the
/// integral replaced by an upper bound on it from both ends and a bound on how fast ‖S‖_op² can change (`FlowInterval`). And, where ‖S(0)‖_op ≤ σ_1^{1/4}, that no
/// x_k falls before the saddle time, that is to a state with 2x_min below 2^{3/4} σ_1^{1/4}; larger starts can fall, and there it is reported.
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), Theorem 5.
public enum Luo2025Theorem5: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "luo2025-theorem-5", source: .init("luo2025", "Theorem 5"), field: "real or complex",
    depth: "4",
    target: "σ_1 I", start: "balanced, square layers", dynamics: "gradient flow", regularization: "any",
    assumed: "nothing",
    promised: "d(x_k²)/dt ≤ σ_1(2‖S‖_op² + ‖(U − V)S‖_F²|_{t=0}) x_k²; x_k grows until the local stage",
    hasExplicitConstants: false,
    judged:
      "the upper bound, integrated from each step to the next; where ‖S(0)‖_op ≤ σ_1^{1/4}, that no x_k falls before the saddle time",
    reported: "whether x_k falls from larger starts; the lower bound on the growth is not at hand")

  /// The hypotheses of a start, and what is promised of the run from it.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let scale = start.exact(start.identityScale ?? .nan).power(1, over: 4)
    let norm =
      setting.isUniform
      ? start.layerSingularValues.compactMap(\.first).reduce(start.exact(0), Ball.max) : start.exact(.nan)
    var size = Item("start-size", norm, .atMost, scale, note: "only for the promise no-fall")
    size.isJudged = false
    let growth = Item("growth", .atMost, assurance: .enclosed)
    var fall = Item("no-fall", .atLeast, assurance: .enclosed)
    fall.isJudged = size.holds == true
    if !fall.isJudged {
      let isUndecided = size.holds == nil
      fall.note =
        isUndecided
        ? "whether the start is larger than σ_1^{1/4} is undecided: reported only"
        : "the start is larger than σ_1^{1/4}: reported only"
    }
    return Examination(
      outside: [
        Scope.depth(4, setting), Scope.square(setting), Scope.squareLoss(setting), Scope.flow(setting),
        Scope.identityTarget(start),
      ], hypotheses: [.exactBalance(start), size],
      promises: [
        Promise(growth, .everyStep { [growth] in monitorGrowth(growth, setting) }),
        Promise(fall, .everyStep { [fall] in monitorFall(fall, setting) }),
      ])
  }

  /// x_k, ‖S‖_op and what the solver's error of a step and rounding move x_k by.
  private struct Sums {
    var values: [Double]
    let norm: Double
    let movement: Double
    let skewError: Double

    init?<S: Scalar>(_ state: Snapshot<S>, _ setting: Setting) {
      guard let factors = state.balancedFactors else { return nil }
      values = factors.sumValues.map { 0.5 * $0 }
      norm = factors.norm
      movement = factors.movement(distance: FlowAllowance.step(state, setting))
      skewError = factors.difference.realInner(factors.difference)
    }
  }

  private static func monitorGrowth<S: Scalar>(_ item: Item, _ setting: Setting) -> EveryStep<S> {
    var before: Sums?
    var first: Double?
    return EveryStep(item, needsPrevious: true) { state, previous in
      let here = Sums(state, setting)
      defer { before = here }
      first = first ?? here?.skewError
      guard let previous else { return nil }
      guard let here, let before, let first else {
        return StepCheck(value: .nan, bound: .nan, rounding: .nan)
      }
      let σ = state.target.svd.values.first ?? .nan
      let interval = FlowInterval(
        previous, state, norms: (before.norm, here.norm), regularization: setting.regularization)
      let integral = interval.integral(
        before.norm * before.norm, here.norm * here.norm, change: 2 * interval.layerNorm * interval.speed)
      let isBounded = integral.isFinite
      let factor = isBounded ? Double.exp(0.5 * σ * (2 * integral + first * interval.duration)) : 1
      let rounding = isBounded ? here.movement + factor * before.movement : .infinity
      return StepCheck.mostTelling(
        zip(here.values, before.values).map {
          StepCheck(value: $0, bound: $1 * factor, rounding: rounding)
        }, .atMost)
    }
  }

  private static func monitorFall<S: Scalar>(_ item: Item, _ setting: Setting) -> EveryStep<S> {
    var before: Sums?
    return EveryStep(item) { state, _ in
      let here = Sums(state, setting)
      defer { before = here }
      guard let before else { return nil }
      guard let here else { return StepCheck(value: .nan, bound: .nan, rounding: .nan) }
      let threshold = LocalStage.threshold(σ: state.target.svd.values.first ?? .nan)
      guard let least = here.values.last, 2 * least < threshold else { return nil }
      return StepCheck.mostTelling(
        zip(here.values, before.values).map {
          StepCheck(value: $0, bound: $1, rounding: here.movement + before.movement)
        }, .atLeast)
    }
  }
}
