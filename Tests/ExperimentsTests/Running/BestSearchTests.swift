import DeepLinear
import Experiments
import RunArchive
import Testing

@Suite("Which of several attempts is the best")
struct BestSearchTests {
  /// A search with attempts that ended so, at these losses.
  private func search(_ ends: (kind: Outcome.Kind, steps: Int, loss: Double)...) -> BestSearch {
    BestSearch(
      run: 3, seed: 9,
      attempts: ends.enumerated().map { i, end in
        Attempt(
          attempt: i, value: Double(10 + i), outcome: end.kind.rawValue, steps: end.steps, time: 1,
          loss: end.loss,
          message: nil, wallSeconds: 0.5)
      })
  }

  @Test func `The fewest steps win, of as many the first; the loss plays no part`() {
    let found = search(
      (.exhausted, 90, 0), (.converged, 70, 0.1), (.converged, 40, 0.2), (.converged, 40, 0.1),
      (.diverged, 3, 0))
    #expect(found.best == 2 && found.fewestSteps == 40 && found.complaint(about: "x") == nil)
    #expect(found.steps == 243 && found.wallSeconds == 2.5)
  }

  @Test
  func `Where none converged the lowest loss of those that did not diverge wins, of equal ones the first`() {
    let found = search((.diverged, 3, 0.1), (.exhausted, 90, 0.7), (.stalled, 90, 0.5), (.exhausted, 90, 0.5))
    #expect(found.best == 2 && found.fewestSteps == nil)
    #expect(
      found.complaint(about: "dynamics.x")
        == "no value of dynamics.x converged: 1 of 4 diverged, and of the others 12.0 ended with the lowest loss"
    )
  }

  @Test func `Where all diverged the lowest loss wins, and what is no number is higher than any`() {
    let found = search((.diverged, 3, .nan), (.diverged, 4, .infinity), (.diverged, 2, 9))
    #expect(found.best == 2)
    #expect(
      found.complaint(about: "x")
        == "no value of x converged: 3 of 3 diverged, and 12.0 ended with the lowest loss")
    #expect(search((.diverged, 3, .nan), (.diverged, 4, .infinity)).best == 0)
    #expect(search((.stalled, 3, .nan), (.diverged, 4, 1)).best == 0)
  }
}
