internal import DeepLinear
public import LinearAlgebra

/// Balance cannot be left out: from some unbalanced starts with a large margin gradient descent diverges, whatever η.
///
/// For even N and Φ = I: identity layers whose (1, 1) entries alternate between a large y and a small z with (yz)^{N/2} = c. Along
/// a small entry the curvature of the loss is (c/z)²; gradient descent is unstable where η times it is above 2. The paper takes y/z as
/// large as η requires and states no constant; here η (c/z)² ≥ 16 is required; the spec's counterexample has 64. Then the loss grows
/// at every step, and exponentially.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Claim 4; the constants 16 and 2 are ours.
public enum Arora2019Claim4: Statement {
  public static let description = StatementDescription(
    identifier: "arora2019-claim-4", source: .init("arora2019", "Claim 4"), field: "real", depth: "even",
    target: "I",
    start: "identity but for alternating (1, 1) entries; margin c", dynamics: "gradient descent",
    regularization: "0", assumed: "nothing", promised: "the loss grows exponentially",
    hasExplicitConstants: false,
    judged: "at every step the loss at least doubles, with the implementation's constant for the spread",
    reported: "")

  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    let entries = alternatingEntries(start)
    let (z, c) = (start.exact(entries?.small ?? .nan), start.exact(entries?.product ?? .nan))
    let curvature = (c / z).power(2) * start.exact(setting.stepSize ?? .nan)
    let growth = Item("loss-growth", .atLeast, assurance: .enclosed)
    return Examination(
      outside: LinearRate<S>.outside(setting) + [
        Scope.evenDepth(setting), isIdentity(start.target) ? nil : "stated for the target I",
        entries == nil ? "stated for identity layers whose (1, 1) entries alternate" : nil,
      ],
      hypotheses: [.margin(start), Item("instability", curvature, .atLeast, start.exact(16.0))],
      promises: [
        Promise(
          growth,
          .everyStep { [growth] in
            EveryStep<S>(growth, needsPrevious: true) { state, previous in
              guard let previous else { return nil }
              return StepCheck(
                value: state.value.loss / previous.value.loss, bound: 2,
                rounding: state.lossRounding / previous.value.loss)
            }
          })
      ])
  }

  private static func isIdentity<S: Scalar>(_ matrix: Matrix<S>) -> Bool {
    matrix.rows == matrix.columns && matrix == .identity(matrix.rows)
  }

  /// The small (1, 1) entry and the product of all of them; nil where the start is of another form.
  private static func alternatingEntries<S: Scalar>(
    _ start: StartQuantities<S>
  ) -> (small: Double, product: Double)? {
    let d = start.network.widths[0]
    let first = start.network.layers.map { $0[0, 0].realPart }
    for (layer, entry) in zip(start.network.layers, first) {
      guard layer == .diagonal([entry] + Array(repeating: 1, count: d - 1)), layer.columns == d else {
        return nil
      }
    }
    guard first.count > 1, first.indices.allSatisfy({ first[$0] == first[$0 % 2] }), first[0] != first[1]
    else {
      return nil
    }
    return (min(first[0], first[1]), first.reduce(1, *))
  }
}
