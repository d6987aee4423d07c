import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("What rounding may have done at a step: the allowances of Lemma 2 and claims 1, 4 and 5")
struct AllowanceTests {
  private let unit = 0x1p-53

  /// Widths 2, 4, 3, 2; W_{1:3} = diag(2, ½).
  private func state<S: Scalar>(over field: S.Type) -> HandState<S> {
    HandState(
      layers: [
        .diagonal([2, 2], rows: 4, columns: 2), .diagonal([1, 1, 1], rows: 3, columns: 4),
        .diagonal([1, 0.25], rows: 2, columns: 3),
      ], target: .diagonal([2.25, 0.75]))
  }

  private func setting(_ state: HandState<some Scalar>, isComplex: Bool = false) throws -> Setting {
    Setting(
      widths: try state.network.widths, isComplex: isComplex, dynamics: .descent(stepSize: 0.0625))
  }

  private func checkClaim1<S: Scalar>(operations: Double, entries: Double, over field: S.Type) throws {
    let state = state(over: S.self)
    let found = try state.examination(Arora2019Claim1.self, setting(state, isComplex: S.isComplex))
      .shown("smallest-singular-value", [state])
    // ‖W_1‖² = 8, ‖W_2‖² = 3, ‖W_3‖² = 17/16; σ_1 = 2; ‖R‖ = √2/4, of four entries.
    let product = operations * unit * 1.01 * (8.0 * 3 * 17 / 16).squareRoot()
    let residual = product + entries * unit * 2.0.squareRoot() / 4
    #expect(found.value == 0.5 && isClose(found.bound, 0.75 - 2.0.squareRoot() / 4))
    #expect(isClose(found.radius, product + 64 * 4 * unit * 2 + residual))
    let allowance = Allowance(state: state)
    #expect(try isClose(allowance.product, product) && isClose(allowance.residual, residual))
    #expect(isClose(try allowance.singularValue, product + 64 * 4 * unit * 2))
  }

  @Test("Claim 1 allows the rounding of the product, of its singular values and of the distance")
  func claim1() throws {
    // Two hidden widths, 4 and 3: 4 + 2 + 3 + 2 operations and 2 more; entries of R take 2 each, and 8 more.
    try checkClaim1(operations: 13, entries: 16, over: Double.self)
    try checkClaim1(operations: 52, entries: 24, over: Complex<Double>.self)
  }

  @Test("Claim 1 counts a state that is no farther than rounding, and none beyond")
  func distance() throws {
    // ‖R(0)‖ = ½, where a unit in the last place is 2⁻⁵³; the allowance of ½ + 6·2⁻⁵³ is 2⁻⁵³ (2.02·½ + 10·½), which is 6 of them.
    let start = HandState<Double>(layers: [Matrix([[0.5]])], target: Matrix([[1]]))
    let examination = try start.examination(Arora2019Claim1.self, setting(start))
    for (places, counts) in [(5.0, true), (6, true), (7, false)] {
      var state = start
      state.layers = [Matrix([[0.5 - places * unit]])]
      #expect(try state.residual == 0.5 + places * unit)
      let found = try examination.shown("smallest-singular-value", [state])
      #expect((found.value != nil) == counts, "\(places)")
      let allowance = Allowance(state: state)
      if counts { #expect(try isClose(found.radius, allowance.singularValue + allowance.residual)) }
    }
  }

  @Test("Lemma 2 allows the rounding of each of its three inequalities")
  func lemma2() throws {
    let first = state(over: Double.self)
    var second = first
    (second.step, second.loss, second.target) = (1, 0.05, .diagonal([2.5, 0.875]))
    second.layers[2] = .diagonal([1.125, 0.3125], rows: 2, columns: 3)
    let examination = try first.examination(Arora2019Lemma2.self, setting(first))

    // Δ_1 = diag(3, 3, −1, 0) and Δ_2 = diag(0, 15/16, 1).
    let balance = try examination.shown("balance", [first])
    #expect(isClose(balance.value, 19.0.squareRoot()))
    #expect(isClose(balance.radius, 4 * 4 * unit * 8))

    let descent = try examination.shown("descent", [first, second])
    // σ_min = ½ and N = 3; ℓ(0) = 1/16.
    let factor = 1 - 0.0625 * Double.pow(0.5, 4.0 / 3)
    #expect(descent.value == 0.05 && isClose(descent.bound, 0.0625 * factor, 1e-14))
    let relative = 4.0 / 3 * (try Allowance(state: first).singularValue) / 0.5
    let own = try Allowance(state: second).loss + Allowance(state: first).loss
    #expect(isClose(descent.radius, own + 0.0625 * (1 - factor) * relative))
    #expect(descent.slack == ((descent.bound ?? 0) - 0.05) / (descent.bound ?? 0))

    let norms = try examination.shown("boundedness", [first])
    #expect(norms.value == 2 && isClose(norms.radius, 64 * 4 * unit * 2))
  }

  @Test("Lemma 2 (A) at depth 1 has nothing to balance")
  func single() throws {
    let start = HandState<Double>(layers: [.diagonal([0.9, 0.8])], target: .identity(2))
    let balance = try start.examination(Arora2019Lemma2.self, setting(start)).shown("balance", [start])
    #expect(balance.value == 0 && balance.holds == true)
  }

  @Test("Claim 5 allows the rounding of the loss")
  func claim5() throws {
    let start = HandState<Double>(layers: [.identity(2), .identity(2)], target: .diagonal([-1, 2]))
    var state = start
    (state.layers, state.loss) = ([.diagonal([3, 0.5]), .diagonal([0.5, 2])], 0.75)
    let found = try start.examination(Arora2019Claim5.self, setting(start)).shown("loss", [state])
    // W = diag(1.5, 1): ‖R‖² = 6.25 + 1; 2 + 2 + 2 operations.
    let product = 6 * unit * 1.01 * (9.25 * 4.25).squareRoot()
    let distance = 7.25.squareRoot()
    let residual = product + 16 * unit * distance
    #expect(found.value == 0.75 && found.bound == 0.5)
    #expect(isClose(found.radius, residual * (distance + residual)))
    // At the target itself ‖R‖ is what rounding makes of it.
    state.layers = [.diagonal([-1, 2]), .identity(2)]
    let there = try start.examination(Arora2019Claim5.self, setting(start)).shown("loss", [state])
    let rest = 6 * unit * 1.01 * 10.0.squareRoot()
    #expect(isClose(there.radius, rest * rest))
  }

  @Test("Claim 4 allows the rounding of both losses, in units of the one before")
  func claim4() throws {
    let start = HandState<Double>(
      layers: [.diagonal([8, 1]), .diagonal([0.0625, 1])], target: .identity(2))
    var (first, second) = (start, start)
    first.loss = 0.5
    (second.layers, second.step, second.loss) = ([.diagonal([30, 1]), .diagonal([2, 1])], 1, 450)
    let found = try start.examination(Arora2019Claim4.self, setting(start)).shown(
      "loss-growth", [first, second])
    // σ_1 + σ_2 = η (p/8)² + η (16 p)² = 4 for η = 1/16: too small.
    #expect(found.value == nil)
    var large = try setting(start)
    large.dynamics = .descent(stepSize: 1)
    let grown = try start.examination(Arora2019Claim4.self, large).shown("loss-growth", [first, second])
    #expect(grown.value == 900 && grown.bound == 225 && grown.step == 1)
    let (before, after) = (Allowance(state: first), Allowance(state: second))
    #expect(isClose(grown.radius, try (after.loss + 225 * before.loss) / 0.5))
  }
}
