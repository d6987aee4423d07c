import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

/// Starts of claim 4, by Oracles/theory.py.
private struct Divergence: Decodable {
  let width: Int
  let first: [Exact]
  let stepSize: Exact
  let margin: Digits
  let instability: Digits
  let holds: [String: Bool]
}

/// Targets of claim 5, by Oracles/theory.py.
private struct Eigenvalues: Decodable {
  let width: Int
  let depth: Int
  let target: [Exact]
  let least: Digits
  let loss: Digits
  let holds: [String: Bool]
}

/// Targets near the identity, by Oracles/theory.py.
private struct Residual: Decodable {
  let width: Int
  let depth: Int
  let target: [Exact]
  let distance: Digits
  let margin: Digits
  let holds: [String: Bool]
}

private struct File: Decodable {
  let divergence: [Divergence]
  let eigenvalues: [Eigenvalues]
  let residual: [Residual]
}

@Suite("Claims 4 and 5 and the residual network, against 50 digits")
struct CounterexampleFixtureTests {
  private func identities(_ width: Int, _ depth: Int) throws -> DeepLinearNetwork<Double> {
    try DeepLinearNetwork(layers: Array(repeating: .identity(width), count: depth))
  }

  private func setting(_ width: Int, _ depth: Int, _ dynamics: Setting.Dynamics) -> Setting {
    Setting(widths: Array(repeating: width, count: depth + 1), isComplex: false, dynamics: dynamics)
  }

  private func certificate(
    _ statement: any Statement.Type, _ network: DeepLinearNetwork<Double>, _ target: Matrix<Double>,
    _ setting: Setting, _ arithmetic: Arithmetic = .balls
  ) throws -> Certificate {
    let examiner = StartExaminer(network, target: target, setting: setting, arithmetic: arithmetic)
    return try #require(examiner.examine(statement)).certificate(of: statement, point: 0, run: 0, seed: 0)
  }

  @Test("Claim 4's curvature is right, 16 on either side")
  func claim4() throws {
    let cases = try fixture("arora2019", as: File.self).divergence
    #expect(cases.count >= 20)
    for (i, single) in cases.enumerated() {
      let d = single.width
      let network = try DeepLinearNetwork<Double>(
        layers: single.first.map { .diagonal([$0.value] + Array(repeating: 1, count: d - 1)) })
      let found = try certificate(
        Arora2019Claim4.self, network, .identity(d),
        setting(d, single.first.count, .descent(stepSize: single.stepSize.value)))
      #expect(found.reasons == [])
      expectClose(try found.hypotheses.named("deficiency-margin").value, single.margin, "case \(i)")
      let instability = try found.hypotheses.named("instability")
      expectClose(instability.value, single.instability, "case \(i)")
      #expect(instability.bound == 16)
      expectHolds(found.hypotheses, single.holds, "case \(i)")
    }
  }

  @Test("Claim 5's bound is half the squares of the negative eigenvalues, repeated and clustered ones too")
  func claim5() throws {
    let cases = try fixture("arora2019", as: File.self).eigenvalues
    #expect(cases.count >= 20)
    for (i, single) in cases.enumerated() {
      let (d, n) = (single.width, single.depth)
      let target = Matrix<Double>(d, d, single.target)
      for dynamics in [Setting.Dynamics.descent(stepSize: 0.1), .flow] {
        let found = try certificate(
          Arora2019Claim5.self, identities(d, n), target, setting(d, n, dynamics))
        #expect(found.reasons == [])
        expectHolds(found.hypotheses, single.holds, "case \(i)")
        let least = try found.hypotheses.named("smallest-eigenvalue")
        #expect(least.bound == 0)
        let loss = try found.promises.named("loss")
        if single.least.value < 0 {
          expectClose(least.value, single.least, "case \(i)")
          expectClose(loss.bound, single.loss, "case \(i)")
        }
      }
    }
  }

  @Test(
    "A target less than ½ from the identity gives a margin and balance; at exactly ½ the statement does not apply"
  )
  func residual() throws {
    let cases = try fixture("arora2019", as: File.self).residual
    #expect(cases.count >= 20 && cases.contains { $0.distance.value == 0.5 })
    for (i, single) in cases.enumerated() {
      let (d, n) = (single.width, single.depth)
      let target = Matrix<Double>(d, d, single.target)
      for arithmetic in Arithmetic.allCases {
        let found = try certificate(
          Arora2019Residual.self, identities(d, n), target, setting(d, n, .flow), arithmetic)
        let distance = try found.hypotheses.named("target-distance")
        let margin = try found.promises.named("deficiency-margin")
        let imbalance = try found.promises.named("imbalance")
        #expect(distance.bound == 0.5 && imbalance.value == 0 && imbalance.holds == true)
        expectClose(distance.value, single.distance, "case \(i)")
        // The margin is a difference of numbers of the size of 1.
        #expect(abs((margin.value ?? .nan) - single.margin.value) < 1e-14)
        guard arithmetic == .balls || abs(single.distance.value - 0.5) > 1e-11 else { continue }
        expectHolds(found.hypotheses, single.holds, "case \(i), \(arithmetic)")
        if distance.holds == true { #expect(margin.holds == true) }
        #expect(found.verdict == (single.holds["target-distance"] == true ? .promised : .notApplicable))
      }
    }
  }
}
