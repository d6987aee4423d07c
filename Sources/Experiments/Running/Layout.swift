import DeepLinear
import LinearAlgebra

extension Experiment {
  /// What all trajectory files of this experiment have in common.
  ///
  /// Sizes are the largest of any point, so that the files of a sweep over depth or width join along `run`.
  func layout() -> TrajectoryLayout {
    let shapes = points.map { NetworkShape($0.specification.network) }
    return TrajectoryLayout(
      variables: variables(shapes), thresholds: points[0].specification.observe.thresholds,
      snapshots: points.map(\.snapshotCount).max() ?? 1, layers: shapes.map(\.depth).max() ?? 1,
      k: shapes.map { max($0.rank, $0.layerRank) }.max() ?? 1,
      attributes: ["title": name, "deeplinear_version": DeepLinearVersion.current])
  }

  /// Step, time, and every quantity asked for that is defined at some point.
  private func variables(_ shapes: [NetworkShape]) -> [VariableDescription] {
    let isComplex = shapes.contains(where: \.isComplex)
    let clock = [
      VariableDescription(
        name: "step", dimensions: [], longName: "step k", units: "step", source: "Notation §1.5"),
      VariableDescription(
        name: "time", dimensions: [], longName: "time t = η·k", units: "time", source: "Notation §1.5"),
    ]
    let asked = points[0].specification.observe.quantities
    return clock
      + (isComplex
        ? descriptions(Complex<Double>.self, asked, shapes) : descriptions(Double.self, asked, shapes))
  }

  private func descriptions<S: Scalar>(
    _ field: S.Type, _ asked: [String]?, _ shapes: [NetworkShape]
  ) -> [VariableDescription] {
    Observable<S>.all.filter { observable in
      asked?.contains(observable.name) ?? true && shapes.contains(where: observable.applies)
    }.map { observable in
      VariableDescription(
        name: observable.variableName,
        dimensions: observable.dimensions.compactMap { .init(rawValue: $0.rawValue) },
        longName: observable.longName, units: observable.units, source: observable.source)
    }
  }
}

extension NetworkShape {
  init(_ network: NetworkSpecification) {
    self.init(widths: network.widths, isComplex: network.field == .complex)
  }
}

extension Observable {
  /// The name in NetCDF, with underscores.
  var variableName: String { name.replacing("-", with: "_") }
}

extension Point {
  /// The last step that a run of this point may take.
  var lastStep: Int {
    let η: Double
    switch specification.dynamics.method {
    case .gradientDescent(let stepSize): η = stepSize
    }
    let stop = specification.stop
    let limits = [stop.maxSteps, stop.maxTime.flatMap { StoppingRule.time($0).maximumSteps(stepSize: η) }]
    return limits.compactMap(\.self).min() ?? 0
  }

  /// The most snapshots that a run of this point has.
  var snapshotCount: Int {
    let last = lastStep
    switch specification.observe.snapshots {
    // Ends that fall between scheduled steps take the place of a later one.
    case .log(let count): return min(count, last) + 1
    case .every(let interval): return last / interval + 1 + (last % interval == 0 ? 0 : 1)
    case .at(let steps): return Set(steps.filter { $0 <= Double(last) } + [0, Double(last)]).count
    }
  }
}
