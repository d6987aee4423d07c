import DeepLinear
import DeepLinearFlow
import LinearAlgebra
import SpecLanguage

extension Experiment {
  /// The problem of one point with its files read: everything of a run but its seed.
  ///
  /// - Throws: `InputError` where a file does not fit; errors of the model where the numbers do not make a problem.
  package func ensemble<S: Scalar>(at point: Point, over field: S.Type = S.self) throws -> Ensemble<S> {
    let spec = point.specification
    let target: Matrix<S> = try target(of: point)
    guard target.withView({ $0.squaredNorm }).isFinite else {
      let key = spec.target.source.key
      throw error(
        "\(key) makes a target the sum of whose entries' squares overflows; expected below 1.8e308, so scale the problem.",
        at: key, in: point)
    }
    let observation = Observation<S>(
      observables(spec.observe), schedule: schedule(spec.observe.snapshots),
      thresholds: spec.observe.thresholds, keepsWeights: spec.observe.weights == .snapshots)
    return Ensemble(
      widths: spec.network.widths, initialization: try initialization(of: point, target: target),
      objective: Objective(
        try loss(of: point, target: target), penalty: BalancePenalty(strength: spec.dynamics.regularization)),
      method: method(spec.dynamics), until: rule(spec.stop), watching: observation)
  }

  /// Reads the files of a point and refuses what does not fit, without anything that takes longer than reading.
  func checkMatrices(of point: Point) throws {
    switch point.specification.network.field {
    case .real: try checkMatrices(of: point, over: Double.self)
    case .complex: try checkMatrices(of: point, over: Complex<Double>.self)
    }
  }

  private func checkMatrices<S: Scalar>(of point: Point, over field: S.Type) throws {
    let spec = point.specification
    let (rows, columns) = (spec.network.widths[spec.network.depth], spec.network.widths[0])
    if case .file = spec.target.source { _ = try target(of: point) as Matrix<S> }
    if spec.target.mask != nil {
      _ = try loss(of: point, target: Matrix<S>(rows: rows, columns: columns))
    }
    if let path = spec.target.covariance {
      _ = try matrix(path, key: "target.covariance", rows: columns, columns: columns, in: point) as Matrix<S>
    }
    if case .files = spec.initialization.law {
      _ = try law(of: point, target: Matrix<S>(rows: rows, columns: columns))
    }
  }

  private func target<S: Scalar>(of point: Point) throws -> Matrix<S> {
    let spec = point.specification
    let (rows, columns) = (spec.network.widths[spec.network.depth], spec.network.widths[0])
    switch spec.target.source {
    case .identity(let scale):
      return .diagonal(Array(repeating: scale, count: min(rows, columns)), rows: rows, columns: columns)
    case .diagonal(let values): return .diagonal(values, rows: rows, columns: columns)
    case .singularValues(let values, let seed):
      let u = try Matrix<S>.haar(rows, stream: RandomStream(seed: seed, purpose: .target, layer: 1))
      let v = try Matrix<S>.haar(columns, stream: RandomStream(seed: seed, purpose: .target, layer: 2))
      return .product(u * .diagonal(values, rows: rows, columns: columns), .none, v, .conjugateTranspose)
    case .gaussian(let deviation, let seed):
      let stream = RandomStream(seed: seed, purpose: .target)
      return .gaussian(rows: rows, columns: columns, deviation: deviation, stream: stream)
    case .file(let path): return try matrix(path, key: "target.file", rows: rows, columns: columns, in: point)
    }
  }

  private func loss<S: Scalar>(of point: Point, target: Matrix<S>) throws -> any Loss<S> {
    let (rows, columns) = (target.rows, target.columns)
    if let path = point.specification.target.mask {
      let mask: Matrix<Double> = try matrix(path, key: "target.mask", rows: rows, columns: columns, in: point)
      return try refusing("target.mask", path, in: point) { try MaskedLoss(target: target, mask: mask) }
    }
    if let path = point.specification.target.covariance {
      let key = "target.covariance"
      let covariance: Matrix<S> = try matrix(path, key: key, rows: columns, columns: columns, in: point)
      return try refusing(key, path, in: point) {
        try QuadraticLoss(covariance: covariance, crossCovariance: target)
      }
    }
    return SquareLoss(target: target)
  }

  private func initialization<S: Scalar>(of point: Point, target: Matrix<S>) throws -> any Initialization {
    let spec = point.specification
    let law = try law(of: point, target: target)
    switch spec.initialization.determinant {
    case .any: return law
    case .positive: return DeterminantConditioned(law, sign: 1)
    case .negative: return DeterminantConditioned(law, sign: -1)
    }
  }

  private func law<S: Scalar>(of point: Point, target: Matrix<S>) throws -> any Initialization {
    let spec = point.specification
    switch spec.initialization.law {
    case .gaussian(.uniform(let s)): return GaussianInitialization(deviation: s)
    case .gaussian(.perLayer(let s)): return GaussianInitialization(deviation: .perLayer(s))
    case .gaussian(.fanIn): return GaussianInitialization(deviation: .fanIn)
    case .balanced(let s, let rotations):
      return BalancedInitialization(deviation: s, rotations: rotations == .haar)
    case .balancedGaussian(let s): return BalancedGaussianInitialization(deviation: s)
    case .identity(let scale): return IdentityInitialization(scale: scale)
    case .orthogonal(let scale): return OrthogonalInitialization(scale: scale)
    case .files(let paths):
      let widths = spec.network.widths
      let layers: [Matrix<S>] = try paths.indices.map { j in
        try matrix(paths[j], key: "initialization.files", rows: widths[j + 1], columns: widths[j], in: point)
      }
      return GivenInitialization(layers: layers)
    case .counterexample(let claim, let margin):
      guard claim == 5 else {
        // Specs refuse claim 4 for a flow.
        return UnbalancedCounterexample(margin: margin, stepSize: spec.dynamics.method.stepSize ?? 1)
      }
      try requireNegativeEigenvalue(target, in: point)
      return IdentityInitialization()
    }
  }

  /// Claim 5 speaks of Hermitian targets with a negative eigenvalue.
  private func requireNegativeEigenvalue<S: Scalar>(_ target: Matrix<S>, in point: Point) throws {
    let key = "initialization.counterexample"
    let asymmetry = (target - target.adjoint).frobeniusNorm
    guard asymmetry <= 1e-12 * target.frobeniusNorm, try target.hermitianEigen().values.first ?? 0 < 0 else {
      throw error(
        "\(key) with claim 5 starts at the identity and needs a symmetric target with a negative eigenvalue; got another "
          + "target; try target.diagonal: [1, -1].", at: key, in: point)
    }
  }

  private func method(_ dynamics: DynamicsSpecification) -> any TrainingMethod {
    switch dynamics.method {
    case .gradientDescent(let η): GradientDescent(stepSize: η)
    case .gradientFlow(let accuracy): GradientFlow(accuracy: accuracy, stages: MethodReport.Stage.allCases)
    case .endToEndFlow(let accuracy): EndToEndFlow(accuracy: accuracy, stages: MethodReport.Stage.allCases)
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
    }
  }

  private func observables<S: Scalar>(_ observe: ObserveSpecification) -> [Observable<S>] {
    observe.quantities.map { names in names.compactMap { Observable.named($0) } } ?? Observable.all
  }

  /// Gives what a loss says of a matrix the place of its key, and the name of its file.
  private func refusing<T>(_ key: String, _ path: String, in point: Point, _ body: () throws -> T) throws -> T
  {
    do {
      return try body()
    } catch let refusal as LossError {
      throw error("\(key) names \(path.sourceName), \(refusal.clause).", at: key, in: point)
    }
  }
}

extension TargetSpecification.Source {
  /// The key that chose this source.
  fileprivate var key: String {
    switch self {
    case .identity: "target.identity"
    case .diagonal: "target.diagonal"
    case .singularValues: "target.singular-values"
    case .gaussian: "target.gaussian"
    case .file: "target.file"
    }
  }
}
