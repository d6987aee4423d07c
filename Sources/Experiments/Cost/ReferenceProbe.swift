import DeepLinear
import LinearAlgebra

/// Times the parts of a run on the reference engine: of the network itself where that is quick, otherwise of narrower ones.
struct ReferenceProbe<S: Scalar> {
  private let experiment: Experiment
  private let point: Point

  init(_ experiment: Experiment, _ point: Point) { (self.experiment, self.point) = (experiment, point) }

  /// The parts' times in seconds, each as measured at the widest network that the budget allows and in proportion to its operations
  /// where that is narrower than the point's.
  ///
  /// - Parameter budget: seconds that the timing takes, about; the first, narrowest network is timed in any case.
  func cost(budget: Double) throws -> RunCost {
    let full = point.specification.network.widths.max() ?? 1
    let most = point.shape.stepWork + point.shape.decompositionWork
    var width = max(1, min(full, Int(Double(full) * Double.pow(2e6 / most, 1.0 / 3))))
    var spent = 0.0
    while true {
      let narrow = point.shrunk(to: width)
      let parts = try parts(of: narrow)
      spent += parts.taken
      // Operations grow as the cube of the width: the widest that fits in what is left.
      let room = Double.pow(max(0, 0.9 * (budget - spent)) / parts.taken, 1.0 / 3)
      let wider = min(full, Int(Double(width) * min(4, room)))
      guard width < full, Double(wider) > 1.2 * Double(width) || wider == full else {
        return scaled(parts, from: narrow, isWhole: width == full)
      }
      width = wider
    }
  }

  /// What was timed, in seconds.
  private struct Parts {
    /// Drawing W_1 … W_N and conditioning them, Φ's decomposition, the last network's determinant and imbalance.
    var drawing = 0.0
    var spectrum = 0.0
    var ending = 0.0
    var step = 0.0
    var snapshot = 0.0
    /// All together, as often as they were timed.
    var taken = 0.0
  }

  private func scaled(_ parts: Parts, from narrow: Point, isWhole: Bool) -> RunCost {
    let (products, decompositions, entries) = point.operations(comparedWith: narrow)
    let drawing = parts.drawing * (point.drawsEntriesAlone ? entries : decompositions)
    let spectrum = parts.spectrum * (point.hasDiagonalTarget ? entries : decompositions)
    return RunCost(
      start: drawing + spectrum + parts.ending * decompositions + parts.step * products,
      step: parts.step * products, snapshot: parts.snapshot * decompositions, check: drawing + spectrum,
      extrapolatedFrom: isWhole ? nil : narrow.specification.network.widths.max())
  }

  private func parts(of point: Point) throws -> Parts {
    let ensemble: Ensemble<S> = try experiment.ensemble(at: point, isTimed: true)
    let clock = ContinuousClock()
    var (parts, start) = (Parts(), clock.now)
    func lap() -> Double {
      defer { start = clock.now }
      let seconds = (clock.now - start) / .seconds(1)
      parts.taken += seconds
      return seconds
    }
    let network = try ensemble.initialization.network(
      widths: ensemble.widths, seed: experiment.seeds.first, over: S.self)
    parts.drawing = lap()
    let target = try TargetSpectrum(ensemble.objective.target)
    parts.spectrum = lap()
    guard let optimizer = ensemble.method as? any Optimizer else {
      preconditionFailure("a flow has no steps to be timed: `flowCosts` solves it")
    }
    let state = optimizer.begin(network, on: ensemble.objective)
    let value = state.evaluate()
    _ = lap()
    observe(
      Snapshot(
        network: network, step: 0, time: 0, value: value, gradient: { state.gradient.matrices },
        objective: ensemble.objective, target: target), ensemble)
    parts.snapshot = lap()
    _ = (try? network.determinantSign(), network.imbalance)
    parts.ending = lap()
    var steps = 0.0
    repeat {
      state.advance()
      _ = state.evaluate()
      steps += 1
      parts.step += lap()
    } while parts.step < min(0.02, parts.taken / 2)
    parts.step /= steps
    return parts
  }

  /// What a recorder does with a snapshot.
  private func observe(_ snapshot: Snapshot<S>, _ ensemble: Ensemble<S>) {
    let shape = NetworkShape(widths: ensemble.widths, isComplex: S.isComplex)
    for observable in ensemble.observation.observables where observable.applies(shape) {
      _ = try? observable.evaluate(snapshot)
    }
  }
}

extension Point {
  /// The same problem with the widths in proportion and none above `widest`, and without its files: what takes as long.
  fileprivate func shrunk(to widest: Int) -> Point {
    var narrow = specification
    let full = specification.network.widths.max() ?? 1
    let part = Double(widest) / Double(full)
    narrow.network.widths = specification.network.widths.map {
      max(1, Int((part * Double($0)).rounded()))
    }
    narrow.target.source = specification.target.source.narrowed(toRank: narrow.network.rank)
    narrow.initialization.distribution = specification.initialization.distribution.narrowed
    return Point(index: index, parameters: parameters, specification: narrow, resolved: resolved)
  }

  /// How many times as many operations the parts of a run take as at another point: its products, the decompositions of a snapshot or
  /// of initial weights, and what is done once for every entry of the weights.
  package func operations(
    comparedWith other: Point
  ) -> (products: Double, decompositions: Double, entries: Double) {
    (
      shape.stepWork / other.shape.stepWork, shape.decompositionWork / other.shape.decompositionWork,
      shape.weightCount / other.shape.weightCount
    )
  }

  /// Whether initial weights are drawn entry by entry, without a decomposition or a product.
  fileprivate var drawsEntriesAlone: Bool {
    specification.initialization.determinant == .any
      && specification.initialization.distribution.drawsEntriesAlone
  }

  /// Whether Φ's singular values are found by sorting.
  fileprivate var hasDiagonalTarget: Bool {
    specification.target.source.diagonal(rank: specification.network.rank) != nil
      && specification.target.loss?.keepsTarget != false
  }
}
