import DeepLinear
import RunArchive

/// A run's search for the best value of a key: what was tried so far, in the order of the grid, and what that comes to.
///
/// An attempt is the run with one of the values. It ends where the run would end, or, once an earlier value has converged, after as many
/// steps as that took: what has not converged by then cannot be better. So the best value is that of the whole grid, and what an attempt
/// does depends on the attempts before it of the same run alone.
package struct BestSearch: Sendable {
  /// The number of the run, and its seed.
  package let run: Int
  package let seed: UInt64
  /// The attempts that are finished.
  package private(set) var attempts: [Attempt]

  package init(run: Int, seed: UInt64, attempts: [Attempt] = []) {
    (self.run, self.seed, self.attempts) = (run, seed, attempts)
  }

  /// The fewest steps in which a value has converged; nil while none has. No further attempt takes more.
  package var fewestSteps: Int? { attempts.lazy.filter(\.isConverged).map(\.steps).min() }

  /// The place of the best value in the grid, once all were tried: of those that converged the one with the fewest steps; where none did,
  /// of those that did not diverge the one with the lowest loss at the end; where all diverged, that with the lowest loss. Of several
  /// alike it is the first.
  ///
  /// - Precondition: there is an attempt.
  package var best: Int {
    func least(_ chosen: (Attempt) -> Bool, by number: (Attempt) -> Double) -> Int? {
      attempts.filter(chosen).min { number($0) < number($1) }?.attempt
    }
    func loss(_ attempt: Attempt) -> Double { attempt.loss.isNaN ? .infinity : attempt.loss }
    let found =
      least(\.isConverged) { Double($0.steps) } ?? least({ !$0.isDiverged }, by: loss)
      ?? least({ _ in true }, by: loss)
    guard let found else { preconditionFailure("nothing was tried") }
    return found
  }

  /// Adds the attempt that follows.
  ///
  /// - Parameters:
  ///   - ended: how it ended, with the limit of `fewestSteps`.
  ///   - loss: ℓ at its end.
  package mutating func add(value: Double, _ ended: Outcome, loss: Double, wallSeconds: Double) {
    let isBeaten = ended.kind == .exhausted && ended.step == fewestSteps
    attempts.append(
      Attempt(
        attempt: attempts.count, value: value, outcome: ended.kind.rawValue, steps: ended.step,
        time: ended.time,
        loss: loss,
        message: isBeaten ? "beaten at step \(ended.step)" : ended.needsMessage ? ended.message : nil,
        wallSeconds: wallSeconds))
  }

  /// What the run's row says where no value converged; nil where one did.
  ///
  /// - Parameter key: the key that the values are of.
  package func complaint(about key: String) -> String? {
    guard fewestSteps == nil else { return nil }
    let diverged = attempts.count(where: \.isDiverged)
    let which = diverged == 0 || diverged == attempts.count ? "" : "of the others "
    return
      "no value of \(key) converged: \(diverged) of \(attempts.count) diverged, and \(which)\(attempts[best].value) ended with the "
      + "lowest loss"
  }

  /// The steps of all attempts.
  package var steps: Int { attempts.reduce(0) { $0 + $1.steps } }
  /// The seconds that they took.
  package var wallSeconds: Double { attempts.reduce(0) { $0 + $1.wallSeconds } }
}

extension Attempt {
  fileprivate var isConverged: Bool { outcome == Outcome.Kind.converged.rawValue }
  fileprivate var isDiverged: Bool { outcome == Outcome.Kind.diverged.rawValue }
}
