/// When a run ends: a condition tested at every step, composed with `||` and `&&`.
///
/// `.loss(below: 1e-5) || .steps(50_000)` ends as converged or exhausted, whichever comes first. Divergence needs no rule:
/// it always ends a run, at 10¹²·max(1, L(0)) unless `.objective(above:)` says otherwise.
public indirect enum StoppingRule: Equatable, Sendable {
  // What the functions below and the two operators make; write those.
  /// `.loss(below:)`.
  case lossBelow(Double)
  /// `.objective(above:)`.
  case objectiveAbove(Double)
  /// `.steps(_:)`.
  case stepCount(Int)
  /// `.time(_:)`.
  case elapsed(Double)
  /// `.stalled`.
  case atRest
  /// `a || b`.
  case either(StoppingRule, StoppingRule)
  /// `a && b`.
  case both(StoppingRule, StoppingRule)

  /// ℓ < `bound`: converged.
  public static func loss(below bound: Double) -> StoppingRule { .lossBelow(bound) }
  /// L > `bound`: diverged. It takes the place of the bound that every run has, unless it is a part of an `a && b` of other kind.
  public static func objective(above bound: Double) -> StoppingRule { .objectiveAbove(bound) }
  /// `count` steps were taken: exhausted.
  public static func steps(_ count: Int) -> StoppingRule { .stepCount(count) }
  /// Time t ≥ `limit`, or one more step would exceed it: exhausted. The last step is `StepsWithin.count(within:of:)`.
  public static func time(_ limit: Double) -> StoppingRule { .elapsed(limit) }
  /// The last step changed no bit of any weight: stalled.
  public static var stalled: StoppingRule { .atRest }

  /// Ends a run where either rule does, and where both do at the same step.
  public static func || (a: StoppingRule, b: StoppingRule) -> StoppingRule { .either(a, b) }
  /// Ends a run where both rules do at the same step.
  public static func && (a: StoppingRule, b: StoppingRule) -> StoppingRule { .both(a, b) }

  /// How a run ends at a point; nil where it continues.
  ///
  /// Of several reasons at one point the first of converged, diverged, stalled, exhausted is given.
  ///
  /// - Parameter isStationary: whether the last step changed no bit; evaluated only where a rule needs it.
  func ending(at p: TrajectoryPoint, isStationary: () -> Bool) -> Outcome.Kind? {
    switch self {
    case .lossBelow(let bound): p.isLoss(below: bound) ? .converged : nil
    case .objectiveAbove(let bound): p.value.objective > bound ? .diverged : nil
    case .stepCount(let count): p.step >= count ? .exhausted : nil
    case .elapsed(let limit): p.time >= limit ? .exhausted : nil
    case .atRest: p.step > 0 && isStationary() ? .stalled : nil
    case .either(let a, let b):
      switch (a.ending(at: p, isStationary: isStationary), b.ending(at: p, isStationary: isStationary)) {
      case (let x?, let y?): StoppingRule.stronger(x, y)
      case (let x?, nil): x
      case (nil, let y): y
      }
    case .both(let a, let b):
      if let x = a.ending(at: p, isStationary: isStationary),
        let y = b.ending(at: p, isStationary: isStationary)
      {
        StoppingRule.stronger(x, y)
      } else {
        nil
      }
    }
  }

  private static func stronger(_ a: Outcome.Kind, _ b: Outcome.Kind) -> Outcome.Kind {
    let order: [Outcome.Kind] = [.converged, .diverged, .stalled, .exhausted]
    return order.first { $0 == a || $0 == b } ?? a
  }

  /// The most steps that the rule allows when a step takes `stepSize`; nil where it sets no bound.
  public func maximumSteps(stepSize: Double) -> Int? {
    switch self {
    case .stepCount(let count): max(0, count)
    case .elapsed(let limit): StepsWithin.count(within: limit, of: stepSize)
    case .lossBelow, .objectiveAbove, .atRest: nil
    case .either(let a, let b):
      [a, b].compactMap { $0.maximumSteps(stepSize: stepSize) }.min()
    case .both(let a, let b):
      if let x = a.maximumSteps(stepSize: stepSize), let y = b.maximumSteps(stepSize: stepSize) {
        max(x, y)
      } else {
        nil
      }
    }
  }

  /// The time by which the rule has ended every run; nil where it sets no bound.
  package var latestTime: Double? {
    switch self {
    case .elapsed(let limit): max(0, limit)
    case .lossBelow, .objectiveAbove, .stepCount, .atRest: nil
    case .either(let a, let b): [a, b].compactMap { $0.latestTime }.min()
    case .both(let a, let b):
      if let x = a.latestTime, let y = b.latestTime { max(x, y) } else { nil }
    }
  }

  /// The rule with each limit on the time replaced by that on the number of steps of `stepSize`, exactly: what an optimizer tests.
  func counted(stepSize: Double) -> StoppingRule {
    switch self {
    case .elapsed(let limit): .stepCount(StepsWithin.count(within: limit, of: stepSize) ?? .max)
    case .either(let a, let b): .either(a.counted(stepSize: stepSize), b.counted(stepSize: stepSize))
    case .both(let a, let b): .both(a.counted(stepSize: stepSize), b.counted(stepSize: stepSize))
    case .lossBelow, .objectiveAbove, .stepCount, .atRest: self
    }
  }
}
