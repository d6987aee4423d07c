public import LinearAlgebra

/// When a run escaped, its local rate and its plateaus, which mean the same for every network, and the three stages of Luo et al. (2025).
///
/// Times that the run has located (`Observation.stages`) are taken as they are: of an optimizer those of the exact step, of a flow those of
/// the exact root. Without them each is that of the first snapshot at which its condition holds.
///
/// - Source: Notation §3.7; Luo, Xu, Gao, Fazel, Du (2025), §5. The thresholds are ours.
public struct Stages: Equatable, Sendable {
  /// When ℓ first fell below ½ σ_min(Φ)², so that the deficiency margin is positive. Nil where it never did, where Φ is not of full rank,
  /// and for other losses than the square one.
  public let escapeTime: Double?
  /// T_1, the end of alignment: the first time after which r stays below `Thresholds.penalty`·r(0). 0 for a start that is balanced to
  /// rounding; nil where it was not reached, as where a = 0 and the start is not balanced.
  public let alignmentTime: Double?
  /// The end of saddle avoidance: the first time from T_1 on at which σ_min(H) ≥ 2^{1−1/N} σ_min(Φ)^{1/N} and does not fall below it again. It
  /// is T_1 + T_2 of the paper, whose T_2 is a duration. Nil where it was not reached, where T_1 is nil, of runs that diverged, and outside the
  /// paper's setting: N odd, widths that differ, Φ not of full rank, another loss.
  public let saddleTime: Double?
  /// −d ln ℓ/dt by least squares, over the snapshots from the later of the escape and the end of the last plateau on; nil where there are
  /// too few of them, or no escape.
  public let localRate: Double?
  /// Why there is no local rate, where one is defined and the run did not diverge; otherwise nil.
  public let missingRate: MissingRate?
  /// Where the loss hardly changed, in order of time.
  public let plateaus: [Plateau]

  /// An interval over which the loss fell by little.
  public struct Plateau: Equatable, Sendable {
    /// ℓ in the middle.
    public let level: Double
    /// The time at which it begins.
    public let start: Double
    /// The time at which it ends.
    public let end: Double
  }

  /// Why a run has no local rate.
  public enum MissingRate: Equatable, Sendable, CustomStringConvertible {
    /// It ended at a loss ℓ that is not below the bound of the escape.
    case endedAbove(bound: Double, loss: Double)
    /// Only so many snapshots with a loss were recorded from that time on.
    case snapshots(Int, from: Double)

    /// The sentence, with what to try.
    public var description: String {
      switch self {
      case .endedAbove(let bound, let loss):
        "there is no local rate: the run ended at the loss \(loss), and local convergence begins below \(bound), half the square of the "
          + "target's least singular value; try a smaller loss-below"
      case .snapshots(let count, let time):
        "there is no local rate: it is fitted to at least \(leastSnapshots) snapshots with a loss above rounding, and from time \(time) on "
          + "there \(count == 1 ? "is" : "are") \(count); try more snapshots, or a smaller loss-below"
      }
    }
  }

  /// The fewest snapshots to which a local rate is fitted.
  public static let leastSnapshots = 5

  /// The thresholds that define the stages.
  public struct Thresholds: Equatable, Sendable {
    /// T_1: r below this part of r(0). Where it is not the usual one, T_1 and the saddle time are read off the snapshots.
    public var penalty = StageBounds.alignedPart
    /// A plateau: ℓ changes by less than this part …
    public var plateauFall = 0.1
    /// … over at least this part of the run's time.
    public var plateauLength = 0.05
    /// Losses below this part of ℓ(0) are rounding and enter neither rate nor plateaus.
    public var floor = 1e-24

    /// The usual values.
    public init() {}
  }

  /// Reads the stages of `run`.
  ///
  /// What is not located is read off the observables loss, penalty and hermitian-singular-values; without one of them, what depends on it is
  /// nil or empty.
  ///
  /// - Parameters:
  ///   - target: Φ.
  ///   - isSquareLoss: whether ℓ is the square loss, for which escape, saddle time and local rate are defined.
  public init<S: Scalar>(
    of run: Run<S>, target: TargetSpectrum<S>, isSquareLoss: Bool = true,
    thresholds: Thresholds = Thresholds()
  ) {
    let reading = StageReading(
      run, StageBounds(run.initialNetwork.shape, target, isSquare: isSquareLoss), thresholds)
    (escapeTime, alignmentTime, saddleTime) = (reading.escape, reading.alignment, reading.saddle)
    let floor = thresholds.floor * (reading.losses.first ?? 0)
    plateaus = Stages.plateaus(run.times, reading.losses, floor: floor, thresholds)
    (localRate, missingRate) = reading.rate(after: plateaus.last?.end, floor: floor)
  }

  /// The longest stretch over which ℓ changes by less than the part allowed, then the longest before and after it, and so
  /// on while they are long enough.
  private static func plateaus(
    _ times: [Double], _ losses: [Double], floor: Double, _ thresholds: Thresholds
  ) -> [Plateau] {
    guard let last = times.last, last > 0 else { return [] }
    let end = losses.firstIndex { !($0 > floor) } ?? losses.count
    func longest(in range: Range<Int>) -> [Plateau] {
      let stretch = stillest(times, losses, range, fall: thresholds.plateauFall)
      guard let stretch,
        times[stretch.upperBound] - times[stretch.lowerBound] >= thresholds.plateauLength * last
      else { return [] }
      let plateau = Plateau(
        level: losses[(stretch.lowerBound + stretch.upperBound) / 2], start: times[stretch.lowerBound],
        end: times[stretch.upperBound])
      return longest(in: range.lowerBound..<stretch.lowerBound) + [plateau]
        + longest(in: stretch.upperBound + 1..<range.upperBound)
    }
    return longest(in: 0..<end)
  }

  /// The stretch of snapshots in `range` that is longest in time with min ℓ ≥ (1 − fall)·max ℓ; nil where `range` is empty.
  ///
  /// - Complexity: linear: both ends only advance, and queues hold the extremes between them.
  private static func stillest(
    _ times: [Double], _ losses: [Double], _ range: Range<Int>, fall: Double
  ) -> ClosedRange<Int>? {
    var (best, start): (ClosedRange<Int>?, Int) = (nil, range.lowerBound)
    var (rising, falling): ([Int], [Int]) = ([], [])
    var (firstRising, firstFalling) = (0, 0)
    for i in range {
      while rising.count > firstRising, losses[rising[rising.count - 1]] >= losses[i] { rising.removeLast() }
      while falling.count > firstFalling, losses[falling[falling.count - 1]] <= losses[i] {
        falling.removeLast()
      }
      rising.append(i)
      falling.append(i)
      while losses[rising[firstRising]] < (1 - fall) * losses[falling[firstFalling]] {
        start += 1
        if rising[firstRising] < start { firstRising += 1 }
        if falling[firstFalling] < start { firstFalling += 1 }
      }
      if let known = best, times[i] - times[start] <= times[known.upperBound] - times[known.lowerBound] {
        continue
      }
      best = start...i
    }
    return best
  }
}
