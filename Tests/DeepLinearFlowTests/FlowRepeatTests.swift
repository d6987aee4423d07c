import DeepLinear
import DeepLinearFlow
import Testing
import _TestSupport

@Suite struct FlowRepeatTests {
  private func ensemble<S: Scalar>(_ flow: any NetworkFlow, a: Double, over field: S.Type) -> Ensemble<S> {
    var observation = Observation<S>(
      [.loss, .singularValues, .imbalance], thresholds: [1e-2], stages: MethodReport.Stage.allCases)
    observation.schedule = .logarithmic(10)
    return Ensemble(
      widths: [3, 3, 3], initialization: BalancedGaussianInitialization(deviation: 0.4),
      objective: SquareLoss<S>(target: .identity(3)) + BalancePenalty(strength: a), method: flow,
      until: .loss(below: 1e-6) || .time(20), observing: observation)
  }

  private func check<S: Scalar>(_ flow: any NetworkFlow, a: Double, over field: S.Type) throws {
    let ensemble = ensemble(flow, a: a, over: S.self)
    let many = try ensemble.runs(seeds: 0..<64, threads: 4)
    for seed in [0, 1, 17, 40, 63] as [UInt64] {
      let (alone, among) = (try ensemble.run(seed: seed), many[Int(seed)])
      #expect(alone.finalNetwork == among.finalNetwork && alone.series == among.series)
      #expect(alone.outcome == among.outcome && alone.flow == among.flow)
      #expect(alone.thresholdTimes == among.thresholdTimes && alone.times == among.times)
    }
    #expect(Set(many.map { $0.final.loss }).count > 32)
  }

  @Test(
    "A seed's flow has the same bits alone and among 64 on four threads: explicit, stiff, end to end, both fields"
  )
  func batches() throws {
    try check(GradientFlow(), a: 1, over: Double.self)
    try check(GradientFlow(accuracy: FlowAccuracy(method: .bdf)), a: 100, over: Complex<Double>.self)
    try check(GradientFlow(accuracy: FlowAccuracy(relativeTolerance: 1e-7)), a: 1e4, over: Double.self)
    try check(EndToEndFlow(), a: 0, over: Complex<Double>.self)
  }

  @Test(
    "What is observed, and when, and for how long, changes no bit of the solution",
    arguments: FlowAccuracy.Method.allCases)
  func schedules(method: FlowAccuracy.Method) throws {
    var draw = Draw(9)
    let network: DeepLinearNetwork<Double> = try draw.network([3, 3, 3, 3, 3], deviation: 0.5)
    let objective = SquareLoss<Double>(target: .identity(3)) + BalancePenalty(strength: 500)
    let flow = GradientFlow(accuracy: FlowAccuracy(method: method))
    let bare = try flow.run(
      network, on: objective, until: .time(2), observing: Observation(keepsWeights: true), at: .at([0.5, 1]))
    let busy = try flow.run(
      network, on: objective, until: .time(4),
      observing: Observation(
        [.loss, .gradientNorm], thresholds: [1, 0.9, 0.5, 0.1], stages: MethodReport.Stage.allCases,
        keepsWeights: true), at: .every(0.125))
    for t in [0.5, 1, 2] {
      let (i, j) = (try #require(bare.times.firstIndex(of: t)), try #require(busy.times.firstIndex(of: t)))
      #expect(bare.snapshotNetworks[i] == busy.snapshotNetworks[j], "t = \(t)")
    }
  }

  @Test("Verification measures the error: about what the closed form says, at loose tolerances too")
  func verification() throws {
    let (φ, w0, t) = (1.0, 0.01, 4.0)
    let start = try IdentityInitialization(scale: w0.squareRoot()).network(
      widths: [2, 2, 2], seed: 0, over: Double.self)
    func exact(_ t: Double) -> Double { φ * .exp(2 * φ * t) / (.exp(2 * φ * t) - 1 + φ / w0) }
    for tolerance in [1e-4, 1e-6, 1e-10] {
      for method in [FlowAccuracy.Method.bdf, .dormandPrince] {
        let accuracy = FlowAccuracy(
          relativeTolerance: tolerance, absoluteTolerance: tolerance / 100, method: method)
        let (flow, objective) = (
          GradientFlow(accuracy: accuracy), Objective(SquareLoss<Double>(target: .identity(2, scale: φ)))
        )
        let verification = try flow.verify(
          start, on: objective, until: .time(t), observing: Observation(thresholds: [0.1]), at: .at([])
        ).verification
        // The largest error on the way, which is while the start leaves the saddle at 0.
        let run = try flow.run(
          start, on: objective, until: .time(t), observing: Observation(keepsWeights: true), at: .every(0.01))
        let errors = zip(run.times, run.snapshotNetworks).map { time, network in
          (network.endToEndMatrix - .identity(2, scale: exact(time))).frobeniusNorm
        }
        let error = errors.max() ?? 0
        #expect(
          error <= 3 * verification.endToEndDistance + 1e-13
            && verification.endToEndDistance <= 3 * error + 1e-13,
          "\(method) at \(tolerance): \(error) and \(verification.endToEndDistance)")
        #expect(error <= 100 * tolerance)
        #expect(try #require(verification.layerDistance) > 0 || error < 1e-13)
        #expect(verification.eventDistance < 1000 * tolerance && verification.outcomesAgree)
      }
    }
  }
}
