/// How a run ended. A failure to converge is a result, not an error.
public struct Outcome: Equatable, Sendable {
  /// The ways in which a run ends.
  public enum Kind: String, Sendable, CaseIterable {
    /// The stopping loss was reached.
    case converged
    /// L was above its bound, or not finite one step later.
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
    /// Steps as short as the flow needs hardly change the time in double precision, so late is it; the run is exhausted.
    case clockTooCoarse = "clock-too-coarse"
    /// The gradient was not finite for any step size that the solver tried; the run has diverged.
    case notFinite = "not-finite"
    /// The weights came to rest, and the solver's steps would not reach the last time; the run is exhausted.
    case atRest = "at-rest"
    /// The gradient is zero to the last bit at the initial weights, which do not move at any time; the run is stalled.
    case zeroGradient = "zero-gradient"
  }

  /// Which of them it was.
  public let kind: Kind
  /// The number of steps taken, of a run that overflowed those to its last finite state; a flow's are those that its solver accepted.
  public let step: Int
  /// t there.
  public let time: Double
  /// The step at which L was not finite, where the run diverged so: one after `step`, or 0; nil where it did not.
  public let overflowStep: Int?
  /// What stopped a solver; nil where a rule ended the run.
  public let obstacle: Obstacle?

  /// An end that the stopping rule or divergence brought about, at the state that represents the run.
  package init(_ kind: Kind, step: Int, time: Double, overflowStep: Int? = nil) {
    (self.kind, self.step, self.time, self.overflowStep, obstacle) = (kind, step, time, overflowStep, nil)
  }

  /// The end of a run whose solver could not continue.
  package init(_ obstacle: Obstacle, step: Int, time: Double) {
    kind =
      switch obstacle {
      case .notFinite: .diverged
      case .zeroGradient: .stalled
      case .tooManySteps, .stepTooSmall, .clockTooCoarse, .atRest: .exhausted
      }
    (self.step, self.time, overflowStep, self.obstacle) = (step, time, nil, obstacle)
  }

  /// Whether the message says more than the kind does: of every run that diverged, and where a solver could not continue.
  package var needsMessage: Bool { kind == .diverged || obstacle != nil }

  /// What happened, and what to try, in a sentence.
  public var message: String {
    switch (obstacle, kind) {
    case (.tooManySteps, _):
      "the solver took \(steps) and came to time \(time) only; try method bdf, a looser tolerance, less time, "
        + "or a larger maximum-steps"
    case (.stepTooSmall, _):
      "no step from time \(time) on met the tolerance, however short; try a looser tolerance or the other method"
    case (.clockTooCoarse, _):
      "from time \(time) on the flow needs steps so short that double precision cannot add them to the time; try larger initial "
        + "weights, which leave a plateau earlier, or a looser tolerance"
    case (.notFinite, _):
      "the gradient was not finite from time \(time) on, however short the step; try a smaller start or target"
    case (.atRest, _):
      "the weights came to rest: they moved by less than 1e-9 of their size in the last 1000 of \(step) steps, up to time \(time), and as "
        + "many as are allowed would not reach the last time; try less time, or a stopping loss"
    case (.zeroGradient, _):
      "the gradient is zero to the last bit at the initial weights, which are a critical point or so small that products of layers are "
        + "rounded to zero: they do not move; where that is not meant, try larger initial weights"
    case (nil, .converged): "the stopping loss was reached after \(steps), at time \(time)"
    case (nil, .diverged): divergence
    case (nil, .exhausted):
      "the steps or the time ran out after \(steps), at time \(time), without reaching the stopping loss; try more of them, "
        + "a larger step size, or look for a plateau"
    case (nil, .stalled):
      "after \(steps) a step changed no bit of any weight: a critical point, or the limit of double precision"
    }
  }

  private var steps: String { step == 1 ? "1 step" : "\(step) steps" }

  private var divergence: String {
    switch overflowStep {
    case nil:
      "the objective exceeded its bound after \(steps), at time \(time); try a smaller step size or smaller initial weights"
    case 0?: "the objective is not finite at the initial weights; try smaller ones, or a smaller target"
    case let overflow?:
      "the objective was not finite at step \(overflow), and step \(step) is the last finite state; try a smaller step size or smaller "
        + "initial weights"
    }
  }
}
