import DeepLinear
import DeepLinearFlow
import LinearAlgebra

/// What the closed forms of the balanced flow say of stored runs, at the times of their snapshots.
///
/// A run's start is drawn again from the spec and its seed.
struct TheoryCurves {
  private let experiment: Experiment

  init(_ experiment: Experiment) { self.experiment = experiment }

  /// One run's curves of `variable`, as `StoredTrajectories` gives them, and which formula they are of.
  ///
  /// - Parameter times: t at the snapshots, rising.
  /// - Throws: `InputError` where nothing is known of the run's start, loss or quantity.
  func curves(of variable: VariableDescription, row: RunRow, times: [Double]) throws -> (
    values: [[Double]], form: String
  ) {
    switch experiment.points[row.point].specification.network.field {
    case .real: try curves(of: variable, row, times, over: Double.self)
    case .complex: try curves(of: variable, row, times, over: Complex<Double>.self)
    }
  }

  private func curves<S: Scalar>(
    of variable: VariableDescription, _ row: RunRow, _ times: [Double], over field: S.Type
  ) throws -> (values: [[Double]], form: String) {
    let ensemble: Ensemble<S> = try experiment.ensemble(at: experiment.points[row.point])
    guard let loss = ensemble.objective.loss as? SquareLoss<S> else {
      throw InputError(
        "--theory knows no formula for run \(row.run): its loss has a mask or a covariance; expected the square loss, so leave --theory out."
      )
    }
    guard let observable = Observable<S>.named(variable.name.hyphenated) else {
      throw InputError("--theory knows no formula for \(variable.name.hyphenated); leave it out of --of.")
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
    let target = try TargetSpectrum(loss.target)
    let objective = Objective(loss)
    let snapshots = try flow.networks(at: times).map { network in
      try observable.evaluate(
        Snapshot(
          network: network, step: 0, time: 0, value: objective.evaluate(at: network).value,
          gradient: { (try? objective.evaluate(at: network).gradient) ?? [] }, objective: objective,
          target: target))
    }
    let width = snapshots.map(\.count).max() ?? 0
    let isPaired = variable.dimensions.contains(.ri) && !S.isComplex
    let values = (0..<width).map { i in snapshots.map { i < $0.count ? $0[i] : .nan } }
    // Real values beside complex ones have an imaginary part of 0.
    let all = isPaired ? values.flatMap { [$0, $0.map { $0.isNaN ? .nan : 0 }] } : values
    return (all, flow.form.formula)
  }
}

extension ExactFlow.Form {
  /// For the legend.
  fileprivate var formula: String {
    switch self {
    case .oneLayer, .aligned, .twoLayers: "closed form of the flow"
    case .solved: "end-to-end flow"
    }
  }
}
