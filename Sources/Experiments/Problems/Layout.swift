import DeepLinear
import LinearAlgebra
import RunArchive

extension Experiment {
  /// What all trajectory files of this experiment have in common.
  ///
  /// Sizes are the largest of any point, so that the files of a sweep over depth or width join along `run`.
  package func layout() -> TrajectoryLayout {
    let shapes = points.map(\.shape)
    return TrajectoryLayout(
      variables: variables(shapes), thresholds: points[0].specification.observe.thresholds,
      snapshots: points.map(\.snapshotCount).max() ?? 1, layers: shapes.map(\.depth).max() ?? 1,
      k: shapes.map { max($0.rank, $0.layerRank) }.max() ?? 1,
      lossText: ofAllPoints(\.formula), targetText: ofAllPoints(\.targetMeaning),
      attributes: ["title": name, "deeplinear_version": DeepLinearVersion.current])
  }

  /// A text about each point's target: one where all points have the same, else each once, in the order of the points.
  private func ofAllPoints(_ text: (TargetSpecification) -> String) -> String {
    var texts: [String] = []
    for point in points {
      let text = text(point.specification.target)
      if !texts.contains(text) { texts.append(text) }
    }
    return texts.count == 1 ? texts[0] : "by the point's target: " + texts.joined(separator: "; or ")
  }

  /// Step, time, and every requested quantity that is defined at some point.
  private func variables(_ shapes: [NetworkShape]) -> [VariableDescription] {
    let isComplex = shapes.contains(where: \.isComplex)
    let flows = points.count { $0.specification.dynamics.method.isFlow }
    let (step, time) =
      flows == 0
      ? ("step k", "time t = η·k")
      : flows == points.count
        ? ("accepted steps of the solver", "time t")
        : ("step k, of a flow the accepted steps of its solver", "time t, of an optimizer η·k")
    let clock = [
      VariableDescription(
        name: "step", dimensions: [], longName: step, units: "step", source: "Notation §1.5"),
      VariableDescription(
        name: "time", dimensions: [], longName: time, units: "time", source: "Notation §1.5"),
    ]
    let requested = points[0].specification.observe.quantities
    let observed =
      isComplex
      ? descriptions(Complex<Double>.self, requested, shapes) : descriptions(Double.self, requested, shapes)
    let hasDistance = flows < points.count && points[0].specification.observe.listsFlowDistance
    return clock + observed + (hasDistance ? [FlowDistance.variable] : [])
  }

  private func descriptions<S: Scalar>(
    _ field: S.Type, _ requested: [String]?, _ shapes: [NetworkShape]
  ) -> [VariableDescription] {
    let mayHoldOut = points.contains { $0.specification.target.mayHoldOut }
    return Observable<S>.all.filter { observable in
      requested?.contains(observable.name) ?? true && shapes.contains(where: observable.applies)
        && (observable.reference != .heldOut || mayHoldOut)
    }.map { observable in
      VariableDescription(
        name: observable.variableName,
        dimensions: observable.dimensions.compactMap { .init(rawValue: $0.rawValue) },
        longName: observable.longName, units: observable.units, source: observable.source)
    }
  }
}

extension Observable {
  /// The name in NetCDF, with underscores.
  var variableName: String { name.replacing("-", with: "_") }
}
