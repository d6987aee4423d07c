import DeepLinear

/// Where a flow stands when its rule is asked.
struct FlowPoint {
  let time: Double
  let step: Int
  let value: Evaluation
  /// Loss bounds that root finding has placed at or before this time.
  let lossesReached: [Double]
}

extension StoppingRule {
  /// How the flow ends here; nil while it goes on. Of several reasons the first of converged, diverged, exhausted counts.
  func verdict(at p: FlowPoint) -> Outcome.Kind? {
    switch self {
    // At the zero itself rounding may leave the loss a last bit above the bound.
    case .lossBelow(let bound):
      p.value.loss < bound || (p.lossesReached.contains(bound) && p.value.loss < bound * (1 + 1e-6))
        ? .converged : nil
    case .objectiveAbove(let bound): p.value.objective > bound ? .diverged : nil
    case .stepCount(let count): p.step >= count ? .exhausted : nil
    case .elapsed(let limit): p.time >= limit ? .exhausted : nil
    case .atRest: nil
    case .either(let a, let b): stronger(a.verdict(at: p), b.verdict(at: p))
    case .both(let a, let b):
      if let x = a.verdict(at: p), let y = b.verdict(at: p) { stronger(x, y) } else { nil }
    }
  }

  private func stronger(_ a: Outcome.Kind?, _ b: Outcome.Kind?) -> Outcome.Kind? {
    [.converged, .diverged, .exhausted].first { $0 == a || $0 == b }
  }

  /// The time by which the rule has ended every flow; nil where it sets no bound.
  var latestTime: Double? {
    switch self {
    case .elapsed(let limit): max(0, limit)
    case .lossBelow, .objectiveAbove, .stepCount, .atRest: nil
    case .either(let a, let b): [a, b].compactMap { $0.latestTime }.min()
    case .both(let a, let b):
      if let x = a.latestTime, let y = b.latestTime { max(x, y) } else { nil }
    }
  }

  /// Every `.time` in it.
  var times: [Double] {
    switch self {
    case .elapsed(let limit): [limit]
    case .either(let a, let b), .both(let a, let b): a.times + b.times
    default: []
    }
  }

  /// Every `.loss(below:)` in it.
  var losses: [Double] {
    switch self {
    case .lossBelow(let bound): [bound]
    case .either(let a, let b), .both(let a, let b): a.losses + b.losses
    default: []
    }
  }
}
