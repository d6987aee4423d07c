public import LinearAlgebra

/// The linear residual network: a target near the identity gives an identity start its margin and balance.
///
/// With W_j = I, W_{1:N} = I and Δ_j = 0; ‖Φ − I‖_F < ½ gives σ_min(Φ) ≥ 1 − ‖Φ − I‖_F > ½, so that c > 0.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), §4.
public enum Arora2019Residual: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "arora2019-residual", source: .init("arora2019", "§4, residual networks"), field: "real",
    depth: "any",
    target: "‖Φ − I‖_F < ½", start: "identity, uniform widths", dynamics: "any", regularization: "any",
    assumed: "nothing", promised: "margin c > 0 and balance at the start", hasExplicitConstants: true,
    judged: "all of it, at the start", reported: "")

  /// The hypotheses of a start, and what is promised of the run from it.
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let isIdentity = start.network.layers.allSatisfy { $0 == .identity($0.rows) }
    let distance = isIdentity ? start.residualNorm : start.exact(.nan)
    let zero = start.exact(0)
    // I Iᵀ − Iᵀ I is 0 without a computation, which rounding would leave undecided.
    let imbalance = isIdentity ? zero : start.imbalance
    return Examination(
      outside: [Scope.real(setting), isIdentity ? nil : "stated for the identity start with uniform widths"],
      hypotheses: [Item("target-distance", distance, .below, start.exact(0.5))],
      promises: [
        Promise(
          Item(
            "deficiency-margin", start.deficiencyMargin, .above, zero, assurance: .proved, isPromise: true),
          .decided),
        Promise(
          Item("imbalance", imbalance, .atMost, zero, assurance: .proved, isPromise: true), .decided),
      ])
  }
}
