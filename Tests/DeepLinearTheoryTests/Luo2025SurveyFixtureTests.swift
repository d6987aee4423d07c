import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

/// Counts of starts and of runs that converged, by Oracles/theory_luo.py.
private struct Convergence: Decodable {
  let isComplex: Bool
  let negative: Int
  let positive: Int
  let zero: Int
  let converged: Int
  let width: Int
  let reasons: Int
  let verdict: Verdict
  let promises: [ExpectedItem]
}

/// Starts of one distribution, and the quantiles of some of them.
private struct Scales: Decodable {
  struct Group: Decodable {
    let places: [Int]
    let reasons: Int
    let verdict: Verdict
    /// How many determinants are negative, where that is judged.
    let negative: Int?
    let promises: [ExpectedItem]
  }
  let isComplex: Bool
  let width: Int
  let depth: Int
  let deviation: Exact
  let starts: [[[Exact]]]
  let groups: [Group]

  var widths: [Int] { Array(repeating: width, count: depth + 1) }
}

private struct File: Decodable {
  let theorem2: [Convergence]
  let theorem3: [Scales]
  let theorem6: [Scales]

  static func stored() throws -> File { try fixture("luo2025-distributions", as: File.self) }
}

/// Every number of the statements of Luo et al. (2025) about distributions, on starts as they are stated.
@Suite("Distributions of Luo et al. (2025), against 50 digits")
struct Luo2025SurveyFixtureTests {
  private func setting(_ widths: [Int], isComplex: Bool, _ distribution: Setting.Distribution) -> Setting {
    Setting(widths: widths, isComplex: isComplex, dynamics: .flow, distribution: distribution)
  }

  private func checkConvergence<S: Scalar>(_ single: Convergence, _ what: String, over field: S.Type) throws {
    let d = single.width
    let setting = setting(
      Array(repeating: d, count: 5), isComplex: S.isComplex, .balancedLayers(deviation: 1))
    let survey = try #require(Luo2025Theorem2.survey(setting))
    let signs =
      Array(repeating: -1.0, count: single.negative) + Array(repeating: 1, count: single.positive)
      + Array(repeating: 0, count: single.zero)
    for (i, sign) in signs.enumerated() {
      let first = Matrix<S>.diagonal([sign] + Array(repeating: 1, count: d - 1))
      let network = try DeepLinearNetwork(layers: [first] + Array(repeating: .identity(d), count: 3))
      let quantities = StartExaminer(network, target: .identity(d, scale: 2), setting: setting).quantities()
      let isThere = i < single.converged
      survey.add(
        quantities, RunEnd(outcome: isThere ? .converged : .exhausted, steps: 1, time: 1, loss: 1))
    }
    let found = survey.finding().certificate(of: "luo2025-theorem-2", point: 0)
    #expect(found.verdict == single.verdict && found.reasons.count == single.reasons, "\(what): \(found)")
    #expect(found.hypotheses.map(\.name) == ["target-identity"] && found.hypotheses[0].holds == true)
    #expect(found.promises.count == single.promises.count, "\(what)")
    for (item, expected) in zip(found.promises, single.promises) { expected.expect(item, what) }
  }

  @Test("Theorem 2's fractions, their intervals and verdicts are right")
  func theorem2() throws {
    let cases = try File.stored().theorem2
    #expect(cases.count { $0.isComplex } >= 20 && cases.count { !$0.isComplex } >= 20)
    #expect(Set(cases.map(\.verdict)) == [.confirmed, .contradicted, .inconclusive])
    for (i, single) in cases.enumerated() {
      if single.isComplex {
        try checkConvergence(single, "case \(i)", over: Complex<Double>.self)
      } else {
        try checkConvergence(single, "case \(i)", over: Double.self)
      }
    }
  }

  private func checkScales<S: Scalar>(
    _ statement: any Statement.Type, _ scales: Scales, _ distribution: Setting.Distribution, _ what: String,
    over field: S.Type
  ) throws {
    let setting = setting(scales.widths, isComplex: S.isComplex, distribution)
    let starts = try scales.starts.map { layers in
      StartExaminer(
        try DeepLinearNetwork<S>(stated: layers, scales.widths), target: .identity(scales.width),
        setting: setting
      ).quantities()
    }
    for group in scales.groups {
      let made = statement.survey(setting)
      let survey = try #require(made)
      for place in group.places { survey.add(starts[place]) }
      let found = survey.finding().certificate(of: statement.description.identifier, point: 0)
      let what = "\(what), starts \(group.places)"
      #expect(found.verdict == group.verdict, "\(what): \(found.verdict)")
      #expect(found.reasons.count == group.reasons, "\(what): \(found.reasons)")
      var promises = found.promises
      if let negative = group.negative {
        // 0 to rounding, which no fixture has.
        let place = try #require(promises.firstIndex { $0.name == "singular-polar-sum" })
        let singular = promises.remove(at: place)
        #expect(singular.isJudged && singular.holds == (negative > 0 ? true : nil), "\(what)")
        let sizes = group.places.map { starts[$0].network.layers.map(\.frobeniusNorm).reduce(1, *) }
        #expect((singular.value ?? 0) <= (singular.bound ?? 0), "\(what)")
        #expect((singular.bound ?? 0) <= 1e-12 * (sizes.max() ?? 0), "\(what)")
      }
      #expect(promises.count == group.promises.count, "\(what)")
      for (item, expected) in zip(promises, group.promises) { expected.expect(item, what) }
    }
  }

  private func check(
    _ statement: any Statement.Type, _ cases: [Scales], _ distribution: (Scales) -> Setting.Distribution
  ) throws {
    for isComplex in [false, true] {
      let found = cases.filter { $0.isComplex == isComplex }
      #expect(Set(found.map(\.width)) == Set(1...6))
      let counted = found.flatMap(\.groups).filter {
        $0.places.count == 1 && $0.promises.contains { $0.value != nil }
      }
      #expect(counted.count >= 20, "\(counted.count)")
    }
    for (i, scales) in cases.enumerated() {
      if scales.isComplex {
        try checkScales(statement, scales, distribution(scales), "case \(i)", over: Complex<Double>.self)
      } else {
        try checkScales(statement, scales, distribution(scales), "case \(i)", over: Double.self)
      }
    }
  }

  @Test("Theorem 3's numbers of each start, and their quantiles, are right")
  func theorem3() throws {
    try check(Luo2025Theorem3.self, try File.stored().theorem3) {
      .balancedLayers(deviation: $0.deviation.value)
    }
  }

  @Test("Theorem 6's numbers of each start, their quantiles and the split by sign are right")
  func theorem6() throws {
    try check(Luo2025Theorem6.self, try File.stored().theorem6) {
      .independentLayers(deviations: Array(repeating: $0.deviation.value, count: $0.depth))
    }
  }
}
