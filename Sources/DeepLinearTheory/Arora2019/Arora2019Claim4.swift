internal import DeepLinear
public import LinearAlgebra

/// Balance cannot be left out: from some unbalanced starts with a large margin gradient descent diverges, whatever η.
///
/// For even N and Φ = I: identity layers whose (1, 1) entries w_1 … w_N alternate between a large y and a small z, with product p = c in
/// (0, 1). The (1, 1) entry of the loss, ½(p − 1)², has the curvature (p/w_j)² along w_j. The paper takes y/z as large as η requires and states
/// no constant; here η (c/z)² ≥ 16 is required; the spec's counterexample has 64.
///
/// One step turns w_j into w_j (1 + σ_j x), σ_j = η (p/w_j)², x = (1 − p)/p. Where 0 < p < 1 all x σ_j are positive, so that the product
/// becomes at least p (1 + x Σσ_j) = p + (1 − p) Σσ_j: the loss grows at least (Σσ_j − 1)²-fold, by 225 where Σσ_j ≥ 16. Judged at the steps
/// from such states, the first among them. Where p > 1 or p < 0 the loss may fall for a step, even far (seen at N = 2, η = 10⁻³, c = 0.92),
/// so that growth at every step is not judged; how the run ended is reported.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Claim 4; the constants 16 and 225 are ours.
public enum Arora2019Claim4: Statement {
  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "arora2019-claim-4", source: .init("arora2019", "Claim 4"), field: "real", depth: "even",
    target: "I",
    start: "identity but for alternating (1, 1) entries; margin c < 1", dynamics: "gradient descent",
    regularization: "0", assumed: "nothing", promised: "the loss grows exponentially",
    hasExplicitConstants: false,
    judged: "the loss grows 225-fold, the implementation's constant, at every step from below the target",
    reported: "whether the run diverged")

  /// The hypotheses of a start, and what is promised of the run from it.
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let entries = alternatingEntries(start)
    let z = start.exact(entries?.small ?? .nan)
    let product = (entries?.all ?? [.nan]).map { start.exact($0) }.reduce(start.exact(1)) { $0 * $1 }
    let η = setting.stepSize ?? .nan
    let curvature = (product / z).power(2) * start.exact(η)
    let growth = Item("loss-growth", .atLeast, assurance: .enclosed)
    return Examination(
      outside: LinearRate<S>.outside(setting) + [
        Scope.evenDepth(setting), isIdentity(start.target) ? nil : "stated for the target I",
        entries == nil ? "stated for identity layers whose (1, 1) entries alternate" : nil,
        (product >= start.exact(1)) == true ? "stated for (1, 1) entries whose product is below 1" : nil,
      ],
      hypotheses: [.margin(start), Item("instability", curvature, .atLeast, start.exact(16.0))],
      promises: [
        Promise(
          growth,
          .everyStep { [growth] in
            EveryStep<S>(growth, needsPrevious: true) { state, previous in
              guard let previous, isBelowTarget(previous, stepSize: η) else { return nil }
              return StepCheck(
                value: state.value.loss / previous.value.loss, bound: 225,
                rounding: (state.lossRounding + 225 * previous.lossRounding) / previous.value.loss)
            }
          }),
        Promise(reported("divergence"), .atEnd { end in divergence(end) }),
      ])
  }

  /// Whether 0 < p < 1 and Σσ_j ≥ 16.
  private static func isBelowTarget<S: Scalar>(_ state: Snapshot<S>, stepSize η: Double) -> Bool {
    let entries = state.network.layers.map { $0[0, 0].realPart }
    let p = entries.reduce(1, *)
    let instability = entries.map { η * (p / $0) * (p / $0) }.reduce(0, +)
    return p > 0 && p < 1 && state.value.loss > 0 && instability >= 16
  }

  private static func reported(_ name: String) -> Item {
    var item = Item(name, .atLeast, assurance: .measured)
    item.isJudged = false
    return item
  }

  private static func divergence(_ end: RunEnd) -> Item {
    var item = reported("divergence")
    (item.value, item.bound) = (end.outcome == .diverged ? 1 : 0, 1)
    item.holds = end.outcome == .diverged
    item.slack = end.outcome == .diverged ? 0 : -1
    item.note = "the run ended \(end.outcome.rawValue) after \(end.steps) steps"
    return item
  }

  private static func isIdentity<S: Scalar>(_ matrix: Matrix<S>) -> Bool {
    matrix.rows == matrix.columns && matrix == .identity(matrix.rows)
  }

  /// The small (1, 1) entry and all of them; nil where the start is of another form.
  private static func alternatingEntries<S: Scalar>(
    _ start: StartQuantities<S>
  ) -> (small: Double, all: [Double])? {
    let first = start.network.layers.map { $0[0, 0].realPart }
    for (layer, entry) in zip(start.network.layers, first) {
      guard layer == .diagonal([entry] + Array(repeating: 1, count: layer.columns - 1)) else { return nil }
    }
    guard first.count > 1, first.indices.allSatisfy({ first[$0] == first[$0 % 2] }), first[0] != first[1]
    else {
      return nil
    }
    return (min(first[0], first[1]), first)
  }
}
