import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

@Suite struct ClosedFormTests {
  /// w(t) of the two-layer flow ẇ = 2w(φ − w), from w_0.
  private func logistic(_ t: Double, φ: Double, w0: Double) -> Double {
    φ * .exp(2 * φ * t) / (.exp(2 * φ * t) - 1 + φ / w0)
  }

  /// t at which the four-layer flow u̇ = 2u²(φ − u²), u = √w, has come from u_0 to u.
  private func fourLayerTime(_ u: Double, φ: Double, u0: Double) -> Double {
    (1 / u0 - 1 / u + (.atanh(u / φ.squareRoot()) - .atanh(u0 / φ.squareRoot())) / φ.squareRoot()) / (2 * φ)
  }

  /// σ_1(W_{1:N}) at time `t` of gradient descent from s·I towards φ·I.
  private func descent(depth: Int, φ: Double, w0: Double, t: Double, η: Double) throws -> Double {
    let start = try IdentityInitialization(scale: .pow(w0, 1 / Double(depth)))
      .network(widths: Array(repeating: 2, count: depth + 1), seed: 0, over: Double.self)
    let run = try GradientDescent(stepSize: η).train(
      start, on: SquareLoss(target: .identity(2, scale: φ)), until: .steps(Int((t / η).rounded())),
      observing: [.singularValues])
    #expect(abs(run.time - t) < 1e-9)
    return try #require(run.series["singular-values"]?.values.last)
  }

  @Test("Gradient descent at η, η/2, η/4, η/8 approaches the two-layer logistic curve with slope 1")
  func slopeTwoLayers() throws {
    for (φ, w0, t) in [(1.0, 0.01, 2.0), (2.0, 0.1, 1.0), (0.5, 0.001, 8.0)] {
      let exact = logistic(t, φ: φ, w0: w0)
      let errors = try [0.01, 0.005, 0.0025, 0.00125].map {
        abs(try descent(depth: 2, φ: φ, w0: w0, t: t, η: $0) - exact)
      }
      for (coarse, fine) in zip(errors, errors.dropFirst()) {
        #expect(abs(.log2(coarse / fine) - 1) < 0.1, "φ = \(φ): \(errors)")
      }
      #expect(errors[3] < 0.02 * φ)
    }
  }

  @Test("Gradient descent approaches the implicit four-layer curve with slope 1")
  func slopeFourLayers() throws {
    for (φ, u0) in [(1.0, 0.3), (2.0, 0.2)] {
      let u = 0.8 * φ.squareRoot()
      let t = fourLayerTime(u, φ: φ, u0: u0)
      // Whole numbers of steps of t/n.
      let errors = try [400, 800, 1600, 3200].map { n in
        abs(try descent(depth: 4, φ: φ, w0: u0 * u0, t: t, η: t / Double(n)) - u * u)
      }
      for (coarse, fine) in zip(errors, errors.dropFirst()) {
        #expect(abs(.log2(coarse / fine) - 1) < 0.1, "φ = \(φ): \(errors)")
      }
    }
  }

  @Test("A chain of scalars is plain arithmetic")
  func scalarChain() throws {
    for depth in 1...6 {
      var w = (1...depth).map { 0.3 + 0.2 * Double($0) }
      let start = try DeepLinearNetwork(layers: w.map { Matrix<Double>([[$0]]) })
      let (φ, η, a) = (1.5, 0.01, 0.4)
      let run = try GradientDescent(stepSize: η)
        .train(start, on: SquareLoss(target: Matrix([[φ]])) + BalancePenalty(strength: a), until: .steps(50))
      for _ in 0..<50 {
        let p = w.reduce(1, *)
        let old = w
        func Δ(_ j: Int) -> Double { j < 0 || j > depth - 2 ? 0 : old[j] * old[j] - old[j + 1] * old[j + 1] }
        for j in 0..<depth { w[j] -= η * ((p - φ) * p / old[j] + a * old[j] * (Δ(j) - Δ(j - 1))) }
      }
      for (x, y) in zip(w, run.finalNetwork.layers) { #expect(abs(x - y[0, 0]) < 1e-13) }
    }
  }

  @Test("Under descent at small steps the balance errors drift only as η: halving η halves the drift")
  func balanceDrift() throws {
    var draw = Draw(8)
    let start: DeepLinearNetwork<Complex<Double>> = try draw.network([3, 4, 2, 3], deviation: 0.4)
    let target: Matrix<Complex<Double>> = draw.matrix(3, 3)
    func drift(_ η: Double) throws -> Double {
      let end = try GradientDescent(stepSize: η).train(start, on: SquareLoss(target: target), until: .time(2))
        .finalNetwork
      return zip(start.balanceErrors, end.balanceErrors).map { $0.distance(to: $1) }.max() ?? 0
    }
    let (coarse, fine) = (try drift(0.004), try drift(0.002))
    #expect(abs(.log2(coarse / fine) - 1) < 0.1)
  }

  private func checkPenaltyFalls<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(6) {
      var draw = Draw(seed)
      let widths = draw.widths(depth: 2 + Int(seed) % 4)
      let start: DeepLinearNetwork<S> = try draw.network(widths, deviation: 0.5)
      let run = try GradientDescent(stepSize: 1e-4).train(
        start,
        on: SquareLoss<S>(target: draw.matrix(widths.last ?? 1, widths[0])) + BalancePenalty(strength: 2),
        until: .steps(20_000), observing: [.penalty], every: .every(10))
      let penalties = try #require(run["penalty"])
      #expect(penalties.last ?? 1 < 0.1 * penalties[0], "seed \(seed): it falls")
      // A step of descent may add to it at second order in η; near its floor that is all there is.
      let slack = 1e-5 * penalties[0]
      for (before, after) in zip(penalties, penalties.dropFirst()) {
        #expect(after <= before + slack, "seed \(seed)")
      }
    }
  }

  @Test("With a > 0 the penalty never increases along the flow: at small steps it falls, in both fields")
  func penaltyFalls() throws {
    try checkPenaltyFalls(over: Double.self)
    try checkPenaltyFalls(over: Complex<Double>.self)
  }
}
