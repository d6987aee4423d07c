import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("Starts that lie exactly on a bound, where balls are exact: Arora et al.")
struct ExactBoundTests {
  /// Two scalar layers with Φ = 1: the margin is exactly 1 − |1 − w²|.
  private func scalars(_ w: [Double]) -> JudgedRun { .scalars(w, stepSize: 0x1p-30, lossBelow: 1e-3) }

  @Test("A margin of exactly 0 is none: nothing is promised that is made from it")
  func margin() throws {
    let run = scalars([0, 0])
    let found = try run.promised(Arora2019Theorem1.self)
    let margin = try found.hypotheses.named("deficiency-margin")
    #expect(
      margin.value == 0 && margin.radius == 0 && margin.holds == false
        && margin.slack == -Double.leastNonzeroMagnitude)
    for name in ["imbalance", "step-size"] {
      let item = try found.hypotheses.named(name)
      #expect(item.holds == false && item.bound == nil && item.slack == nil, "\(item)")
    }
    #expect(try run.promised(Arora2019Claim1.self).promises.named("smallest-singular-value").bound == nil)
    #expect(try run.promised(Arora2019Lemma2.self).promises.named("balance").bound == nil)
  }

  @Test("A hidden layer as wide as the rank is wide enough, a narrower one is not, and none is needed")
  func hiddenWidth() throws {
    func item(_ widths: [Int]) throws -> Item {
      let layers = (1..<widths.count).map { j in
        Matrix<Double>.diagonal(
          Array(repeating: 0.9, count: min(widths[j], widths[j - 1])), rows: widths[j], columns: widths[j - 1]
        )
      }
      let target = Matrix<Double>(rows: widths[widths.count - 1], columns: widths[0])
      return try JudgedRun(layers: layers, target: target, stepSize: 1e-6)
        .promised(Arora2019Theorem1.self).hypotheses.named("hidden-width")
    }
    let equal = try item([3, 2, 4, 2])
    #expect(equal.holds == true && equal.value == 2 && equal.bound == 2 && equal.slack == 0)
    let narrow = try item([3, 1, 4, 2])
    #expect(narrow.holds == false && narrow.value == 1 && narrow.slack == -0.5)
    let single = try item([3, 2])
    #expect(single.holds == true && single.bound == 2 && single.note == "no hidden layer")
  }

  @Test("Claim 2 counts an imbalance of exactly δ, and is about more than one layer")
  func claim2() throws {
    // δ = √(10·2·s⁴·10³/½) = 200 for s = 1; W_1 with entries 10 and 10 has ‖W_1 W_1ᵀ‖ = 200.
    let setting = Setting(
      widths: [1, 10, 1], isComplex: false, dynamics: .flow,
      distribution: .independentLayers(deviations: [1, 1]))
    for (entry, count) in [(10.0, 1), (10.0.nextUp, 0)] {
      let survey = try #require(Arora2019Claim2.survey(setting))
      let layers = [
        Matrix<Double>(rows: 10, columns: 1) { i, _ in [10, entry][min(i, 1)] * (i < 2 ? 1 : 0) },
        Matrix<Double>(rows: 1, columns: 10),
      ]
      survey.add(
        StartExaminer(try DeepLinearNetwork(layers: layers), target: Matrix([[1]]), setting: setting)
          .quantities())
      let item = survey.finding().promises[0]
      #expect(item.parameters["delta"] == 200 && item.bound == 0.5 && item.fraction?.count == count)
    }
    var narrow = setting
    narrow.widths = [1, 1, 1]
    let least = try #require(Arora2019Claim2.survey(narrow)).finding().promises[0]
    #expect(isClose(least.parameters["delta"], 40.0.squareRoot()))
    var single = setting
    (single.widths, single.distribution) = ([2, 2], .independentLayers(deviations: [1]))
    #expect(Arora2019Claim2.survey(single) == nil)
  }

  @Test("Claim 3 counts positive margins alone, and reports the lower of two middle ones")
  func claim3() throws {
    let setting = Setting(
      widths: [20, 1], isComplex: false, dynamics: .flow, distribution: .independentLayers(deviations: [1]))
    let survey = try #require(Arora2019Claim3.survey(setting))
    let target = Matrix<Double>(rows: 1, columns: 20) { _, j in j == 0 ? 1 : 0 }
    func add(_ w: Double) throws {
      let network = try DeepLinearNetwork(layers: [w * target])
      survey.add(StartExaminer(network, target: target, setting: setting).quantities())
    }
    // The margin is 1 − |w − 1|.
    for w in [0.875, 0.125, -1, 0, 0.5, 0.25, 2, 2.5] { try add(w) }
    let four = survey.finding().promises[0]
    #expect(four.fraction?.count == 4 && four.fraction?.of == 8)
    #expect(four.parameters["median_positive_margin"] == 0.25)
    // (c‖Φ‖)^{1/2}/s.
    #expect(four.parameters["scale"] == 0.5)
    try add(0.75)
    #expect(survey.finding().promises[0].parameters["median_positive_margin"] == 0.5)
    try add(0.625)
    try add(1.03125)
    #expect(survey.finding().promises[0].parameters["median_positive_margin"] == 0.625)
    #expect(
      survey.finding().promises[0].note == "the constant of the claim is not explicit: reported beside 0.49")
  }

  @Test("Claim 5 bounds nothing where the target is not symmetric or not square")
  func claim5() throws {
    var run = JudgedRun(
      layers: [.identity(2), .identity(2)], target: Matrix([[-1, 1], [0, 2]]), stepSize: 0.1)
    #expect(try run.promised(Arora2019Claim5.self).promises.named("loss").bound == nil)
    run.target = .diagonal([-0.5, 2])
    #expect(try run.promised(Arora2019Claim5.self).promises.named("loss").bound == 0.125)
    run.layers = [.identity(2), .diagonal([1, 1], rows: 3, columns: 2)]
    run.target = .diagonal([-1, 1], rows: 3, columns: 2)
    let wide = try run.promised(Arora2019Claim5.self)
    #expect(wide.reasons.count == 2)
  }

  @Test("The residual network's promises are shown on their weaker side")
  func residual() throws {
    // σ_min(Φ) − ‖I − Φ‖ is enclosed, and 0 is exact: the bound is 0 from either side, and the slack the margin.
    let run = JudgedRun(layers: [.identity(2), .identity(2)], target: .diagonal([1.25, 1]), stepSize: 0.1)
    let found = try run.promised(Arora2019Residual.self)
    #expect(isClose(try found.promises.named("deficiency-margin").slack, 0.75))
    #expect(try found.promises.named("imbalance").slack == 0)
    #expect(try found.hypotheses.named("target-distance").value == 0.25)
  }
}
