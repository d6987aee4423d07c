import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("Theorems 7 and 11: the stages, read off states made by hand")
struct LocalStageTests {
  private let τ = 1e-9

  private func setting(_ dynamics: Setting.Dynamics = .flow, _ distribution: Setting.Distribution = .other)
    -> Setting
  {
    Setting(
      widths: [2, 2, 2, 2, 2], isComplex: false, regularization: 0.5, dynamics: dynamics,
      distribution: distribution, flowTolerance: τ)
  }

  /// Four layers sI, Φ = 2I: σ_min(H) = 2s, whose threshold is (8·2)^{1/4} = 2.
  private func state(_ s: Double, step: Int, time: Double, loss: Double? = nil, penalty: Double = 0)
    -> HandState<Double>
  {
    HandState(
      layers: Array(repeating: .identity(2, scale: s), count: 4), target: .identity(2, scale: 2), step: step,
      time: time, loss: loss, penalty: penalty)
  }

  private func examination(_ setting: Setting) throws -> Examination<Double> {
    try state(0.5, step: 0, time: 0).examination(Luo2025Theorem11.self, setting)
  }

  /// σ_1^{3/2}.
  private let rate = 2 * 2.0.squareRoot()

  @Test(
    "The loss is compared with the exponential from the first state at the threshold, with both allowances")
  func decay() throws {
    let (begin, later) = (state(1, step: 3, time: 1, loss: 4), state(1.0625, step: 4, time: 1.25, loss: 3))
    let item = try examination(setting()).shown(
      "loss-decay", [state(0.5, step: 0, time: 0, loss: 9), begin, later])
    let factor = Double.exp(-0.25 * rate)
    #expect(item.value == 3 && isClose(item.bound, 4 * factor) && item.step == 4 && item.holds == false)
    func allowed(_ state: HandState<Double>, _ s: Double) throws -> Double {
      let moved = 100 * τ * 2.0.squareRoot() * s
      let product = 4 * Double.pow(2.0.squareRoot() * s + moved, 3) * moved
      return try Allowance(state: state).loss + (state.residual + product) * product
    }
    #expect(isClose(item.radius, try allowed(later, 1.0625) + factor * allowed(begin, 1)))
  }

  @Test("The state at which the stage begins is not compared with itself; a later time or step is")
  func begin() throws {
    let begin = state(1, step: 3, time: 1, loss: 4)
    func judged(_ step: Int, _ time: Double) throws -> Item {
      try examination(setting()).shown("loss-decay", [begin, state(1, step: step, time: time, loss: 0.5)])
    }
    for (step, time) in [(4, 1.25), (3, 1.25), (4, 1)] {
      let item = try judged(step, time)
      #expect(item.value == 0.5 && item.step == step && item.time == time && item.holds == true)
    }
    #expect(try examination(setting()).shown("loss-decay", [begin]).value == nil)
    // Just below the threshold there is no stage.
    let none = try examination(setting()).shown("loss-decay", [state(1 - 1e-12, step: 1, time: 1)])
    #expect(none.holds == nil && none.note == "the run ended at t = 1.0, before the local stage")
  }

  @Test("A stage that ended was none: what it showed is dropped")
  func dropped() throws {
    let item = try examination(setting()).shown(
      "loss-decay",
      [
        state(1, step: 1, time: 1, loss: 1), state(1, step: 2, time: 2, loss: 5),
        state(0.5, step: 3, time: 3, loss: 1), state(1.5, step: 4, time: 4, loss: 8),
        state(1.5, step: 5, time: 5, loss: 0.25),
      ])
    #expect(item.holds == true && item.value == 0.25 && isClose(item.bound, 8 * Double.exp(-rate)))
  }

  @Test("For descents the objective is reported beside the exponential, with no allowance")
  func objective() throws {
    let states = [
      state(1, step: 1, time: 1, loss: 3, penalty: 1), state(1, step: 2, time: 1, loss: 3, penalty: 1),
    ]
    let item = try examination(setting(.descent(stepSize: 0.5))).shown("objective-decay", states)
    #expect(item.value == 1 && item.bound == 1 && item.radius == 0 && item.holds == true)
    #expect(!item.isJudged && item.note?.hasPrefix("(ℓ + r)") == true)
    let fallen = [states[0], state(1, step: 2, time: 1.5, loss: 0.5, penalty: 0.5)]
    let half = try examination(setting(.descent(stepSize: 0.5))).shown("objective-decay", fallen)
    #expect(half.value == 0.25 && isClose(half.bound, Double.exp(-0.5 * rate)))
  }

  @Test("Reported of the stage: the least σ_min(H), the largest ‖K‖_F/(dε), the rate of the loss")
  func reports() throws {
    var turned = state(1.25, step: 3, time: 2, loss: 2)
    turned.layers[0] = .diagonal([1.25, 1.75])
    let states = [
      state(2, step: 0, time: 0.5, loss: 9), state(0.5, step: 1, time: 0.75, loss: 9),
      state(1.5, step: 2, time: 1, loss: 8), turned, state(1.25, step: 4, time: 3, loss: 1),
      state(1.5, step: 5, time: 4, loss: 1e-30),
    ]
    let found = try examination(setting(.flow, .balancedLayers(deviation: 0.25)))
    let smallest = try found.shown("hermitian-smallest", states)
    #expect(smallest.value == 2.5 && smallest.bound == 2 && smallest.step == 3 && smallest.time == 2)
    // K = diag(0, ½) at the third state; d ε = ½.
    #expect(isClose(try found.shown("skew-error", states).value, 1))
    // The last loss is at the level of rounding.
    let rates = try found.shown("local-rate", states)
    #expect(isClose(rates.value, Double.log(8) / 2) && isClose(rates.bound, rate))
    #expect(isClose(rates.parameters["linearized"], 8 * rate))
    #expect(try found.shown("local-rate", [states[2]]).value == nil)
    for name in ["hermitian-smallest", "skew-error", "local-rate"] {
      let none = try found.shown(name, [states[2], states[1]])
      #expect(none.value == nil && none.note == "the run ended at t = 1.0, before the local stage")
    }
    let unknown = try examination(setting()).shown("skew-error", states)
    #expect(unknown.value == nil && unknown.note == "the start has no one deviation ε")
    let layers = setting(.flow, .independentLayers(deviations: [0.25, 0.25, 0.25, 0.25]))
    #expect(isClose(try examination(layers).shown("skew-error", states).value, 1))
  }

  @Test("A loss above a hundred times its rounding has a rate, one below has none")
  func rounding() throws {
    let begin = state(1, step: 1, time: 1, loss: 1)
    let least = try Allowance(state: state(1, step: 2, time: 2)).loss
    for (factor, isKnown) in [(100.5, true), (99.5, false)] {
      let states = [begin, state(1, step: 2, time: 2, loss: factor * least)]
      let item = try examination(setting()).shown("local-rate", states)
      #expect((item.value != nil) == isKnown)
    }
  }

  @Test("The balance of the start is judged where it is undecided, and decides what is compared")
  func balance() throws {
    let balanced = try examination(setting())
    #expect(try !balanced.hypotheses.named("imbalance").isJudged)
    #expect(balanced.promises.map(\.item.name).first == "loss-decay")
    var start = state(0.5, step: 0, time: 0)
    start.layers[0] = .identity(2)
    let unbalanced = try start.examination(Luo2025Theorem11.self, setting())
    #expect(try !unbalanced.hypotheses.named("imbalance").isJudged)
    #expect(unbalanced.promises.map(\.item.name).first == "objective-decay")
    #expect(unbalanced.promises.allSatisfy { !$0.item.isJudged })
    let note = "(ℓ + r)/(ℓ + r)(t_0) beside exp(−η σ_1^{3/2}(t − t_0)): reported only"
    #expect(unbalanced.promises[0].item.note == note && balanced.promises[0].item.note == nil)
    let other = try start.examination(Luo2025Theorem11.self, setting(.other("heavy ball")))
    #expect(other.outside == ["stated for gradient flow; this is heavy ball"])
  }

  // MARK: Theorem 7

  @Test("Theorem 7: the rate until r is below 10⁻³ r(0), and the least σ_min(W_j) until then")
  func alignment() throws {
    func at(_ step: Int, _ s: Double, _ penalty: Double) -> HandState<Double> {
      state(s, step: step, time: Double(step) / 2, penalty: penalty)
    }
    let examination = try at(0, 1, 2).examination(Luo2025Theorem7.self, setting())
    let states = [at(0, 1, 2), at(1, 0.5, 1), at(2, 0.75, 2e-3), at(3, 0.75, 1e-3), at(4, 0.25, 1e-4)]
    let item = try examination.shown("decay-rate", states)
    let rate = Double.log(2000) / 1.5
    #expect(isClose(item.value, rate) && item.bound == 0.5 * 0.25 && item.step == 3 && item.time == 1.5)
    #expect(isClose(item.parameters["ratio"], rate / 0.125))
    #expect(item.note == "beside a·min σ_min(W_j)²; the constant is not explicit")
    let early = try examination.shown("decay-rate", Array(states.prefix(3)))
    #expect(early.step == 2 && early.note == "the run ended before r was below 10⁻³ r(0)")
    #expect(try examination.shown("decay-rate", Array(states.prefix(1))).value == nil)
    let one = try examination.shown("decay-rate", Array(states.prefix(2)))
    #expect(isClose(one.value, Double.log(2) / 0.5))
  }
}
