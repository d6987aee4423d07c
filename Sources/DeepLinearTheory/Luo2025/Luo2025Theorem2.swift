internal import DeepLinear
public import LinearAlgebra

/// Four layers, a multiple of the identity as the target, balanced starts: over the complex numbers the loss converges to zero, over the real numbers with
/// probability ½.
///
/// Real, det W_{1:N}(0) < 0: the sign of the determinant does not change along the flow, whose W_{1:N} keeps its rank, and no matrix with determinant at most 0
/// is closer to σ_1 I than σ_1; so ℓ(t) ≥ ½ σ_1² at every time, and σ_min(H) = 0 (Corollary 36). Judged. Otherwise, complex with probability at least 1 − δ
/// and real with probability at least ½(1 − δ), ℓ < ε after a time that is polynomial in d, 1/ε and 1/δ, without explicit constants: a run that arrives confirms
/// it, and one that ends before decides nothing.
///
/// The paper splits real starts by s·det Q_N·det Q_0 with s = ∏ s_j. What decides is the sign of det W_{1:N}, that is with s^d in place of s, and is used here.
/// Over seeds: P(det < 0) = ½, by both signs with at least ½, and P(no convergence) ≥ ½, where every run that had not arrived counts.
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), Theorem 2 and Corollary 36.
public enum Luo2025Theorem2: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "luo2025-theorem-2", source: .init("luo2025", "Theorem 2"), field: "real or complex",
    depth: "4",
    target: "σ_1 I", start: "balanced Gaussian", dynamics: "gradient flow", regularization: "any",
    assumed: "nothing",
    promised:
      "real, det < 0 (probability ½): ℓ ≥ ½σ_1²; else ℓ < ε after a polynomial time, with probability 1 − δ (real: ½(1 − δ))",
    hasExplicitConstants: false,
    judged:
      "real, det < 0: the loss at every step; over seeds the signs, and the fraction without convergence",
    reported: "the fraction that converges; no bound on the time, as its constants are not explicit")

  /// The hypotheses of a start, and what is promised of the run from it.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let isNegative = start.determinantSign == -1
    var hypotheses = [Item.exactBalance(start)]
    if !S.isComplex {
      hypotheses.append(
        Item("determinant", start.determinant, isNegative ? .below : .above, start.exact(0)))
    }
    return Examination(
      outside: [
        Scope.depth(4, setting), Scope.square(setting), Scope.squareLoss(setting), Scope.flow(setting),
        Scope.identityTarget(start),
      ], hypotheses: hypotheses,
      promises: [isNegative ? boundedLoss(start, setting) : convergence(setting)])
  }

  /// What counts the starts of a distribution that the statement is about; nil for another.
  public static func survey(_ setting: Setting) -> (any Survey)? {
    guard case .balancedLayers = setting.distribution, setting.depth == 4, setting.isUniform,
      setting.hasSquareLoss, setting.isFlow, setting.conditionedSign == 0
    else { return nil }
    return ConvergenceSurvey(setting)
  }

  /// ℓ ≥ ½ σ_1². If every layer moves by e, ℓ moves by ‖R‖ ν + ν²/2, ν = N (M + e)^{N−1} e.
  private static func boundedLoss<S: Scalar>(
    _ start: StartQuantities<S>, _ setting: Setting
  ) -> Promise<S> {
    let bound = 0.5 * start.exact(start.identityScale ?? .nan).power(2)
    var promised = Item("loss", .atLeast, assurance: .proved)
    promised.bound = bound.isFinite ? bound.lower : nil
    return Promise(
      promised,
      .everyStep { [promised, bound = bound.lower] in
        EveryStep<S>(promised) { state, _ in
          let moved = FlowAllowance.state(state, setting)
          let norm = state.largestLayerNorm + moved
          let product = Double(setting.depth) * Double.pow(norm, Double(setting.depth - 1)) * moved
          return StepCheck(
            value: state.value.loss, bound: bound,
            rounding: state.lossRounding + (state.residualNorm + product) * product)
        }
      })
  }

  /// ℓ < ε, sometime.
  private static func convergence<S: Scalar>(_ setting: Setting) -> Promise<S> {
    var promised = Item(
      "convergence", .below, assurance: .proved,
      note: "with probability 1 − δ (real: ½(1 − δ)), after a time that is polynomial and not explicit")
    promised.bound = setting.lossBelow
    return Promise(
      promised,
      .atEnd { [promised] end in
        var item = promised
        (item.value, item.assurance) = (end.loss, .measured)
        (item.step, item.time) = (end.steps, end.time)
        if end.outcome == .converged {
          (item.holds, item.slack) = (true, item.bound.map { max(0, ($0 - end.loss) / $0) })
        } else {
          item.note = "ended with loss \(end.loss); the promised time is not explicit"
        }
        return item
      })
  }
}

extension Scope {
  /// Φ = σ_1 I, to the last bit.
  static func identityTarget<S: Scalar>(_ start: StartQuantities<S>) -> String? {
    start.identityScale == nil ? "stated for a positive multiple of the identity as the target" : nil
  }
}

/// How many starts have which sign, and how many runs converge.
private final class ConvergenceSurvey: Survey {
  private let isComplex: Bool
  private var signs = SignCounts()
  private var (converged, ended) = (0, 0)
  private var isIdentity = true

  init(_ setting: Setting) { isComplex = setting.isComplex }

  func add<S: Scalar>(_ start: StartQuantities<S>) {
    isIdentity = isIdentity && start.identityScale != nil
    if !isComplex { signs.add(start.determinantSign) }
  }

  func add<S: Scalar>(_ start: StartQuantities<S>, _ end: RunEnd) {
    add(start)
    ended += 1
    if end.outcome == .converged { converged += 1 }
  }

  func finding() -> SurveyFinding {
    let target = Item(
      "target-identity", .atLeast, holds: isIdentity, assurance: .enclosed,
      note: isIdentity ? nil : "stated for a positive multiple of the identity as the target")
    var convergence = Item.probability(
      "convergence", converged, of: ended, atLeast: isComplex ? 1 : 0.5,
      note: "beside 1 (real: ½), which is approached as δ falls to 0; the promised time is not explicit")
    (convergence.isJudged, convergence.holds, convergence.slack) = (false, nil, nil)
    guard !isComplex else {
      return SurveyFinding(
        reasons: ["no explicit constant: reported only"], hypotheses: [target], promises: [convergence])
    }
    var stuck = Item.probability("no-convergence", ended - converged, of: ended, atLeast: 0.5)
    // Of a run that ended before it converged only a negative determinant says that it never would.
    if stuck.holds == true, 2 * signs.negative < ended {
      (stuck.holds, stuck.slack) = (nil, nil)
      stuck.note =
        "runs that ended before they converged count; \(signs.negative) starts have a negative determinant, and never converge"
    }
    return SurveyFinding(
      reasons: signs.reasons, hypotheses: [target], promises: signs.items + [stuck, convergence])
  }
}
