public import DeepLinear

/// What following a flow leaves: how it ended, what was watched, and where it started and ended.
public struct FlowRun<S: Scalar>: Sendable {
  /// One quantity at every snapshot.
  public struct Series: Equatable, Sendable {
    /// Sizes of the quantity's own dimensions; empty for a number.
    public let sizes: [Int]
    /// snapshots × product(sizes) values, snapshot by snapshot.
    public internal(set) var values: [Double]
  }

  /// How the run ended.
  public internal(set) var outcome: FlowOutcome
  /// ℓ and r at the end.
  public internal(set) var final: Evaluation
  /// W_1 … W_N at t = 0.
  public let initialNetwork: DeepLinearNetwork<S>
  /// W_1 … W_N at the end.
  public internal(set) var finalNetwork: DeepLinearNetwork<S>
  /// t at each snapshot, rising.
  public internal(set) var times: [Double] = []
  /// The solver's accepted steps by each snapshot.
  public internal(set) var steps: [Int] = []
  /// By the observable's name.
  public internal(set) var series: [String: Series] = [:]
  /// For each threshold asked for, the time at which the loss falls below it; nil where it does not.
  public internal(set) var thresholdTimes: [Double?] = []
  /// For each event asked for, its time; nil where it was not reached or is not defined.
  public internal(set) var eventTimes: [FlowEvent: Double] = [:]
  /// The weights at each snapshot, where they were asked for.
  public internal(set) var snapshotNetworks: [DeepLinearNetwork<S>] = []
  /// max over snapshots and j of ‖Δ_j(t) − Δ_j(0)‖_F, which is 0 along the exact flow; nil where a > 0.
  public internal(set) var conservationDrift: Double?
  /// What it took.
  public internal(set) var effort = FlowEffort()

  /// t at the end.
  public var time: Double { outcome.time }
  /// A number's values at the snapshots; nil where it was not watched.
  public subscript(name: String) -> [Double]? { series[name]?.values }
}

/// The work behind a flow.
public struct FlowEffort: Equatable, Sendable {
  /// Accepted steps.
  public internal(set) var steps = 0
  /// Evaluations of the right side, for whatever purpose.
  public internal(set) var evaluations = 0
  /// The time from which on BDF was used: 0 where it was asked for, nil where it never was.
  public internal(set) var stiffFrom: Double?
}

/// A stage of the flow whose exact time is found.
public enum FlowEvent: String, Hashable, Sendable, CaseIterable {
  /// T_1: the penalty r falls below 10⁻³ r(0); 0 for a start balanced to rounding. (r never rises along the flow.)
  case alignment
  /// T_2: σ_min(H) reaches 2^{3/4} σ_min(Φ)^{1/N}; where H is not defined, σ_min(W_{1:N}) reaches ½ σ_min(Φ).
  case saddleEscape = "saddle-escape"
}

/// How following a flow ended. A failure to get on is a result, not an error.
public struct FlowOutcome: Equatable, Sendable {
  /// The ways in which it ends.
  public enum Kind: String, Sendable, CaseIterable {
    /// The stopping loss was reached.
    case converged
    /// The time ran out, or the steps that the rule allows.
    case exhausted
    /// L grew above the rule's bound.
    case diverged
    /// The start is a critical point to the last bit: nothing ever moves.
    case stalled
    /// `FlowAccuracy.maximumSteps` were not enough.
    case tooManySteps
    /// No step, however short, met the tolerance.
    case stepTooSmall
    /// The right side was not finite, however short the step.
    case notFinite
  }

  /// Which of them it was.
  public let kind: Kind
  /// t, exact where a loss was reached.
  public let time: Double
  /// The accepted steps.
  public let step: Int

  /// The nearest of gradient descent's ways to end.
  public var nearest: Outcome.Kind {
    switch kind {
    case .converged: .converged
    case .exhausted, .tooManySteps, .stepTooSmall: .exhausted
    case .diverged, .notFinite: .diverged
    case .stalled: .stalled
    }
  }

  /// What happened, and what to try, in a sentence.
  public var message: String {
    switch kind {
    case .converged: "the stopping loss was reached at time \(time)"
    case .exhausted:
      "the time or the steps ran out at time \(time) without reaching the stopping loss; try more time, or look for a plateau"
    case .diverged: "the objective grew beyond its bound at time \(time); try a smaller start"
    case .stalled: "the start is a critical point, at which the flow stays for ever; try another start"
    case .tooManySteps:
      "the solver took \(step) steps and came to time \(time) only; try method bdf, a looser tolerance, or less time"
    case .stepTooSmall:
      "no step from time \(time) on met the tolerance, however short; try a looser tolerance or the other method"
    case .notFinite:
      "the gradient was not finite from time \(time) on, however short the step; try a smaller start or target"
    }
  }
}
