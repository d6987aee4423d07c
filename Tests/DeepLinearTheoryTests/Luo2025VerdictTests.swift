import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing
import _TestSupport

/// Each verdict of each statement of Luo et al. (2025), and that a doctored run is contradicted.
@Suite struct Luo2025VerdictTests {
  private typealias Doctor = (Int, Int, DeepLinearNetwork<Double>) -> DeepLinearNetwork<Double>?

  /// Four layers of width 3, balanced, Φ = I.
  private func balanced(sign: Int, latest: Double = 2000) -> TheoryRun<Double> {
    TheoryRun(
      widths: [3, 3, 3, 3, 3], target: .identity(3),
      initialization: DeterminantConditioned(BalancedGaussianInitialization(deviation: 0.3), sign: sign),
      distribution: .balancedLayers(deviation: 0.3), latest: latest)
  }

  private func unbalanced(regularization: Double = 1) -> TheoryRun<Double> {
    TheoryRun(
      widths: [3, 3, 3, 3, 3], target: .identity(3), initialization: GaussianInitialization(deviation: 0.4),
      regularization: regularization, latest: 20)
  }

  /// Multiplies one layer, or all of them, of the state at a part of the run.
  private func scaling(_ factor: Double, at part: Double, layer: Int? = nil) -> Doctor {
    { place, count, network in
      guard place == Int(part * Double(count - 1)) else { return nil }
      return try? DeepLinearNetwork(
        layers: network.layers.enumerated().map { $0 == layer ?? $0 ? factor * $1 : $1 })
    }
  }

  private func verdict(
    _ statement: any Statement.Type, _ run: TheoryRun<Double>, seed: UInt64 = 1,
    doctored: Doctor = { _, _, _ in nil }
  ) throws -> Verdict {
    try run.certificate(statement, seed: seed, doctored: doctored).verdict
  }

  private func promised(_ statement: any Statement.Type, _ run: TheoryRun<Double>) throws -> Certificate {
    let examination = try #require(try run.examiner(seed: 1).examine(statement))
    return examination.certificate(of: statement, point: 0, run: nil, seed: 1)
  }

  @Test(
    "Theorem 2: confirmed for either sign, contradicted where the loss falls below ½σ_1², inconclusive before the end"
  )
  func theorem2() throws {
    let statement = Luo2025Theorem2.self
    #expect(try verdict(statement, balanced(sign: -1, latest: 50)) == .confirmed)
    #expect(try verdict(statement, balanced(sign: 1)) == .confirmed)
    #expect(try verdict(statement, balanced(sign: 1, latest: 1)) == .inconclusive)
    #expect(try promised(statement, balanced(sign: -1)).verdict == .promised)
    #expect(try verdict(statement, unbalanced()) == .notApplicable)
    // The last state becomes the target.
    let found = try balanced(sign: -1, latest: 50).certificate(statement, seed: 1) { place, count, network in
      place == count - 1 ? try? DeepLinearNetwork(layers: network.layers.map { .identity($0.rows) }) : nil
    }
    #expect(found.verdict == .contradicted)
    let loss = try #require(found.promise("loss"))
    #expect(loss.value == 0 && loss.bound == 0.5 && loss.slack == -1)
    #expect(loss.time == 50)
  }

  @Test("Theorem 2 is about four layers, σ_1 I and the flow alone")
  func scopeOfTheorem2() throws {
    var run = balanced(sign: 1)
    run.stepSize = 0.01
    #expect(try promised(Luo2025Theorem2.self, run).reasons.count == 1)
    run = balanced(sign: 1)
    run.target = .diagonal([1, 1, 1.0.nextUp])
    #expect(try promised(Luo2025Theorem2.self, run).verdict == .notApplicable)
    run.target = .identity(3, scale: -1)
    #expect(try promised(Luo2025Theorem2.self, run).verdict == .notApplicable)
    run = balanced(sign: 1)
    run.widths = [3, 3, 3, 3]
    #expect(try promised(Luo2025Theorem2.self, run).verdict == .notApplicable)
  }

  @Test(
    "Theorem 4: a state turned on the left is contradicted; unbalanced starts and equal singular values are outside"
  )
  func theorem4() throws {
    let statement = Luo2025Theorem4.self
    #expect(try verdict(statement, balanced(sign: 1, latest: 20)) == .confirmed)
    #expect(try promised(statement, balanced(sign: 1)).verdict == .promised)
    #expect(try verdict(statement, unbalanced()) == .notApplicable)
    var identity = balanced(sign: 1, latest: 1)
    identity.initialization = IdentityInitialization(scale: 0.5)
    let equal = try identity.certificate(statement, seed: 1)
    #expect(equal.verdict == .notApplicable)
    #expect(equal.hypothesis("singular-value-gap")?.holds == false)
    // Turned by a small angle the weights stay balanced, and U leaves V.
    let (c, s) = (0.9999, 0.014141782065920828)
    let turn = Matrix<Double>([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    let broken = try balanced(sign: 1).certificate(statement, seed: 1) { place, count, network in
      place < count - 1
        ? nil
        : try? DeepLinearNetwork(layers: network.layers.dropLast() + [turn * network.layers[3]])
    }
    #expect(broken.verdict == .contradicted)
  }

  @Test(
    "Inequality (11): a layer that is too long or too short contradicts it, along flows and at the start of descents"
  )
  func inequality11() throws {
    let statement = Luo2025Inequality11.self
    var run = balanced(sign: 1, latest: 20)
    #expect(try verdict(statement, run) == .confirmed)
    #expect(try promised(statement, run).verdict == .promised)
    #expect(try verdict(statement, unbalanced()) == .notApplicable)
    run.stepSize = 0.05
    #expect(try verdict(statement, run) == .confirmed)
    // With one unit x = 2S and y = 0: but for √2 the bounds are equalities.
    var single = run
    (single.stepSize, single.widths, single.target) = (nil, [1, 1, 1, 1, 1], .identity(1))
    #expect(try verdict(statement, single) == .confirmed)
    func doctored(_ factor: Double) throws -> Certificate {
      try single.certificate(statement, seed: 1, doctored: scaling(factor, at: 0.5, layer: 1))
    }
    let long = try doctored(1.5)
    #expect(long.verdict == .contradicted && long.promise("lower-bound")?.holds == true)
    #expect(
      long.promise("upper-bound")?.holds == false && long.promise("smallest-upper-bound")?.holds == false)
    let short = try doctored(0.5)
    #expect(short.verdict == .contradicted && short.promise("lower-bound")?.holds == false)
    // Far beyond the solver's error.
    let nearly = try doctored(1 + 1e-5)
    #expect(
      nearly.promise("upper-bound")?.holds == true && nearly.promise("smallest-upper-bound")?.holds == false)
  }

  @Test("Theorem 5: a state that has grown or fallen by a tenth contradicts it")
  func theorem5() throws {
    let statement = Luo2025Theorem5.self
    let run = balanced(sign: 1, latest: 20)
    #expect(try verdict(statement, run) == .confirmed)
    #expect(try promised(statement, run).verdict == .promised)
    #expect(try verdict(statement, unbalanced()) == .notApplicable)
    let grown = try run.certificate(statement, seed: 1, doctored: scaling(1.1, at: 0.3))
    #expect(grown.verdict == .contradicted)
    #expect(grown.promise("growth")?.holds == false)
    let fallen = try run.certificate(statement, seed: 1, doctored: scaling(0.9, at: 0.3))
    #expect(fallen.promise("no-fall")?.holds == false)
  }

  @Test("Theorem 5: a fall counts until σ_min(H) is at its threshold, and not from there on")
  func fallBeforeTheStage() throws {
    let run = balanced(sign: 1)
    let states = try run.states(seed: 1).states
    // 2x_min is σ_min(H), whose threshold is 2^{3/4}.
    let values = try states.map { try $0.hermitianTerms?.main.singularValues()[2] ?? 0 }
    func found(above value: Double) throws -> Bool? {
      let place = try #require(values.firstIndex { $0 > value })
      return try run.certificate(
        Luo2025Theorem5.self, seed: 1,
        doctored: { at, _, network in
          at != place ? nil : try? DeepLinearNetwork(layers: network.layers.map { 0.99 * $0 })
        }
      ).promise("no-fall")?.holds
    }
    #expect(try found(above: 0.5) == false)
    #expect(try found(above: 1.4) == false)
    #expect(try found(above: 1.9) == true)
  }

  @Test("Theorem 5: whether x_k falls is reported only where the start is larger than σ_1^{1/4}")
  func largeStart() throws {
    var run = balanced(sign: 1, latest: 5)
    run.initialization = BalancedGaussianInitialization(deviation: 2)
    let found = try run.certificate(Luo2025Theorem5.self, seed: 1)
    #expect(found.hypothesis("start-size")?.holds == false)
    #expect(found.promise("no-fall")?.isJudged == false)
    #expect(found.promise("growth")?.holds == true && found.verdict == .confirmed)
  }

  @Test(
    "Theorem 8: a jump of the largest or the smallest singular value is contradicted; descents are reported only"
  )
  func theorem8() throws {
    let statement = Luo2025Theorem8.self
    var run = unbalanced()
    #expect(try verdict(statement, run) == .confirmed)
    #expect(try promised(statement, run).verdict == .promised)
    let grown = try run.certificate(statement, seed: 1, doctored: scaling(1.1, at: 0.4))
    #expect(grown.verdict == .contradicted)
    #expect(grown.promise("largest-singular-value")?.holds == false)
    let fallen = try run.certificate(statement, seed: 1, doctored: scaling(0.5, at: 0.1))
    #expect(fallen.promise("smallest-singular-value")?.holds == false)
    run.stepSize = 0.01
    let descent = try run.certificate(statement, seed: 1)
    #expect(descent.verdict == .inconclusive)
    #expect(descent.promise("largest-singular-value")?.value != nil)
    var wide = unbalanced()
    wide.widths = [3, 4, 4, 4, 3]
    #expect(try verdict(statement, wide) == .notApplicable)
  }

  @Test("Lemma 26: a layer that leaves balance again is contradicted")
  func lemma26() throws {
    let statement = Luo2025Lemma26.self
    var run = unbalanced()
    #expect(try verdict(statement, run) == .confirmed)
    #expect(try promised(statement, run).verdict == .promised)
    #expect(
      try verdict(statement, run, doctored: scaling(1.01, at: 0.9, layer: 0)) == .contradicted)
    run.stepSize = 0.01
    #expect(try verdict(statement, run) == .notApplicable)
    var wide = unbalanced()
    wide.widths = [3, 4, 5, 4, 3]
    #expect(try verdict(statement, wide) == .confirmed)
  }

  @Test(
    "Theorem 11: a loss above the exponential is contradicted; unbalanced starts and descents are reported only"
  )
  func theorem11() throws {
    let statement = Luo2025Theorem11.self
    let run = balanced(sign: 1)
    #expect(try verdict(statement, run) == .confirmed)
    #expect(try promised(statement, run).verdict == .promised)
    #expect(try verdict(statement, balanced(sign: 1, latest: 0.1)) == .inconclusive)
    #expect(try verdict(statement, run, doctored: scaling(1.05, at: 1)) == .contradicted)
    var other = run
    other.target = .diagonal([1, 2, 3])
    #expect(try verdict(statement, other) == .notApplicable)
    var penalized = unbalanced(regularization: 10)
    penalized.latest = 2000
    let found = try penalized.certificate(statement, seed: 3)
    #expect(found.verdict == .inconclusive)
    #expect(found.promise("objective-decay")?.isJudged == false)
    var descent = run
    descent.stepSize = 0.05
    #expect(try descent.certificate(statement, seed: 1).verdict == .inconclusive)
  }

  @Test("Theorem 7 is reported only: inconclusive with a penalty, outside without one or from balance")
  func theorem7() throws {
    let statement = Luo2025Theorem7.self
    #expect(try verdict(statement, unbalanced()) == .inconclusive)
    #expect(try verdict(statement, unbalanced(regularization: 0)) == .notApplicable)
    var run = balanced(sign: 1, latest: 1)
    run.regularization = 1
    #expect(try verdict(statement, run) == .notApplicable)
    // Exactly balanced layers: the logarithm of 0 is no rate.
    let found = try unbalanced().certificate(statement, seed: 1) { place, _, network in
      place == 1 ? try? DeepLinearNetwork(layers: network.layers.map { .identity($0.rows) }) : nil
    }
    let rate = try #require(found.promise("decay-rate"))
    #expect(rate.value == nil && rate.step == 1 && rate.note?.hasPrefix("r is 0") == true)
    // A singular layer: the bound is 0, to which no rate has a ratio.
    let singular = try unbalanced().certificate(statement, seed: 1) { place, _, network in
      guard place == 1 else { return nil }
      let layers = network.layers.enumerated().map { j, layer -> Matrix<Double> in
        j == 0 ? .diagonal([1] + Array(repeating: 0, count: layer.rows - 1)) : layer
      }
      return try? DeepLinearNetwork(layers: layers)
    }
    let atZero = try #require(singular.promise("decay-rate"))
    #expect(atZero.bound == 0 && atZero.value?.isFinite == true && atZero.parameters["ratio"] == nil)
  }

  @Test("What a flow may be off by follows from its own tolerance")
  func tolerance() throws {
    var run = balanced(sign: 1, latest: 20)
    (run.widths, run.target) = ([1, 1, 1, 1, 1], .identity(1))
    func found(_ tolerance: Double) throws -> Certificate {
      run.flowTolerance = tolerance
      return try run.certificate(
        Luo2025Inequality11.self, seed: 1, doctored: scaling(1 + 1e-6, at: 0.5, layer: 1))
    }
    #expect(try found(1e-10).verdict == .contradicted)
    let loose = try found(1e-7)
    #expect(loose.verdict == .confirmed)
    #expect(loose.promise("smallest-upper-bound")?.note == "to rounding")
    #expect((loose.promise("smallest-upper-bound")?.radius ?? 0) > 1e-6)
  }

  @Test("A run that was not repeated to the same bits confirms nothing")
  func notReplayed() throws {
    let run = balanced(sign: 1, latest: 1)
    let examination = try #require(try run.examiner(seed: 1).examine(Luo2025Theorem4.self))
    let found = examination.judgement().certificate(
      of: Luo2025Theorem4.self, point: 0, run: 0, seed: 1,
      end: RunEnd(outcome: .exhausted, steps: 1, time: 1, loss: 1), wasReplayed: false)
    #expect(found.verdict == .inconclusive)
    #expect(found.promise("skew-error")?.assurance == .notTested)
  }
}
