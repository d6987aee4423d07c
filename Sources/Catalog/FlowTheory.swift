import DeepLinear
import DeepLinearFlow
import Experiments
import Figures
import LinearAlgebra
import Plotting
import RunArchive
import SpecLanguage

extension StoredExperiment {
  /// The balanced flow from the starts of the runs, at the times of their snapshots, in closed form where one is known.
  ///
  /// Points that differ in their dynamics alone have one flow, which is drawn once along time, at the snapshots of the longest.
  /// The overlays throw `InputError` where no formula is known for a run's start, loss or quantity.
  public var flowTheory: OverlaySource {
    OverlaySource(
      name: "theory",
      summary: "the gradient flow of the square loss from the same starts, which are balanced",
      sharedSummary: "equal starts have one flow, drawn once, in black", sorts: FlowTheory.sorts
    ) { try FlowTheory(experiment: experiment).overlays(over: $0) }
  }
}

/// The exact flow from the starts of stored runs, which are drawn again from the spec and their seeds.
private struct FlowTheory {
  let experiment: Experiment

  /// The sorts of formulas, in the order of legends.
  static let sorts = [aligned, twoLayers, oneLayer, endToEnd]

  private static let aligned = Overlay.Sort("closed form of the aligned flow", line: .dashed)
  private static let twoLayers = Overlay.Sort("closed form of the two-layer flow", line: .dashDotted)
  private static let oneLayer = Overlay.Sort("closed form of the one-layer flow", line: .longDashed)
  private static let endToEnd = Overlay.Sort("end-to-end flow", line: .dotted)

  private static func sort<S: Scalar>(of form: ExactFlow<S>.Form) -> Overlay.Sort {
    switch form {
    case .aligned: aligned
    case .twoLayers: twoLayers
    case .oneLayer: oneLayer
    case .numerical: endToEnd
    }
  }

  /// With more runs the end-to-end flow would take minutes, and the curves could not be distinguished.
  private static let mostRuns = 128

  func overlays(over curves: RunCurves) throws -> [Overlay] {
    guard curves.runs.count <= Self.mostRuns else {
      throw InputError(
        "--theory is worked out for at most \(Self.mostRuns) runs, and there are \(curves.runs.count) here; choose some with --run or --point."
      )
    }
    let byPoint = Dictionary(grouping: curves.runs, by: \.row.point)
    let isAlongTime = curves.clock.name == "time"
    return try (isAlongTime ? sameFlow(byPoint.keys.sorted()) : byPoint.keys.map { [$0] }).flatMap { alike in
      let longest = alike.max { extent(byPoint[$0] ?? []) < extent(byPoint[$1] ?? []) }
      return try (longest.flatMap { byPoint[$0] } ?? []).map { run in
        try overlay(over: run, of: curves, isShared: alike.count > 1)
      }
    }
  }

  /// The points grouped by what determines their flows: network, target and start.
  private func sameFlow(_ points: [Int]) -> [[Int]] {
    Array(
      Dictionary(grouping: points) { point in
        ["network", "target", "initialization"].map { experiment.points[point].resolved[$0]?.flowStyle ?? "" }
      }.values)
  }

  /// How much of the flow a point's runs show: seeds, time, snapshots.
  private func extent(_ runs: [RunCurves.Run]) -> (Int, Double, Int) {
    (runs.count, runs.compactMap(\.x.last).max() ?? 0, runs.map(\.x.count).max() ?? 0)
  }

  private func overlay(over run: RunCurves.Run, of curves: RunCurves, isShared: Bool) throws -> Overlay {
    switch experiment.points[run.row.point].specification.network.field {
    case .real: try overlay(over: run, of: curves, isShared, field: Double.self)
    case .complex: try overlay(over: run, of: curves, isShared, field: Complex<Double>.self)
    }
  }

  private func overlay<S: Scalar>(
    over run: RunCurves.Run, of curves: RunCurves, _ isShared: Bool, field: S.Type
  ) throws -> Overlay {
    let (row, variable) = (run.row, curves.variable)
    let ensemble: Ensemble<S> = try experiment.ensemble(at: experiment.points[row.point])
    guard let loss = ensemble.objective.loss as? SquareLoss<S> else {
      throw InputError(
        "--theory knows no formula for run \(row.run): its loss has a mask, a covariance or measurements; expected the square loss, so leave --theory out."
      )
    }
    guard let observable = Observable<S>.named(variable.name.replacing("_", with: "-")) else {
      throw InputError(
        "--theory knows no formula for \(variable.name.replacing("_", with: "-")); leave it out of --of.")
    }
    let start = try ensemble.initialization.network(widths: ensemble.widths, seed: row.seed, over: S.self)
    let flow: ExactFlow<S>
    do {
      flow = try ExactFlow(from: start, target: loss.target)
    } catch FlowError.unbalanced(let imbalance, _) {
      throw InputError(
        "--theory knows no formula for run \(row.run), which starts with imbalance \(NumberText.plain(imbalance)); formulas are known of balanced starts (initialization balanced, balanced-gaussian, identity, orthogonal)."
      )
    }
    let values = try observable.values(along: flow, at: run.times, loss: loss, widths: start.widths)
    return Overlay(
      run: row.run, x: run.x,
      values: arranged(
        values, sizes: observable.sizes(start.shape), shape: curves.shape, count: run.times.count,
        isPaired: !S.isComplex && variable.dimensions.contains(.ri)),
      sort: Self.sort(of: flow.form), isShared: isShared)
  }

  /// The curve of each component of the stored shape, which is no smaller than the run's own.
  ///
  /// - Parameter isPaired: whether real values are stored beside complex ones; they have an imaginary part of 0.
  private func arranged(
    _ values: [Double], sizes: [Int], shape: [Int], count: Int, isPaired: Bool
  ) -> [[Double]] {
    let series = RunRecord.Series(
      shape: sizes + (isPaired ? [2] : []),
      values: isPaired ? values.flatMap { [$0, $0.isNaN ? .nan : 0] } : values)
    let width = shape.reduce(1, *)
    var room = [Double](repeating: .nan, count: width * count)
    series.copy(into: &room, at: 0, shape: shape)
    return (0..<width).map { i in (0..<count).map { room[$0 * width + i] } }
  }
}

extension Observable {
  /// The values at so many times of a flow, one time after another.
  fileprivate func values(along flow: ExactFlow<S>, at times: [Double], loss: SquareLoss<S>, widths: [Int])
    throws -> [Double]
  {
    let (target, objective) = (try TargetSpectrum(loss.target), Objective(loss))
    let workspace = GradientWorkspace(widths: widths, objective: objective)
    // Neither the loss nor the gradient costs anything unless the quantity needs it.
    return try flow.networks(at: times).flatMap { network in
      try evaluate(
        Snapshot(
          network: network, step: 0, time: 0,
          value: Evaluation(loss: loss.evaluate(at: network.endToEndMatrix).loss, penalty: 0),
          gradient: {
            _ = workspace.evaluate(at: MatrixStack(network.layers).readOnly)
            return workspace.gradient.matrices
          }, objective: objective, target: target))
    }
  }
}
