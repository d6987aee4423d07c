import DeepLinear
import DeepLinearFlow
import Testing
import _TestSupport

/// Two balanced layers and a target with which they are not aligned: with Q = [W_1ᴴ; W_2] and F = [0 Φᴴ; Φ 0] the flow is
/// the Riccati equation dP/dt = FP + PF − P² of P = Q Qᴴ, so that
///
///     P(t) = e^{Ft} Q_0 (I + Q_0ᴴ (∫_0^t e^{2Fs} ds) Q_0)⁻¹ Q_0ᴴ e^{Ft},
///
/// whose lower left block is W_2 W_1 (Fukumizu 1998; Braun et al. 2022).
private struct Riccati<S: Scalar> {
  let start: Matrix<S>
  let eigen: HermitianEigen<S>
  let inputs: Int

  init(_ network: DeepLinearNetwork<S>, target: Matrix<S>) throws {
    let (w1, w2) = (network.layers[0], network.layers[1])
    let (n, m) = (w1.columns, w2.rows)
    inputs = n
    start = Matrix(rows: n + m, columns: w1.rows) { i, j in i < n ? w1[j, i].conjugated : w2[i - n, j] }
    eigen = try Matrix<S>(rows: n + m, columns: n + m) { i, j in
      if i >= n, j < n { return target[i - n, j] }
      if i < n, j >= n { return target[j - n, i].conjugated }
      return .zero
    }.hermitianEigen()
  }

  func endToEnd(_ t: Double) throws -> Matrix<S> {
    let moved = eigen.applying { .exp($0 * t) } * start
    let integral = eigen.applying { $0 == 0 ? t : .expMinusOne(2 * $0 * t) / (2 * $0) }
    let gram =
      Matrix.identity(start.columns) + Matrix.product(start, .conjugateTranspose, integral * start, .none)
    let p = moved * (try gram.solve(moved.adjoint))
    return Matrix(rows: p.rows - inputs, columns: inputs) { i, j in p[i + inputs, j] }
  }
}

@Suite struct RiccatiTests {
  private func check<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(6) {
      var draw = Draw(seed)
      let d = draw.integer(2...4)
      let widths = [d, d + Int(seed % 2), d + Int(seed % 3)]
      let deviation = [0.3, 0.03, 1][Int(seed) % 3]
      let network = try BalancedInitialization(deviation: deviation, rotations: true)
        .network(widths: widths, seed: seed, over: S.self)
      // The closed form loses e^{2σ_1(Φ)t} of its digits.
      let drawn: Matrix<S> = draw.matrix(widths[2], widths[0])
      let target = try (1 / drawn.spectralNorm()) * drawn
      let exact = try Riccati(network, target: target)
      let times = [0.5, 1, 2, 4, 6]
      for method in FlowAccuracy.Method.allCases {
        for flow in [GradientFlow(), EndToEndFlow()] as [any NetworkFlow] {
          var flow = flow
          flow.accuracy.method = method
          let run = try flow.run(
            network, on: SquareLoss(target: target), until: .time(6),
            observing: Observation(keepsWeights: true),
            at: .at(times))
          #expect(run.times == [0] + times)
          let distances = try zip(run.times, run.snapshotNetworks).map { t, network in
            network.endToEndMatrix.distance(to: try exact.endToEnd(t))
          }
          let largest = distances.max() ?? .infinity
          #expect(largest <= flowTolerance, "seed \(seed), \(method)")
        }
      }
    }
  }

  @Test("Two balanced layers that are not aligned follow the closed Riccati solution to 1e-8, in both fields")
  func riccati() throws {
    try check(over: Double.self)
    try check(over: Complex<Double>.self)
  }
}
