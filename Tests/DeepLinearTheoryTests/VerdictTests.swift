import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Statistics
import Testing

@Suite("Verdicts of starts, of runs and of all seeds")
struct VerdictTests {
  private let end = RunEnd(outcome: .converged, steps: 10, time: 1, loss: 0)

  /// Assumes something that is not tested, and promises something that was kept.
  private enum Untested: Statement {
    static var description: StatementDescription { Arora2019Theorem1.description }
    static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
      var kept = Item("kept", .atMost, assurance: .measured)
      kept.holds = true
      return Examination(
        outside: [], hypotheses: [Item("distinct-values", .above, assurance: .notTested)],
        promises: [Promise(kept, .decided)])
    }
  }

  @Test(
    "A hypothesis that was not tested is never assumed: the verdict is inconclusive, with a run and without")
  func untested() throws {
    let run = JudgedRun.scalars([0.9], stepSize: 0.1, lossBelow: 1e-3)
    #expect(try run.promised(Untested.self).verdict == .inconclusive)
    let found = try run.ended(Untested.self, end)
    #expect(found.verdict == .inconclusive)
    #expect(found.hypotheses.map(\.assurance) == [.notTested])
  }

  @Test("The residual network: promised, confirmed, not applicable")
  func residual() throws {
    var run = JudgedRun(layers: [.identity(2), .identity(2)], target: .diagonal([1.2, 0.9]), stepSize: 0.1)
    #expect(try run.promised(Arora2019Residual.self).verdict == .promised)
    let found = try run.ended(Arora2019Residual.self, end)
    #expect(found.verdict == .confirmed && found.promises.map(\.holds) == [true, true])
    #expect(found.promises.map(\.assurance) == [.proved, .proved])
    run.target = .diagonal([1.6, 0.9])
    #expect(try run.ended(Arora2019Residual.self, end).verdict == .notApplicable)
    run.layers = [.diagonal([1, 1.0000001]), .identity(2)]
    #expect(try run.promised(Arora2019Residual.self).reasons.count == 1)
  }

  /// Starts of which so many have δ = 0, and the others a huge one.
  private func balanceSurvey(balanced: Int, of total: Int) throws -> Certificate {
    let setting = Setting(
      widths: [2, 2, 2], isComplex: false, dynamics: .flow,
      distribution: .independentLayers(deviations: [0.1, 0.1]))
    let survey = try #require(Arora2019Claim2.survey(setting))
    for i in 0..<total {
      let network = try DeepLinearNetwork(
        layers: [.identity(2), .identity(2, scale: i < balanced ? 1 : 100)] as [Matrix<Double>])
      survey.add(StartExaminer(network, target: .identity(2), setting: setting).quantities())
    }
    return survey.finding().certificate(of: "arora2019-claim-2", point: 0)
  }

  @Test("Claim 2 is contradicted only where the exact interval at 1 − 10⁻⁹ excludes its bound")
  func claim2() throws {
    let kept = try balanceSurvey(balanced: 40, of: 40)
    #expect(kept.verdict == .confirmed && kept.run == nil)
    #expect(kept.promises.map { $0.fraction?.count } == [40, 40, 40])
    // 14 of 16 is below 0.9 and 0.99, by chance perhaps: P(X ≤ 14) at 0.99 is 0.01.
    let chance = try balanceSurvey(balanced: 14, of: 16)
    #expect(chance.verdict == .inconclusive, "\(chance)")
    #expect(chance.promises.map(\.holds) == [true, nil, nil])
    #expect(chance.promises.allSatisfy { ($0.slack == nil) == ($0.holds == nil) })
    // 9 of 16: P(X ≤ 9) at 0.99 is 10⁻¹⁰.
    let broken = try balanceSurvey(balanced: 9, of: 16)
    #expect(broken.verdict == .contradicted)
    #expect(broken.promises.map(\.holds) == [true, nil, false])
    #expect((broken.promises[2].slack ?? 0) < 0)
    #expect(try balanceSurvey(balanced: 0, of: 0).verdict == .inconclusive)
  }

  @Test("A probability's slack is not negative exactly where it holds, and few seeds are said to be few")
  func probabilities() {
    for (count, holds) in [(0, false), (1, false), (2, nil), (19, nil), (20, true), (40, true)]
      as [(Int, Bool?)]
    {
      let item = Item.probability("event", count, of: 40, atLeast: 0.5)
      #expect(item.holds == holds, "\(count)")
      #expect(item.slack == holds.map { _ in (Double(count) / 40 - 0.5) / 0.5 })
      // The 95 % interval of 20 of 40 reaches down to 0.338, that of 40 of 40 to 0.912.
      #expect((item.note == nil) == (holds == false || count == 40), "\(item)")
    }
    #expect(Item.probability("event", 0, of: 0, atLeast: 0.5).holds == nil)
    #expect(Item.probability("event", 3, of: 4, atLeast: .nan).holds == nil)
    #expect(Item.probability("event", 0, of: 4, atLeast: 0).slack == 0)
  }

  @Test("A probability of ½ is contradicted where the interval at 1 − 10⁻⁹ leaves ½ out, on both sides alike")
  func evenChances() {
    for count in 0...40 {
      let item = Item.evenChance("event", count, of: 40)
      let interval = ExactInterval(count, of: 40, .contradiction)
      #expect(item.holds == interval.contains(0.5), "\(count)")
      #expect(item.value == Double(abs(2 * count - 40)) / 80)
      #expect(((item.slack ?? -1) >= 0) == item.holds)
    }
    #expect(Item.evenChance("event", 0, of: 4).holds == nil)
    #expect(Item.evenChance("event", 0, of: 0).holds == nil)
  }

  @Test("Statements about distributions are about the right ones alone")
  func distributions() {
    func setting(_ change: (inout Setting) -> Void) -> Setting {
      var setting = Setting(
        widths: [30, 3, 1], isComplex: false, dynamics: .flow,
        distribution: .independentLayers(deviations: [0.1, 0.1]))
      change(&setting)
      return setting
    }
    for statement in [Arora2019Claim2.self, Arora2019Claim3.self] as [any Statement.Type] {
      #expect(statement.survey(setting { _ in }) != nil)
      #expect(statement.survey(setting { $0.isComplex = true }) == nil)
      #expect(statement.survey(setting { $0.conditionedSign = 1 }) == nil)
      #expect(
        statement.survey(setting { $0.distribution = .independentLayers(deviations: [0.1, 0.2]) }) == nil)
      #expect(statement.survey(setting { $0.distribution = .balancedProduct(deviation: 0.1) }) == nil)
    }
    #expect(Arora2019Claim3.survey(setting { $0.widths = [30, 3, 2] }) == nil)
    #expect(Arora2019Claim3.survey(setting { $0.widths = [19, 3, 1] }) == nil)
    let procedure = setting { $0.distribution = .balancedProduct(deviation: 0.1) }
    #expect(Arora2019Theorem2.survey(procedure) != nil)
    #expect(Arora2019Theorem2.survey(setting { _ in }) == nil)
  }

  @Test("Over all seeds each hypothesis and verdict is counted, and one contradiction is that of all")
  func counts() throws {
    let good = JudgedRun.scalars([0.9, 0.9], stepSize: 1e-6, lossBelow: 1e-3)
    let bad = JudgedRun.scalars([0.9, 0.9], stepSize: 1, lossBelow: 1e-3)
    let short = RunEnd(outcome: .exhausted, steps: 1, time: 1e-6, loss: 1)
    let never = RunEnd(outcome: .exhausted, steps: Int(1e12), time: 1e6, loss: 1)
    func all(_ certificates: [Certificate]) -> Certificate {
      var counts = HypothesisCounts(statement: "arora2019-theorem-1", point: 2)
      for certificate in certificates { counts.add(certificate) }
      return counts.certificate()
    }
    let (confirmed, applies) = (
      try good.ended(Arora2019Theorem1.self, end), try good.ended(Arora2019Theorem1.self, short)
    )
    let (outside, broken) = (
      try bad.ended(Arora2019Theorem1.self, end), try good.ended(Arora2019Theorem1.self, never)
    )
    #expect(
      [confirmed, applies, outside, broken].map(\.verdict) == [
        .confirmed, .inconclusive, .notApplicable, .contradicted,
      ])
    let found = all([outside, outside, applies])
    #expect(found.verdict == .inconclusive && found.run == nil && found.seed == nil && found.point == 2)
    #expect(all([outside, applies, confirmed]).verdict == .confirmed)
    #expect(all([outside, broken, confirmed]).verdict == .contradicted)
    #expect(all([outside]).verdict == .notApplicable)
    let stepSize = try found.hypotheses.named("step-size")
    #expect(stepSize.fraction?.count == 1 && stepSize.fraction?.of == 3 && !stepSize.isJudged)
    let interval = try #require(stepSize.fraction?.interval)
    // Of 1 of 3: the exact interval is [1 − (1 − q)^{1/3} …]; its ends are those of the beta distribution.
    #expect(abs(interval[0] - 0.00840376) < 1e-7 && abs(interval[1] - 0.90570072) < 1e-7)
    #expect(try found.hypotheses.named("deficiency-margin").fraction?.count == 3)
    #expect(try found.promises.named("not-applicable").fraction?.count == 2)
    #expect(try found.promises.named("inconclusive").fraction?.count == 1)
  }

  @Test("The identifiers are those of the papers, each once, and each statement is found by its own")
  func identifiers() {
    let names = Statements.all.map { $0.description.identifier }
    #expect(Set(names).count == names.count)
    let first = [
      "theorem-1", "lemma-2", "claim-1", "theorem-2", "claim-2", "claim-3", "claim-4", "claim-5", "flow",
      "residual",
    ].map { "arora2019-\($0)" }
    #expect(names.filter { $0.hasPrefix("arora2019") } == first)
    for name in names { #expect(Statements.named(name)?.description.identifier == name) }
    #expect(Statements.named("arora2019-theorem-9") == nil)
  }
}
