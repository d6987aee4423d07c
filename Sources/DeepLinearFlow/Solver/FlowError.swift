import DeepLinear

/// Why a flow cannot be solved at all.
public enum FlowError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The stopping rule sets no bound on the time.
  case unbounded
  /// The end-to-end flow needs a balanced start.
  case unbalanced(imbalance: Double, allowed: Double)
  /// The end-to-end flow needs hidden layers that let W_{1:N} have full rank.
  case narrow(hiddenWidth: Int, needed: Int)
  /// The end-to-end flow has no penalty to follow.
  case penalized
  /// The solver stopped before a requested time.
  case stopped(at: Double, wanted: Double)
  /// There is no room for tolerances ten times tighter.
  case tooTight(relativeTolerance: Double)

  /// The sentence, with what was expected.
  public var description: String {
    switch self {
    case .unbounded: "flow: the stopping rule sets no bound on the time; expected `.time(t)` beside it"
    case .unbalanced(let imbalance, let allowed):
      """
      end-to-end flow: the start has imbalance \(imbalance); expected a balanced one (at most \(allowed)), or a \
      gradient flow
      """
    case .narrow(let hiddenWidth, let needed):
      """
      end-to-end flow: the narrowest hidden width is \(hiddenWidth) but min(d_0, d_N) is \(needed); expected every hidden \
      width to be at least \(needed), or a gradient flow
      """
    case .penalized:
      "end-to-end flow: got a balance penalty, which is zero along it; expected strength 0, or a gradient flow"
    case .stopped(let time, let wanted):
      "end-to-end flow: the solver came to time \(time) only, but \(wanted) was wanted; try less time"
    case .tooTight(let tolerance):
      """
      flow: a relative tolerance of \(tolerance) cannot be verified, as rounding leaves no room for ten times less; expected at \
      least \(FlowAccuracy.finestVerifiable)
      """
    }
  }
}
