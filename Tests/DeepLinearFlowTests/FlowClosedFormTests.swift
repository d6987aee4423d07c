import DeepLinear
import DeepLinearFlow
import Testing
import _TestSupport

/// How far flows at the default tolerances may be from the exact ones.
let flowTolerance = 1e-8

@Suite struct FlowClosedFormTests {
  /// The balanced multiple of the identity with W_{1:N} = w·I, 2 × 2.
  private func start(depth: Int, w: Double) throws -> DeepLinearNetwork<Double> {
    try IdentityInitialization(scale: .pow(w, 1 / Double(depth)))
      .network(widths: Array(repeating: 2, count: depth + 1), seed: 0, over: Double.self)
  }

  /// w(t) of the two-layer flow ẇ = 2w(φ − w), from w_0.
  private func logistic(_ t: Double, φ: Double, w0: Double) -> Double {
    φ * .exp(2 * φ * t) / (.exp(2 * φ * t) - 1 + φ / w0)
  }

  /// t at which the four-layer flow u̇ = 2u²(φ − u²), u = √w, has come from u_0 to u.
  private func fourLayerTime(_ u: Double, φ: Double, u0: Double) -> Double {
    (1 / u0 - 1 / u + (.atanh(u / φ.squareRoot()) - .atanh(u0 / φ.squareRoot())) / φ.squareRoot()) / (2 * φ)
  }

  @Test(
    "Two aligned layers follow the logistic curve to 1e-8: layer by layer, end to end, and as singular values",
    arguments: [(1.0, 0.01), (2.0, 1e-4), (0.5, 1e-3), (3.0, 5.0), (1.0, 1e-6)])
  func logisticCurve(φ: Double, w0: Double) throws {
    let length = 2 * abs(Double.log(φ / w0)) / φ
    let times = (1...20).map { length * Double($0) / 20 }
    let exact = times.map { logistic($0, φ: φ, w0: w0) }
    for method in FlowAccuracy.Method.allCases {
      for flow in [GradientFlow(), EndToEndFlow()] as [any NetworkFlow] {
        var flow = flow
        flow.accuracy.method = method
        let run = try flow.run(
          start(depth: 2, w: w0), on: SquareLoss(target: .identity(2, scale: φ)), until: .time(length),
          observing: Observation([.singularValues]), at: .at(times))
        let values = try #require(run["singular-values"])
        #expect(run.times.count == 21)
        for (i, w) in exact.enumerated() {
          #expect(
            abs(values[2 * (i + 1)] - w) <= flowTolerance && abs(values[2 * i + 3] - w) <= flowTolerance)
        }
      }
    }
    for (row, w) in zip(SingularValueFlow(depth: 2).values(from: [w0], towards: [φ], at: times), exact) {
      #expect(abs(row[0] - w) <= flowTolerance)
    }
  }

  @Test(
    "The absolute tolerance follows the start down: the escape from weights of 1e-4 is right to 1e-13 of its time"
  )
  func tinyStart() throws {
    let (u0, u) = (1e-8, 0.5.squareRoot())
    let time = fourLayerTime(u, φ: 1, u0: u0)
    let run = try GradientFlow().run(
      start(depth: 4, w: u0 * u0), on: SquareLoss(target: .identity(2)), until: .time(1.01 * time),
      observing: Observation(thresholds: [0.25]), at: .at([]))
    let reached = try #require(run.thresholdTimes[0])
    #expect(abs(reached - time) <= 1e-13 * time, "\(reached / time - 1)")
  }

  @Test(
    "Four aligned layers follow the implicit curve to 1e-8, and reach given losses at its times",
    arguments: [(1.0, 0.3), (2.0, 0.1), (0.5, 0.01), (1.0, 0.01), (1.0, 1e-4), (2.0, 1e-5)])
  func implicitCurve(φ: Double, u0: Double) throws {
    let layers = [0.2, 0.4, 0.6, 0.8, 0.95, 0.999].map { $0 * φ.squareRoot() }.filter { $0 > u0 }
    let times = layers.map { fourLayerTime($0, φ: φ, u0: u0) }
    let losses = layers.map { (φ - $0 * $0) * (φ - $0 * $0) }
    let end = (times.last ?? 0) * 1.1
    // BDF uses its tolerance up in every step, and so small a start is magnified by more than a thousand.
    let methods = u0 < 1e-3 ? [.automatic, .dormandPrince] : FlowAccuracy.Method.allCases
    for method in methods {
      for flow in [GradientFlow(), EndToEndFlow()] as [any NetworkFlow] {
        var flow = flow
        flow.accuracy.method = method
        let run = try flow.run(
          start(depth: 4, w: u0 * u0), on: SquareLoss(target: .identity(2, scale: φ)), until: .time(end),
          observing: Observation([.singularValues], thresholds: losses), at: .at(times))
        let values = try #require(run["singular-values"])
        for (i, u) in layers.enumerated() {
          #expect(
            abs(values[2 * (i + 1)] - u * u) <= flowTolerance,
            "\(method): \(values[2 * (i + 1)] - u * u), \(flow is GradientFlow)")
          let reached = try #require(run.thresholdTimes[i])
          #expect(abs(reached - times[i]) <= flowTolerance * max(1, times[i]), "\(method)")
        }
      }
    }
    let row = SingularValueFlow(depth: 4).values(from: [u0 * u0], towards: [φ], at: times)
    for (value, u) in zip(row, layers) { #expect(abs(value[0] - u * u) <= flowTolerance) }
  }

  @Test(
    "Modes of one target move by themselves: singular values of the layers' flow are those of the scalar flow"
  )
  func modes() throws {
    let φ = [3.0, 2, 0.7]
    for depth in [1, 2, 3, 5] {
      let σ = [0.2, 0.1, 0.05]
      let root = σ.map { Double.pow($0, 1 / Double(depth)) }
      let network = try DeepLinearNetwork<Double>(layers: (0..<depth).map { _ in .diagonal(root) })
      let times = [0.5, 1, 2, 4, 8]
      let run = try GradientFlow().run(
        network, on: SquareLoss(target: .diagonal(φ)), until: .time(8),
        observing: Observation(keepsWeights: true),
        at: .at(times))
      let exact = SingularValueFlow(depth: depth).values(from: σ, towards: φ, at: times)
      for (network, row) in zip(run.snapshotNetworks.dropFirst(), exact) {
        #expect(network.endToEndMatrix.distance(to: .diagonal(row)) <= flowTolerance)
      }
    }
  }

  @Test("The time at which a small scale is left approaches 1/((N − 2) φ s_0^{N−2}) from above and below")
  func escapeTime() throws {
    for (depth, φ) in [(3, 1.0), (4, 0.5), (5, 2.0), (6, 1.0)] {
      let n = Double(depth)
      let ratios = try [0.1, 0.05, 0.025].map { s0 in
        let predicted = 1 / ((n - 2) * φ * .pow(s0, n - 2))
        // Half the target is reached.
        let run = try GradientFlow().run(
          start(depth: depth, w: .pow(s0, n)), on: SquareLoss(target: .identity(2, scale: φ)),
          until: .loss(below: φ * φ / 4) || .time(3 * predicted), at: .at([]))
        #expect(run.outcome.kind == .converged)
        return abs(run.time / predicted - 1)
      }
      // What is left out is of relative size (s_0/φ^{1/N})^{N−2}: a factor 2^{N−2} less for half the scale.
      for (coarse, fine) in zip(ratios, ratios.dropFirst()) { #expect(fine < 0.7 * coarse, "N = \(depth)") }
    }
  }
}
