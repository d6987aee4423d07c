import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

/// The stages against closed forms of aligned networks, where each mode is a chain of equal scalars.
@Suite struct StagesTests {
  private func stages<S: Scalar>(
    of network: DeepLinearNetwork<S>, to target: Matrix<S>, a: Double = 0, η: Double,
    until rule: StoppingRule,
    every interval: Int = 1
  ) throws -> Stages {
    let run = try GradientDescent(stepSize: η).train(
      network, on: SquareLoss(target: target) + BalancePenalty(strength: a), until: rule,
      observing: [.loss, .penalty, .imbalance, .singularValues, .hermitianSingularValues],
      every: .steps(interval))
    return Stages(of: run, target: try TargetSpectrum(target))
  }

  private func aligned(_ values: [Double], depth: Int) throws -> DeepLinearNetwork<Double> {
    try DeepLinearNetwork(
      layers: (0..<depth).map { _ in Matrix.diagonal(values.map { Double.pow($0, 1 / Double(depth)) }) })
  }

  @Test("Near the target the local rate is −2 ln(1 − η N σ^{2−2/N})/η, where a run begins after every stage")
  func localRate() throws {
    let η = 0.01
    for (depth, σ) in [(2, 1.0), (3, 1.0), (4, 1.0), (4, 2.0), (5, 0.7), (6, 1.5)] {
      let start = try aligned([0.9999 * σ, 0.9999 * σ], depth: depth)
      let s = try stages(
        of: start, to: .identity(2, scale: σ), η: η, until: .loss(below: 1e-20) || .steps(5000))
      let rate = -2 * Double.log(1 - η * Double(depth) * Double.pow(σ, 2 - 2 / Double(depth))) / η
      #expect(s.escapeTime == 0 && s.alignmentTime == 0 && s.saddleTime == (depth % 2 == 0 ? 0 : nil))
      #expect(abs(try #require(s.localRate) / rate - 1) < 1e-3, "depth \(depth), σ = \(σ)")
    }
  }

  @Test("Aligned modes leave the saddle where w = φ/2, at even depth: there σ_min(H) = 2^{1−1/N} φ^{1/N}")
  func saddleTime() throws {
    for (depth, φ, w0) in [(2, 1.0, 0.01), (2, 2.0, 0.001), (4, 0.5, 0.05), (6, 1.5, 0.2), (8, 1.0, 0.3)] {
      let run = try GradientDescent(stepSize: 1e-3).train(
        aligned([w0], depth: depth), on: SquareLoss(target: Matrix([[φ]])),
        until: .loss(below: 1e-4) || .time(80),
        observing: [.loss, .penalty, .singularValues, .hermitianSingularValues], every: .steps(1))
      let values = try #require(run["singular-values"])
      let first = try #require(values.firstIndex { $0 >= φ / 2 })
      let s = Stages(of: run, target: try TargetSpectrum(Matrix([[φ]])))
      // Where w = φ/2 to rounding, either step may be the first.
      #expect(abs(try #require(s.saddleTime) - run.times[first]) < 1e-12, "depth \(depth), φ = \(φ)")
      guard depth == 2 else { continue }
      let expected = Double.log(φ / w0 - 1) / (2 * φ)
      #expect(abs(run.times[first] - expected) < 4e-3 * (1 + expected), "φ = \(φ)")
    }
  }

  @Test(
    "The escape of three layers is where the loss passes ½ σ_min(Φ)²; a run that does not come there has none"
  )
  func escapeTime() throws {
    let start = try aligned([0.3, 0.1], depth: 3)
    let target = Matrix<Double>.diagonal([2, 1])
    let run = try GradientDescent(stepSize: 1e-3).train(
      start, on: SquareLoss(target: target), until: .time(4), observing: [.loss], every: .steps(1))
    let losses = try #require(run["loss"])
    let first = try #require(losses.firstIndex { $0 < 0.5 })
    let stages = Stages(of: run, target: try TargetSpectrum(target))
    #expect(stages.escapeTime == run.times[first] && stages.saddleTime == nil && first > 10)
    let short = try self.stages(of: start, to: target, η: 1e-3, until: .time(0.1))
    #expect(short.escapeTime == nil && short.localRate == nil)
  }

  @Test(
    "T_1 of two scalar layers at their target is the penalty flow's: arcsinh(2p√1000/Δ_0) − arcsinh(2p/Δ_0) over 4ap"
  )
  func alignmentTime() throws {
    for (x, y, a) in [(1.5, 0.8, 1.0), (1.1, 1.0, 0.5), (2.0, 0.5, 0.3)] {
      let (p, Δ) = (x * y, abs(x * x - y * y))
      let expected = (Double.asinh(2 * p * 1000.0.squareRoot() / Δ) - Double.asinh(2 * p / Δ)) / (4 * a * p)
      let network = try DeepLinearNetwork(layers: [Matrix([[x]]), Matrix([[y]])])
      let s = try stages(of: network, to: Matrix([[p]]), a: a, η: 2e-4, until: .time(2 * expected))
      #expect(abs(try #require(s.alignmentTime) / expected - 1) < 5e-3, "x = \(x), y = \(y), a = \(a)")
    }
  }

  @Test("Of two modes learned one after the other the loss has two plateaus, at ½(φ_1² + φ_2²) and at ½ φ_2²")
  func plateaus() throws {
    let (φ, w0) = ([1.0, 0.5], [1e-6, 1e-10])
    let s = try stages(
      of: aligned(w0, depth: 2), to: .diagonal(φ), η: 1e-2, until: .loss(below: 1e-8) || .time(100), every: 5)
    #expect(s.plateaus.count == 2, "\(s.plateaus)")
    let (first, second) = (try #require(s.plateaus.first), try #require(s.plateaus.last))
    #expect(abs(first.level / 0.625 - 1) < 1e-3 && abs(second.level / 0.125 - 1) < 1e-3)
    // The first ends where ½(1 − w)² + ⅛ has fallen by a tenth, the second where (1 − w/φ)² has.
    func time(_ w: Double, _ k: Int) -> Double {
      Double.log((φ[k] / w0[k] - 1) / (φ[k] / w - 1)) / (2 * φ[k])
    }
    #expect(first.start == 0 && abs(first.end - time(1 - (0.9 * 1.25 - 0.25).squareRoot(), 0)) < 0.2)
    #expect(abs(second.end - time(0.5 * (1 - 0.9.squareRoot()), 1)) < 0.6, "\(second)")
    #expect(second.start > first.end)
  }

  @Test("A run that converges at once has no plateau, and one that never moves is one plateau")
  func noPlateau() throws {
    let fast = try stages(of: aligned([0.9], depth: 2), to: Matrix([[1.0]]), η: 1e-3, until: .time(10))
    #expect(fast.plateaus.isEmpty, "\(fast.plateaus)")
    let zero = try DeepLinearNetwork(layers: [Matrix<Double>([[0]]), Matrix([[0]])])
    let still = try stages(of: zero, to: Matrix([[1.0]]), η: 1e-2, until: .time(1))
    #expect(still.plateaus.count == 1)
    let whole = try #require(still.plateaus.first)
    #expect(whole.level == 0.5 && whole.start == 0 && whole.end == 1)
  }
}
