internal import DeepLinear
public import LinearAlgebra

/// In the local stage the loss decays exponentially.
///
/// N = 4, Φ = σ_1 I, t_0 the saddle time, η = 1 for a flow. Printed as ℓ(t) + r(t) ≤ ℓ(t_0) exp(−η σ_1^{3/2} (t − t_0)), which is false at t_0 wherever r(t_0) > 0,
/// and later for small a; how large a must be is not explicit. So it is judged for flows from balanced starts, where r = 0, on ℓ; otherwise
/// (ℓ + r)(t)/(ℓ + r)(t_0) is reported beside the exponential. For gradient descent the condition on η is not at hand: reported.
///
/// Under exact balance it follows from inequality (11): σ_min(S) ≥ ½ σ_min(H) ≥ 2^{−1/4} σ_1^{1/4} in the stage, and dℓ/dt = −Σ_j ‖∇_{W_j} ℓ‖² ≤ −8 σ_min(S)⁶ ℓ
/// ≤ −2^{3/2} σ_1^{3/2} ℓ, more than is promised. Linearized at the minimum ℓ ∝ exp(−2N σ_1^{2−2/N} t) = exp(−8 σ_1^{3/2} t).
///
/// The stage begins at the first state shown that is not before t_0; the same bound holds from there. Reported beside: σ_min(H) and its bound 2^{3/4} σ_1^{1/4} at the end;
/// ‖K‖_F/(d ε), which is at most 3f_1 with f_1 not explicit; the measured rate, the linearized rate and the bound.
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), Theorem 11.
public enum Luo2025Theorem11: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "luo2025-theorem-11", source: .init("luo2025", "Theorem 11"), field: "real or complex",
    depth: "4",
    target: "σ_1 I", start: "any, square layers", dynamics: "gradient flow or gradient descent",
    regularization: "large, or any from a balanced start", assumed: "the saddle time t_0 is reached",
    promised: "ℓ + r ≤ ℓ(t_0) exp(−η σ_1^{3/2}(t − t_0))", hasExplicitConstants: false,
    judged: "for flows from balanced starts, on ℓ, at every step from t_0 on",
    reported:
      "otherwise (ℓ + r)/(ℓ + r)(t_0) beside the exponential; σ_min(H), ‖K‖_F/(dε), the measured and the linearized rate"
  )

  /// The hypotheses of a start, and what is promised of the run from it.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    var balance = Item.exactBalance(start)
    let isJudged = setting.isFlow && balance.holds == true
    balance.isJudged = balance.holds == nil
    let σ = start.exact(start.identityScale ?? .nan)
    var decay = Item(isJudged ? "loss-decay" : "objective-decay", .atMost, assurance: .proved)
    decay.isJudged = isJudged
    if !isJudged { decay.note = "(ℓ + r)/(ℓ + r)(t_0) beside exp(−η σ_1^{3/2}(t − t_0)): reported only" }
    let reported = [
      reportedItem("hermitian-smallest", .atLeast, "σ_min(H) in the local stage beside 2^{3/4} σ_1^{1/4}"),
      reportedItem(
        "skew-error", .atMost, "the largest ‖K‖_F/(dε) in the local stage; at most 3f_1, not explicit"),
      reportedItem(
        "local-rate", .atLeast, "the measured rate of ℓ beside η σ_1^{3/2}; linearized is 8 σ_1^{3/2}"),
    ]
    let rate = σ.power(3, over: 2).midpoint
    return Examination(
      outside: [
        Scope.depth(4, setting), Scope.square(setting), Scope.squareLoss(setting),
        Scope.identityTarget(start),
        setting.stepSize == nil ? Scope.flow(setting) : nil,
      ], hypotheses: [balance],
      promises: [
        Promise(decay, .everyStep { [decay] in DecayInStage<S>(decay, rate: rate, setting) })
      ]
        + reported.enumerated().map { place, item in
          Promise(item, .everyStep { [item] in StageReport<S>(item, place, rate: rate, setting) })
        })
  }

  private static func reportedItem(_ name: String, _ relation: Item.Relation, _ note: String) -> Item {
    var item = Item(name, relation, assurance: .measured, note: note)
    item.isJudged = false
    return item
  }
}

/// The loss, or the objective, beside the exponential from the beginning of the local stage on.
private final class DecayInStage<S: Scalar>: PromiseMonitor {
  private let promised: Item
  private let rate: Double
  private let setting: Setting
  private var stage = LocalStage()
  private var checks: EveryStep<S>?

  init(_ promised: Item, rate: Double, _ setting: Setting) {
    (self.promised, self.rate, self.setting) = (promised, rate, setting)
  }

  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  func see(_ state: Snapshot<S>) {
    guard stage.contains(state), let begin = stage.begin else {
      checks = nil
      return
    }
    // A stage that ended was none: what it showed is dropped.
    let monitor = checks ?? check(from: begin, allowance(state))
    checks = monitor
    monitor.see(state)
  }

  /// What ℓ = ½‖R‖² may be off by. If every layer moves by e, W_{1:N} moves by ν = N (M + e)³ e at most, and ℓ by ‖R‖ ν + ν²/2.
  private func allowance(_ state: Snapshot<S>) -> Double {
    let moved = FlowAllowance.state(state, setting)
    let product = 4 * Double.pow(state.largestLayerNorm + moved, 3) * moved
    return state.lossRounding + (state.residualNorm + product) * product
  }

  private func check(from begin: LocalStage.Entry, _ beginAllowance: Double) -> EveryStep<S> {
    EveryStep(promised) { [rate, promised, unowned self] state, _ in
      // Where the stage begins both sides are the same number.
      guard state.step > begin.step || state.time > begin.time else { return nil }
      let factor = Double.exp(-rate * (state.time - begin.time))
      guard promised.isJudged else {
        return StepCheck(value: state.value.objective / begin.objective, bound: factor, rounding: 0)
      }
      return StepCheck(
        value: state.value.loss, bound: begin.loss * factor,
        rounding: allowance(state) + beginAllowance * factor)
    }
  }

  func item(_ end: RunEnd) -> Item {
    guard let checks else {
      var item = promised
      item.note = "the run ended at t = \(end.time), before the local stage"
      return item
    }
    return checks.item(end)
  }
}

/// What is reported of the local stage: σ_min(H), ‖K‖_F/(dε) or the rate.
private final class StageReport<S: Scalar>: PromiseMonitor {
  private let promised: Item
  private let place: Int
  private let rate: Double
  private let setting: Setting
  private var stage = LocalStage()
  private var smallest: (value: Double, bound: Double, step: Int, time: Double)?
  private var skew: Double?
  private var last: LocalStage.Entry?

  init(_ promised: Item, _ place: Int, rate: Double, _ setting: Setting) {
    (self.promised, self.place, self.rate, self.setting) = (promised, place, rate, setting)
  }

  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  func see(_ state: Snapshot<S>) {
    guard stage.contains(state) else {
      (smallest, skew, last) = (nil, nil, nil)
      return
    }
    let value = LocalStage.smallestValue(state)
    if !(value >= (smallest?.value ?? .infinity)) || smallest == nil {
      let bound = LocalStage.threshold(σ: state.target.svd.values.first ?? .nan)
      smallest = (value, bound, state.step, state.time)
    }
    skew = max(skew ?? 0, state.hermitianTerms?.skew.frobeniusNorm ?? .nan)
    // Losses at the level of rounding have no rate.
    if state.value.loss > 100 * state.lossRounding {
      last = LocalStage.Entry(
        step: state.step, time: state.time, loss: state.value.loss, objective: state.value.objective)
    }
  }

  func item(_ end: RunEnd) -> Item {
    var item = promised
    guard let begin = stage.begin, let smallest else {
      item.note = "the run ended at t = \(end.time), before the local stage"
      return item
    }
    item.assurance = .replayed
    switch place {
    case 0:
      (item.value, item.bound) = (smallest.value, smallest.bound)
      (item.step, item.time) = (smallest.step, smallest.time)
    case 1:
      guard let ε = setting.commonDeviation, let skew else {
        item.note = "the start has no one deviation ε"
        return item
      }
      item.value = skew / (Double(setting.widths[0]) * ε)
    default:
      guard let last, last.time > begin.time else { return item }
      (item.value, item.bound) = (Double.log(begin.loss / last.loss) / (last.time - begin.time), rate)
      item.parameters["linearized"] = 8 * rate
    }
    return item
  }
}

extension Setting {
  /// ε of a layer-wise or balanced Gaussian start; nil for another.
  fileprivate var commonDeviation: Double? {
    if case .balancedLayers(let deviation) = distribution { deviation } else { uniformDeviation }
  }
}
