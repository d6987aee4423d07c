import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

/// What Luo, Xu, Gao, Fazel and Du (2025) prove of four layers, seen on real runs with fixed seeds.
@Suite struct FourLayerPhysics {
  private func ensemble<S: Scalar>(
    over field: S.Type, _ start: any Initialization, a: Double, steps: Int, η: Double = 0.01,
    observing observables: [Observable<S>] = []
  ) -> Ensemble<S> {
    Ensemble(
      widths: [3, 3, 3, 3, 3], initialization: start,
      objective: SquareLoss<S>(target: .identity(3)) + BalancePenalty(strength: a),
      method: GradientDescent(stepSize: η), until: .loss(below: 1e-8) || .steps(steps),
      observing: Observation(observables, schedule: .logarithmic(60)))
  }

  private func converged<S: Scalar>(_ runs: [Run<S>]) -> Int { runs.count { $0.outcome.kind == .converged } }

  /// How many of `count` starts with this sign reach 10⁻⁸ under a penalty of strength `a`.
  private func successes(sign: Int, a: Double, count: Int, steps: Int) throws -> Int {
    let start = DeterminantConditioned(GaussianInitialization(deviation: 0.2), sign: sign)
    return converged(
      try ensemble(over: Double.self, start, a: a, steps: steps).runs(seeds: 0..<UInt64(count)))
  }

  @Test("Complex runs converge, balanced or with the penalty")
  func complexConverges() throws {
    let balanced = try ensemble(
      over: Complex<Double>.self, BalancedGaussianInitialization(deviation: 0.5), a: 0, steps: 100_000
    )
    .runs(seeds: 0..<24)
    #expect(converged(balanced) == 24)
    let penalized = try ensemble(
      over: Complex<Double>.self, GaussianInitialization(deviation: 0.3), a: 10, steps: 100_000
    )
    .runs(seeds: 0..<24)
    #expect(converged(penalized) == 24)
  }

  @Test("Of balanced real starts those with det > 0 converge, and their mirror images with det < 0 do not")
  func balancedReal() throws {
    for (sign, steps) in [(1, 400_000), (-1, 200_000)] {
      let start = DeterminantConditioned(BalancedGaussianInitialization(deviation: 0.5), sign: sign)
      let runs = try ensemble(over: Double.self, start, a: 0, steps: steps).runs(seeds: 0..<16)
      #expect(converged(runs) == (sign > 0 ? 16 : 0), "sign \(sign): \(converged(runs)) of 16")
    }
  }

  @Test("A balanced real start with det < 0 aligned with the target keeps σ_min(H) = 0 to rounding and stays")
  func alignedNegative() throws {
    for seed in TestSeed.cases(8) {
      let p = try Matrix<Double>.haar(3, stream: RandomStream(seed: seed, purpose: .rotation))
      let layers = (0..<4).map { j in
        let middle = Matrix<Double>.diagonal([0.9, 0.6, j == 3 ? -0.3 : 0.3])
        return Matrix.product(p * middle, .none, p, .conjugateTranspose)
      }
      let run = try GradientDescent(stepSize: 0.01).train(
        DeepLinearNetwork(layers: layers), on: SquareLoss(target: .identity(3)),
        until: .loss(below: 1e-8) || .steps(20_000), observing: [.hermitianSingularValues, .loss])
      #expect(run.outcome.kind != .converged, "seed \(seed)")
      let h = try #require(run.series["hermitian-singular-values"])
      for i in run.steps.indices {
        #expect((h.at(i).last ?? 1) <= 1e-13 * (h.at(i).first ?? 0), "seed \(seed), step \(run.steps[i])")
      }
    }
  }

  @Test(
    "From balanced real starts with det < 0, σ_min(H) is 0 at first and vanishes with the step size, slope 1")
  func negativeInTheLimit() throws {
    let start = DeterminantConditioned(BalancedGaussianInitialization(deviation: 0.5), sign: -1)
    for seed in [0, 3, 5] as [UInt64] {
      let values = try [0.002, 0.001, 0.0005, 0.00025].map { η in
        var ensemble = ensemble(
          over: Double.self, start, a: 0, steps: 1, η: η, observing: [.hermitianSingularValues])
        ensemble.rule = .time(4)
        let run = try ensemble.run(seed: seed)
        let h = try #require(run.series["hermitian-singular-values"])
        #expect((h.at(0).last ?? 1) <= 1e-12 * (h.at(0).first ?? 0), "seed \(seed)")
        return try #require(h.values.last)
      }
      for (coarse, fine) in zip(values, values.dropFirst()) {
        #expect(abs(.log2(coarse / fine) - 1) < 0.15, "seed \(seed): \(values)")
      }
    }
  }

  @Test(
    "With a strong penalty about 0.92 of the starts with det > 0 reach 10⁻⁸, and 0.13 of those with det < 0")
  func strongPenalty() throws {
    let n = 200
    for (sign, p) in [(1, 0.92), (-1, 0.13)] {
      let count = Double(try successes(sign: sign, a: 10, count: n, steps: 200_000))
      #expect(
        abs(count - p * Double(n)) <= Tolerance.sigmas * (p * (1 - p) * Double(n)).squareRoot(),
        "sign \(sign): \(count)")
    }
  }

  @Test("Without the penalty nearly all starts of either sign reach 10⁻⁸")
  func noPenalty() throws {
    for sign in [1, -1] { #expect(try successes(sign: sign, a: 0, count: 100, steps: 200_000) >= 95) }
  }
}
