import Foundation

/// Kaplan and Meier's estimate of the probability S(t) that a run has not arrived by t, where runs were followed for
/// different times.
///
/// S is the product of 1 − d/r over the times at which runs arrived: d of the r runs that were still followed. A run whose end
/// is a time at which others arrive was still followed then. Where every run that did not arrive was followed beyond all arrivals,
/// 1 − S is the fraction of runs that arrived.
///
/// - Source: Kaplan and Meier, Journal of the American Statistical Association 53 (1958), 457–481.
public struct KaplanMeier: Sendable {
  /// S just after one time of arrival.
  private struct Step {
    let time: Double
    let survival: Double
    /// Greenwood's Σ d / (r (r − d)): the variance of S, divided by S²; infinite where S is 0.
    let variance: Double
  }

  private let steps: [Step]

  /// - Parameter times: the runs' arrivals and ends.
  /// - Complexity: O(n log n).
  public init(_ times: CensoredTimes) {
    let ends = times.ends
    var steps: [Step] = []
    // S = survival · left / atRisk as long as no run ended without arriving: one rounding, however many arrived.
    var (survival, atRisk, variance) = (1.0, times.count, 0.0)
    var (left, ended, place) = (times.count, 0, 0)
    while place < times.arrivals.count {
      let time = times.arrivals[place]
      let before = ended
      while ended < ends.count, ends[ended] < time { ended += 1 }
      if ended > before {
        (survival, left) = (survival * Double(left) / Double(atRisk), left - (ended - before))
        atRisk = left
      }
      let first = place
      while place < times.arrivals.count, times.arrivals[place] == time { place += 1 }
      let arrived = place - first
      variance += Double(arrived) / (Double(left) * Double(left - arrived))
      left -= arrived
      steps.append(
        Step(time: time, survival: survival * Double(left) / Double(atRisk), variance: variance))
    }
    self.steps = steps
  }

  /// The time by which a fraction `q` of the runs had arrived: the first t with S(t) ≤ 1 − q; nil where there is none.
  ///
  /// - Parameter q: in (0, 1).
  public func quantile(_ q: Double) -> Double? {
    steps.first { Self.isAtMost($0.survival, 1 - q) }?.time
  }

  /// The 95 % interval of the median, by Brookmeyer and Crowley on the scale log(−log S): the times t at which the 95 % interval of
  /// S(t) contains ½, which is exp(−exp(log(−log S) ± 1.96 √variance / log S)). Where S is 0 it has none.
  ///
  /// - Returns: the first times at which the lower end, and the upper end, of that interval are at most ½; nil where there is none,
  ///   so that the median may be as late as can be.
  /// - Source: Brookmeyer and Crowley, Biometrics 38 (1982), 29–41; as R's `survfit` with conf.type = "log-log".
  public func medianInterval() -> (lower: Double?, upper: Double?) {
    func first(_ sign: Double) -> Double? {
      steps.first { step in
        guard step.survival > 0 else { return false }
        let log = log(step.survival)
        let end = exp(log * exp(sign * Self.normalQuantile * step.variance.squareRoot() / log))
        return Self.isAtMost(end, 0.5)
      }?.time
    }
    return (first(-1), first(1))
  }

  /// Whether x ≤ y but for the roundings of a product.
  private static func isAtMost(_ x: Double, _ y: Double) -> Bool { x <= y * (1 + 1e-13) }

  /// The 0.975-quantile of the normal distribution.
  private static let normalQuantile = 1.959963984540054
}
