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
    /// They ran out, and the last step changed no bit of any weight; or `stalled` was a rule and came first. A flow stalls
    /// where its start is a critical point to the last bit.
    case stalled
  }

  /// Why a flow's solver could not get on, where that and no rule ended the run.
  public enum Obstacle: String, Sendable, CaseIterable {
    /// The solver's own bound on its steps was reached; the run is exhausted.
    case tooManySteps = "too-many-steps"
    /// No step, however short, met the tolerance; the run is exhausted.
    case stepTooSmall = "step-too-small"
    /// The gradient was not finite, however short the step; the run has diverged.
    case notFinite = "not-finite"
  }

  /// Which of them it was.
  public let kind: Kind
  /// The number of steps taken; a flow's are those that its solver accepted.
  public let step: Int
  /// t at the end of a flow; nil for gradient descent, whose time is η times its steps.
  public let flowTime: Double?
  /// What stopped a flow's solver; nil for every plain ending.
  public let obstacle: Obstacle?

  /// An end of gradient descent.
  public init(_ kind: Kind, step: Int) {
    (self.kind, self.step, flowTime, obstacle) = (kind, step, nil, nil)
  }

  /// An end of a flow that its rule brought about.
  package init(_ kind: Kind, step: Int, flowTime: Double) {
    (self.kind, self.step, self.flowTime, obstacle) = (kind, step, flowTime, nil)
  }

  /// An end of a flow whose solver could not get on.
  package init(_ obstacle: Obstacle, step: Int, flowTime: Double) {
    (kind, self.step) = (obstacle == .notFinite ? .diverged : .exhausted, step)
    (self.flowTime, self.obstacle) = (flowTime, obstacle)
  }

  /// What happened, and what to try, in a sentence.
  public var message: String {
    guard let time = flowTime else { return descentMessage }
    return obstacle.map { message($0, at: time) } ?? flowMessage(at: time)
  }

  private var descentMessage: String {
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

  private func flowMessage(at time: Double) -> String {
    switch kind {
    case .converged: "the stopping loss was reached at time \(time)"
    case .exhausted:
      "the time or the steps ran out at time \(time) without reaching the stopping loss; try more time, or look for a plateau"
    case .diverged: "the objective grew beyond its bound at time \(time); try a smaller start"
    case .stalled: "the start is a critical point, at which the flow stays for ever; try another start"
    }
  }

  private func message(_ obstacle: Obstacle, at time: Double) -> String {
    switch obstacle {
    case .tooManySteps:
      "the solver took \(step) steps and came to time \(time) only; try method bdf, a looser tolerance, or less time"
    case .stepTooSmall:
      "no step from time \(time) on met the tolerance, however short; try a looser tolerance or the other method"
    case .notFinite:
      "the gradient was not finite from time \(time) on, however short the step; try a smaller start or target"
    }
  }
}
