import DeepLinear
import DeepLinearFlow
import LinearAlgebra

extension Experiment {
  /// The problem of one point with its files read: everything of a run but its seed.
  ///
  /// - Parameter isTimed: whether the files of the loss are replaced by matrices with which a step takes as long.
  /// - Throws: `InputError` where a file does not fit; errors of the model where the numbers do not make a problem.
  package func ensemble<S: Scalar>(
    at point: Point, isTimed: Bool = false, over field: S.Type = S.self
  ) throws -> Ensemble<S> {
    let (spec, source) = (point.specification, PointSource(experiment: self, point: point))
    let target: Matrix<S> = try spec.target.matrix(from: source)
    if let variant = spec.target.source, !target.knownPart.withView({ $0.squaredNorm }).isFinite {
      let key = type(of: variant).path
      throw error(
        "\(key) makes a target the sum of whose entries' squares overflows; expected below 1.8e308, so scale the problem.",
        at: key, in: point)
    }
    let observation = Observation<S>(
      observables(spec.observe), schedule: schedule(spec.observe.snapshots),
      thresholds: spec.observe.thresholds, stages: MethodReport.Stage.allCases,
      keepsWeights: spec.observe.weights == .snapshots)
    let initialization = try spec.initialization.distribution.initialization(target: target, from: source)
    let loss: any Loss<S> =
      try spec.target.loss?.loss(target: target, from: source, isTimed: isTimed)
      ?? spec.target.source?.loss(target: target, from: source, isTimed: isTimed)
      ?? SquareLoss(target: target)
    return Ensemble(
      widths: spec.network.widths,
      initialization: conditioned(initialization, on: spec.initialization.determinant),
      objective: Objective(loss, penalty: BalancePenalty(strength: spec.dynamics.regularization)),
      method: spec.dynamics.method.method, until: rule(spec.stop), observing: observation)
  }

  /// The problem of one point and Φ's decomposition, once the initial weights of the first seed were drawn and found to fit.
  ///
  /// - Throws: as `ensemble`; `InputError` where such weights cannot be.
  func checkedEnsemble<S: Scalar>(
    at point: Point, over field: S.Type = S.self
  ) throws -> (ensemble: Ensemble<S>, target: TargetSpectrum<S>) {
    do {
      let ensemble: Ensemble<S> = try ensemble(at: point)
      let target = try TargetSpectrum(ensemble.objective.target)
      let network = try ensemble.initialization.network(
        widths: ensemble.widths, seed: seeds.first, over: S.self)
      try point.specification.dynamics.method.check(initial: network)
      return (ensemble, target)
    } catch let refusal as InitializationError {
      throw error("\(refusal).", at: "initialization", in: point)
    } catch let refusal as FlowError {
      throw error("seed \(seeds.first): \(refusal).", at: "initialization", in: point)
    } catch let refusal as NetworkError {
      throw error(
        "the start of seed \(seeds.first) cannot be: \(refusal).", at: "initialization", in: point)
    }
  }

  /// Refuses a point whose runs could not begin.
  func checkStart(of point: Point) throws {
    switch point.specification.network.field {
    case .real: _ = try checkedEnsemble(at: point, over: Double.self)
    case .complex: _ = try checkedEnsemble(at: point, over: Complex<Double>.self)
    }
  }

  /// Reads the files of a point and refuses what does not fit, without anything that takes longer than reading.
  func checkMatrices(of point: Point) throws {
    switch point.specification.network.field {
    case .real: try checkMatrices(of: point, over: Double.self)
    case .complex: try checkMatrices(of: point, over: Complex<Double>.self)
    }
  }

  private func checkMatrices<S: Scalar>(of point: Point, over field: S.Type) throws {
    let (spec, source) = (point.specification, PointSource(experiment: self, point: point))
    if spec.target.source?.readsFiles == true { _ = try spec.target.matrix(from: source, over: S.self) }
    try spec.target.loss?.checkFiles(of: source, over: S.self)
    if spec.initialization.distribution.readsFiles {
      _ = try spec.initialization.distribution.initialization(
        target: Matrix<S>(rows: source.rows, columns: source.columns), from: source)
    }
  }

  /// What was computed from data at the points, each once, with the names of the files that runs leave of them.
  func computedTargets() throws -> [ComputedTarget] {
    var found: [(target: ComputedTarget, points: [Int])] = []
    for point in points {
      let source = PointSource(experiment: self, point: point)
      guard let target = try point.specification.target.source?.computed(from: source) else { continue }
      if let known = found.firstIndex(where: { $0.target == target }) {
        found[known].points.append(point.index)
      } else {
        found.append((target, [point.index]))
      }
    }
    return found.enumerated().map { place, entry in
      var data = entry.target.data
      data.target = place == 0 ? "target.npy" : "target-\(place + 1).npy"
      data.points = found.count == 1 ? nil : entry.points
      return ComputedTarget(matrix: entry.target.matrix, data: data)
    }
  }

  private func conditioned(
    _ initialization: any Initialization, on determinant: InitializationSpecification.Determinant
  ) -> any Initialization {
    switch determinant {
    case .any: initialization
    case .positive: DeterminantConditioned(initialization, sign: 1)
    case .negative: DeterminantConditioned(initialization, sign: -1)
    }
  }

  private func rule(_ stop: StopSpecification) -> StoppingRule {
    let rules: [StoppingRule?] = [
      stop.lossBelow.map { .loss(below: $0) }, stop.lossAbove.map { .objective(above: $0) },
      stop.maxSteps.map { .steps($0) }, stop.maxTime.map { .time($0) }, stop.stopWhenStalled ? .stalled : nil,
    ]
    return rules.compactMap(\.self).reduce(.steps(.max)) { $0 == .steps(.max) ? $1 : $0 || $1 }
  }

  private func schedule(_ snapshots: ObserveSpecification.Snapshots) -> SnapshotSchedule {
    switch snapshots {
    case .log(let count): .logarithmic(count)
    case .every(let interval): .every(interval)
    case .at(let places): .at(places)
    case .times(let times): .times(times)
    }
  }

  private func observables<S: Scalar>(_ observe: ObserveSpecification) -> [Observable<S>] {
    observe.quantities.map { names in names.compactMap { Observable.named($0) } } ?? Observable.all
  }
}
