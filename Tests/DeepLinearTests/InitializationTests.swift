import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

@Suite struct InitializationTests {
  private func checkBalanced<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(24) {
      var draw = Draw(seed)
      var widths = draw.widths(depth: 1 + Int(seed) % 8)
      let needed = min(widths[0], widths.last ?? 1)
      for j in widths.indices.dropFirst().dropLast() { widths[j] = max(widths[j], needed) }
      let a = Matrix<S>.gaussian(
        rows: widths.last ?? 1, columns: widths[0], deviation: 0.8,
        stream: RandomStream(seed: seed, purpose: .weights))
      for rotations in [false, true] {
        let start = try BalancedInitialization(deviation: 0.8, rotations: rotations)
          .network(widths: widths, seed: seed, over: S.self)
        let scale = start.layers.map { $0.realInner($0) }.max() ?? 0
        #expect(start.widths == widths)
        #expect(start.imbalance <= Tolerance.decomposition(8, scale: scale), "seed \(seed)")
        #expect(
          start.endToEndMatrix.distance(to: a) <= Tolerance.decomposition(64, scale: a.frobeniusNorm),
          "seed \(seed)")
      }
    }
  }

  @Test(
    "Balanced starts have Δ_j = 0 and W_{1:N} = A to rounding, any widths, with and without rotations, both fields"
  )
  func balanced() throws {
    try checkBalanced(over: Double.self)
    try checkBalanced(over: Complex<Double>.self)
  }

  @Test("Rotations change the layers but not their singular values")
  func rotations() throws {
    let plain = try BalancedInitialization(deviation: 1).network(
      widths: [3, 4, 5, 3], seed: 2, over: Double.self)
    let turned = try BalancedInitialization(deviation: 1, rotations: true)
      .network(widths: [3, 4, 5, 3], seed: 2, over: Double.self)
    for (a, b) in zip(plain.layers, turned.layers) {
      #expect(a.distance(to: b) > 0.1)
      for (x, y) in zip(try a.singularValues(), try b.singularValues()) { #expect(abs(x - y) < 1e-14) }
    }
  }

  @Test("A bottleneck below min(d_0, d_N) is refused in a sentence that says how wide to go")
  func bottleneck() {
    let error = InitializationError.bottleneck(distribution: "balanced", narrowest: 2, needed: 3)
    #expect(throws: error) {
      try BalancedInitialization(deviation: 1).network(widths: [4, 5, 2, 3], seed: 0, over: Double.self)
    }
    #expect(
      error.description
        == "balanced start: the narrowest hidden width is 2 but min(d_0, d_N) is 3; expected every hidden width to be at "
        + "least 3, so widen the network or use a gaussian start")
  }

  /// Mean of |entry|² and of |entry|⁴ over the entries of layer j of many starts, with the number of entries.
  private func moments<S: Scalar>(
    _ initialization: some Initialization, layer: Int, widths: [Int], seeds: UInt64, over field: S.Type
  ) throws -> (second: Double, fourth: Double, count: Double) {
    var (second, fourth, count) = (0.0, 0.0, 0.0)
    for seed in 0..<seeds {
      for z in try initialization.network(widths: widths, seed: seed, over: field).layers[layer].columnMajor {
        second += z.squaredMagnitude
        fourth += z.squaredMagnitude * z.squaredMagnitude
        count += 1
      }
    }
    return (second / count, fourth / count, count)
  }

  /// Checks E|z|² = s² and E|z|⁴ = κ s⁴ (κ = 3 real, 2 complex); `draws` is the number of independent values.
  private func expectGaussian(
    _ m: (second: Double, fourth: Double, count: Double), s: Double, isComplex: Bool, draws: Double
  ) {
    let (κ, v2, v4) = isComplex ? (2.0, 1.0, 20.0) : (3.0, 2.0, 96.0)
    #expect(abs(m.second / (s * s) - 1) <= Tolerance.sigmas * (v2 / draws).squareRoot())
    #expect(abs(m.fourth / (s * s * s * s) - κ) <= Tolerance.sigmas * (v4 / draws).squareRoot())
  }

  @Test(
    "Gaussian layers have the moments of their deviation: one for all, one a layer, and fan-in, in both fields"
  )
  func gaussian() throws {
    let widths = [3, 5, 4]
    let initializations: [(GaussianInitialization, [Double])] = [
      (GaussianInitialization(deviation: 0.3), [0.3, 0.3]),
      (GaussianInitialization(deviation: .perLayer([0.2, 2])), [0.2, 2]),
      (GaussianInitialization(deviation: .fanIn), [1 / 3.0.squareRoot(), 1 / 5.0.squareRoot()]),
    ]
    for (initialization, deviations) in initializations {
      for j in 0..<2 {
        let real = try moments(initialization, layer: j, widths: widths, seeds: 2000, over: Double.self)
        expectGaussian(real, s: deviations[j], isComplex: false, draws: real.count)
        let complex = try moments(
          initialization, layer: j, widths: widths, seeds: 1000, over: Complex<Double>.self)
        expectGaussian(complex, s: deviations[j], isComplex: true, draws: complex.count)
      }
    }
  }

  @Test(
    "Each layer of a balanced Gaussian start has the moments of a Gaussian matrix, Δ_j = 0, and equal singular values"
  )
  func balancedGaussian() throws {
    let initialization = BalancedGaussianInitialization(deviation: 0.4)
    let widths = [3, 3, 3, 3, 3]
    // Entries of one matrix are independent under the Gaussian distribution, so its moments have the Gaussian error.
    for layer in 0..<4 {
      let real = try moments(initialization, layer: layer, widths: widths, seeds: 3000, over: Double.self)
      expectGaussian(real, s: 0.4, isComplex: false, draws: real.count)
    }
    let complex = try moments(
      initialization, layer: 1, widths: widths, seeds: 2000, over: Complex<Double>.self)
    expectGaussian(complex, s: 0.4, isComplex: true, draws: complex.count)
    let start = try initialization.network(widths: widths, seed: 9, over: Complex<Double>.self)
    // The Haar factors are orthonormal to LAPACK's error, and so are both sides of each Δ_j.
    let values = try start.layers[0].singularValues()
    #expect(start.imbalance <= Tolerance.decomposition(3, scale: values[0] * values[0]))
    for layer in start.layers {
      for (x, y) in zip(values, try layer.singularValues()) {
        #expect(abs(x - y) <= Tolerance.decomposition(3, scale: values[0]))
      }
    }
  }

  @Test("Identity and orthogonal starts are what they say, padded or cut where not square")
  func identityAndOrthogonal() throws {
    let identity = try IdentityInitialization(scale: 2).network(
      widths: [2, 3, 2], seed: 0, over: Double.self)
    #expect(identity.layers == [Matrix([[2, 0], [0, 2], [0, 0]]), Matrix([[2, 0, 0], [0, 2, 0]])])
    let initialization = OrthogonalInitialization(scale: 0.5)
    let q = try initialization.network(widths: [3, 5, 2], seed: 4, over: Complex<Double>.self)
    #expect(
      Matrix.product(q.layers[0], .conjugateTranspose, q.layers[0], .none).distance(
        to: .identity(3, scale: 0.25)) < 1e-15)
    #expect(
      Matrix.product(q.layers[1], .none, q.layers[1], .conjugateTranspose).distance(
        to: .identity(2, scale: 0.25)) < 1e-15)
    // An entry of a Haar matrix of size n has E|q|² = 1/n.
    let m = try moments(OrthogonalInitialization(), layer: 0, widths: [4, 4], seeds: 1000, over: Double.self)
    #expect(abs(m.second - 0.25) < 1e-14)
    #expect(abs(m.fourth - 3.0 / (4 * 6)) <= Tolerance.sigmas * 0.2 / 1000.0.squareRoot())
  }

  @Test(
    "Over 10,000 draws the sign of det W_{1:N} splits in halves, for Gaussian and balanced Gaussian starts")
  func determinantSigns() throws {
    let widths = [3, 3, 3, 3, 3]
    func positive(_ initialization: some Initialization) throws -> Int {
      try (0..<UInt64(10_000)).filter { seed in
        try initialization.network(widths: widths, seed: seed, over: Double.self).determinantSign() == 1
      }.count
    }
    for count in [
      try positive(GaussianInitialization(deviation: 0.2)),
      try positive(BalancedGaussianInitialization(deviation: 0.2)),
      try positive(BalancedInitialization(deviation: 0.2)), try positive(OrthogonalInitialization()),
    ] {
      #expect(abs(Double(count) - 5000) <= Tolerance.sigmas * 50, "\(count) of 10,000")
    }
  }

  @Test(
    "A start conditioned on its determinant has that sign, the same balance, and is a mirror image of the other"
  )
  func conditioned() throws {
    for seed in TestSeed.cases(20) {
      let initialization = GaussianInitialization(deviation: 0.5)
      let any = try initialization.network(widths: [3, 4, 3], seed: seed, over: Double.self)
      let plus = try DeterminantConditioned(initialization, sign: 1).network(
        widths: [3, 4, 3], seed: seed, over: Double.self)
      let minus = try DeterminantConditioned(initialization, sign: -1).network(
        widths: [3, 4, 3], seed: seed, over: Double.self)
      #expect(try plus.determinantSign() == 1)
      #expect(try minus.determinantSign() == -1)
      #expect(any == plus || any == minus)
      #expect(plus.layers[0] == minus.layers[0] * .diagonal([-1, 1, 1]) && plus.layers[1] == minus.layers[1])
      #expect(plus.imbalance == minus.imbalance)
    }
    #expect(throws: InitializationError.self) {
      try DeterminantConditioned(GaussianInitialization(deviation: 1), sign: 1)
        .network(widths: [3, 2, 3], seed: 0, over: Double.self)
    }
  }

  @Test("Claim 4: a start with a margin diverges, whatever the step size, for depths 2, 4 and 6")
  func claim4() throws {
    for depth in [2, 4, 6] {
      for η in [1e-4, 1e-3, 1e-2, 0.1, 0.5] {
        let widths = Array(repeating: 3, count: depth + 1)
        let start = try UnbalancedCounterexample(margin: 0.5, stepSize: η)
          .network(widths: widths, seed: 0, over: Double.self)
        #expect(abs(try start.deficiencyMargin(relativeTo: .identity(3)) - 0.5) < 1e-10)
        let run = try GradientDescent(stepSize: η)
          .train(start, on: SquareLoss(target: .identity(3)), until: .loss(below: 1e-8) || .steps(100_000))
        #expect(run.outcome.kind == .diverged, "depth \(depth), step size \(η)")
        // The balanced start with the same product converges at a step size that is not too large.
        guard η <= 0.1 else { continue }
        let balanced = try DeepLinearNetwork(
          layers: (0..<depth).map { _ in Matrix<Double>.diagonal([Double.pow(0.5, 1 / Double(depth)), 1, 1]) }
        )
        let other = try GradientDescent(stepSize: η)
          .train(balanced, on: SquareLoss(target: .identity(3)), until: .loss(below: 1e-8) || .steps(200_000))
        #expect(other.outcome.kind == .converged, "depth \(depth), step size \(η)")
      }
    }
  }

  @Test("Claim 5: from the identity the loss stays above ½ λ² for a target with a negative eigenvalue λ")
  func claim5() throws {
    let target = Matrix<Double>([[1, 0.5], [0.5, -0.4]])
    let λ = try target.hermitianEigen().values[0]
    #expect(λ < 0)
    for depth in [2, 3, 4] {
      let start = try IdentityInitialization()
        .network(widths: Array(repeating: 2, count: depth + 1), seed: 0, over: Double.self)
      #expect(start.imbalance == 0)
      let run = try GradientDescent(stepSize: 0.01)
        .train(
          start, on: SquareLoss(target: target), until: .loss(below: 1e-8) || .steps(50_000),
          observing: [.loss])
      #expect(run.outcome.kind != .converged)
      // It comes down to ½ λ² in the limit, to rounding.
      let least = try #require(run["loss"]?.min())
      #expect(least >= λ * λ / 2 * (1 - 1e-12), "depth \(depth): \(least)")
    }
  }
}
