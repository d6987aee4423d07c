import DeepLinear
import LinearAlgebra

/// What a run of an optimizer is made of, in seconds.
struct RunCost {
  /// Everything but steps and snapshots; also about what it takes to find, before all runs of a point, that they can begin.
  var start: Double
  var step: Double
  var snapshot: Double
  /// The largest width of the network that was timed, where it was another than the point's.
  var extrapolatedFrom: Int?
  /// How many runs share the time of one: those of a group in lockstep.
  var together = 1

  func scaled(by factor: Double) -> RunCost { scaled(steps: factor, decompositions: factor) }

  func scaled(steps: Double, decompositions: Double) -> RunCost {
    RunCost(
      start: decompositions * start, step: steps * step, snapshot: decompositions * snapshot,
      extrapolatedFrom: extrapolatedFrom, together: together)
  }
}

extension Experiment {
  /// What a run of an optimizer takes at `point`.
  ///
  /// - Parameter budget: seconds that the timing takes, about.
  func cost(of point: Point, budget: Double) throws -> RunCost {
    switch point.specification.network.field {
    case .real: try cost(of: point, over: Double.self, budget)
    case .complex: try cost(of: point, over: Complex<Double>.self, budget)
    }
  }

  private func cost<S: Scalar>(of point: Point, over field: S.Type, _ budget: Double) throws -> RunCost {
    if point.isLarge { return try cost(ofLarge: point, over: field, budget) }
    let whole: Ensemble<S> = try ensemble(at: point)
    // What runs in lockstep shares the time among eight.
    let together = min(8, seeds.count, whole.engine.batchSize(seeds: seeds.count, threads: 1))
    let first = (0..<together).map { seeds.first + UInt64($0) }
    var cost = try Trial(whole, seeds: first, seconds: min(0.05, budget / 8)).cost()
    cost.together = together
    return cost
  }

  /// What a run takes on the reference engine, timed at the widest network that the budget allows and extrapolated from there in
  /// proportion to its operations; the first, narrowest network is timed in any case.
  private func cost<S: Scalar>(ofLarge point: Point, over field: S.Type, _ budget: Double) throws -> RunCost {
    let full = point.specification.network.widths.max() ?? 1
    let most = point.shape.stepWork + point.shape.decompositionWork
    var width = max(1, min(full, Int(Double(full) * Double.pow(2e6 / most, 1.0 / 3))))
    let clock = ContinuousClock()
    let start = clock.now
    var spent = 0.0
    while true {
      let narrow = point.narrowed(to: width)
      var ensemble: Ensemble<S> = try ensemble(at: narrow, isTimed: true)
      ensemble.allowsKernels = false
      var cost = try Trial(ensemble, seeds: [seeds.first], seconds: min(0.02, budget / 8)).cost()
      let before = spent
      spent = (clock.now - start) / .seconds(1)
      // The widest that fits in what is left: operations grow as some power of the width, at most the third.
      let room = max(0, 0.9 * (budget - spent)) / (spent - before)
      let wider = point.widest(from: width, to: min(full, 4 * width), operations: room)
      guard width < full, Double(wider) > 1.2 * Double(width) || wider == full else {
        if width < full { cost.extrapolatedFrom = narrow.specification.network.widths.max() }
        let (steps, decompositions) = point.operations(comparedWith: narrow)
        return cost.scaled(steps: steps, decompositions: decompositions)
      }
      width = wider
    }
  }
}

extension Point {
  /// What decides how long a step takes, beside the machine.
  var kind: String {
    let (network, dynamics) = (specification.network, specification.dynamics)
    return "\(network.widths) \(network.field) \(dynamics.regularization == 0) \(dynamics.method.words)"
  }

  /// Whether one start, with its decompositions, may take longer than some tenths of a second.
  var isLarge: Bool { shape.stepWork + shape.decompositionWork > 3e7 }

  /// How many times as many operations the parts of a run take as at another point: its steps' products, and the decompositions of
  /// a snapshot or of initial weights.
  package func operations(comparedWith other: Point) -> (steps: Double, decompositions: Double) {
    (shape.stepWork / other.shape.stepWork, shape.decompositionWork / other.shape.decompositionWork)
  }

  /// The largest width between two at which the narrowed problem has at most so many times the operations that it has at the first.
  fileprivate func widest(from least: Int, to most: Int, operations room: Double) -> Int {
    let narrow = narrowed(to: least)
    var (fits, large) = (least, most + 1)
    while large - fits > 1 {
      let width = (fits + large) / 2
      let (steps, decompositions) = narrowed(to: width).operations(comparedWith: narrow)
      if max(steps, decompositions) <= room { fits = width } else { large = width }
    }
    return fits
  }

  /// The same problem with the widths in proportion and none above `widest`, and without its files: what takes as long.
  fileprivate func narrowed(to widest: Int) -> Point {
    var narrow = specification
    let full = specification.network.widths.max() ?? 1
    let part = Double(widest) / Double(full)
    narrow.network.widths = specification.network.widths.map {
      max(1, Int((part * Double($0)).rounded()))
    }
    narrow.target.source = specification.target.source?.narrowed(toRank: narrow.network.rank)
    narrow.initialization.distribution = specification.initialization.distribution.narrowed
    return Point(index: index, parameters: parameters, specification: narrow, resolved: resolved)
  }
}
