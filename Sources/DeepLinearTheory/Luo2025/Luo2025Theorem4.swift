internal import DeepLinear
public import LinearAlgebra

/// From a balanced start the skew-Hermitian error never rises along the flow.
///
/// With W_{1:N} = U Sᴺ Vᴴ and Φ = X φ Yᴴ: ‖φ^{1/2}(XᴴU − YᴴV)S‖_F² is non-increasing, N ≥ 2, for a start whose layers are square and exactly balanced and whose
/// W_{1:N}(0) has singular values that are non-zero and distinct. The penalty of a balanced start is 0 and stays 0, so that a does not matter.
///
/// Judged from each state to the next, by the layers (`BalancedFactors`), so that nearly equal and very small singular values do no harm. If every
/// layer moves by the solver's error of a step, y = (U − V)S moves by some μ, and the error E by 2 (φ_1 E)^{1/2} μ + φ_1 μ².
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), Theorem 4 and Appendix A.
public enum Luo2025Theorem4: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "luo2025-theorem-4", source: .init("luo2025", "Theorem 4"), field: "real or complex",
    depth: "at least 2", target: "any, square",
    start: "balanced, square layers; singular values of W_{1:N} non-zero and distinct",
    dynamics: "gradient flow",
    regularization: "any", assumed: "nothing", promised: "‖Φ^{1/2}(U − V)S‖_F² does not rise",
    hasExplicitConstants: true, judged: "all of it, from each step to the next; balance to rounding",
    reported: "")

  /// The hypotheses of a start, and what is promised of the run from it.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let values = setting.isUniform ? start.productSingularValues : []
    let promised = Item("skew-error", .atMost, assurance: .enclosed)
    return Examination(
      outside: [
        Scope.square(setting), Scope.squareLoss(setting), Scope.flow(setting),
        setting.depth >= 2 ? nil : "stated for at least two layers",
      ],
      hypotheses: [
        .exactBalance(start),
        Item("smallest-singular-value", values.last ?? start.exact(.nan), .above, start.exact(0)),
        smallestGap(values, start),
      ],
      promises: [
        Promise(
          promised,
          .everyStep { [promised] in
            var before: SkewError?
            return EveryStep<S>(promised) { state, _ in
              let now = SkewError(state, setting)
              defer { before = now }
              return before.map {
                StepCheck(value: now.value, bound: $0.value, rounding: now.allowance + $0.allowance)
              }
            }
          })
      ])
  }

  /// min_k (σ_k − σ_{k+1}) > 0.
  private static func smallestGap<S: Scalar>(_ values: [Ball], _ start: StartQuantities<S>) -> Item {
    let gaps = zip(values, values.dropFirst()).map { $0 - $1 }
    guard let first = gaps.first else {
      let isSingle = values.count == 1
      return Item(
        "singular-value-gap", .above, holds: isSingle ? true : nil, assurance: .enclosed,
        note: isSingle ? "a single singular value" : nil)
    }
    return Item("singular-value-gap", gaps.dropFirst().reduce(first, Ball.min), .above, start.exact(0))
  }

  /// E at a state, and what is allowed.
  private struct SkewError {
    var value = Double.nan
    var allowance = Double.nan

    init<S: Scalar>(_ state: Snapshot<S>, _ setting: Setting) {
      guard let factors = state.balancedFactors else { return }
      value = factors.skewError(state.target)
      let movement = factors.movement(distance: FlowAllowance.step(state, setting))
      let φ = state.target.svd.values.first ?? 0
      allowance = 2 * (φ * value).squareRoot() * movement + φ * movement * movement
    }
  }
}
