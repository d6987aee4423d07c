internal import DeepLinear
public import LinearAlgebra

/// Under exact balance the singular values of the layers are those of the Hermitian main term but for the skew-Hermitian error.
///
/// With x = (U + V)S and y = (U − V)S: ½ σ_k(x) ≤ σ_k(S) ≤ (√2/2) (σ_k(x)² + ‖y‖_op²)^{1/2}, and for the smallest
/// σ_min(S) ≤ ½ (σ_min(x)² + ‖y‖_op²)^{1/2}.
///
/// Proof: xᴴx + yᴴy = 4S², so that by Weyl's inequality σ_k(x)² ≤ 4 σ_k(S)² ≤ σ_k(x)² + ‖y‖_op² for every k: the factor ½ in place of √2/2 is right for
/// all of them. Judged is what is printed.
///
/// σ_k(S) is read from every layer, x and y from the layers' polar factors, so that weights that are not balanced break it. A flow from a balanced start is
/// balanced at every time; gradient descent is not, and is judged where it is balanced to rounding, at the start for one.
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), inequality (11).
public enum Luo2025Inequality11: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "luo2025-inequality-11", source: .init("luo2025", "Inequality (11)"),
    field: "real or complex",
    depth: "any", target: "any, square", start: "balanced, square layers", dynamics: "any",
    regularization: "any",
    assumed: "exact balance of the state",
    promised: "½σ_k(x) ≤ σ_k(S) ≤ (√2/2)(σ_k(x)² + ‖y‖_op²)^{1/2}, the smallest with ½ in place of √2/2",
    hasExplicitConstants: true,
    judged: "all of it: along flows at every step, otherwise where the weights are balanced to rounding",
    reported: "")

  /// The hypotheses of a start, and what is promised of the run from it.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let lower = Item("lower-bound", .atLeast, assurance: .proved)
    let upper = Item("upper-bound", .atMost, assurance: .proved)
    let smallest = Item("smallest-upper-bound", .atMost, assurance: .proved)
    return Examination(
      outside: [Scope.square(setting)], hypotheses: [.exactBalance(start)],
      promises: [
        Promise(
          lower, .everyStep { [lower] in monitor(lower, setting) { state in state.sums.map { 0.5 * $0 } } }),
        Promise(
          upper,
          .everyStep { [upper] in
            monitor(upper, setting) { state in state.sums.map { state.upper($0, 0.5.squareRoot()) } }
          }),
        Promise(
          smallest,
          .everyStep { [smallest] in
            monitor(smallest, setting) { state in state.sums.last.map { [state.upper($0, 0.5)] } ?? [] }
          }),
      ])
  }

  /// σ_k(x) and ‖y‖_op.
  private struct Sums {
    let sums: [Double]
    let difference: Double
    func upper(_ sum: Double, _ factor: Double) -> Double {
      factor * (sum * sum + difference * difference).squareRoot()
    }
  }

  /// Compares the last singular values of all layers, as many as there are bounds, with these.
  private static func monitor<S: Scalar>(
    _ item: Item, _ setting: Setting, _ bounds: @escaping (Sums) -> [Double]
  ) -> EveryStep<S> {
    EveryStep(item) { state, _ in
      guard setting.isFlow || state.network.isBalancedToRounding,
        let factors = state.balancedFactors
      else { return nil }
      let sums = Sums(
        sums: factors.sumValues, difference: factors.differenceNorm)
      let found = bounds(sums)
      let rounding = 2 * factors.movement(distance: FlowAllowance.state(state, setting))
      let checks = factors.layerValues.flatMap { values in
        zip(values.suffix(found.count), found).map { StepCheck(value: $0, bound: $1, rounding: rounding) }
      }
      return StepCheck.mostTelling(checks, item.relation)
    }
  }
}
