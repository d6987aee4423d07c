import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("The promise to arrive: Theorem 1, Theorem 2 and the flow")
struct ArrivalTests {
  /// w² = 0.81, c = 0.81, η at most c³/49152.
  private let run = JudgedRun.scalars([0.9, 0.9], stepSize: 1e-5, lossBelow: 0.01804)

  private func end(_ outcome: Outcome.Kind, _ steps: Int, loss: Double = 1) -> RunEnd {
    RunEnd(outcome: outcome, steps: steps, time: Double(steps) * 1e-5, loss: loss)
  }

  @Test("Theorem 1 promises, and a run that arrives before T confirms")
  func confirmed() throws {
    let promised = try run.promised(Arora2019Theorem1.self)
    let T = try #require(try promised.promises.named("steps").bound)
    #expect(promised.verdict == .promised && T > 50 && T < 200)
    let found = try run.judged(Arora2019Theorem1.self)
    let steps = try found.promises.named("steps")
    #expect(found.verdict == .confirmed && found.reasons == [])
    #expect(try #require(steps.value) < T && steps.bound == T && steps.assurance == .measured)
    let slack = try #require(steps.slack)
    #expect(abs(slack - (T - (steps.value ?? 0)) / T) < 1e-12)
  }

  @Test(
    "A run that arrives after T, or passes T without arriving, contradicts; one that ends before T decides nothing"
  )
  func late() throws {
    let T = try #require(try run.promised(Arora2019Theorem1.self).promises.named("steps").bound)
    // The first whole step from T on counts as T.
    let first = Int(T.rounded(.up))
    for (outcome, steps, verdict) in [
      (Outcome.Kind.converged, first - 1, Verdict.confirmed), (.converged, first, .confirmed),
      (.converged, first + 1, .contradicted), (.exhausted, first, .contradicted),
      // Steps within rounding of the weights decide nothing.
      (.stalled, first + 5, .inconclusive), (.diverged, first, .contradicted),
      (.exhausted, first - 1, .inconclusive), (.diverged, first - 1, .inconclusive),
      (.converged, 0, .confirmed),
    ] {
      let found = try run.ended(Arora2019Theorem1.self, end(outcome, steps))
      let item = try found.promises.named("steps")
      #expect(found.verdict == verdict, "\(outcome) after \(steps), T = \(T): \(item)")
      #expect(item.holds == [.confirmed: true, .contradicted: false][verdict])
      #expect((item.slack.map { $0 >= 0 }) == item.holds, "\(item)")
      if verdict == .contradicted, outcome != .converged { #expect(item.step == steps) }
    }
  }

  @Test(
    "Without ε nothing is promised; ε above the loss is reached at step 0, and at ε itself a step later too")
  func epsilon() throws {
    var other = run
    other.lossBelow = nil
    let without = try other.ended(Arora2019Theorem1.self, end(.exhausted, 1_000_000))
    #expect(without.verdict == .inconclusive)
    #expect(try without.promises.named("steps").bound == nil)
    #expect(try without.promises.named("steps").note?.contains("stop.loss-below") == true)
    other.lossBelow = 5
    #expect(try other.promised(Arora2019Theorem1.self).promises.named("steps").bound == 0)
    #expect(try other.judged(Arora2019Theorem1.self).verdict == .confirmed)
    #expect(try other.ended(Arora2019Theorem1.self, end(.converged, 2)).verdict == .contradicted)
    // ℓ(0) = ε = 1/32 exactly: ℓ ≤ ε at step 0, but no run that ends at ℓ < ε ends there.
    var tie = JudgedRun.scalars([1, 0.75], stepSize: 1e-9, lossBelow: 0x1p-5)
    tie.layers.removeFirst()
    #expect(try tie.promised(Arora2019Theorem1.self).promises.named("steps").bound == 0)
    #expect(try tie.judged(Arora2019Theorem1.self).verdict == .confirmed)
    #expect(try tie.ended(Arora2019Theorem1.self, end(.exhausted, 0, loss: 0x1p-5)).verdict == .confirmed)
    #expect(
      try tie.ended(Arora2019Theorem1.self, end(.exhausted, 0, loss: 0x1.001p-5)).verdict == .contradicted)
  }

  @Test("Theorem 1 does not apply where a hypothesis fails, or to another problem, and says why")
  func notApplicable() throws {
    func failed(_ run: JudgedRun) throws -> Set<String> {
      let found = try run.promised(Arora2019Theorem1.self)
      #expect(found.verdict == .notApplicable && found.reasons == [])
      #expect(try run.judged(Arora2019Theorem1.self).verdict == .notApplicable)
      return Set(found.hypotheses.filter { $0.holds == false }.map(\.name))
    }
    #expect(try failed(.scalars([0.9, 0.9], stepSize: 0.1, lossBelow: 1e-3)) == ["step-size"])
    #expect(try failed(.scalars([0.8, 0.9], stepSize: 1e-6, lossBelow: 1e-3)) == ["imbalance"])
    let far = JudgedRun.scalars([-0.5, 0.5], stepSize: 1e-9, lossBelow: 1e-3)
    #expect(try failed(far) == ["deficiency-margin", "imbalance", "step-size"])
    for item in try far.promised(Arora2019Theorem1.self).hypotheses
    where item.name == "imbalance" || item.name == "step-size" {
      #expect(item.bound == nil && item.slack == nil)
    }
    // At depth 1 the rate is c⁰; without a margin there is none either.
    let single = JudgedRun.scalars([-0.5], stepSize: 1e-9, lossBelow: 1e-3)
    #expect(try single.promised(Arora2019Theorem1.self).promises.named("steps").bound == nil)
    // A narrow layer: rank 1 of 2, so that there is no margin.
    let narrow = JudgedRun(
      layers: [Matrix([[1, 0]]), Matrix([[1], [0]])], target: .identity(2), stepSize: 1e-9)
    #expect(try failed(narrow).contains("hidden-width"))

    let changes: [(String, (inout Setting) -> Void)] = [
      ("real networks", { $0.isComplex = true }), ("square loss", { $0.hasSquareLoss = false }),
      ("balance penalty", { $0.regularization = 0.5 }), ("gradient descent", { $0.dynamics = .flow }),
      ("heavy ball", { $0.dynamics = .other("heavy ball") }),
    ]
    for (word, change) in changes {
      var other = run
      other.settle = change
      let found = try other.promised(Arora2019Theorem1.self)
      #expect(found.verdict == .notApplicable && found.reasons.count == 1, "\(word)")
      #expect(found.reasons.first?.contains(word) == true, "\(found.reasons)")
      // Its numbers are reported all the same.
      #expect(try found.hypotheses.named("deficiency-margin").holds == true)
    }
  }

  @Test(
    "The flow arrives by T; at depth 1 it arrives at T itself, which the solver's error does not contradict")
  func flow() throws {
    var flow = JudgedRun.scalars([0.9], stepSize: 0, lossBelow: 1e-6)
    flow.settle = { $0.dynamics = .flow }
    let T = try #require(try flow.promised(Arora2019Flow.self).promises.named("time").bound)
    func verdict(_ outcome: Outcome.Kind, _ time: Double) throws -> Verdict {
      let end = RunEnd(outcome: outcome, steps: 7, time: time, loss: 1)
      return try flow.ended(Arora2019Flow.self, end).verdict
    }
    #expect(try flow.promised(Arora2019Flow.self).verdict == .promised)
    #expect(try verdict(.converged, 0.5 * T) == .confirmed)
    #expect(try verdict(.converged, T * (1 + 1e-9)) == .confirmed)
    #expect(try verdict(.converged, T * 1.001) == .contradicted)
    #expect(try verdict(.exhausted, T * 1.001) == .contradicted)
    #expect(try verdict(.exhausted, T * 0.999) == .inconclusive)
    // ε so small that the solver's error hides it: late is not known to be late.
    flow.lossBelow = 1e-20
    let tiny = try #require(try flow.promised(Arora2019Flow.self).promises.named("time").bound)
    #expect(try verdict(.converged, tiny * 1.5) == .inconclusive)
    #expect(try verdict(.converged, tiny * 0.5) == .confirmed)
    // Unbalanced, or by another rule: not applicable.
    var other = JudgedRun.scalars([0.8, 0.9], stepSize: 1e-6, lossBelow: 1e-3)
    #expect(try other.promised(Arora2019Flow.self).reasons.count == 1)
    other.settle = { $0.dynamics = .flow }
    let unbalanced = try other.promised(Arora2019Flow.self)
    #expect(unbalanced.verdict == .notApplicable && unbalanced.reasons == [])
    #expect(try unbalanced.hypotheses.named("imbalance").holds == false)
  }

  @Test("Theorem 2 is judged alike")
  func theorem2() throws {
    let first = 20
    let entries = (0..<first).map { 1 + 0.01 * Double($0) }
    var run = JudgedRun(
      layers: [Matrix([entries])], target: Matrix([entries.map { $0 * 1.1 }]), stepSize: 1e-12,
      lossBelow: 1e-3)
    run.settle = { $0.distribution = .balancedProduct(deviation: 0.15) }
    let promised = try run.promised(Arora2019Theorem2.self)
    #expect(promised.verdict == .promised, "\(promised)")
    let T = try #require(try promised.promises.named("steps").bound)
    #expect(try run.ended(Arora2019Theorem2.self, end(.exhausted, 5)).verdict == .inconclusive)
    #expect(try run.ended(Arora2019Theorem2.self, end(.converged, 5)).verdict == .confirmed)
    #expect(try run.ended(Arora2019Theorem2.self, end(.exhausted, Int(T) + 2)).verdict == .contradicted)
    run.settle = { $0.distribution = .independentLayers(deviations: [0.15]) }
    #expect(try run.promised(Arora2019Theorem2.self).verdict == .notApplicable)
    run.settle = { $0.distribution = .balancedProduct(deviation: 3) }
    #expect(try run.promised(Arora2019Theorem2.self).verdict == .notApplicable)
  }
}
