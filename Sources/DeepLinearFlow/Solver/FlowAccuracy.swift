/// How accurately a flow is solved.
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

  /// The least relative tolerance that means anything: the solvers' steps cannot be finer than rounding allows, and smaller values
  /// have the same effect as this one.
  public static let finestRelativeTolerance = 2e-12
  /// The least relative tolerance that can be verified: a tenth of it must still make a difference to every method, and BDF is given less
  /// of it than explicit steps are.
  public static let finestVerifiable = 1e-10

  /// The most accepted steps where nothing else is said: about half a minute of the smallest networks.
  public static let usualMaximumSteps = 10_000_000
  /// The longest step of a solver.
  static let longestStep = 1e200

  /// Relative to the norm of each layer.
  public var relativeTolerance: Double
  /// Added to it, in the units of the weights.
  public var absoluteTolerance: Double
  /// The method.
  public var method: Method
  /// The most accepted steps; more end a run as `tooManySteps`.
  public var maximumSteps: Int

  /// - Parameters:
  ///   - relativeTolerance: in (0, 0.1]; below `finestRelativeTolerance` nothing gets more exact.
  ///   - absoluteTolerance: positive; far above the weights it lets everything pass.
  public init(
    relativeTolerance: Double = 1e-10, absoluteTolerance: Double = 1e-12, method: Method = .automatic,
    maximumSteps: Int = FlowAccuracy.usualMaximumSteps
  ) {
    precondition(
      relativeTolerance > 0 && relativeTolerance <= 0.1 && absoluteTolerance > 0
        && absoluteTolerance.isFinite,
      "tolerances are positive, and the relative one at most 0.1; got \(relativeTolerance), \(absoluteTolerance)"
    )
    (self.relativeTolerance, self.absoluteTolerance) = (relativeTolerance, absoluteTolerance)
    (self.method, self.maximumSteps) = (method, maximumSteps)
  }

  /// Local over stated tolerance.
  static let tightening = 1e-3

  /// The tolerance of each step; never finer than rounding allows.
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
