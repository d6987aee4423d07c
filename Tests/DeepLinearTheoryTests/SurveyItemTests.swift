import DeepLinearTheory
import Testing

@Suite("Fractions over seeds beside what is promised of probabilities")
struct SurveyItemTests {
  @Test("A probability holds from its bound on, fails where the interval excludes it, and is open between")
  func probability() {
    let none = Item.probability("x", 0, of: 0, atLeast: 0.5)
    #expect(none.bound == 0.5 && none.value == nil && none.fraction == nil && none.holds == nil)
    #expect(Item.probability("x", 1, of: 2, atLeast: .nan).value == nil)
    let equal = Item.probability("x", 1, of: 2, atLeast: 0.5)
    #expect(equal.holds == true && equal.slack == 0 && equal.value == 0.5 && equal.fraction?.of == 2)
    #expect(equal.note == "the 95 % interval has the bound inside: 2 seeds")
    let clear = Item.probability("x", 90, of: 100, atLeast: 0.5)
    #expect(clear.holds == true && isClose(clear.slack, 0.8) && clear.note == nil)
    let open = Item.probability("x", 4, of: 10, atLeast: 0.5)
    #expect(open.holds == nil && open.slack == nil && open.value == 0.4)
    #expect(open.note == "below the bound, which the interval at 1 − 10⁻⁹ does not exclude")
    let excluded = Item.probability("x", 70, of: 100, atLeast: 1)
    #expect(excluded.holds == false && isClose(excluded.slack, -0.3) && excluded.note == nil)
    let zero = Item.probability("x", 1, of: 4, atLeast: 0)
    #expect(zero.holds == true && zero.slack == 0.25)
    let never = Item.probability("x", 0, of: 4, atLeast: 0)
    #expect(never.holds == true && never.slack == 0 && never.note == nil)
    for count in [1, 5] {
      #expect(Item.probability("x", count, of: 10, atLeast: 0.5, note: "own").note == "own")
    }
  }

  @Test("A frequency is reported only")
  func frequency() {
    let item = Item.frequency("x", 3, of: 4)
    #expect(item.value == 0.75 && item.fraction?.count == 3 && item.fraction?.of == 4 && !item.isJudged)
    #expect(item.holds == nil && Item.frequency("x", 0, of: 0).value == nil)
    #expect(Item.frequency("x", 1, of: 1).value == 1)
  }

  /// The largest |2k − n| with P(X ≤ k) ≥ ½·10⁻⁹ for n throws of a coin, by the sum itself.
  private func mostUneven(_ n: Int) -> Int {
    var (term, sum, k) = (1.0, 1.0, 0)
    for _ in 0..<n { term /= 2 }
    sum = term
    while sum < 0.5e-9 {
      k += 1
      term *= Double(n - k + 1) / Double(k)
      sum += term
    }
    return n - 2 * k
  }

  @Test("An even chance is judged by the largest distance at which the interval at 1 − 10⁻⁹ has ½ inside")
  func evenChance() {
    for n in [1, 2, 3, 20, 31, 32, 60, 301, 1000] {
      let most = mostUneven(n)
      for (count, holds) in [
        ((n - most) / 2, true), ((n + most) / 2, true), (n / 2, true), ((n - most) / 2 - 1, false),
      ] {
        guard count >= 0 else { continue }
        let item = Item.evenChance("x", count, of: n)
        let distance = Double(abs(2 * count - n))
        // Of so few seeds no fraction excludes ½.
        let isOpen = most == n
        #expect(isOpen == (n < 31) && (item.note?.contains("too few") == true) == isOpen, "\(n)")
        #expect(isClose(item.bound, Double(most) / Double(2 * n)), "\(n)")
        #expect(item.holds == (isOpen ? nil : holds), "\(count) of \(n)")
        #expect(item.value == distance / Double(2 * n))
        #expect(item.slack == (isOpen ? nil : (Double(most) - distance) / Double(most)))
      }
    }
    let none = Item.evenChance("x", 0, of: 0)
    #expect(none.holds == nil && none.value == nil && none.relation == .atMost)
  }

  private func certificate(_ verdict: Verdict, _ holds: [Bool?], _ reasons: [String] = []) -> Certificate {
    Certificate(
      statement: "arora2019-theorem-1", verdict: verdict, reasons: reasons,
      hypotheses: holds.enumerated().map { Item("h\($0)", .above, holds: $1, assurance: .enclosed) })
  }

  @Test("Of all seeds the fractions of hypotheses and verdicts are shown, and the first one's reasons")
  func counts() throws {
    var counts = HypothesisCounts(statement: "arora2019-theorem-1", point: 1)
    #expect(counts.isEmpty && counts.certificate().verdict == .inconclusive)
    #expect(counts.certificate().hypotheses.isEmpty && counts.certificate().promises.isEmpty)
    counts.add(certificate(.confirmed, [true, true], ["first"]))
    counts.add(certificate(.notApplicable, [true, false], ["second"]))
    counts.add(certificate(.notApplicable, [true, nil, true]))
    counts.add(certificate(.promised, [false, false]))
    #expect(!counts.isEmpty)
    let all = counts.certificate()
    #expect(all.verdict == .confirmed && all.reasons == ["first"] && all.point == 1)
    #expect(all.hypotheses.map(\.name) == ["h0", "h1"] && all.hypotheses.map(\.value) == [0.75, 0.25])
    #expect(all.hypotheses.allSatisfy { !$0.isJudged && $0.relation == .above })
    #expect(all.promises.map(\.name) == ["confirmed", "promised", "not-applicable"])
    #expect(all.promises.map(\.value) == [0.25, 0.25, 0.5] && all.promises.allSatisfy { !$0.isJudged })
    #expect(all.promises.map { $0.fraction?.count } == [1, 1, 2])
    #expect(all.promises.allSatisfy { $0.fraction?.of == 4 })

    let setting = Setting(
      widths: [2, 2, 2], isComplex: false, dynamics: .flow,
      distribution: .independentLayers(deviations: [1, 1]))
    var finding = try #require(Arora2019Claim2.survey(setting)).finding()
    finding.reasons = ["survey"]
    finding.promises = [.probability("p", 8, of: 10, atLeast: 0.5)]
    let with = counts.certificate(with: finding)
    #expect(
      with.reasons == ["first", "survey"] && with.promises.last?.name == "p" && with.verdict == .confirmed)
    finding.promises = [.probability("p", 0, of: 100, atLeast: 0.5)]
    #expect(counts.certificate(with: finding).verdict == .contradicted)
  }
}
