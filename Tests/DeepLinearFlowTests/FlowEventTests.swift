import DeepLinear
import DeepLinearFlow
import Testing
import _TestSupport

@Suite struct FlowEventTests {
  @Test("T_1 of two scalar layers under the penalty alone is the closed form's")
  func alignmentTime() throws {
    // Δ' = −2aΔ√(Δ² + 4p²) with p = w_2 w_1 constant, so that arsinh(2p/Δ) grows by 4ap a unit of time.
    for (w1, w2, a) in [(2.0, 0.5, 1.0), (1.0, 0.2, 30.0), (0.3, 1.5, 1e4)] {
      let network = try DeepLinearNetwork<Double>(layers: [Matrix([[w1]]), Matrix([[w2]])])
      let nothing = NoLoss<Double>(rows: 1, columns: 1)
      let (p, Δ) = (w1 * w2, abs(w1 * w1 - w2 * w2))
      let exact = (.asinh(2 * p * 1000.squareRoot() / Δ) - .asinh(2 * p / Δ)) / (4 * a * p)
      for method in FlowAccuracy.Method.allCases {
        let run = try GradientFlow(accuracy: FlowAccuracy(method: method)).run(
          network, on: nothing + BalancePenalty(strength: a), until: .time(2 * exact),
          observing: Observation(stages: [.alignment]), at: .at([]))
        #expect(abs(try #require(run.flow?.stageTimes[.alignment]) / exact - 1) <= flowTolerance, "\(method)")
      }
    }
  }

  @Test(
    "From a multiple of the identity the end of the saddle is the closed form's, and T_1 of a balanced start is 0"
  )
  func saddleTime() throws {
    let (φ, u0) = (1.5, 0.2)
    let u = (φ / 2).squareRoot()
    let exact =
      (1 / u0 - 1 / u + (.atanh(u / φ.squareRoot()) - .atanh(u0 / φ.squareRoot())) / φ.squareRoot()) / (2 * φ)
    let four = try IdentityInitialization(scale: u0.squareRoot())
      .network(widths: [3, 3, 3, 3, 3], seed: 0, over: Complex<Double>.self)
    let run = try GradientFlow().run(
      four, on: Objective(SquareLoss(target: .identity(3, scale: φ))), until: .time(2 * exact),
      observing: Observation(stages: MethodReport.Stage.allCases), at: .at([]))
    // H = 2s·I reaches 2^{3/4} φ^{1/4} where s² = √(φ/2).
    #expect(abs(try #require(run.flow?.stageTimes[.saddleEscape]) - exact) <= flowTolerance)
    #expect(run.flow?.stageTimes[.alignment] == 0)
  }

  @Test("A stopping loss ends the flow where it is met, with the snapshots before it and one there")
  func stoppingLoss() throws {
    var draw = Draw(2)
    let network: DeepLinearNetwork<Double> = try draw.network([3, 3, 3], deviation: 0.5)
    let target: Matrix<Double> = .identity(3)
    let run = try GradientFlow().run(
      network, on: SquareLoss(target: target), until: .loss(below: 1e-6) || .time(1000),
      observing: Observation([.loss], thresholds: [1e-2, 1e-4, 1e-9, 10]), at: .every(0.5))
    #expect(run.outcome.kind == .converged)
    #expect(abs(run.final.loss / 1e-6 - 1) < 1e-9)
    #expect(run.times.last == run.time && run.times.dropLast().last.map { run.time - $0 < 0.5 } == true)
    #expect(run.thresholdTimes[3] == 0 && run.thresholdTimes[2] == nil)
    for (i, threshold) in [1e-2, 1e-4].enumerated() {
      let there = try GradientFlow().run(
        network, on: SquareLoss(target: target), until: .time(try #require(run.thresholdTimes[i])))
      #expect(abs(there.final.loss / threshold - 1) < 1e-9)
    }
  }

  @Test("Rules are joined as in descent: both, either, steps, and a bound on the objective")
  func rules() throws {
    var draw = Draw(3)
    let network: DeepLinearNetwork<Double> = try draw.network([2, 2, 2], deviation: 0.5)
    func end(_ rule: StoppingRule) throws -> Outcome {
      try GradientFlow().run(network, on: SquareLoss(target: .identity(2)), until: rule).outcome
    }
    let late = try end((.loss(below: 1e-2) && .time(50)) || .time(80))
    #expect(late.kind == .converged && late.time == 50)
    let early = try end((.loss(below: 1e-2) && .time(0.01)) || .time(80))
    #expect(early.kind == .converged && early.time > 0.01)
    let counted = try end(.steps(20) || .time(80))
    #expect(counted.kind == .exhausted && counted.step == 20)
    #expect(try end(.objective(above: 1e-3) || .time(80)).kind == .diverged)
    let none = try end(.time(0))
    #expect(none.kind == .exhausted && none.time == 0 && none.step == 0)
    #expect(throws: FlowError.unbounded) { try end(.loss(below: 1e-2) || .steps(5)) }
  }

  /// Starts near a saddle of all modes, and such as fall towards a saddle of the smaller modes and rest there for long.
  @Test(
    "Flows out of saddles keep 1e-8 by the method that is chosen for them",
    arguments: [(3, 1e-2, 3), (3, 3e-2, 1), (4, 3e-2, 3), (4, 5e-2, 1)] as [(Int, Double, UInt64)])
  func saddles(depth: Int, deviation: Double, seed: UInt64) throws {
    let start = try GaussianInitialization(deviation: deviation).network(
      widths: Array(repeating: 3, count: depth + 1), seed: seed, over: Double.self)
    var times: [Double] = []
    let networks = try [
      FlowAccuracy(relativeTolerance: 2e-12, absoluteTolerance: 1e-14, method: .dormandPrince),
      FlowAccuracy(),
    ].map { accuracy in
      let run = try GradientFlow(accuracy: accuracy).run(
        start, on: SquareLoss(target: .diagonal([3.0, 2, 1])), until: .time(6000),
        observing: Observation(thresholds: [5, 2, 0.4, 1e-3], keepsWeights: true),
        at: times.isEmpty ? .at([]) : .at(times))
      // Where the modes are learned errors are greatest.
      if times.isEmpty {
        times = run.thresholdTimes.compactMap(\.self).flatMap { [0.999 * $0, $0, 1.001 * $0] }
        let seen = try GradientFlow(accuracy: accuracy).run(
          start, on: SquareLoss(target: .diagonal([3.0, 2, 1])), until: .time(6000),
          observing: Observation(keepsWeights: true), at: .at(times))
        return seen.snapshotNetworks
      }
      #expect(run.flow?.stiffFrom != nil, "the rest at the end is BDF's")
      return run.snapshotNetworks
    }
    #expect(networks[0].count == times.count + 2 && times.count >= 9, "\(times)")
    for (exact, found) in zip(networks[0], networks[1]) {
      for (x, y) in zip(exact.layers, found.layers) { #expect((x - y).frobeniusNorm <= flowTolerance) }
    }
  }

  @Test("A flow that rests for long is followed in few steps")
  func rest() throws {
    let start = try GaussianInitialization(deviation: 0.4).network(
      widths: [3, 3, 3, 3], seed: 0, over: Double.self)
    let run = try GradientFlow().run(
      start, on: SquareLoss(target: .identity(3)), until: .time(1e7), observing: Observation([.loss]),
      at: .at([]))
    #expect(run.outcome.step < 5000 && run.final.loss < 1e-20 && run.time == 1e7, "\(run.outcome)")
  }
}
