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
    /// They ran out, and the last step changed no bit of any weight; or `stalled` was a rule and came first. A gradient flow
    /// stalls where its initial weights are a critical point to the last bit.
    case stalled
  }

  /// Why a solver could not continue, where that and no rule ended the run.
  public enum Obstacle: String, Sendable, CaseIterable {
    /// The solver's own bound on its steps was reached; the run is exhausted.
    case tooManySteps = "too-many-steps"
    /// No step size that the solver tried met the tolerance; the run is exhausted.
    case stepTooSmall = "step-too-small"
    /// The gradient was not finite for any step size that the solver tried; the run has diverged.
    case notFinite = "not-finite"
  }

  /// Which of them it was.
  public let kind: Kind
  /// The number of steps taken; a flow's are those that its solver accepted.
  public let step: Int
  /// t at the end.
  public let time: Double
  /// What stopped a solver; nil where a rule ended the run.
  public let obstacle: Obstacle?

  /// An end that the stopping rule or divergence brought about.
  package init(_ kind: Kind, step: Int, time: Double) {
    (self.kind, self.step, self.time, obstacle) = (kind, step, time, nil)
  }

  /// The end of a run whose solver could not continue.
  package init(_ obstacle: Obstacle, step: Int, time: Double) {
    (kind, self.step) = (obstacle == .notFinite ? .diverged : .exhausted, step)
    (self.time, self.obstacle) = (time, obstacle)
  }

  /// What happened, and what to try, in a sentence.
  public var message: String {
    switch (obstacle, kind) {
    case (.tooManySteps, _):
      "the solver took \(step) steps and came to time \(time) only; try method bdf, a looser tolerance, or less time"
    case (.stepTooSmall, _):
      "no step from time \(time) on met the tolerance, however short; try a looser tolerance or the other method"
    case (.notFinite, _):
      "the gradient was not finite from time \(time) on, however short the step; try a smaller start or target"
    case (nil, .converged): "the stopping loss was reached after \(step) steps, at time \(time)"
    case (nil, .diverged):
      "the objective exceeded its bound after \(step) steps, at time \(time); try a smaller step size or smaller initial weights"
    case (nil, .exhausted):
      "the steps or the time ran out after \(step) steps, at time \(time), without reaching the stopping loss; try more of them, "
        + "a larger step size, or look for a plateau"
    case (nil, .stalled):
      "after \(step) steps a step changed no bit of any weight: a critical point, or the limit of double precision"
    }
  }
}
