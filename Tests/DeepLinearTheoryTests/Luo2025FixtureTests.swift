import DeepLinearTheory
import Testing

/// Every number of the statements of Luo et al. (2025) about single runs, on states as they are stated.
@Suite("Luo et al. (2025), against 50 digits")
struct Luo2025FixtureTests {
  static let statements: [any Statement.Type] = [
    Luo2025Theorem2.self, Luo2025Theorem4.self, Luo2025Inequality11.self, Luo2025Theorem5.self,
    Luo2025Theorem7.self, Luo2025Theorem8.self, Luo2025Lemma26.self, Luo2025Theorem11.self,
  ]

  @Test(
    "Each statement has 20 starts and more with numbers, over both fields and of every width to 6, and every verdict it can have"
  )
  func starts() throws {
    let runs = try StatedRun.all()
    for statement in Self.statements {
      let name = statement.description.identifier
      let found = runs.compactMap { run in run.certificates[name].map { (run, $0) } }
      let judged = found.filter { !($0.1.promises ?? []).isEmpty }
      #expect(judged.count >= 20, "\(name): \(judged.count)")
      for isComplex in [false, true] {
        #expect(
          Set(judged.filter { $0.0.isComplex == isComplex }.map { $0.0.widths[0] }) == Set(1...6), "\(name)")
      }
      let verdicts = Set(found.map(\.1.verdict))
      var possible: Set<Verdict> = [.confirmed, .contradicted, .inconclusive, .notApplicable]
      // Decided at every step, or never.
      if ["luo2025-theorem-4", "luo2025-inequality-11", "luo2025-lemma-26"].contains(name) {
        possible.remove(.inconclusive)
      }
      let isReported = name == "luo2025-theorem-7"
      if isReported { possible = [.inconclusive, .notApplicable] }
      #expect(verdicts == possible, "\(name): \(verdicts)")
      #expect(found.contains { $0.1.before == .promised } != isReported, "\(name)")
    }
  }

  @Test("Every number of every statement is right", arguments: 0..<statements.count)
  func numbers(_ i: Int) throws {
    for run in try StatedRun.all() { try run.expect(Self.statements[i]) }
  }
}
