internal import DeepLinear
internal import LinearAlgebra

/// Theorem 2 over seeds: how often the margin at the start is at least s² d_0/(2‖Φ‖), beside p.
final class MarginSurvey: Survey {
  private let setting: Setting
  private var (count, total) = (0, 0)
  private var undecided = 0
  private var probability: Double?
  private var hypotheses: [Item] = []

  init(_ setting: Setting) { self.setting = setting }

  func add<S: Scalar>(_ start: StartQuantities<S>) {
    let distribution = OneOutputDistribution(start, setting)
    total += 1
    switch start.deficiencyMargin >= distribution.marginBound {
    case true?: count += 1
    case nil: undecided += 1
    case false?: break
    }
    guard total == 1 else { return }
    probability = distribution.probability.isFinite ? distribution.probability.upper : nil
    hypotheses = distribution.assumptions
  }

  func finding() -> SurveyFinding {
    var item = Item.probability("probability", count, of: total, atLeast: probability ?? .nan)
    if let probability { item.parameters["p"] = probability }
    return SurveyFinding(
      reasons: undecided == 0
        ? [] : ["\(undecided) margins were within rounding of the bound, and do not count"],
      hypotheses: hypotheses, promises: [item])
  }
}
