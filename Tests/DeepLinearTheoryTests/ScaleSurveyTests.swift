import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("Surveys of starts made by hand: theorems 2, 3 and 6 of Luo et al., and Theorem 2 of Arora et al.")
struct ScaleSurveyTests {
  private func setting(
    _ widths: [Int], _ distribution: Setting.Distribution, sign: Int = 0, isComplex: Bool = false
  ) -> Setting {
    Setting(
      widths: widths, isComplex: isComplex, dynamics: .flow, distribution: distribution, conditionedSign: sign
    )
  }

  private func found(
    _ statement: any Statement.Type, _ setting: Setting, _ starts: [[Matrix<Double>]],
    target: Matrix<Double>? = nil
  ) throws -> SurveyFinding {
    let made = statement.survey(setting)
    let survey = try #require(made)
    for layers in starts {
      let network = try DeepLinearNetwork(layers: layers)
      let target = target ?? .identity(setting.widths[0])
      survey.add(StartExaminer(network, target: target, setting: setting).quantities())
    }
    return survey.finding()
  }

  @Test("Quantiles lie between two values in proportion, and starts of either sign are counted apart")
  func quantiles() throws {
    let one = setting([1, 1], .independentLayers(deviations: [1]))
    let starts = [3.0, -2, 1, 5, 2, -3, 4].map { [Matrix<Double>([[$0]])] }
    let items = try found(Luo2025Theorem6.self, one, starts).promises
    let largest = try items.named("largest-layer-value")
    #expect(largest.value == 3 && largest.parameters["starts"] == 5 && !largest.isJudged)
    for (key, q) in [
      ("q01", 1.04), ("q10", 1.4), ("q25", 2), ("q75", 4), ("q90", 4.6), ("q99", 4.96),
    ] {
      #expect(isClose(largest.parameters[key], q), "\(key)")
    }
    #expect(try items.named("smallest-layer-value").value == 3)
    #expect(try items.named("smallest-polar-sum-value").value == 6)
    // M = 0 for −2 and −3: the first of equal ones; 3·2.02·2⁻⁵³·2 of the product and 256·2⁻⁵³·2 of the decomposition.
    let singular = try items.named("singular-polar-sum")
    #expect(singular.value == 0 && singular.slack == 1 && singular.holds == true)
    #expect(isClose(singular.bound, (3 * 2.02 + 256) * 0x1p-53 * 2))
    #expect(try items.named("determinant-negative").fraction?.count == 2)
    #expect(try items.named("determinant-negative").fraction?.of == 7)
    let single = try found(Luo2025Theorem6.self, one, [[Matrix([[2]])]]).promises
    for key in ["q01", "q50", "q99"] where key != "q50" {
      #expect(try single.named("largest-layer-value").parameters[key] == 2)
    }
    #expect(try single.named("singular-polar-sum").value == nil)
    let empty = try found(Luo2025Theorem6.self, one, []).promises.named("largest-layer-value")
    #expect(empty.value == nil && empty.parameters == ["starts": 0])
  }

  @Test("Scales are in units of the powers of d and ε of their theorem")
  func units() throws {
    let layers: [Matrix<Double>] = [.diagonal([2, 1]), .diagonal([2, 1])]
    let six = try found(
      Luo2025Theorem6.self, setting([2, 2, 2], .independentLayers(deviations: [0.5, 0.5])), [layers])
    #expect(isClose(try six.promises.named("largest-layer-value").value, 2 / (2.0.squareRoot() * 0.5)))
    #expect(isClose(try six.promises.named("smallest-layer-value").value, 2.0.squareRoot() / 0.5))
    // M = 2 W_{1:2}, σ_min = 2, d^{2} and ε².
    #expect(isClose(try six.promises.named("smallest-polar-sum-value").value, 2 * 4 / 0.25))
    let mixed = try found(
      Luo2025Theorem6.self, setting([2, 2, 2], .independentLayers(deviations: [0.5, 0.5])),
      [[.diagonal([2, 1]), .diagonal([4, 3])], [.diagonal([-2, 1]), .diagonal([2, 1])]]
    ).promises
    #expect(isClose(try mixed.named("largest-layer-value").value, 4 / (2.0.squareRoot() * 0.5)))
    #expect(isClose(try mixed.named("smallest-layer-value").value, 2.0.squareRoot() / 0.5))
    // Six operations on norms √5, and d = 2 with σ_1 = 4.
    let bound = (3 * 6 * 1.01 * 5 + 256 * 2 * 4) * 0x1p-53
    #expect(isClose(try mixed.named("singular-polar-sum").bound, bound))
    let three = try found(
      Luo2025Theorem3.self, setting([2, 2, 2], .balancedLayers(deviation: 0.5)),
      [layers, [.diagonal([-2, 1]), .diagonal([2, 1])]])
    #expect(isClose(try three.promises.named("largest-layer-value").value, 2 / (2.0.squareRoot() * 0.5)))
    #expect(isClose(try three.promises.named("smallest-sum-value").value, 2 * 2 * 2.0.squareRoot() / 0.5))
    #expect(try three.promises.named("skew-error").value.map { $0 < 1e-14 } == true)
    #expect(
      three.reasons == [
        "no explicit constant: reported only", "1 of 2 starts have no positive determinant, and do not count",
      ])
    let turned = try found(
      Luo2025Theorem3.self, setting([2, 2, 2], .balancedLayers(deviation: 0.5)),
      [[.diagonal([2, 1]), Matrix([[0, -1], [2, 0]])]])
    // (Q − I)S has ‖·‖² = 2·5; d ε = 1.
    #expect(isClose(try turned.promises.named("skew-error").value, 10.0.squareRoot()))
    #expect(turned.reasons == ["no explicit constant: reported only"])
  }

  @Test("Starts that are conditioned on a sign are judged by what is left, and undecided signs are counted")
  func signs() throws {
    let starts = [2.0, -1, 0].map { [Matrix<Double>([[$0]])] }
    func names(_ sign: Int) throws -> (items: [String], reasons: [String]) {
      let found = try found(
        Luo2025Theorem6.self, setting([1, 1], .independentLayers(deviations: [1]), sign: sign), starts)
      return (found.promises.map(\.name).filter { !$0.contains("value") }, found.reasons)
    }
    let undecided = "1 determinants were within rounding of 0, and do not count"
    let conditioned = "starts are conditioned on the sign of the determinant, whose probability is not tested"
    #expect(try names(0).items == ["determinant-negative", "sign-deviation", "singular-polar-sum"])
    #expect(try names(0).reasons == [undecided])
    #expect(try names(-1).items == ["singular-polar-sum"] && names(-1).reasons == [undecided, conditioned])
    #expect(try names(1).items == [] && names(1).reasons == [undecided, conditioned])
    for (sign, isAbout) in [(0, true), (1, true), (-1, false)] {
      let balanced = setting([2, 2, 2], .balancedLayers(deviation: 1), sign: sign)
      #expect((Luo2025Theorem3.survey(balanced) != nil) == isAbout)
    }
  }

  @Test("Theorem 2 of Luo et al. is surveyed for flows of four square layers with the plain loss alone")
  func convergence() throws {
    let base = setting([2, 2, 2, 2, 2], .balancedLayers(deviation: 1))
    func isAbout(_ change: (inout Setting) -> Void) -> Bool {
      var other = base
      change(&other)
      return Luo2025Theorem2.survey(other) != nil
    }
    #expect(isAbout { _ in } && isAbout { $0.isComplex = true } && !isAbout { $0.widths = [2, 2, 2, 2] })
    #expect(!isAbout { $0.widths = [2, 2, 3, 2, 2] } && !isAbout { $0.hasSquareLoss = false })
    #expect(!isAbout { $0.dynamics = .descent(stepSize: 0.1) } && !isAbout { $0.conditionedSign = 1 })
    #expect(!isAbout { $0.distribution = .other })

    let layers = Array(repeating: Matrix<Double>.identity(2), count: 4)
    for (target, isIdentity) in [(Matrix<Double>.identity(2), true), (.diagonal([1, 2]), false)] {
      let item = try found(Luo2025Theorem2.self, base, [layers, layers], target: target).hypotheses[0]
      let note = "stated for a positive multiple of the identity as the target"
      #expect(item.holds == isIdentity && item.note == (isIdentity ? nil : note))
    }
    // The end of a run: how far below ε it came, or the sentence that it did not.
    var flow = base
    flow.lossBelow = 0.5
    let examiner = StartExaminer(try DeepLinearNetwork(layers: layers), target: .identity(2), setting: flow)
    let examination = try #require(examiner.examine(Luo2025Theorem2.self))
    func end(_ outcome: Outcome.Kind, _ loss: Double) throws -> Item {
      let certificate = examination.judgement().certificate(
        of: Luo2025Theorem2.self, point: 0, run: 0, seed: 0,
        end: RunEnd(outcome: outcome, steps: 9, time: 3, loss: loss), wasReplayed: nil)
      return try certificate.promises.named("convergence")
    }
    let arrived = try end(.converged, 0.125)
    #expect(arrived.holds == true && arrived.slack == 0.75 && arrived.bound == 0.5 && arrived.step == 9)
    #expect(try end(.converged, 0.5000001).slack == 0)
    let short = try end(.exhausted, 0.125)
    #expect(short.holds == nil && short.value == 0.125 && short.time == 3)
    #expect(short.note == "ended with loss 0.125; the promised time is not explicit")
  }

  @Test("Theorem 2 of Arora et al. counts margins at its bound, and says how many are undecided")
  func margins() throws {
    let procedure = setting([20, 1], .balancedProduct(deviation: 0.125))
    func target(_ entries: [Double]) -> Matrix<Double> {
      Matrix(rows: 1, columns: 20) { _, j in j < entries.count ? entries[j] : 0 }
    }
    // s² d_0/2 = 5/32 beside the margin w of w Φ, ‖Φ‖ = 1.
    for (w, count) in [(0.15625, 1), (0.15625.nextDown, 0)] {
      let found = try found(Arora2019Theorem2.self, procedure, [[w * target([1])]], target: target([1]))
      let item = try found.promises.named("probability")
      #expect(item.fraction?.count == count && item.fraction?.of == 1 && found.reasons == [])
    }
    // ‖Φ‖ = √2, with w √2 = s² d_0/(2√2) for w = 5/64: equal, and not seen to be.
    let start = [5.0 / 64 * target([1, 1])]
    let tied = try found(Arora2019Theorem2.self, procedure, [start, start], target: target([1, 1]))
    #expect(tied.reasons == ["2 margins were within rounding of the bound, and do not count"])
    #expect(try tied.promises.named("probability").fraction?.count == 0)
    #expect(tied.hypotheses.map(\.name) == ["target-ratio", "input-width"])
  }
}
