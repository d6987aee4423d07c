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
      watching: Observation(observables, schedule: .logarithmic(60)))
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

  @Test(
    "Balanced real runs with det < 0 keep σ_min(H) = 0 to rounding and do not converge; with det > 0 they do")
  func balancedReal() throws {
    for sign in [1, -1] {
      let start = DeterminantConditioned(BalancedGaussianInitialization(deviation: 0.5), sign: sign)
      let runs = try ensemble(
        over: Double.self, start, a: 0, steps: 20_000, η: 0.01, observing: [.hermitianSingularValues]
      ).runs(seeds: 0..<16)
      #expect(converged(runs) == (sign > 0 ? 16 : 0), "sign \(sign)")
      guard sign < 0 else { continue }
      for run in runs {
        let h = try #require(run.series["hermitian-singular-values"])
        for i in run.steps.indices { #expect((h.at(i).last ?? 1) <= 1e-7 * (h.at(i).first ?? 0)) }
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
