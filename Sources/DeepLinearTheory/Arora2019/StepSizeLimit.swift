public import LinearAlgebra

/// The largest step size that a theorem allows a start, and the steps that it then promises.
public struct StepSizeLimit: Sendable, Equatable {
  /// The largest η that is allowed, rounded down; nil where the start does not meet the other hypotheses.
  public var stepSize: Double?
  /// The steps promised with it until ℓ ≤ ε, rounded up; nil without ε too.
  public var steps: Double?
  /// η times the steps.
  public var time: Double?
  /// What hinders, in a clause; nil where nothing does.
  public var reason: String?

  /// Nothing is allowed.
  ///
  /// - Parameter reason: why.
  init(reason: String) { self.reason = reason }

  /// - Parameters:
  ///   - bound: the largest η.
  ///   - hindrance: why the theorem does not hold of the start, although these are its numbers.
  ///   - steps: the steps promised with a step size.
  init<S: Scalar>(_ start: StartQuantities<S>, _ bound: Ball, hindrance: String?, steps: (Double) -> Ball) {
    reason = hindrance
    guard bound.isFinite else { return }
    let η = bound.lower
    stepSize = η
    let promised = steps(η)
    guard promised.isFinite else {
      reason = reason ?? "stop.loss-below gives no ε"
      return
    }
    (self.steps, time) = (promised.upper, (start.exact(η) * promised).upper)
  }
}

extension [Item] {
  /// The first hypothesis that does not hold, whatever the step size; nil where all do.
  var hindrance: String? {
    first { $0.name != "step-size" && $0.holds != true }.map { "the hypothesis \($0.name) fails" }
  }
}

extension Setting {
  /// The same problem with gradient descent of another step size.
  func descent(stepSize: Double) -> Setting {
    var other = self
    other.dynamics = .descent(stepSize: stepSize)
    return other
  }
}

extension Arora2019Theorem1 {
  /// The largest step size that the theorem allows for a start, and the steps that it then promises; whatever the rule of the problem.
  public static func stepSizeLimit<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting)
    -> StepSizeLimit
  {
    let rate = LinearRate(start: start, setting: setting)
    let hindrance = LinearRate<S>.outside(setting.descent(stepSize: 0)).compactMap(\.self).first
    if let hindrance = hindrance ?? rate.hypotheses.hindrance { return StepSizeLimit(reason: hindrance) }
    return StepSizeLimit(start, rate.stepSizeBound, hindrance: nil) { η in
      ArrivalPromise.steps(start, setting, rate: start.exact(η) * rate.rate).bound
    }
  }
}

extension Arora2019Theorem2 {
  /// The largest step size that the theorem allows, and the steps that it then promises; nil where the start is not of its distribution.
  ///
  /// Both depend on Φ and the distribution alone: they are given too where only the margin of a start is too small, which `reason` says;
  /// of such a start nothing is promised.
  public static func stepSizeLimit<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting)
    -> StepSizeLimit?
  {
    guard OneOutputDistribution<S>.outside(setting).allSatisfy({ $0 == nil }) else { return nil }
    let distribution = OneOutputDistribution(start, setting)
    if let outside = LinearRate<S>.outside(setting.descent(stepSize: 0)).compactMap(\.self).first {
      return StepSizeLimit(reason: outside)
    }
    if let hindrance = distribution.assumptions.hindrance { return StepSizeLimit(reason: hindrance) }
    // Without the margin the theorem still says what starts with one need.
    return StepSizeLimit(start, distribution.stepSizeBound, hindrance: distribution.hypotheses.hindrance) {
      η in
      OneOutputDistribution(start, setting.descent(stepSize: η)).steps
    }
  }
}
