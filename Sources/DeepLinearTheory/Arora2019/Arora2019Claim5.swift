internal import DeepLinear
public import LinearAlgebra

/// A margin cannot be left out: from the identity, which is perfectly balanced, a symmetric target with a negative eigenvalue is never
/// reached at even depth.
///
/// With Φ = U Λ Uᵀ all layers stay equal to U D Uᵀ, D real and diagonal, so that W_{1:N} = U D^N Uᵀ has no negative eigenvalue and
/// ℓ ≥ ½ Σ_{λ<0} λ² at every step, for any step size; the same holds along the flow, and with the penalty, which is 0.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Claim 5.
public enum Arora2019Claim5: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "arora2019-claim-5", source: .init("arora2019", "Claim 5"), field: "real", depth: "even",
    target: "symmetric with a negative eigenvalue", start: "identity", dynamics: "gradient descent or flow",
    regularization: "any", assumed: "nothing", promised: "ℓ ≥ ½ Σ_{λ<0} λ² at every step",
    hasExplicitConstants: true,
    judged: "all of it, at every step", reported: "")

  /// The hypotheses of a start, and what is promised of the run from it.
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let isIdentity = start.network.layers.allSatisfy { $0 == .identity($0.rows) }
    let isSymmetric = start.target.rows == start.target.columns && start.target == start.target.adjoint
    let zero = start.exact(0)
    let eigenvalues = isSymmetric ? start.targetEigenvalues : []
    let negative = eigenvalues.map { Ball.min($0, zero) }
    let bound = 0.5 * negative.reduce(zero) { $0 + $1.power(2) }
    var promised = Item("loss", .atLeast, assurance: .enclosed)
    promised.bound = isSymmetric && bound.isFinite ? bound.lower : nil
    return Examination(
      outside: [
        Scope.real(setting), Scope.squareLoss(setting), Scope.evenDepth(setting),
        setting.stepSize == nil ? Scope.flow(setting) : nil,
        isIdentity ? nil : "stated for the identity start with uniform widths",
        isSymmetric ? nil : "stated for a symmetric target",
      ],
      hypotheses: [
        Item("smallest-eigenvalue", eigenvalues.first ?? start.exact(.nan), .below, zero)
      ],
      promises: [
        Promise(
          promised,
          .everyStep { [promised] in
            EveryStep<S>(promised) { state, _ in
              StepCheck(value: state.value.loss, bound: bound.lower, rounding: state.lossRounding)
            }
          })
      ])
  }
}
