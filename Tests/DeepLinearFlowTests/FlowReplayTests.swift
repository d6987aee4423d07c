import DeepLinear
import DeepLinearFlow
import Testing

@Suite struct FlowReplayTests {
  private func check<S: Scalar>(_ flow: any NetworkFlow, a: Double, over field: S.Type) throws {
    var observation = Observation<S>([.loss], thresholds: [1e-2])
    observation.schedule = .at([])
    let ensemble = Ensemble(
      widths: [3, 3, 3], initialization: BalancedGaussianInitialization(deviation: 0.5),
      objective: SquareLoss<S>(target: .identity(3)) + BalancePenalty(strength: a), method: flow,
      until: .loss(below: 1e-6) || .time(4), observing: observation)
    for seed in [0, 3] as [UInt64] {
      let run = try ensemble.run(seed: seed)
      var (steps, times, first): ([Int], [Double], DeepLinearNetwork<S>?) = ([], [], nil)
      var last: DeepLinearNetwork<S>?
      let end = try ensemble.replay(seed: seed, steps: run.outcome.step) { state in
        if first == nil { first = state.network }
        steps.append(state.step)
        times.append(state.time)
        last = state.network
      }
      #expect(steps.first == 0 && times.first == 0 && first == run.initialNetwork)
      // Every step that the solver accepts, and the end, which may lie within the last one.
      #expect(Set(steps) == Set(0...run.outcome.step), "seed \(seed): \(steps.count), \(run.outcome.step)")
      #expect(times == times.sorted())
      #expect(times.last == run.time && last == run.finalNetwork, "seed \(seed)")
      #expect(end.step == run.outcome.step && end.time == run.time && end.value == run.final)
      #expect(end.weights == run.finalNetwork.layers)
    }
  }

  @Test(
    "A flow is repeated bit for bit, every accepted step in view: explicit, stiff, end to end, both fields")
  func flows() throws {
    try check(GradientFlow(), a: 1, over: Double.self)
    try check(GradientFlow(accuracy: FlowAccuracy(method: .bdf)), a: 100, over: Complex<Double>.self)
    try check(EndToEndFlow(), a: 0, over: Complex<Double>.self)
  }
}
