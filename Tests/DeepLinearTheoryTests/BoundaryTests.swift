import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

/// Starts beside a bound, by rational arithmetic in Oracles/theory.py: pairs of neighbouring doubles with the bound between them.
private struct Edge: Decodable {
  let widths: [Int]
  let layers: [[Exact]]
  let target: [Exact]
  let stepSize: Exact
  let hypothesis: String
  let holds: Bool
}

@Suite("Hypotheses within a hair of their bounds")
struct BoundaryTests {
  @Test("A step size and an imbalance one bit off their bound are judged right, and never wrong in doubles")
  func edges() throws {
    struct File: Decodable { let edges: [Edge] }
    let edges = try fixture("arora2019", as: File.self).edges
    #expect(edges.count { $0.holds } == edges.count / 2 && edges.count >= 80)
    for (i, edge) in edges.enumerated() {
      let (network, target) = try start(edge.widths, edge.layers, edge.target)
      let setting = Setting(
        widths: edge.widths, isComplex: false, dynamics: .descent(stepSize: edge.stepSize.value),
        lossBelow: 1e-9)
      for arithmetic in Arithmetic.allCases {
        let examiner = StartExaminer(network, target: target, setting: setting, arithmetic: arithmetic)
        let found = try #require(examiner.examine(Arora2019Theorem1.self))
        let item = try found.hypotheses.named(edge.hypothesis)
        let what = "edge \(i), \(arithmetic): \(item)"
        if arithmetic == .balls { #expect(item.holds == edge.holds, "\(what)") }
        #expect(item.holds != !edge.holds, "\(what)")
        // Who meets the bound as it is shown meets the bound itself.
        if arithmetic == .balls, edge.hypothesis == "step-size" {
          #expect((edge.stepSize.value <= item.bound ?? .nan) == edge.holds, "\(what)")
        }
      }
    }
  }

  @Test("A step size 10⁻¹² off its bound, on either side, is judged right by both arithmetics")
  func stepSizes() throws {
    var judged = 0
    for (i, start) in try LinearStart.all().enumerated() {
      // The bound itself depends on the margin, which doubles know to 10⁻¹⁵ of the target.
      guard let bound = start.stepSizeBound, start.margin.value > 0.1 * start.leastValue.value else {
        continue
      }
      for (factor, holds) in [(1 - 1e-12, true), (1 + 1e-12, false)] {
        for arithmetic in Arithmetic.allCases {
          let examiner = try start.examiner(arithmetic)
          var setting = examiner.setting
          setting.dynamics = .descent(stepSize: bound.value * factor)
          let near = StartExaminer(
            examiner.network, target: examiner.target, setting: setting, arithmetic: arithmetic)
          let item = try #require(near.examine(Arora2019Theorem1.self)).hypotheses.named("step-size")
          #expect(item.holds == holds, "start \(i), \(arithmetic): \(item)")
        }
      }
      judged += 1
    }
    #expect(judged >= 20)
  }

  /// One layer whose margin is √(25 + y²) − 5, with the sign: about y²/10.
  private func near(_ y: Double, positive: Bool) throws -> StartExaminer<Double> {
    // ‖Φ‖ = √(25 + y²) and ‖W − Φ‖ = 5, or the other way round.
    let target = Matrix<Double>([[5, 0, positive ? y : 0]])
    let network = try DeepLinearNetwork(layers: [Matrix<Double>([[8, 4, y]])])
    let setting = Setting(
      widths: [3, 1], isComplex: false, dynamics: .descent(stepSize: 1e-300), lossBelow: 1e-9)
    return StartExaminer(network, target: target, setting: setting)
  }

  @Test("A margin of 10⁻⁴⁵ is undecided in 128 bits, and decided with more", arguments: [true, false])
  func moreBits(positive: Bool) throws {
    let examiner = try near(1e-22, positive: positive)
    let zero = Ball(0, precision: 128)
    #expect((examiner.quantities(precision: 128).deficiencyMargin > zero) == nil)
    let found = try #require(examiner.examine(Arora2019Theorem1.self))
    let item = try found.hypotheses.named("deficiency-margin")
    #expect(item.holds == positive)
    #expect(abs((item.value ?? .nan) - (positive ? 1e-45 : -1e-45)) < 1e-57)
    let certificate = found.certificate(of: Arora2019Theorem1.self, point: 0, run: nil, seed: nil)
    #expect(certificate.verdict == (positive ? .promised : .notApplicable))
    // Smaller ones need more bits again.
    let smaller = try #require(try near(1e-140, positive: positive).examine(Arora2019Theorem1.self))
    #expect(try smaller.hypotheses.named("deficiency-margin").holds == positive)
  }

  @Test(
    "A margin of exactly 0 that no number of bits decides is inconclusive; one that is seen to be 0 fails")
  func ties() throws {
    // σ_min(Φ) = √2, twice; ‖W − Φ‖ = √2.
    let target = Matrix<Double>([[1, 1], [1, -1]])
    let network = try DeepLinearNetwork(layers: [Matrix<Double>([[2, 2], [1, -1]])])
    let setting = Setting(
      widths: [2, 2], isComplex: false, dynamics: .descent(stepSize: 1e-9), lossBelow: 1e-9)
    for arithmetic in Arithmetic.allCases {
      let examiner = StartExaminer(network, target: target, setting: setting, arithmetic: arithmetic)
      for statement in [Arora2019Theorem1.self, Arora2019Lemma2.self] as [any Statement.Type] {
        let found = try #require(examiner.examine(statement))
        let item = try found.hypotheses.named("deficiency-margin")
        #expect(item.holds == nil && item.slack == nil && item.value != nil)
        #expect(
          found.certificate(of: statement, point: 0, run: 0, seed: 0).verdict == .inconclusive)
        #expect(!found.needsReplay)
        let end = RunEnd(outcome: .exhausted, steps: 5, time: 5e-9, loss: 1)
        let judged = found.judgement().certificate(
          of: statement, point: 0, run: 0, seed: 0, end: end, wasReplayed: nil)
        #expect(judged.verdict == .inconclusive)
      }
    }
    // ‖Φ‖ = ‖W − Φ‖ = 5.
    let whole = try #require(try near(0, positive: true).examine(Arora2019Theorem1.self))
    #expect(try whole.hypotheses.named("deficiency-margin").holds == false)
    #expect(
      whole.certificate(of: Arora2019Theorem1.self, point: 0, run: 0, seed: 0).verdict == .notApplicable)
  }
}
