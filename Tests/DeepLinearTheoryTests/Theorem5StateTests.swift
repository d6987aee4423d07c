import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("Theorem 5: growth and fall of x_k from one state to the next")
struct Theorem5StateTests {
  private let unit = 0x1p-53
  private let τ = 1e-9

  private var setting: Setting {
    Setting(
      widths: [2, 2, 2, 2, 2], isComplex: false, regularization: 0.25, dynamics: .flow, flowTolerance: τ)
  }

  /// Four layers diag(s), Φ = 2I, the last one turned by a right angle or not; moving at the speed v.
  private func state(_ s: [Double], step: Int, time: Double, isTurned: Bool = false, v: Double = 0.03125)
    -> HandState<Double>
  {
    let turn = Matrix<Double>([[0, -1], [1, 0]])
    let layer = Matrix<Double>.diagonal(s)
    return HandState(
      layers: [layer, layer, layer, isTurned ? turn * layer : layer], target: .identity(2, scale: 2),
      step: step, time: time, gradient: [.diagonal([v, 0])])
  }

  /// 4 N (τ ‖W‖_F + 64 d 2⁻⁵³ ‖S‖).
  private func movement(_ s: [Double]) -> Double {
    16 * (τ * (s[0] * s[0] + s[1] * s[1]).squareRoot() + 64 * 2 * unit * s[0])
  }

  @Test("x_k grows by the exponential of the integral of 2‖S‖² and of the skew error at the start")
  func growth() throws {
    let states = [
      state([0.5, 0.25], step: 0, time: 0, isTurned: true), state([0.75, 0.5], step: 1, time: 0.125),
      state([1, 0.625], step: 2, time: 0.25),
    ]
    let item = try states[0].examination(Luo2025Theorem5.self, setting).shown("growth", states)
    // x = 2S at the second and third state, (Q + I)S at the first, with ½σ_k(x) = σ_k(S)/√2; y = (Q − I)S there.
    let skew = 2 * (0.25 + 0.0625)
    let pairs = zip(states, states.dropFirst()).enumerated().map { place, pair in
      (place, pair.0, pair.1)
    }
    var found: [(value: Double, bound: Double, rounding: Double, step: Int)] = []
    let values = [[0.5, 0.25], [0.75, 0.5], [1, 0.625]]
    for (place, before, after) in pairs {
      let (first, last) = (values[place], values[place + 1])
      let interval = FlowInterval(
        try before.snapshot(), try after.snapshot(), norms: (first[0], last[0]), regularization: 0.25)
      try #require(interval.layerNorm.isFinite)
      let integral = interval.integral(
        first[0] * first[0], last[0] * last[0], change: 2 * interval.layerNorm * interval.speed)
      let h = after.time - before.time
      let factor = Double.exp(0.5 * 2 * (2 * integral + skew * h))
      let scale = place == 0 ? 0.5.squareRoot() : 1
      for k in 0..<2 {
        found.append(
          (last[k], scale * first[k] * factor, movement(last) + factor * movement(first), place + 1))
      }
    }
    let most = try #require(
      found.min {
        ($0.bound - $0.value + $0.rounding) / $0.bound < ($1.bound - $1.value + $1.rounding) / $1.bound
      })
    #expect(isClose(item.value, most.value) && isClose(item.bound, most.bound) && item.step == most.step)
    #expect(isClose(item.radius, most.rounding))
    // The second step alone, with the first one's skew error.
    let quiet = [states[0], state([0.5, 0.25], step: 1, time: 0.125), states[2]]
    let second = try states[0].examination(Luo2025Theorem5.self, setting).shown("growth", quiet)
    let interval = FlowInterval(
      try quiet[1].snapshot(), try quiet[2].snapshot(), norms: (0.5, 1), regularization: 0.25)
    let integral = interval.integral(0.25, 1, change: 2 * interval.layerNorm * interval.speed)
    let bound = 0.25 * Double.exp(2 * integral + skew * 0.125)
    #expect(second.step == 2 && second.value == 0.625 && isClose(second.bound, bound))
  }

  @Test("Between equal states ‖S‖² may rise and fall again, as fast as 2 M̂ v̂")
  func tent() throws {
    let states = [
      state([0.5, 0.25], step: 0, time: 0, v: 0.125), state([0.5, 0.25], step: 1, time: 0.125, v: 0.125),
    ]
    let interval = FlowInterval(
      try states[0].snapshot(), try states[1].snapshot(), norms: (0.5, 0.5), regularization: 0.25)
    let integral = 0.125 * 0.25 + 2 * interval.layerNorm * interval.speed * 0.125 * 0.125 / 4
    let item = try states[0].examination(Luo2025Theorem5.self, setting).shown("growth", states)
    #expect(isClose(item.bound, (item.value ?? 0) * Double.exp(2 * integral)))
  }

  @Test("A first speed so large that nothing bounds the step leaves the growth undecided")
  func undecided() throws {
    let states = [
      state([0.5, 0.25], step: 0, time: 0, v: 1e6), state([0.75, 0.5], step: 1, time: 0.5),
    ]
    let item = try states[0].examination(Luo2025Theorem5.self, setting).shown("growth", states)
    #expect(item.holds == nil && item.radius == .infinity && isClose(item.value, 0.75))
    #expect(isClose(item.bound, 0.5))
  }

  @Test("A fall is judged below σ_min(H) = (8σ_1)^{1/4}, with the movement of both states")
  func fall() throws {
    let examination = try state([0.5, 0.25], step: 0, time: 0).examination(Luo2025Theorem5.self, setting)
    func fall(_ first: [Double], _ last: [Double]) throws -> Item {
      try examination.shown(
        "no-fall", [state(first, step: 0, time: 0), state(last, step: 1, time: 0.5)])
    }
    let fallen = try fall([0.5, 0.25], [0.5, 0.125])
    #expect(fallen.holds == false && isClose(fallen.value, 0.125) && isClose(fallen.bound, 0.25))
    #expect(isClose(fallen.radius, movement([0.5, 0.25]) + movement([0.5, 0.125])))
    // The threshold is 2, that of 2x_min = 2 in the state that fell.
    #expect(try fall([2, 2], [2, 0.9375]).holds == false)
    #expect(try fall([2, 2], [1, 1]).value == nil && fall([2, 2], [1.0625, 1.0625]).value == nil)
  }

  @Test("Whether x_k falls is judged from starts up to σ_1^{1/4}, and a note says where it is not")
  func size() throws {
    let note = "the start is larger than σ_1^{1/4}: reported only"
    for (s, isSmall) in [(0.5, true), (1.125, true), (1.25, false)] {
      let found = try state([s, 0.25], step: 0, time: 0).examination(Luo2025Theorem5.self, setting)
      let size = try found.hypotheses.named("start-size")
      #expect(size.holds == isSmall && !size.isJudged && isClose(size.value, s))
      #expect(isClose(size.bound, Double.pow(2, 0.25)))
      let fall = try #require(found.promises.first { $0.item.name == "no-fall" }).item
      #expect(fall.isJudged == isSmall && fall.note == (isSmall ? nil : note))
    }
  }
}
