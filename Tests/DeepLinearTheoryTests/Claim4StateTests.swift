import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("Claim 4: of which states the growth is judged, and what is reported of the end")
struct Claim4StateTests {
  private func start(_ entries: [Double]) -> HandState<Double> {
    HandState(layers: entries.map { Matrix([[$0]]) }, target: Matrix([[1]]))
  }

  private func examination(_ entries: [Double], stepSize: Double) throws -> Examination<Double> {
    try start(entries).examination(
      Arora2019Claim4.self,
      Setting(
        widths: Array(repeating: 1, count: entries.count + 1), isComplex: false,
        dynamics: .descent(stepSize: stepSize)))
  }

  /// Whether the step from a state with these entries is judged, for η = 32.
  private func isJudged(_ entries: [Double], loss: Double = 1) throws -> Bool {
    let examination = try examination([8, 0.0625], stepSize: 32)
    var (first, second) = (start(entries), start(entries))
    (first.loss, second.loss, second.step) = (loss, 1, 1)
    return try examination.shown("loss-growth", [first, second]).value != nil
  }

  @Test("A step is judged from 0 < p < 1 and Σσ_j ≥ 16, a loss above 0, and at the bounds as they say")
  func states() throws {
    // p = ¼, σ_j = 32·¼ = 8.
    #expect(try isJudged([0.5, 0.5]))
    #expect(try !isJudged([0.5, 0.5.nextDown]))
    // Σσ_j = 32 (¼ + 15/64) = 15.5.
    #expect(try !isJudged([0.5, 0.484375]))
    // p = 1, and beside it.
    #expect(try !isJudged([2, 0.5]) && isJudged([2, 0.5.nextDown]))
    #expect(try !isJudged([-2, 0.5]))
    #expect(try !isJudged([0.5, 0.5], loss: 0))
  }

  @Test("The claim is about products below 1, at any place of the small entry, and about more than one layer")
  func starts() throws {
    let limit = "stated for (1, 1) entries whose product is below 1"
    #expect(try examination([4, 0.25], stepSize: 1).outside == [limit])
    #expect(try examination([4, 0.25.nextDown], stepSize: 1).outside == [])
    for entries in [[4, 0.125], [0.125, 4]] {
      // (c/z)² η with c = ½ and z = 1/8.
      let found = try examination(entries, stepSize: 1)
      #expect(try found.hypotheses.named("instability").value == 16)
      #expect(try found.hypotheses.named("instability").holds == true)
    }
    let single = try examination([0.5], stepSize: 1)
    #expect(single.outside.contains("stated for identity layers whose (1, 1) entries alternate"))
    var wide = start([1])
    wide.layers = [.diagonal([4, 1], rows: 2, columns: 3), .diagonal([0.125, 1], rows: 3, columns: 2)]
    wide.target = .identity(3)
    let setting = Setting(widths: [3, 2, 3], isComplex: false, dynamics: .descent(stepSize: 1))
    #expect(try !wide.examination(Arora2019Claim4.self, setting).outside.isEmpty)
  }

  @Test("Whether the run diverged is reported: value, slack and sentence")
  func divergence() throws {
    let run = JudgedRun(
      layers: [Matrix([[8]]), Matrix([[0.0625]])], target: Matrix([[1]]), stepSize: 32)
    for (outcome, value, slack) in [(Outcome.Kind.diverged, 1.0, 0.0), (.exhausted, 0, -1)] {
      let end = RunEnd(outcome: outcome, steps: 12, time: 1, loss: 1)
      let item = try run.ended(Arora2019Claim4.self, end).promises.named("divergence")
      #expect(item.value == value && item.bound == 1 && item.slack == slack && !item.isJudged)
      #expect(item.holds == (outcome == .diverged))
      #expect(item.note == "the run ended \(outcome.rawValue) after 12 steps")
    }
  }
}
