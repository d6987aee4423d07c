import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

@Suite struct StepTests {
  /// One step of gradient descent.
  private func step<S: Scalar>(
    _ network: DeepLinearNetwork<S>, _ objective: Objective<S>, _ η: Double, count: Int = 1
  ) throws -> DeepLinearNetwork<S> {
    try GradientDescent(stepSize: η).train(network, on: objective, until: .steps(count)).finalNetwork
  }

  private func checkStep<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(16) {
      var draw = Draw(seed)
      let widths = draw.widths(depth: 1 + Int(seed) % 8)
      let network: DeepLinearNetwork<S> = try draw.network(widths)
      let objective = Objective(SquareLoss<S>(target: draw.matrix(widths.last ?? 1, widths[0])))
      let η = 0.03
      let after = try step(network, objective, η)
      // ∇_{W_j} ℓ from its definition, every layer from the old weights.
      let g = (0..<network.depth).map { j in
        let before = network.layers[..<j].reduce(Matrix<S>.identity(widths[0])) { $1 * $0 }
        let behind = network.layers[(j + 1)...].reduce(Matrix<S>.identity(widths[j + 1])) { $1 * $0 }
        let residual = network.endToEndMatrix - objective.target
        return Matrix.product(
          .product(behind, .conjugateTranspose, residual, .none), .none, before, .conjugateTranspose)
      }
      for j in 0..<network.depth {
        let expected = Matrix.combination(network.layers[j], -η, g[j])
        #expect(
          after.layers[j].distance(to: expected) <= 1e-13 * max(1, expected.frobeniusNorm), "seed \(seed)")
      }
      for j in 0..<network.depth - 1 {
        func gram(_ w: [Matrix<S>]) -> Matrix<S> {
          .product(w[j + 1], .conjugateTranspose, w[j + 1], .none)
            - .product(w[j], .none, w[j], .conjugateTranspose)
        }
        let change = gram(after.layers) - gram(network.layers)
        let scale = gram(after.layers).frobeniusNorm + after.layers[j].realInner(after.layers[j])
        #expect(change.distance(to: η * η * gram(g)) <= 1e-13 * max(1, scale), "seed \(seed), layer \(j + 1)")
      }
    }
  }

  @Test(
    "A step moves all layers from the same old weights, and changes the Gram differences by exactly η² times G's"
  )
  func oneStep() throws {
    try checkStep(over: Double.self)
    try checkStep(over: Complex<Double>.self)
  }

  private func checkEquivariance<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(8) {
      var draw = Draw(seed)
      let widths = draw.widths(depth: 2 + Int(seed) % 4)
      let network: DeepLinearNetwork<S> = try draw.network(widths, deviation: 0.5)
      let target: Matrix<S> = draw.matrix(widths.last ?? 1, widths[0])
      let r = try widths.indices.map {
        try Matrix<S>.haar(widths[$0], stream: RandomStream(seed: seed, purpose: .rotation, layer: $0))
      }
      func turn(_ w: Matrix<S>, _ j: Int, _ i: Int) -> Matrix<S> {
        .product(r[j] * w, .none, r[i], .conjugateTranspose)
      }
      let turned = try DeepLinearNetwork(
        layers: (1..<widths.count).map { turn(network.layers[$0 - 1], $0, $0 - 1) })
      let penalty = BalancePenalty(strength: 0.5)
      let plain = try step(network, SquareLoss(target: target) + penalty, 0.02, count: 200)
      let other = try step(
        turned, SquareLoss(target: turn(target, widths.count - 1, 0)) + penalty, 0.02, count: 200)
      for j in 1..<widths.count {
        let expected = turn(plain.layers[j - 1], j, j - 1)
        #expect(
          other.layers[j - 1].distance(to: expected) <= 1e-11 * max(1, expected.frobeniusNorm), "seed \(seed)"
        )
      }
    }
  }

  @Test("Rotated problems have rotated trajectories, in both fields")
  func equivariance() throws {
    try checkEquivariance(over: Double.self)
    try checkEquivariance(over: Complex<Double>.self)
  }

  @Test("Zero weights never move where N ≥ 2, and do where N = 1")
  func zeroWeights() throws {
    for depth in 1...5 {
      let zero = try DeepLinearNetwork(layers: (0..<depth).map { _ in Matrix<Double>(rows: 3, columns: 3) })
      let after = try step(
        zero, SquareLoss(target: .identity(3)) + BalancePenalty(strength: 1), 0.1, count: 10)
      #expect((after == zero) == (depth > 1))
    }
  }

  @Test("A real start stays real in the complex engine and, below the sizes of BLAS, gives the same bits")
  func realInComplex() throws {
    for seed in TestSeed.cases(8) {
      var draw = Draw(seed)
      let widths = draw.widths(depth: 1 + Int(seed) % 5)
      let real: DeepLinearNetwork<Double> = try draw.network(widths, deviation: 0.5)
      let target: Matrix<Double> = draw.matrix(widths.last ?? 1, widths[0])
      let complex = try DeepLinearNetwork<Complex<Double>>(layers: real.layers.map { $0.converted() })
      let penalty = BalancePenalty(strength: 0.3)
      let a = try step(real, SquareLoss(target: target) + penalty, 0.02, count: 100)
      let b = try step(complex, SquareLoss(target: target.converted()) + penalty, 0.02, count: 100)
      #expect(b.layers.map { $0.converted(to: Double.self) } == a.layers, "seed \(seed)")
      #expect(b.layers.allSatisfy { $0.columnMajor.allSatisfy { $0.imaginaryPart == 0 } }, "seed \(seed)")
    }
  }

  @Test("Evaluating and taking a step of gradient descent allocates nothing")
  func allocations() throws {
    func count<S: Scalar>(_ field: S.Type, d: Int) throws -> Int {
      var draw = Draw(1)
      let network: DeepLinearNetwork<S> = try draw.network([d, d, d, d, d], deviation: 0.1)
      let objective = SquareLoss<S>(target: .identity(d)) + BalancePenalty(strength: 1)
      let state = GradientDescent(stepSize: 0.01).begin(network, on: objective)
      return state.allocations(steps: 1000)
    }
    for d in [3, 12] {
      #expect(try count(Double.self, d: d) == 0)
      #expect(try count(Complex<Double>.self, d: d) == 0)
    }
  }
}
