/// How a run ended. A failure to converge is a result, not an error.
public struct Outcome: Equatable, Sendable {
  /// The ways in which a run ends.
  public enum Kind: String, Sendable, CaseIterable {
    /// The stopping loss was reached.
    case converged
    /// L was not finite, or above its bound.
    case diverged
    /// The steps or the time ran out.
    case exhausted
    /// They ran out, and the last step changed no bit of any weight; or `stalled` was a rule and came first.
    case stalled
  }

  /// Which of them it was.
  public let kind: Kind
  /// The number of steps taken.
  public let step: Int

  public init(_ kind: Kind, step: Int) { (self.kind, self.step) = (kind, step) }

  /// What happened, and what to try, in a sentence.
  public var message: String {
    switch kind {
    case .converged: "the stopping loss was reached after \(step) steps"
    case .diverged:
      "the objective grew beyond its bound after \(step) steps; try a smaller step size or a smaller start"
    case .exhausted:
      "the steps ran out after \(step) without reaching the stopping loss; try more steps, a larger step size, or look for "
        + "a plateau"
    case .stalled:
      "after \(step) steps a step changed no bit of any weight; the run has come to rest, at a critical point or at the "
        + "limit of double precision"
    }
  }
}
