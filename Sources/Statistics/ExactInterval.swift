/// The exact interval of Clopper and Pearson for a probability of which k successes in n independent trials were seen.
///
/// With α = `confidence.missing` and X binomial with n trials of probability p, the lower end is the p with P(X ≥ k) = α/2,
/// 0 where k = 0; the upper end is the p with P(X ≤ k) = α/2, 1 where k = n. Whatever p is, the interval misses it with
/// probability at most α. Nothing is approximated: P(X ≥ k) = I_p(k, n − k + 1), Euler's regularized incomplete beta function, is
/// enclosed in balls.
///
/// - Source: Clopper and Pearson, Biometrika 26 (1934), 404–413.
public struct ExactInterval: Sendable, Equatable {
  /// k.
  public let successes: Int
  /// n.
  public let trials: Int
  /// The largest double that is certainly not above the lower end, or the one below it; 0 exactly where k = 0.
  public let lower: Double
  /// The smallest double that is certainly not below the upper end, or the one above it; 1 exactly where k = n.
  public let upper: Double

  /// - Parameters:
  ///   - successes: k, in 0 … n.
  ///   - trials: n; with 0 trials nothing is known, and the interval is [0, 1].
  ///   - confidence: how sure the interval is.
  /// - Complexity: some ten evaluations of the incomplete beta function an end: microseconds for tens of trials, some
  ///   milliseconds an evaluation for 10⁷.
  public init(_ successes: Int, of trials: Int, _ confidence: Confidence = .shown) {
    precondition((0...max(trials, 0)).contains(successes), "\(successes) successes of \(trials) trials")
    (self.successes, self.trials) = (successes, trials)
    let tail = confidence.missing / 2
    lower =
      successes == 0 ? 0 : BinomialTail(successes, of: trials, isUpper: true).outerRoot(of: tail)
    upper =
      successes == trials
      ? 1 : BinomialTail(trials - successes, of: trials, isUpper: false).outerRoot(of: tail)
  }

  /// k/n; NaN without trials.
  public var fraction: Double { Double(successes) / Double(trials) }

  /// Half the distance of the ends.
  public var halfWidth: Double { (upper - lower) / 2 }

  /// Whether a probability is in the interval.
  public func contains(_ probability: Double) -> Bool { lower <= probability && probability <= upper }
}
