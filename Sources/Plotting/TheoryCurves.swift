import DeepLinear
import DeepLinearFlow
import Experiments
import Figures
import LinearAlgebra
import RunArchive
import SpecLanguage

/// What the closed forms of the balanced flow say of stored runs, at the times of their snapshots.
///
/// A run's start is drawn again from the spec and its seed.
struct TheoryCurves {
  private let experiment: Experiment

  init(_ experiment: Experiment) { self.experiment = experiment }

  /// One run's curves of `variable`, for each index of the stored dimensions, and what they are.
  ///
  /// - Parameters:
  ///   - times: t at the snapshots, rising.
  ///   - shape: the stored sizes of the variable's dimensions, no smaller than the run's own.
  /// - Throws: `InputError` where nothing is known of the run's start, loss or quantity.
  func curves(of variable: VariableDescription, row: RunRow, times: [Double], shape: [Int]) throws -> Curves {
    switch experiment.points[row.point].specification.network.field {
    case .real: try curves(of: variable, row, times, shape, over: Double.self)
    case .complex: try curves(of: variable, row, times, shape, over: Complex<Double>.self)
    }
  }

  /// Values for each index of the variable's dimensions, and what they are.
  struct Curves {
    let values: [[Double]]
    let formula: TheoryFormula
  }

  private func curves<S: Scalar>(
    of variable: VariableDescription, _ row: RunRow, _ times: [Double], _ shape: [Int], over field: S.Type
  ) throws -> Curves {
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
    let (target, objective) = (try TargetSpectrum(loss.target), Objective(loss))
    let workspace = GradientWorkspace(widths: start.widths, objective: objective)
    // Neither the loss nor the gradient costs anything unless the quantity asks for it.
    let values = try flow.networks(at: times).flatMap { network in
      try observable.evaluate(
        Snapshot(
          network: network, step: 0, time: 0,
          value: Evaluation(loss: loss.evaluate(at: network.endToEndMatrix).loss, penalty: 0),
          gradient: {
            _ = workspace.evaluate(at: MatrixStack(network.layers).readOnly)
            return workspace.gradient.matrices
          }, objective: objective, target: target))
    }
    let sizes = observable.sizes(start.shape)
    // Real values beside complex ones have an imaginary part of 0.
    let isPaired = !S.isComplex && variable.dimensions.contains(.ri)
    let series = RunRecord.Series(
      shape: sizes + (isPaired ? [2] : []),
      values: isPaired ? values.flatMap { [$0, $0.isNaN ? .nan : 0] } : values)
    let width = shape.reduce(1, *)
    var room = [Double](repeating: .nan, count: width * times.count)
    series.copy(into: &room, at: 0, shape: shape)
    return Curves(
      values: (0..<width).map { i in times.indices.map { room[$0 * width + i] } },
      formula: TheoryFormula(flow.form))
  }
}

/// What kind of formula a curve of theory is, and how it is told from the others.
enum TheoryFormula: CaseIterable {
  case aligned
  case twoLayers
  case oneLayer
  case endToEndFlow

  init<S: Scalar>(_ form: ExactFlow<S>.Form) {
    switch form {
    case .aligned: self = .aligned
    case .twoLayers: self = .twoLayers
    case .oneLayer: self = .oneLayer
    case .solved: self = .endToEndFlow
    }
  }

  /// For legends and captions.
  var title: String {
    switch self {
    case .aligned: "closed form of the aligned flow"
    case .twoLayers: "closed form of the two-layer flow"
    case .oneLayer: "closed form of the one-layer flow"
    case .endToEndFlow: "end-to-end flow"
    }
  }

  /// One in all figures.
  var line: LineStyle {
    switch self {
    case .aligned: .dashed
    case .twoLayers: .dashDotted
    case .oneLayer: .longDashed
    case .endToEndFlow: .dotted
    }
  }
}
