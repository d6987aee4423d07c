internal import DeepLinear
public import LinearAlgebra

/// The balance penalty decays at a rate set by the smallest singular values of the layers.
///
/// Alignment lasts until T_1, from when r is below 10⁻³ r(0). No constant is explicit, so that nothing is judged: the rate ln(r(0)/r(T_1))/T_1, or until the end
/// where that comes first, is reported beside a·min σ_min(W_j)², the minimum over all layers and all states until then.
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), Theorem 7.
public enum Luo2025Theorem7: Statement {
  /// It is about any Φ.
  public static var usesTarget: Bool { false }

  /// Its row in the table of assumptions.
  public static let description = StatementDescription(
    identifier: "luo2025-theorem-7", source: .init("luo2025", "Theorem 7"), field: "real or complex",
    depth: "any",
    target: "any", start: "Gaussian, unbalanced, square layers", dynamics: "gradient flow",
    regularization: "a > 0",
    assumed: "nothing", promised: "r decays at a rate set by a·σ_min²", hasExplicitConstants: false,
    judged: "nothing", reported: "the rate until r is below 10⁻³ r(0), beside a·σ_min²")

  /// The hypotheses of a start, and what is promised of the run from it.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    var rate = Item(
      "decay-rate", .atLeast, assurance: .measured,
      note: "beside a·min σ_min(W_j)²; the constant is not explicit")
    rate.isJudged = false
    return Examination(
      outside: [Scope.square(setting), Scope.flow(setting)],
      hypotheses: [
        Item("regularization", start.exact(setting.regularization), .above, start.exact(0)),
        Item(
          "imbalance", start.imbalance, .above, start.balanceRounding, note: "judged beyond rounding"),
      ],
      promises: [
        Promise(rate, .everyStep { [rate] in DecayMonitor<S>(rate, regularization: setting.regularization) })
      ])
  }
}

private final class DecayMonitor<S: Scalar>: PromiseMonitor {
  private static var end: Double { 1e-3 }
  private let promised: Item
  private let regularization: Double
  private var first: Double?
  private var last: (step: Int, time: Double, penalty: Double)?
  private var smallest = Double.infinity
  private var isAligned = false

  init(_ promised: Item, regularization: Double) {
    (self.promised, self.regularization) = (promised, regularization)
  }

  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  func see(_ state: Snapshot<S>) {
    guard !isAligned else { return }
    let values = state.quantities.layerValues.map { $0?.last ?? .nan }
    smallest = values.reduce(smallest) { min($0, $1) }
    let start = first ?? state.value.penalty
    first = start
    last = (state.step, state.time, state.value.penalty)
    isAligned = state.value.penalty < Self.end * start
  }

  func item(_ end: RunEnd) -> Item {
    var item = promised
    guard let first, let last, last.time > 0 else { return item }
    item.assurance = .replayed
    guard last.penalty > 0 else {
      (item.step, item.time) = (last.step, last.time)
      item.note = "r is 0 in double precision, so that no rate is known"
      return item
    }
    let rate = Double.log(first / last.penalty) / last.time
    (item.value, item.bound) = (rate, regularization * smallest * smallest)
    (item.step, item.time) = (last.step, last.time)
    if smallest > 0 { item.parameters["ratio"] = rate / (regularization * smallest * smallest) }
    if !isAligned { item.note = "the run ended before r was below 10⁻³ r(0)" }
    return item
  }
}
