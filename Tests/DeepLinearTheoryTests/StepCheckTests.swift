import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("One inequality at one state, and what is kept of all states")
struct StepCheckTests {
  private func check(_ value: Double, _ bound: Double, _ rounding: Double = 0) -> StepCheck {
    StepCheck(value: value, bound: bound, rounding: rounding)
  }

  @Test("The difference is positive where the inequality holds, and the slack is in units of |bound|")
  func slack() {
    #expect(check(3, 4).difference(.atMost) == 1 && check(3, 4).difference(.atLeast) == -1)
    #expect(check(3, 4).slack(.atMost) == 0.25 && check(3, -4).slack(.atLeast) == 1.75)
    #expect(check(-8, -4).slack(.atLeast) == -1 && check(3, 0).slack(.atLeast) == 3)
  }

  @Test("An inequality is broken where it fails by more than rounding, and where it is not a number")
  func isBroken() {
    #expect(!check(4, 4).isBroken(.atMost) && !check(4, 4).isBroken(.atLeast))
    #expect(!check(4.5, 4, 0.5).isBroken(.atMost) && check(4.5, 4, 0.25).isBroken(.atMost))
    #expect(!check(3.5, 4, 0.5).isBroken(.atLeast) && check(3.5, 4, 0.25).isBroken(.atLeast))
    #expect(check(.nan, 4, 1).isBroken(.atMost) && check(1, .nan, 1).isBroken(.atMost))
  }

  @Test("What is closer to failing, with rounding, in units of the bound, says more; what is no number most")
  func mostTelling() throws {
    func isLess(_ a: StepCheck, _ b: StepCheck) -> Bool { a.isLessTelling(than: b, .atMost) }
    // Reserves ½, ⅛ and, with rounding, ¼.
    let (far, near, rounded) = (check(1, 2), check(7, 8), check(3.5, 4, 0.5))
    #expect(isLess(far, near) && !isLess(near, far) && isLess(far, rounded) && isLess(rounded, near))
    #expect(!isLess(far, far) && isLess(far, check(-2, 0, -1)) == false && isLess(far, check(-0.25, 0)))
    #expect(isLess(check(0, -1), check(-1.5, -2)) == false && isLess(check(-1.5, -2), check(0, -1)))
    let none = check(.nan, 1)
    #expect(isLess(far, none) && !isLess(none, far) && !isLess(none, none))
    #expect(StepCheck.mostTelling([far, near, rounded], .atMost)?.value == 7)
    #expect(StepCheck.mostTelling([far, near, none, rounded], .atMost)?.value.isNaN == true)
    // Of equal ones the first.
    #expect(StepCheck.mostTelling([check(1, 2), check(2, 4)], .atMost)?.value == 1)
    #expect(StepCheck.mostTelling([], .atMost) == nil)
  }

  // MARK: All states

  /// ℓ ≥ ½ at states with these losses, each with what it may be off by: that of a claim 5.
  private func item(_ losses: [Double]) throws -> (item: Item, rounding: Double) {
    let start = HandState<Double>(layers: [.identity(2), .identity(2)], target: .diagonal([-1, 2]))
    let setting = Setting(widths: [2, 2, 2], isComplex: false, dynamics: .flow)
    let states = losses.enumerated().map { place, loss in
      var state = start
      (state.loss, state.step, state.time) = (loss, place, 0.25 * Double(place))
      return state
    }
    return (
      try start.examination(Arora2019Claim5.self, setting).shown("loss", states),
      try Allowance(state: start).loss
    )
  }

  @Test("The state that is closest to the bound is kept, the first of equal ones, with its step and time")
  func worst() throws {
    let found = try item([4, 1, 2, 1, 3]).item
    #expect(found.value == 1 && found.step == 1 && found.time == 0.25 && found.slack == 1)
    #expect(found.holds == true && found.note == nil && found.assurance == .replayed)
    let broken = try item([4, 0.25, 1, 0.125, 0.25]).item
    #expect(broken.holds == false && broken.step == 3 && broken.slack == -0.75 && broken.note == nil)
  }

  @Test("What fails by no more than rounding holds to rounding; at the bound itself no rounding is needed")
  func rounding() throws {
    let exact = try item([0.5, 1])
    #expect(exact.item.holds == true && exact.item.note == nil && exact.item.slack == 0)
    let within = try item([1, 0.5 - 0.75 * exact.rounding])
    #expect(within.item.holds == true && within.item.note == "to rounding" && within.item.slack == 0)
    #expect(within.item.step == 1 && isClose(within.item.radius, within.rounding))
    let beyond = try item([1, 0.5 - 1.25 * exact.rounding])
    #expect(beyond.item.holds == false && beyond.item.note == nil && (beyond.item.slack ?? 0) < 0)
    // A state within rounding and a broken one: broken, and no word of rounding.
    let both = try item([0.5 - 0.75 * exact.rounding, 0.25])
    #expect(both.item.holds == false && both.item.note == nil && both.item.slack == -0.5)
  }

  @Test("Without a state nothing is known; without a state of the kind nothing is broken")
  func none() throws {
    let nothing = try item([]).item
    #expect(nothing.holds == nil && nothing.value == nil && nothing.assurance == .replayed)
    let sentence = "no step was of the kind that the promise is about"
    #expect(nothing.note == sentence)
    let run = JudgedRun(
      layers: [.diagonal([0.95, 0.9]), .diagonal([0.95, 0.9])], target: .identity(2), stepSize: 1e-6)
    let start = HandState<Double>(layers: run.layers, target: run.target)
    // One state has none before it.
    let single = try run.examination(Arora2019Lemma2.self).shown("descent", [start])
    #expect(single.holds == true && single.value == nil && single.note == sentence)
  }

  @Test("Where rounding is without bound nothing is decided, unless another state is broken")
  func undecided() throws {
    // The square of what ‖Δ_1‖ may be off by overflows.
    let huge = HandState<Double>(layers: [Matrix([[1e150]]), Matrix([[1]])], target: Matrix([[1]]))
    var setting = Setting(widths: [1, 1, 1], isComplex: false, regularization: 1, dynamics: .flow)
    setting.flowTolerance = 0
    var states = (0..<3).map { place in
      var state = HandState<Double>(layers: [Matrix([[2]]), Matrix([[1]])], target: Matrix([[1]]))
      (state.step, state.time, state.penalty) = (place, Double(place), 1)
      return state
    }
    let examination = try states[0].examination(Luo2025Lemma26.self, setting)
    #expect(try examination.shown("penalty", states).holds == true)
    (states[2].layers, states[2].penalty) = (huge.layers, 1)
    let unknown = try examination.shown("penalty", states)
    #expect(unknown.holds == nil)
    #expect(unknown.note == "steps are too long to bound what happens between two states")
    states[1].penalty = 2
    let broken = try examination.shown("penalty", states)
    #expect(broken.holds == false && broken.note == nil)
  }
}
