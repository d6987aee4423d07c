import DeepLinear
import DeepLinearFlow
import Testing
import _MallocCounter
import _TestSupport

@Suite struct FlowAllocationTests {
  private func allocations<S: Scalar>(
    steps: Int, _ method: FlowAccuracy.Method, widths: [Int] = [3, 4, 3], stages: [MethodReport.Stage] = [],
    over field: S.Type
  ) throws -> Int {
    var draw = Draw(1)
    // The saddle is looked at from T_1 on, which is 0 for a balanced start.
    let network: DeepLinearNetwork<S> =
      try stages.isEmpty
      ? draw.network(widths, deviation: 0.4)
      : BalancedGaussianInitialization(deviation: 0.4).network(widths: widths, seed: 1, over: S.self)
    let objective = SquareLoss<S>(target: draw.matrix(3, 3)) + BalancePenalty(strength: 1)
    let flow = GradientFlow(accuracy: FlowAccuracy(method: method))
    let before = allocation_count()
    let run = try flow.run(
      network, on: objective, until: .steps(steps) || .time(1e3),
      observing: Observation(thresholds: [1e-30], stages: stages), at: .at([]))
    #expect(run.outcome.step == steps)
    return allocation_count() - before
  }

  @Test("The steps of a flow allocate nothing, in both fields", arguments: FlowAccuracy.Method.allCases)
  func steps(method: FlowAccuracy.Method) throws {
    _ = try allocations(steps: 100, method, over: Double.self)
    _ = try allocations(steps: 100, method, over: Complex<Double>.self)
    let real = try (100...101).map {
      try allocations(steps: $0 == 100 ? 100 : 400, method, over: Double.self)
    }
    #expect(real[1] == real[0])
    let complex = try (100...101).map {
      try allocations(steps: $0 == 100 ? 100 : 400, method, over: Complex<Double>.self)
    }
    #expect(complex[1] == complex[0])
  }

  @Test("Locating the end of the saddle computes singular values at a few steps, not at every one")
  func saddle() throws {
    func more<S: Scalar>(over field: S.Type) throws -> Int {
      let counts = try [100, 100, 400].map {
        try allocations(
          steps: $0, .dormandPrince, widths: [3, 3, 3, 3, 3], stages: [.saddleEscape], over: S.self)
      }
      return counts[2] - counts[1]
    }
    // One look at H makes some fifty; 300 steps would make 15,000.
    #expect(try more(over: Double.self) < 1500)
    #expect(try more(over: Complex<Double>.self) < 1500)
  }
}
