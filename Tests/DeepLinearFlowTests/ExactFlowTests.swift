import DeepLinear
import DeepLinearFlow
import Testing
import _TestSupport

@Suite struct ExactFlowTests {
  /// Closed forms of the parts that `AlignedMode` does not use: the logistic curve, artanh at N = 4.
  private func fourLayerTime(_ u: Double, φ: Double, u0: Double) -> Double {
    let root = φ.squareRoot()
    func artanh(_ x: Double) -> Double { 0.5 * .log(abs((1 + x) / (1 - x))) }
    return (1 / u0 - 1 / u + (artanh(u / root) - artanh(u0 / root)) / root) / (2 * φ)
  }

  @Test("At N = 4 a mode passes the implicit curve's points at its times, from below and from above")
  func fourLayers() {
    for (φ, u0) in [(1.0, 0.01), (2.0, 0.1), (0.5, 0.3), (1.0, 1e-4), (1.0, 2.0), (0.3, 5.0)] {
      let mode = AlignedMode(depth: 4, target: φ, start: u0 * u0)
      for part in [0.1, 0.3, 0.5, 0.9, 0.999, 1 - 1e-9] {
        let u = u0 + part * (φ.squareRoot() - u0)
        let t = fourLayerTime(u, φ: φ, u0: u0)
        // The time itself is rounded.
        let late = 4 * t.ulp * 4 * u * u * u * abs(φ - u * u)
        #expect(
          abs(mode.value(at: t) - u * u) <= 1e-13 * max(φ, u0 * u0) + late, "φ = \(φ), u_0 = \(u0), \(part)")
      }
    }
  }

  @Test("At every depth a mode solves its equation: what is passed by a slope is what lies between two times")
  func equation() {
    for depth in 1...9 {
      for φ in [2.0, 0.5, 0, -0.7] {
        for (start, t) in [(0.02, 0.3), (0.02, 2.9), (0.9, 0.7), (3.0, 0.1), (3.0, 1.3)] {
          let mode = AlignedMode(depth: depth, target: φ, start: start)
          let h = 1e-4
          let (before, σ, after) = (mode.value(at: t - h), mode.value(at: t), mode.value(at: t + h))
          // dσ/dt = N σ^{2−2/N} (φ − σ).
          let n = Double(depth)
          let slope = n * (depth == 1 ? 1 : .pow(σ, 2 - 2 / n)) * (φ - σ)
          let scale = max(abs(φ), start) * max(1, .pow(max(start, abs(φ)), 4)) * n * n * n
          #expect(abs((after - before) / (2 * h) - slope) <= 1e-6 * scale, "N = \(depth), φ = \(φ), \(start)")
          #expect(mode.value(at: 0) == start)
        }
      }
    }
  }

  @Test("A mode is the solver's: at every depth, for targets of either sign and none")
  func solver() {
    let times = [0.3, 1, 3, 10, 30]
    for depth in [1, 2, 3, 4, 5, 8] {
      let (start, targets) = ([0.2, 0.05, 1.5, 0.3], [1.0, 2, 0.7, 0])
      let rows = SingularValueFlow(depth: depth).values(from: start, towards: targets, at: times)
      for (t, row) in zip(times, rows) {
        for k in start.indices {
          let exact = AlignedMode(depth: depth, target: targets[k], start: start[k]).value(at: t)
          #expect(abs(exact - row[k]) <= 1e-8, "N = \(depth), k = \(k), t = \(t)")
        }
      }
    }
    // Against the target's sign a mode falls to 0 (N ≥ 2) and never passes it.
    for depth in 2...6 {
      let mode = AlignedMode(depth: depth, target: -1, start: 1)
      #expect(mode.value(at: 1e3) >= 0 && mode.value(at: 1e3) < 0.01)
    }
    #expect(AlignedMode(depth: 3, target: 1, start: 0).value(at: 5) == 0)
    #expect(AlignedMode(depth: 4, target: 1, start: 0.1).value(at: 1e6) == 1)
  }

  private func check<S: Scalar>(
    _ network: DeepLinearNetwork<S>, _ target: Matrix<S>, is form: ExactFlow<S>.Form, within bound: Double
  ) throws {
    let flow = try ExactFlow(from: network, target: target)
    #expect(flow.form == form)
    let times = [0.0, 0.2, 1, 3, 8]
    let run = try GradientFlow().run(
      network, on: SquareLoss(target: target), until: .time(8), observing: Observation(keepsWeights: true),
      at: .at(times))
    for (exact, other) in zip(try flow.networks(at: times), run.snapshotNetworks) {
      #expect(exact.widths == network.widths)
      #expect(exact.imbalance <= 1e-13)
      #expect(exact.endToEndMatrix.distance(to: other.endToEndMatrix) <= bound)
    }
  }

  private func everyForm<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(3) {
      var draw = Draw(seed)
      let square: Matrix<S> = draw.matrix(3, 3)
      let wide: Matrix<S> = draw.matrix(2, 4)
      // Aligned: the same vectors, values of either sign, wider hidden layers.
      let svd = try square.svd()
      let u = svd.u * .diagonal([1, -1, 1])
      let aligned = try BalancedInitialization(deviation: 1).network(
        widths: [3, 3, 3], seed: 0, over: S.self)
      #expect(throws: FlowError.self) {
        try ExactFlow(
          from: DeepLinearNetwork(layers: [2 * aligned.layers[0], aligned.layers[1]]), target: square)
      }
      for widths in [[3, 3, 3], [3, 4, 3, 3], [3, 3, 5, 3, 3]] {
        let depth = widths.count - 1
        let roots = [0.5, 0.3, 0.2].map { Double.pow($0, 1 / Double(depth)) }
        var layers = (1...depth).map { Matrix<S>.diagonal(roots, rows: widths[$0], columns: widths[$0 - 1]) }
        layers[0] = layers[0] * svd.v.adjoint
        layers[depth - 1] = u * layers[depth - 1]
        try check(DeepLinearNetwork(layers: layers), square, is: .aligned, within: 1e-8)
      }
      let initialization = BalancedInitialization(deviation: 0.5, rotations: true)
      try check(
        initialization.network(widths: [4, 3, 2], seed: seed, over: S.self), wide, is: .twoLayers,
        within: 1e-8)
      try check(
        initialization.network(widths: [4, 2], seed: seed, over: S.self), wide, is: .oneLayer, within: 1e-8)
      try check(
        initialization.network(widths: [3, 3, 3, 3], seed: seed, over: S.self), square, is: .numerical,
        within: 2e-8)
    }
  }

  @Test("Balanced flows in closed form are those of the layers, in every form and both fields")
  func forms() throws {
    try everyForm(over: Double.self)
    try everyForm(over: Complex<Double>.self)
  }

  private func distanceAtRest<S: Scalar>(_ target: Matrix<S>, seed: UInt64) throws -> Double {
    let network = try BalancedInitialization(deviation: 0.1).network(
      widths: [3, 3, 3], seed: seed, over: S.self)
    // e^{−2σt} is nothing then.
    let rest = try 25 / #require(target.singularValues().last)
    let end = try #require(try ExactFlow(from: network, target: target).networks(at: [1, rest]).last)
    return end.endToEndMatrix.distance(to: target)
  }

  @Test(
    "Two layers keep their digits for a long time: they reach the target, or over the reals, where determinants differ in sign, all of it but its least singular value"
  )
  func longTime() throws {
    var missed = 0
    for seed in TestSeed.cases(8) {
      var draw = Draw(seed)
      #expect(try distanceAtRest(draw.matrix(3, 3) as Matrix<Complex<Double>>, seed: seed) <= 1e-10)
      let target: Matrix<Double> = draw.matrix(3, 3)
      let start = try BalancedInitialization(deviation: 0.1)
        .network(widths: [3, 3, 3], seed: seed, over: Double.self)
      let goal = try DeepLinearNetwork(layers: [target]).determinantSign()
      let isReached = try start.determinantSign() == goal
      let left = isReached ? 0 : try #require(target.singularValues().last)
      let distance = try distanceAtRest(target, seed: seed)
      // The latter is a saddle, which rounding leaves in the end.
      #expect(
        abs(distance - left) <= (isReached ? 1e-10 : 1e-2 * left),
        "\(seed) \(isReached): \(distance), \(left)")
      missed += isReached ? 0 : 1
    }
    #expect((1...7).contains(missed) || TestSeed.cases(8).count == 1)
  }
}
