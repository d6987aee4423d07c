import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("The promise to arrive: what is said of late and early ends, and the solver's error in it")
struct ArrivalNoteTests {
  /// One unit with Φ = 4, ‖R(0)‖ = 1 and rate 2.
  private func flow(_ ε: Double) -> JudgedRun {
    var flow = JudgedRun(
      layers: [Matrix([[3]])], target: Matrix([[4]]), stepSize: 0, lossBelow: ε)
    flow.settle = { $0.dynamics = .flow }
    return flow
  }

  private func time(_ run: JudgedRun, _ outcome: Outcome.Kind, at time: Double, loss: Double = 1) throws
    -> Item
  {
    try run.ended(Arora2019Flow.self, RunEnd(outcome: outcome, steps: 7, time: time, loss: loss))
      .promises.named("time")
  }

  @Test("A flow may be late by what 10⁻⁸ of the target's norm is at its rate, and no later")
  func solver() throws {
    let run = flow(0x1p-21)
    // √(2ε) = 2⁻¹⁰, less 4·10⁻⁸; ln(½ / ½ reached²)/2.
    let latest = -Double.log(0x1p-10 - 4e-8)
    let late = try time(run, .converged, at: latest * (1 - 1e-12))
    #expect(late.holds == true && late.slack == 0 && late.note == "to the accuracy of the solver")
    #expect(late.value.map { $0 > late.bound ?? .infinity } == true)
    let later = try time(run, .converged, at: latest * (1 + 1e-12))
    #expect(later.holds == false && (later.slack ?? 0) < 0)
    let early = try time(run, .converged, at: 1)
    #expect(early.holds == true && early.note == nil && (early.slack ?? 0) > 0.5)
  }

  @Test("A run that ended before the promise was due says how far it came, in its own units")
  func ended() throws {
    let run = flow(0x1p-21)
    let bound = try #require(try run.promised(Arora2019Flow.self).promises.named("time").bound)
    let early = try time(run, .exhausted, at: 2)
    #expect(early.note == "ended after time 2.0 with loss 1.0, before the promised time")
    let between = try time(run, .exhausted, at: bound * (1 + 1e-6))
    let sentence = "with loss 1.0, which is within the solver's error of what is promised"
    #expect(between.holds == nil && between.note?.hasSuffix(sentence) == true)
    let passed = try time(run, .exhausted, at: 30)
    #expect(passed.holds == false && passed.note == "the loss was 1.0 there" && passed.radius == 0)
    #expect(passed.value == 30 && passed.step == 7 && passed.slack == -Double.leastNonzeroMagnitude)
    let there = try time(run, .exhausted, at: 30, loss: 0x1p-21)
    #expect(there.holds == true && there.slack == 0)
    // ℓ(0) = ε: T = 0, and a flow at time 0 is not before it.
    let tie = try time(flow(0.5), .exhausted, at: 0)
    #expect(tie.bound == 0 && tie.note?.hasSuffix(sentence) == true)
  }

  @Test("Of steps the first whole one from T on is in time")
  func steps() throws {
    let run = JudgedRun.scalars([0.9, 0.9], stepSize: 1e-5, lossBelow: 0.01804)
    let T = try #require(try run.promised(Arora2019Theorem1.self).promises.named("steps").bound)
    func steps(_ outcome: Outcome.Kind, _ count: Int) throws -> Item {
      try run.ended(
        Arora2019Theorem1.self, RunEnd(outcome: outcome, steps: count, time: 1, loss: 0.5)
      ).promises.named("steps")
    }
    let first = try steps(.converged, Int(T.rounded(.up)))
    #expect(first.holds == true && first.slack == 0 && first.note == "the first whole step from T on")
    let early = try steps(.exhausted, 5)
    #expect(early.note == "ended after 5 steps with loss 0.5, before the promised steps")
  }

  @Test("Without ε it is said from when on the loss is a tenth, rounded up in the fifth digit")
  func everyLoss() throws {
    func text(_ when: String) -> String {
      "stop.loss-below gives no ε; of every ε it is promised: ℓ is at most ℓ(0)/10 from \(when) on, "
        + "ℓ(0)/100 from twice that on"
    }
    var timed = flow(1)
    timed.lossBelow = nil
    let time = try timed.promised(Arora2019Flow.self).promises.named("time")
    #expect(
      time.note == text("t = 1.1513") && isClose(time.parameters["time_to_a_tenth"], Double.log(10) / 2))
    // ln 10/η = 4.60517…
    let run = JudgedRun.scalars([0.9], stepSize: 0.5, lossBelow: nil)
    let steps = try run.promised(Arora2019Theorem1.self).promises.named("steps")
    #expect(steps.note == text("4.6052 steps"))
    #expect(isClose(steps.parameters["steps_to_a_tenth"], 2 * Double.log(10)))
  }
}
