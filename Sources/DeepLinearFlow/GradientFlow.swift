public import DeepLinear

/// The gradient flow dW_j/dt = −∇_{W_j} L of all layers at once, solved to a stated accuracy.
///
/// What gradient descent approaches as its step size goes to 0, on the clock t = η·k. Any objective, either field.
///
/// ```swift
/// let run = try GradientFlow().run(
///   network, on: SquareLoss(target: target) + BalancePenalty(strength: 10),
///   until: .loss(below: 1e-8) || .time(200), watching: Observation([.loss, .singularValues]),
///   at: .logarithmic(300), events: [.alignment, .saddleEscape])
/// ```
public struct GradientFlow: Equatable, Sendable {
  /// How far the weights may be from the exact flow, and how the steps are taken.
  public var accuracy: FlowAccuracy

  public init(accuracy: FlowAccuracy = FlowAccuracy()) { self.accuracy = accuracy }

  /// Follows the flow from `network`.
  ///
  /// - Parameters:
  ///   - objective: L.
  ///   - rule: when the run ends; must bound the time. Losses are met at the exact time, not at the end of a step.
  ///     `.steps` counts the solver's accepted steps.
  ///   - observation: what is watched; its `schedule` and its weights apply, in times, as `schedule` says.
  ///   - schedule: the times of the snapshots. They do not change a bit of the solution.
  ///   - events: stages whose exact times are wanted.
  /// - Throws: `LossError.shape`, `FlowError`, `LinearAlgebraError` where Φ has no singular values, `CancellationError`.
  ///   Numerical failure is an outcome, not an error.
  public func run<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    watching observation: Observation<S> = Observation(), at schedule: TimeSchedule = .logarithmic(300),
    events: [FlowEvent] = []
  ) throws -> FlowRun<S> {
    try objective.requireTarget(for: network.widths)
    let target = try TargetSpectrum(objective.target)
    let system = LayerFlow(from: network, objective: objective, target: target)
    var follower = try FlowFollower(
      system: system, initial: network, target: target, rule: rule, observation: observation,
      schedule: schedule, events: events, accuracy: accuracy)
    return try follower.run(from: system.start)
  }
}

/// How closely a flow is followed.
///
/// A method's global error lies far above its local tolerance. The solvers are therefore given `tightening` times the
/// tolerances stated here, a factor measured so that the weights are within 10⁻⁸ of the exact flow at the defaults wherever
/// the flow itself does not magnify errors by more than about a thousand. `GradientFlow.verify` measures it for a run.
public struct FlowAccuracy: Equatable, Sendable {
  /// How steps are taken.
  public enum Method: String, Equatable, Sendable, CaseIterable {
    /// Dormand–Prince until the flow is seen to be stiff, then BDF.
    case automatic
    /// CVODE's backward differentiation: for stiff flows, as a strong penalty makes them.
    case bdf
    /// Dormand and Prince's explicit pair of orders 5 and 4.
    case dormandPrince = "dormand-prince"
  }

  /// Relative to the norm of each layer.
  public var relativeTolerance: Double
  /// Added to it, in the units of the weights.
  public var absoluteTolerance: Double
  /// The method.
  public var method: Method
  /// The most accepted steps; more end a run as `tooManySteps`.
  public var maximumSteps: Int

  /// - Parameters:
  ///   - relativeTolerance: in (0, 0.1].
  ///   - absoluteTolerance: positive.
  public init(
    relativeTolerance: Double = 1e-10, absoluteTolerance: Double = 1e-12, method: Method = .automatic,
    maximumSteps: Int = 10_000_000
  ) {
    precondition(
      relativeTolerance > 0 && relativeTolerance <= 0.1 && absoluteTolerance > 0 && absoluteTolerance.isFinite,
      "tolerances are positive, and the relative one at most 0.1; got \(relativeTolerance), \(absoluteTolerance)")
    (self.relativeTolerance, self.absoluteTolerance) = (relativeTolerance, absoluteTolerance)
    (self.method, self.maximumSteps) = (method, maximumSteps)
  }

  /// Local over stated tolerance.
  static let tightening = 1e-3

  /// What the solver is asked for in each step; never finer than rounding allows.
  var local: LocalTolerance {
    LocalTolerance(
      relative: max(2e-15, relativeTolerance * FlowAccuracy.tightening),
      absolute: max(1e-300, absoluteTolerance * FlowAccuracy.tightening))
  }

  /// The same with both tolerances divided by ten.
  var tenTimesTighter: FlowAccuracy {
    var other = self
    other.relativeTolerance /= 10
    other.absoluteTolerance /= 10
    return other
  }
}

/// Why a flow cannot be followed at all.
public enum FlowError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The stopping rule sets no bound on the time.
  case unbounded
  /// The end-to-end flow needs a balanced start.
  case unbalanced(imbalance: Double, allowed: Double)
  /// The end-to-end flow has no penalty to follow.
  case penalized

  public var description: String {
    switch self {
    case .unbounded: "flow: the stopping rule sets no bound on the time; expected `.time(t)` beside it"
    case .unbalanced(let imbalance, let allowed):
      """
      end-to-end flow: the start has imbalance \(imbalance); expected a balanced one (at most \(allowed)), or a \
      gradient flow
      """
    case .penalized:
      "end-to-end flow: got a balance penalty, which is zero along it; expected strength 0, or a gradient flow"
    }
  }
}

extension Objective {
  /// Throws unless the target is d_N × d_0.
  func requireTarget(for widths: [Int]) throws(LossError) {
    let (rows, columns) = (widths[widths.count - 1], widths[0])
    guard target.rows == rows, target.columns == columns else {
      throw .shape(
        got: "a \(target.rows)×\(target.columns) target",
        expected: "\(rows)×\(columns) like the end-to-end matrix")
    }
  }
}
