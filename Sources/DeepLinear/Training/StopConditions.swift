/// A stopping rule, compiled once: bounds that a kernel or a root function can test, and the rest, which the training loop
/// evaluates where a bound is met.
package struct StopConditions: Sendable {
  /// The rest: the whole rule.
  package let rule: StoppingRule
  /// The greatest ℓ below which some part of the rule may hold; −∞ where none does.
  package let lossBound: Double
  /// The least L above which some part of the rule may hold; ∞ where none does.
  package let objectiveBound: Double
  /// The L above which the rule ends a run whatever else holds; nil where it sets none.
  ///
  /// Of two bounds the smaller holds in `a || b` and the greater in `a && b`; beside something else, `a && b` sets none.
  package let divergenceBound: Double?
  /// Whether some part of the rule tests whether a step changed no bit.
  package let testsStationarity: Bool
  /// Whether there is an `a && b` in the rule, but for one of two bounds on L: a part of it may then hold for many steps
  /// before the other does.
  package let joinsConditions: Bool
  /// Every `.loss(below:)` in the rule.
  package let losses: [Double]
  /// Every `.time` in the rule.
  package let times: [Double]

  /// For an optimizer, whose steps take `stepSize` each.
  init(_ rule: StoppingRule, stepSize: Double) { self.init(rule.counted(stepSize: stepSize)) }

  package init(_ rule: StoppingRule) {
    switch rule {
    case .either(let a, let b): self.init(rule, .init(a), .init(b), isJoint: false)
    case .both(let a, let b): self.init(rule, .init(a), .init(b), isJoint: true)
    case .lossBelow(let bound): self.init(rule, loss: bound)
    case .objectiveAbove(let bound): self.init(rule, objective: bound)
    case .elapsed(let limit): self.init(rule, time: limit)
    case .stepCount: self.init(rule, stationarity: false)
    case .atRest: self.init(rule, stationarity: true)
    }
  }

  /// A rule without parts.
  private init(
    _ rule: StoppingRule, loss: Double? = nil, objective: Double? = nil, time: Double? = nil,
    stationarity: Bool = false
  ) {
    self.rule = rule
    (lossBound, objectiveBound, divergenceBound) = (loss ?? -.infinity, objective ?? .infinity, objective)
    (testsStationarity, joinsConditions) = (stationarity, false)
    (losses, times) = (loss.map { [$0] } ?? [], time.map { [$0] } ?? [])
  }

  /// `a || b`, or `a && b`.
  private init(_ rule: StoppingRule, _ a: StopConditions, _ b: StopConditions, isJoint: Bool) {
    self.rule = rule
    lossBound = max(a.lossBound, b.lossBound)
    objectiveBound = min(a.objectiveBound, b.objectiveBound)
    let bounds = [a.divergenceBound, b.divergenceBound].compactMap(\.self)
    divergenceBound = isJoint ? (bounds.count == 2 ? bounds.max() : nil) : bounds.min()
    testsStationarity = a.testsStationarity || b.testsStationarity
    joinsConditions = isJoint ? bounds.count < 2 : a.joinsConditions || b.joinsConditions
    (losses, times) = (a.losses + b.losses, a.times + b.times)
  }

  /// The L above which a run has diverged, finite in any case: 10¹²·max(1, L(0)) where the rule sets none.
  package func divergenceBound(startingAt objective: Double) -> Double {
    min(divergenceBound ?? 1e12 * max(1, objective), .greatestFiniteMagnitude)
  }
}

/// A point of a run's trajectory: after a step, or between two steps of a flow's solver.
package struct TrajectoryPoint {
  /// k: steps taken.
  package let step: Int
  /// t.
  package let time: Double
  /// ℓ and r.
  package let value: Evaluation
  /// Bounds on ℓ whose crossing a root finder has located here or before. At the root itself rounding may leave ℓ a last bit
  /// above the bound.
  package var lossesReached: [Double] = []

  package init(step: Int, time: Double, value: Evaluation, lossesReached: [Double] = []) {
    (self.step, self.time, self.value, self.lossesReached) = (step, time, value, lossesReached)
  }

  func isLoss(below bound: Double) -> Bool {
    value.loss < bound || (lossesReached.contains(bound) && value.loss < bound * (1 + 1e-6))
  }
}
