import DeepLinear
import DeepLinearFlow
import Testing
import _TestSupport

@Suite struct DescentLimitTests {
  private func check<S: Scalar>(depth: Int, penalty: Double, over field: S.Type) throws {
    var draw = Draw(UInt64(depth))
    let widths = [3, 4, 2, 3, 3].prefix(depth) + [3]
    let network: DeepLinearNetwork<S> = try draw.network(Array(widths), deviation: 0.6)
    let objective = SquareLoss<S>(target: draw.matrix(3, 3)) + BalancePenalty(strength: penalty)
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
}
