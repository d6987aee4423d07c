import DeepLinear
import DeepLinearTheory
import Foundation
import LinearAlgebra
import Testing

/// Starts with one output, by Oracles/theory.py.
private struct OneOutputStart: Decodable {
  let widths: [Int]
  let layers: [[Exact]]
  let target: [Exact]
  let deviation: Exact
  let stepSize: Exact
  let epsilon: Exact
  let ratio: Digits
  let stepSizeBound: Digits
  let steps: Digits
  let probability: Digits
  let margin: Digits
  let marginBound: Digits
  let scale: Digits?
  let holds: [String: Bool]

  func examiner(_ distribution: Setting.Distribution) throws -> StartExaminer<Double> {
    let (network, matrix) = try start(widths, layers, target)
    let setting = Setting(
      widths: widths, isComplex: false, dynamics: .descent(stepSize: stepSize.value),
      distribution: distribution, lossBelow: epsilon.value)
    return StartExaminer(network, target: matrix, setting: setting)
  }
}

/// Distributions of layers, by Oracles/theory.py.
private struct BalanceCase: Decodable {
  let widths: [Int]
  let deviation: Exact
  let entries: [Exact]
  let levels: [Digits]
  let bounds: [Digits]
  let counts: [Int]
}

@Suite("Theorem 2 and claims 2 and 3, against 50 digits")
struct ProbabilityFixtureTests {
  private func starts() throws -> [OneOutputStart] {
    struct File: Decodable { let oneOutput: [OneOutputStart] }
    let starts = try fixture("arora2019", as: File.self).oneOutput
    #expect(starts.count >= 20 && starts.contains { $0.widths[0] == 20 })
    #expect(starts.contains { $0.widths[0] == 1000 } && starts.contains { $0.widths[0] == 19 })
    return starts
  }

  @Test("Theorem 2's a, bounds and steps are right, and each hypothesis is judged right")
  func theorem2() throws {
    for (i, start) in try starts().enumerated() {
      let examiner = try start.examiner(.balancedProduct(deviation: start.deviation.value))
      let found = try #require(examiner.examine(Arora2019Theorem2.self))
        .certificate(of: Arora2019Theorem2.self, point: 0, run: 0, seed: 0)
      let what = "start \(i)"
      #expect(
        found.hypotheses.map(\.name) == ["target-ratio", "input-width", "step-size", "deficiency-margin"])
      let ratio = try found.hypotheses.named("target-ratio")
      expectClose(ratio.value, start.ratio, what)
      #expect(ratio.bound == 2)
      let width = try found.hypotheses.named("input-width")
      #expect(width.value == Double(start.widths[0]) && width.bound == 20)
      expectClose(try found.hypotheses.named("step-size").bound, start.stepSizeBound, what)
      let margin = try found.hypotheses.named("deficiency-margin")
      expectClose(margin.value, start.margin, what)
      expectClose(margin.bound, start.marginBound, what)
      expectClose(try found.promises.named("steps").bound, start.steps, what)
      expectHolds(found.hypotheses, start.holds, what)
      #expect(found.verdict == (start.holds.values.allSatisfy { $0 } ? .promised : .notApplicable), "\(what)")
    }
  }

  @Test("Theorem 2's p is right, and the starts with its margin are counted")
  func probability() throws {
    for (i, start) in try starts().enumerated() {
      let examiner = try start.examiner(.balancedProduct(deviation: start.deviation.value))
      let survey = try #require(Arora2019Theorem2.survey(examiner.setting))
      survey.add(examiner.quantities())
      let found = survey.finding().certificate(of: "arora2019-theorem-2", point: 3)
      #expect(found.run == nil && found.seed == nil && found.point == 3)
      let item = try found.promises.named("probability")
      expectClose(item.bound, start.probability, "start \(i)")
      #expect(item.parameters["p"] == item.bound)
      #expect(item.fraction?.of == 1)
      #expect(item.fraction?.count == (start.holds["deficiency-margin"] == true ? 1 : 0), "start \(i)")
      expectHolds(
        found.hypotheses, start.holds.filter { ["target-ratio", "input-width"].contains($0.key) },
        "start \(i)")
    }
  }

  @Test("Claim 3 counts margins and reports their scale, and judges nothing")
  func claim3() throws {
    for (i, start) in try starts().enumerated() {
      let s = start.deviation.value
      let deviations = Array(repeating: s, count: start.widths.count - 1)
      let examiner = try start.examiner(.independentLayers(deviations: deviations))
      guard start.widths[0] >= 20 else {
        #expect(Arora2019Claim3.survey(examiner.setting) == nil)
        continue
      }
      let survey = try #require(Arora2019Claim3.survey(examiner.setting))
      survey.add(examiner.quantities())
      let found = survey.finding().certificate(of: "arora2019-claim-3", point: 0)
      let item = try found.promises.named("probability")
      #expect(!item.isJudged && item.holds == nil && item.slack == nil && item.bound == 0.49)
      #expect(found.verdict == .inconclusive && !found.reasons.isEmpty)
      #expect(item.fraction?.count == (start.margin.value > 0 ? 1 : 0))
      expectClose(item.parameters["scale"], start.scale, "start \(i)")
      expectClose(
        item.parameters["median_positive_margin"], start.margin.value > 0 ? start.margin : nil, "start \(i)")
    }
  }

  @Test("Claim 2's δ and bounds are right, and balanced starts are counted on both sides of each δ")
  func claim2() throws {
    struct File: Decodable { let balance: [BalanceCase] }
    let cases = try fixture("arora2019", as: File.self).balance
    #expect(cases.count >= 20)
    for (i, single) in cases.enumerated() {
      let depth = single.widths.count - 1
      let deviations = Array(repeating: single.deviation.value, count: depth)
      let setting = Setting(
        widths: single.widths, isComplex: false, dynamics: .flow,
        distribution: .independentLayers(deviations: deviations))
      let survey = try #require(Arora2019Claim2.survey(setting))
      for entry in single.entries {
        let layers = (0..<depth).map { j in
          Matrix<Double>(rows: single.widths[j + 1], columns: single.widths[j]) { row, column in
            j == 0 && row == 0 && column == 0 ? entry.value : 0
          }
        }
        let target = Matrix<Double>(rows: single.widths[depth], columns: single.widths[0])
        let network = try DeepLinearNetwork(layers: layers)
        survey.add(StartExaminer(network, target: target, setting: setting).quantities())
      }
      let items = survey.finding().promises
      #expect(items.count == 3)
      for (k, item) in items.enumerated() {
        #expect(item.name == "probability" && item.relation == .atLeast)
        expectClose(item.parameters["delta"], single.levels[k], "case \(i)")
        // 1 − 10 N s⁴ d³/δ² loses digits; what is lost is of the size of 1.
        #expect(abs((item.bound ?? .nan) - single.bounds[k].value) < 1e-14, "case \(i)")
        #expect(abs((item.bound ?? .nan) - [0.5, 0.9, 0.99][k]) < 1e-14)
        #expect(item.fraction?.count == single.counts[k] && item.fraction?.of == single.entries.count)
      }
    }
  }
}
