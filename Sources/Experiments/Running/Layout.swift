import DeepLinear
import LinearAlgebra
import RunArchive

extension Experiment {
  /// What all trajectory files of this experiment have in common.
  ///
  /// Sizes are the largest of any point, so that the files of a sweep over depth or width join along `run`.
  package func layout() -> TrajectoryLayout {
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
    let flows = points.count { $0.specification.dynamics.method.isFlow }
    let (step, time) =
      flows == 0
      ? ("step k", "time t = η·k")
      : flows == points.count
        ? ("accepted steps of the solver", "time t")
        : ("step k, of a flow the accepted steps of its solver", "time t, for gradient descent η·k")
    let clock = [
      VariableDescription(
        name: "step", dimensions: [], longName: step, units: "step", source: "Notation §1.5"),
      VariableDescription(
        name: "time", dimensions: [], longName: time, units: "time", source: "Notation §1.5"),
    ]
    let asked = points[0].specification.observe.quantities
    let observed =
      isComplex
      ? descriptions(Complex<Double>.self, asked, shapes) : descriptions(Double.self, asked, shapes)
    let hasDistance = flows < points.count && points[0].specification.observe.asksFlowDistance
    return clock + observed + (hasDistance ? [FlowDistance.variable] : [])
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
  /// The last step that a run of gradient descent at this point may take; nil for a flow.
  var lastStep: Int? {
    guard let η = specification.dynamics.method.stepSize else { return nil }
    let stop = specification.stop
    let limits = [stop.maxSteps, stop.maxTime.flatMap { StoppingRule.time($0).maximumSteps(stepSize: η) }]
    return limits.compactMap(\.self).min() ?? 0
  }

  /// Steps of gradient descent that cost about what a run of this point costs at most.
  ///
  /// Nobody knows a flow's steps before it was followed; a few thousand of its solver, some eight evaluations each, are
  /// usual. It divides the work between flows and gradient descent, in the meter and in the size of blocks.
  var nominalSteps: Double { lastStep.map(Double.init) ?? 20_000 }

  /// The most snapshots that a run of this point has.
  var snapshotCount: Int {
    // Ends that fall between scheduled steps or times take the place of a later one.
    guard let last = lastStep else { return flowSnapshotCount(until: specification.stop.maxTime ?? 0) }
    switch specification.observe.snapshots {
    case .log(let count): return min(count, last) + 1
    case .every(let interval):
      let interval = Int(min(interval, 0x1p53))
      return last / interval + 1 + (last % interval == 0 ? 0 : 1)
    case .at(let steps): return Set(steps.filter { $0 <= Double(last) } + [0, Double(last)]).count
    }
  }

  private func flowSnapshotCount(until end: Double) -> Int {
    switch specification.observe.snapshots {
    case .log(let count): return count + 1
    case .every(let interval):
      let whole = min((end / interval).rounded(.down), 0x1p40)
      return Int(whole) + 1 + (whole * interval < end ? 1 : 0)
    case .at(let times): return Set(times.filter { $0 <= end } + [0, end]).count
    }
  }
}
