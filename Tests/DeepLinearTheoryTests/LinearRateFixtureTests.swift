import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

/// Starts and their numbers by Oracles/theory.py: mpmath, 50 digits.
struct LinearStart: Decodable {
  let widths: [Int]
  let layers: [[Exact]]
  let target: [Exact]
  let stepSize: Exact
  let epsilon: Exact
  let margin: Digits
  let targetNorm: Digits
  let leastValue: Digits
  let residual: Digits
  let loss: Digits
  let imbalance: Digits
  let imbalanceBound: Digits?
  let stepSizeBound: Digits?
  let steps: Digits?
  let time: Digits?
  let norms: Digits
  let holds: [String: Bool]

  static func all() throws -> [LinearStart] {
    struct File: Decodable { let linear: [LinearStart] }
    return try fixture("arora2019", as: File.self).linear
  }

  func examiner(_ arithmetic: Arithmetic = .balls, flow: Bool = false) throws -> StartExaminer<Double> {
    let (network, matrix) = try start(widths, layers, target)
    let setting = Setting(
      widths: widths, isComplex: false, dynamics: flow ? .flow : .descent(stepSize: stepSize.value),
      lossBelow: epsilon.value)
    return StartExaminer(network, target: matrix, setting: setting, arithmetic: arithmetic)
  }

  func certificate(_ statement: any Statement.Type, flow: Bool = false) throws -> Certificate {
    try #require(try examiner(flow: flow).examine(statement))
      .certificate(of: statement, point: 0, run: 0, seed: 0)
  }
}

@Suite("Theorem 1, Lemma 2, Claim 1 and the flow, against 50 digits")
struct LinearRateFixtureTests {
  @Test("There are 20 starts and more, of every depth to 8, with margins of either sign and tiny ones")
  func starts() throws {
    let starts = try LinearStart.all()
    #expect(starts.count >= 20 && Set(starts.map { $0.layers.count }) == Set(1...8))
    let relative = starts.map { $0.margin.value / $0.leastValue.value }
    #expect(relative.contains { $0 < 0 } && relative.contains { 0 < $0 && $0 < 1e-12 })
    #expect(starts.contains { Set($0.widths).count > 1 })
    for name in ["deficiency-margin", "imbalance", "step-size"] {
      #expect(Set(starts.map { $0.holds[name] }) == [true, false])
    }
  }

  @Test("Theorem 1's numbers are right, and each hypothesis is judged right")
  func theorem1() throws {
    for (i, start) in try LinearStart.all().enumerated() {
      let found = try start.certificate(Arora2019Theorem1.self)
      let what = "start \(i)"
      #expect(
        found.hypotheses.map(\.name) == ["deficiency-margin", "imbalance", "step-size", "hidden-width"])
      let margin = try found.hypotheses.named("deficiency-margin")
      expectClose(margin.value, start.margin, what)
      #expect(margin.bound == 0)
      let imbalance = try found.hypotheses.named("imbalance")
      expectClose(imbalance.bound, start.imbalanceBound, what)
      // To 10⁻¹⁴ of δ.
      let δ = start.imbalanceBound?.value ?? start.targetNorm.value
      #expect(abs((imbalance.value ?? .nan) - start.imbalance.value) <= 1e-14 * δ, "\(what)")
      let stepSize = try found.hypotheses.named("step-size")
      expectClose(stepSize.bound, start.stepSizeBound, what)
      #expect(stepSize.value == start.stepSize.value)
      let width = try found.hypotheses.named("hidden-width")
      #expect(width.holds == true && width.bound == Double(min(start.widths[0], start.widths.last ?? 0)))
      expectClose(try found.promises.named("steps").bound, start.steps, what)
      expectHolds(found.hypotheses, start.holds, what)
      #expect(found.verdict == (start.holds.values.allSatisfy { $0 } ? .promised : .notApplicable), "\(what)")
    }
  }

  @Test("Lemma 2 promises 2δ and (4‖Φ‖)^{1/N}, under the hypotheses of Theorem 1")
  func lemma2() throws {
    for (i, start) in try LinearStart.all().enumerated() {
      let found = try start.certificate(Arora2019Lemma2.self)
      #expect(found.promises.map(\.name) == ["balance", "descent", "boundedness"])
      #expect(found.promises.map(\.relation) == [.atMost, .atMost, .atMost])
      let δ = try found.promises.named("balance").bound
      expectClose(δ.map { $0 / 2 }, start.imbalanceBound, "start \(i)")
      expectClose(try found.promises.named("boundedness").bound, start.norms, "start \(i)")
      #expect(found.hypotheses == (try start.certificate(Arora2019Theorem1.self)).hypotheses)
    }
  }

  @Test("Claim 1 promises the margin itself, and the flow the time with the factor 2")
  func claim1AndFlow() throws {
    for (i, start) in try LinearStart.all().enumerated() {
      let claim = try start.certificate(Arora2019Claim1.self)
      let hasMargin = start.holds["deficiency-margin"] == true
      expectClose(
        try claim.promises.named("smallest-singular-value").bound, hasMargin ? start.margin : nil,
        "start \(i)")
      let flow = try start.certificate(Arora2019Flow.self, flow: true)
      expectClose(try flow.promises.named("time").bound, start.time, "start \(i)")
      expectClose(try flow.hypotheses.named("deficiency-margin").value, start.margin, "start \(i)")
    }
  }

  @Test("The numbers of a start are right in balls; in doubles no farther off than their radius")
  func quantities() throws {
    for (i, start) in try LinearStart.all().enumerated() {
      let exact = [start.targetNorm, start.leastValue, start.residual, start.loss, start.margin]
      for arithmetic in Arithmetic.allCases {
        let found = try start.examiner(arithmetic).quantities()
        let balls = [
          found.targetNorm, found.smallestTargetValue, found.residualNorm, found.loss,
          found.deficiencyMargin,
        ]
        for (ball, number) in zip(balls, exact) {
          let distance = abs(ball.midpoint - number.value)
          #expect(distance <= ball.radius + 1e-15 * abs(number.value), "start \(i), \(arithmetic)")
          if arithmetic == .balls { expectClose(ball.midpoint, number, "start \(i)") }
          #expect(ball.radius <= 1e-12 * start.targetNorm.value, "start \(i), \(arithmetic): \(ball)")
        }
      }
    }
  }
}
