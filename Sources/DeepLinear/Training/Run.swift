public import LinearAlgebra

/// What a run leaves: how it ended, what was observed, and its initial and final weights.
public struct Run<S: Scalar>: Sendable {
  /// One quantity at every snapshot.
  public struct Series: Equatable, Sendable {
    /// Sizes of the quantity's own dimensions; empty for a number.
    public let sizes: [Int]
    /// snapshots × product(sizes) values, snapshot by snapshot.
    public internal(set) var values: [Double]

    /// The values at snapshot `i`.
    public func at(_ i: Int) -> ArraySlice<Double> {
      let width = sizes.reduce(1, *)
      return values[i * width..<(i + 1) * width]
    }
  }

  /// How the run ended, and after how many steps: of a run that overflowed, those to its last finite state.
  public let outcome: Outcome
  /// ℓ and r at the end: the last finite ones where the run diverged.
  public let final: Evaluation
  /// W_1 … W_N at step 0.
  public let initialNetwork: DeepLinearNetwork<S>
  /// The last finite weights.
  public let finalNetwork: DeepLinearNetwork<S>
  /// k at each snapshot, rising; for a flow, the solver's accepted steps by then.
  public internal(set) var steps: [Int] = []
  /// t at each snapshot, rising: η·k, or the flow's own.
  public internal(set) var times: [Double] = []
  /// By the observable's name.
  public internal(set) var series: [String: Series] = [:]
  /// For each threshold of the observation, the first step whose loss is below it.
  public let thresholdSteps: [Int?]
  /// For each threshold of the observation, the time of that step; of a flow, the exact time at which the loss falls below it.
  public let thresholdTimes: [Double?]
  /// The first violation of each monitor whose condition did not hold at some step.
  public let violations: [Violation]
  /// What the method leaves besides.
  public let report: MethodReport
  /// The weights at each snapshot, where the observation keeps them.
  public internal(set) var snapshotNetworks: [DeepLinearNetwork<S>] = []

  /// t at the end.
  public var time: Double { outcome.time }

  /// A number's values at the snapshots; nil where it was not observed.
  public subscript(name: String) -> [Double]? { series[name]?.values }
}

/// What a method leaves beside the quantities observed.
public struct MethodReport: Equatable, Sendable {
  /// Numbers of one run, by their names as result columns; none of an optimizer.
  public var values: [String: Double] = [:]
  /// Exact times of the stages that the observation names; absent where one is not reached, or not defined.
  public var stageTimes: [Stage: Double] = [:]

  /// Nothing.
  public init() {}

  /// The end of a stage of the dynamics whose exact time is located: of a flow by root finding, of an optimizer that of the step.
  ///
  /// An optimizer's loss is tested at every step. The conditions of the two stages of Luo et al. (2025) are tested at the snapshots, and
  /// the steps between the two at which the last change is seen are taken again: the step is the first from which on the condition holds,
  /// provided that it changes once between those two and not at all between two others.
  ///
  /// - Source: Notation §3.7.
  public enum Stage: String, Hashable, Sendable, CaseIterable {
    /// ℓ < ½ σ_min(Φ)², for the first time; on the square loss, where Φ is of full rank.
    case escape
    /// T_1: the penalty r stays below 10⁻³ r(0); 0 for initial weights balanced to rounding. (r never rises along the flow.)
    case alignment
    /// From T_1 on, σ_min(H) ≥ 2^{1−1/N} σ_min(Φ)^{1/N} and does not fall below it again; on the square loss, for even N and equal
    /// widths, where Φ is of full rank. It is T_1 + T_2 of Luo et al. (2025), whose T_2 is a duration.
    case saddleEscape = "saddle-escape"
  }
}
