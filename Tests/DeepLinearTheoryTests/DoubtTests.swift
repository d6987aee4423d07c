import DeepLinearTheory
import Testing

@Suite("Why an inconclusive certificate decides nothing")
struct DoubtTests {
  private func item(
    _ name: String, holds: Bool?, note: String? = nil, isJudged: Bool = true, isTested: Bool = true
  ) -> Item {
    var item = Item(name, .atMost, holds: holds, assurance: isTested ? .enclosed : .notTested, note: note)
    item.isJudged = isJudged
    return item
  }

  private func certificate(
    _ verdict: Verdict = .inconclusive, reasons: [String] = [], hypotheses: [Item] = [], promises: [Item] = []
  ) -> Certificate {
    Certificate(
      statement: "a", verdict: verdict, reasons: reasons, hypotheses: hypotheses, promises: promises)
  }

  @Test("The first reason is given, then an open hypothesis, then an open promise with its note")
  func order() {
    let open = item("h", holds: nil)
    let promise = item("p", holds: nil, note: "ended early")
    let kept = item("k", holds: true)
    #expect(certificate(reasons: ["r", "s"], hypotheses: [open]).doubt == "r")
    #expect(
      certificate(hypotheses: [kept, open], promises: [promise]).doubt
        == "the hypothesis h is undecided within rounding")
    #expect(certificate(hypotheses: [kept], promises: [kept, promise]).doubt == "p: ended early")
    #expect(
      certificate(promises: [item("p", holds: nil)]).doubt == "the promise p is undecided within rounding")
  }

  @Test("What was not tested is said to be that, and what is reported only is no doubt")
  func untested() {
    let untested = item("h", holds: nil, isTested: false)
    #expect(certificate(hypotheses: [untested]).doubt == "the hypothesis h is not tested")
    #expect(
      certificate(promises: [item("p", holds: nil, isTested: false)]).doubt == "the promise p is not tested")
    let reported = item("q", holds: nil, isJudged: false)
    let nothing = "nothing of it is judged here: its numbers are reported only"
    #expect(certificate(hypotheses: [reported], promises: [reported]).doubt == nothing)
    #expect(certificate(promises: [reported, item("k", holds: true)]).doubt == nil)
    #expect(certificate().doubt == nothing)
    for verdict in Verdict.allCases where verdict != .inconclusive {
      #expect(certificate(verdict, reasons: ["r"], hypotheses: [untested]).doubt == nil)
    }
  }

  @Test("A certificate gets a reason where neither a reason nor the note of a promise says why")
  func explained() {
    let open = item("h", holds: nil)
    let noted = item("p", holds: nil, note: "ended early")
    let plain = item("p", holds: nil)
    #expect(
      certificate(hypotheses: [open]).explained().reasons == ["the hypothesis h is undecided within rounding"]
    )
    #expect(certificate(reasons: ["r"], hypotheses: [open]).explained().reasons == ["r"])
    // The note is of a promise, which comes after the hypotheses.
    #expect(certificate(promises: [noted]).explained().reasons.isEmpty)
    #expect(certificate(hypotheses: [item("k", holds: true)], promises: [noted]).explained().reasons.isEmpty)
    #expect(certificate(hypotheses: [open], promises: [noted]).explained().reasons.count == 1)
    let reported = item("h", holds: nil, isJudged: false)
    #expect(certificate(hypotheses: [reported], promises: [noted]).explained().reasons.isEmpty)
    #expect(
      certificate(promises: [plain]).explained().reasons == ["the promise p is undecided within rounding"])
    // A note of what is kept, or of what is reported, is no reason.
    let keptNote = item("k", holds: true, note: "to rounding")
    let reportedNote = item("q", holds: nil, note: "beside 1", isJudged: false)
    #expect(certificate(promises: [keptNote, plain, reportedNote]).explained().reasons.count == 1)
    #expect(certificate(.confirmed, promises: [keptNote]).explained().reasons.isEmpty)
  }
}
