import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("What a solver's error and rounding may have done: the allowances of the statements about flows")
struct FlowAllowanceTests {
  private let unit = 0x1p-53
  private let τ = 1e-6

  private func setting(_ state: HandState<some Scalar>, a: Double = 0, stepSize: Double? = nil) throws
    -> Setting
  {
    Setting(
      widths: try state.network.widths, isComplex: false, regularization: a,
      dynamics: stepSize.map { .descent(stepSize: $0) } ?? .flow, flowTolerance: τ)
  }

  /// Balanced: W_1 = diag(2, 1), W_2 = Q diag(2, 1), Q a turn by a right angle; Φ = diag(2, 3).
  private var turned: HandState<Double> {
    HandState(layers: [.diagonal([2, 1]), Matrix([[0, -1], [2, 0]])], target: .diagonal([2, 3]))
  }

  /// 4 N (distance + 64 d 2⁻⁵³ ‖S‖), for two layers of width 2 and norm 2.
  private func movement(_ distance: Double) -> Double { 8 * (distance + 64 * 2 * unit * 2) }

  @Test(
    "Inequality (11) allows 100 τ ‖W‖_F along a flow, and rounding alone for a balanced state of a descent")
  func inequality11() throws {
    for (stepSize, distance) in [(nil, 100 * τ * 5.0.squareRoot()), (0.1, 0)] {
      let examination = try turned.examination(
        Luo2025Inequality11.self, setting(turned, stepSize: stepSize))
      for name in ["lower-bound", "upper-bound", "smallest-upper-bound"] {
        let item = try examination.shown(name, [turned])
        #expect(isClose(item.radius, 2 * movement(distance), 1e-12), "\(name), \(stepSize as Any)")
      }
      // σ_k(x) of x = (Q + I)S: xᵀx = 2S², as QS + SQᵀ adds nothing to its diagonal.
      let smallest = try examination.shown("smallest-upper-bound", [turned])
      #expect(isClose(smallest.value, 1) && isClose(smallest.bound, 0.5 * (2 + 8).squareRoot()))
    }
  }

  @Test("Inequality (11) leaves out states of a descent that are not balanced to rounding")
  func balance() throws {
    let examination = try turned.examination(Luo2025Inequality11.self, setting(turned, stepSize: 0.1))
    // 64 d 2⁻⁵³ ‖W‖² = 640·2⁻⁵³ beside Δ_1 of 2ε.
    for (ε, counts) in [(320 * unit, true), (322 * unit, false)] {
      var state = turned
      state.layers[0][1, 1] = 1 + ε
      #expect((try examination.shown("lower-bound", [state]).value != nil) == counts)
    }
    // One layer has nothing to balance.
    let single = HandState<Double>(layers: [.diagonal([2, 1])], target: .diagonal([2, 3]))
    let alone = try single.examination(Luo2025Inequality11.self, setting(single, stepSize: 0.1))
    #expect(try alone.shown("lower-bound", [single]).value != nil)
    var far = turned
    far.layers[0][0, 0] = 3
    let flow = try turned.examination(Luo2025Inequality11.self, setting(turned))
    #expect(try flow.shown("lower-bound", [far]).value != nil)
    // Without a solver's error the largest ‖W_j‖ decides.
    var exact = try setting(turned)
    exact.flowTolerance = 0
    for (first, last) in [(3.0, 2.0), (2, 3)] {
      far.layers = [.diagonal([first, 1]), Matrix([[0, -1], [last, 0]])]
      let item = try turned.examination(Luo2025Inequality11.self, exact).shown("lower-bound", [far])
      #expect(isClose(item.radius, 2 * 8 * 64 * 2 * unit * 3))
    }
  }

  @Test("Theorem 4: ‖φ^{1/2}(U − V)S‖_F² with the target's own order, and what two states allow")
  func theorem4() throws {
    let examination = try turned.examination(Luo2025Theorem4.self, setting(turned))
    var later = turned
    (later.step, later.time) = (1, 1)
    later.layers = [.diagonal([1, 1]), Matrix([[0, -1], [1, 0]])]
    let item = try examination.shown("skew-error", [turned, later])
    // (Q − I)S = (−2, −1; 2, −1): 2·5 + 3·5; then (−1, −1; 1, −1): 2·2 + 3·2.
    #expect(isClose(item.bound, 25) && isClose(item.value, 10))
    func allowed(_ value: Double, _ m: Double) -> Double { 2 * (3 * value).squareRoot() * m + 3 * m * m }
    let (first, second) = (movement(τ * 5.0.squareRoot()), 8 * (τ * 2.0.squareRoot() + 64 * 2 * unit))
    #expect(isClose(item.radius, allowed(25, first) + allowed(10, second)))
    // Another target than a diagonal one that is not negative is reduced: Φ = diag(−2, 3) turns the first axis.
    var mirrored = turned
    mirrored.target = .diagonal([-2, 3])
    mirrored.layers[1] = Matrix([[-2, 0], [0, 1]])
    let reduced = try mirrored.examination(Luo2025Theorem4.self, setting(mirrored))
    let zero = try reduced.shown("skew-error", [mirrored, mirrored])
    #expect((zero.value ?? 1) < 1e-28)
  }

  @Test("Theorem 4 is about two layers and more, and one unit has no gap between singular values")
  func theorem4Start() throws {
    let single = HandState<Double>(layers: [.diagonal([2, 1])], target: .diagonal([2, 3]))
    let found = try single.examination(Luo2025Theorem4.self, setting(single))
    #expect(found.outside == ["stated for at least two layers"])
    #expect(try turned.examination(Luo2025Theorem4.self, setting(turned)).outside == [])
    let unit = HandState<Double>(layers: [Matrix([[2]]), Matrix([[2]])], target: Matrix([[1]]))
    let gap = try unit.examination(Luo2025Theorem4.self, setting(unit)).hypotheses
      .named("singular-value-gap")
    #expect(gap.holds == true && gap.note == "a single singular value")
    let wide = HandState<Double>(
      layers: [.diagonal([1, 1], rows: 3, columns: 2), .diagonal([1, 1], rows: 2, columns: 3)],
      target: .identity(2))
    let outside = try wide.examination(Luo2025Theorem4.self, setting(wide)).hypotheses
      .named("singular-value-gap")
    #expect(outside.holds == nil && outside.note == nil)
    // Three values: 4, 2, 1.5 of the product.
    let three = HandState<Double>(
      layers: [.diagonal([2, 1, 1.5]), .diagonal([2, 2, 1])], target: .identity(3))
    let least = try three.examination(Luo2025Theorem4.self, setting(three)).hypotheses
    #expect(isClose(try least.named("singular-value-gap").value, 0.5))
    #expect(isClose(try least.named("smallest-singular-value").value, 1.5))
  }

  @Test("Lemma 26 allows each ‖Δ_j‖² what the solver's error and rounding make of it")
  func lemma26() throws {
    var first = HandState<Double>(
      layers: [
        .diagonal([2, 1], rows: 3, columns: 2), .diagonal([1, 2], rows: 2, columns: 3), .diagonal([1, 1]),
      ],
      target: .identity(2))
    first.penalty = 7
    var last = first
    (last.step, last.time, last.penalty) = (4, 2.5, 6)
    last.layers = [
      .diagonal([1, 1], rows: 3, columns: 2), .diagonal([1, 1], rows: 2, columns: 3), .diagonal([2, 1]),
    ]
    let item = try first.examination(Luo2025Lemma26.self, setting(first, a: 3)).shown(
      "penalty", [first, last])
    #expect(item.value == 6 && item.bound == 7 && item.step == 4 && item.time == 2.5)
    /// Of ‖Δ‖ with the squared norms of its two layers; moved is τ times the largest norm of a layer.
    func part(_ imbalance: Double, _ x: Double, _ y: Double, _ moved: Double) -> Double {
      let δ = 2 * moved * (x.squareRoot() + y.squareRoot() + moved) + (3 + 4) * 4 * unit * (x + y)
      return 2 * imbalance * δ + δ * δ
    }
    // Δ_1 = diag(3, −3, 0) and Δ_2 = diag(0, 3); then Δ_1 = 0 and Δ_2 = diag(−3, 0).
    let before = part(18.0.squareRoot(), 5, 5, τ * 5.0.squareRoot()) + part(3, 5, 2, τ * 5.0.squareRoot())
    let after = part(0, 2, 2, τ * 5.0.squareRoot()) + part(3, 2, 5, τ * 5.0.squareRoot())
    #expect(isClose(item.radius, 0.75 * (before + after)))
    // Rounding alone.
    var exact = try setting(first, a: 3)
    exact.flowTolerance = 0
    let rounded = try first.examination(Luo2025Lemma26.self, exact).shown("penalty", [first, last])
    let parts = part(18.0.squareRoot(), 5, 5, 0) + part(3, 5, 2, 0) + part(0, 2, 2, 0) + part(3, 2, 5, 0)
    #expect(isClose(rounded.radius, 0.75 * parts))
  }

  @Test("Theorem 2 allows the loss what the solver's error makes of it")
  func theorem2() throws {
    let start = HandState<Double>(
      layers: [.diagonal([-1, 1]), .identity(2), .identity(2), .identity(2)], target: .identity(2, scale: 2))
    var state = start
    (state.layers[2], state.loss) = (.diagonal([1, 3]), 2.5)
    let item = try start.examination(Luo2025Theorem2.self, setting(start)).shown("loss", [state])
    #expect(item.value == 2.5 && item.bound == 2)
    let moved = 100 * τ * 10.0.squareRoot()
    let product = 4 * Double.pow(10.0.squareRoot() + moved, 3) * moved
    // W = diag(−1, 3): ‖R‖² = 9 + 1.
    let expected = try Allowance(state: state).loss + (10.0.squareRoot() + product) * product
    #expect(isClose(item.radius, expected))
  }
}
