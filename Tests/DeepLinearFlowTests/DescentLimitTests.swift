import DeepLinear
import DeepLinearFlow
import Testing
import _TestSupport

@Suite struct DescentLimitTests {
  private func check<S: Scalar>(
    depth: Int, penalty: Double, over field: S.Type,
    loss: (inout Draw) throws -> any Loss<S> = { SquareLoss(target: $0.matrix(3, 3)) }
  ) throws {
    var draw = Draw(UInt64(depth))
    let widths = [3, 4, 2, 3, 3].prefix(depth) + [3]
    let network: DeepLinearNetwork<S> = try draw.network(Array(widths), deviation: 0.6)
    let objective = Objective(try loss(&draw), penalty: BalancePenalty(strength: penalty))
    let flow = try GradientFlow().run(network, on: objective, until: .time(1)).finalNetwork
    let distances = try [250, 500, 1000, 2000].map { count in
      let end = try GradientDescent(stepSize: 1 / Double(count))
        .train(network, on: objective, until: .steps(count)).finalNetwork
      return zip(end.layers, flow.layers).map { $0.distance(to: $1) }.max() ?? 0
    }
    for (coarse, fine) in zip(distances, distances.dropFirst()) {
      #expect(abs(.log2(coarse / fine) - 1) < 0.05, "depth \(depth): \(distances)")
    }
    // Extrapolated to η = 0 they meet: what is left is of second order.
    #expect(distances[3] < 0.05)
  }

  @Test(
    "The distance of gradient descent to the flow has slope 1 in η over η, η/2, η/4, η/8",
    arguments: [2, 3, 4])
  func slope(depth: Int) throws {
    try check(depth: depth, penalty: 0, over: Double.self)
    try check(depth: depth, penalty: 1, over: Complex<Double>.self)
  }

  /// Five measurements of 3 × 3 matrices.
  private static func sensing<S: Scalar>(_ draw: inout Draw) throws -> any Loss<S> {
    let matrices: [Matrix<S>] = (0..<5).map { _ in draw.matrix(3, 3, deviation: 0.5) }
    return try SensingLoss(matrices: matrices, values: matrices.map { _ in draw.number(in: -1...1) })
  }

  @Test("On measurements it has slope 1 as well, in both fields")
  func sensingSlope() throws {
    try check(depth: 3, penalty: 0, over: Double.self, loss: Self.sensing)
    try check(depth: 2, penalty: 0.5, over: Complex<Double>.self, loss: Self.sensing)
  }
}
