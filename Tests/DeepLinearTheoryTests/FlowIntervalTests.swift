import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing
import _TestSupport

@Suite("What a flow can do between two states: the bounds of the interval")
struct FlowIntervalTests {
  /// Two states of one run, a time h apart, with ‖∇L‖_F = v_0 at the first.
  private func ends<S: Scalar>(
    _ draw: inout Draw, depth: Int, h: Double, speed: Double, over field: S.Type
  ) -> (HandState<S>, HandState<S>) {
    func state(_ scale: Double) -> HandState<S> {
      HandState(
        layers: (0..<depth).map { _ in scale * draw.matrix(3, 3) }, target: draw.matrix(3, 3), time: 2,
        gradient: [.diagonal([speed, 0, 0])])
    }
    let (first, second) = (state(0.5), state(0.25))
    var last = second
    (last.time, last.target) = (2 + h, first.target)
    return (first, last)
  }

  /// The least solution of the equations in the comment of `FlowInterval`, by many plain iterations.
  private func solution(
    ends: Double, norm: Double, operatorNorm: Double, imbalance: Double, speed: Double, h: Double, a: Double,
    depth: Int
  ) -> (norm: Double, speed: Double, residual: Double) {
    let n = Double(depth)
    var (m, v, ρ) = (ends, speed, 0.0)
    for _ in 0..<5000 {
      v = speed * .exp(h * ((n - 1) * (depth < 2 ? 0 : Double.pow(m, n - 2)) * ρ + 2 * a * imbalance))
      ρ = min(norm, operatorNorm + 0.5 * h * n.squareRoot() * .pow(m, n - 1) * v)
      m = ends + 0.5 * h * v
    }
    return (m, v, ρ)
  }

  private func check<S: Scalar>(_ seed: UInt64, over field: S.Type) throws {
    var draw = Draw(seed)
    var bounded = 0
    for depth in 1...5 {
      for h in [0, 0.01, 0.05, 0.25] {
        for a in [0, 0.75] {
          let (first, last) = ends(&draw, depth: depth, h: h, speed: 0.625, over: S.self)
          for (one, other) in [(first, last), (last, first)] {
            var (previous, state) = (one, other)
            (previous.time, state.time) = (2, 2 + h)
            let interval = FlowInterval(
              try previous.snapshot(), try state.snapshot(), norms: (1.25, 1.5), regularization: a)
            let rests = try [one, other].map { try $0.network.endToEndMatrix - $0.target }
            let imbalances = try [one, other].map {
              try $0.network.balanceErrors.map { $0.realInner($0) }.reduce(0, +).squareRoot()
            }
            let exact = solution(
              ends: 1.5, norm: rests.map(\.frobeniusNorm).max() ?? 0,
              operatorNorm: try rests.map { try $0.spectralNorm() }.max() ?? 0,
              imbalance: imbalances.max() ?? 0, speed: 0.625, h: h, a: a, depth: depth)
            let what = "depth \(depth), h = \(h), a = \(a), \(S.self)"
            #expect(interval.duration == state.time - previous.time)
            // Beyond twice the larger end there is no bound.
            guard exact.norm <= 3 else {
              #expect(interval.layerNorm == .infinity && interval.speed == .infinity, "\(what)")
              continue
            }
            bounded += 1
            // Above the least solution, by no more than its margins of 10⁻⁹ make of it.
            func expectAbove(_ found: Double, _ exact: Double, _ name: String) {
              #expect(found >= exact && found <= exact * (1 + 3e-8), "\(name), \(what): \(found), \(exact)")
            }
            expectAbove(interval.layerNorm, exact.norm, "norm")
            expectAbove(interval.speed, exact.speed * (1 - 1e-15), "speed")
            let power = Double.pow(exact.norm, Double(depth - 1))
            expectAbove(interval.gradientFactor, power * (1 - 1e-15), "factor")
            let curvature =
              Double(depth) * power * power + Double(depth - 1)
              * (depth < 2 ? 0 : Double.pow(exact.norm, Double(depth - 2))) * exact.residual
            expectAbove(interval.gradientChange, curvature * exact.speed * (1 - 1e-14), "change")
          }
        }
      }
    }
    #expect(bounded >= 50)
  }

  @Test(
    "The bounds are the least solution of their equations, from above, at every depth and over both fields")
  func solutions() throws {
    try check(3, over: Double.self)
    try check(4, over: Complex<Double>.self)
  }

  /// Depth 1 moves at its first speed: M̂ = max(M_0, M_1) + h v_0 / 2, and a margin of 10⁻⁹.
  private func single(ends: (Double, Double), h: Double, speed: Double) throws -> FlowInterval<Double> {
    var first = HandState<Double>(layers: [Matrix([[1]])], target: Matrix([[2]]))
    first.gradient = [Matrix([[speed]])]
    var last = first
    last.time = h
    return FlowInterval(try first.snapshot(), try last.snapshot(), norms: ends, regularization: 1)
  }

  @Test("One layer moves at its first speed; bounds carry their margins, and give up at twice the ends")
  func margins() throws {
    for ends in [(1.0, 2.0), (2, 1)] {
      let found = try single(ends: ends, h: 0.5, speed: 4)
      #expect(found.layerNorm == 3 * (1 + 1e-9) && found.speed == 4 && found.duration == 0.5)
      #expect(found.gradientFactor == 1 && found.gradientChange == 4)
    }
    #expect(try single(ends: (1, 1), h: 1, speed: 1.9).layerNorm.isFinite)
    let wild = try single(ends: (1, 1), h: 1, speed: 2.1)
    #expect(wild.layerNorm == .infinity && wild.speed == .infinity)
    // ‖R‖ = 2⁴⁰ is beyond all else: N M̂² + ρ with ρ = 2⁴⁰ (1 + 10⁻⁹) and v̂ = v_0 for h = 0.
    var far = HandState<Double>(layers: [Matrix([[1]]), Matrix([[1]])], target: Matrix([[1 + 0x1p40]]))
    far.gradient = [Matrix([[1]]), Matrix([[0]])]
    let still = FlowInterval(try far.snapshot(), try far.snapshot(), norms: (1, 1), regularization: 0)
    #expect(isClose(still.gradientChange, 2 + 0x1p40 * (1 + 1e-9), 1e-14))
    #expect(isClose(still.layerNorm, 1 + 1e-9, 1e-15))
  }

  @Test("The residual is followed to its own bound where the layers are so large that they do not move")
  func residual() throws {
    // N = 4, M = 10⁶, R = I: exponents are 2ρ, and ρ = 1 + 0.2 e^{2(ρ − 1)} has no solution below ‖R‖_F = √3.
    var first = HandState<Double>(
      layers: Array(repeating: .identity(3), count: 4), target: .identity(3, scale: 2))
    let h = 2 / 3e12
    let speed = 0.2 / (h / 2 * 2 * 1e18) / Double.exp(2)
    first.gradient = [.diagonal([speed, 0, 0])]
    var last = first
    last.time = h
    let found = FlowInterval(try first.snapshot(), try last.snapshot(), norms: (1e6, 1e6), regularization: 0)
    #expect(isClose(found.speed, speed * Double.exp(2 * 3.0.squareRoot()), 1e-7))
    #expect(isClose(found.layerNorm, 1e6 * (1 + 1e-9), 1e-14))
  }

  @Test("The integral of a function that changes no faster than c is at most that of a tent with slope c")
  func integral() throws {
    let interval = try single(ends: (1, 1), h: 0.5, speed: 0.25)
    // ∫ over [0, ½] with ends 1 and 2: trapezoid ¾, tent (c h² − 1/c)/4.
    #expect(interval.integral(1, 2, change: 4) == 0.75 + (4 * 0.25 - 0.25) / 4)
    #expect(interval.integral(2, 1, change: 4) == 0.75 + (4 * 0.25 - 0.25) / 4)
    #expect(interval.integral(1, 3, change: 8) == 1 + (8 * 0.25 - 4.0 / 8) / 4)
    #expect(interval.integral(1, 2, change: 2) == 0.75)
    // Faster than it may: nothing is taken away.
    #expect(interval.integral(1, 2, change: 1) == 0.75)
    #expect(interval.integral(3, 2, change: 0) == 1.5 && interval.integral(2, 3, change: 0) == 1.5)
    for change in [-1, Double.infinity, .nan] {
      #expect(interval.integral(1, 2, change: change) == .infinity)
    }
  }
}
