import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

/// A run of gradient descent from given layers, repeated for a statement, with states that a test may change on the way.
struct JudgedRun {
  var layers: [Matrix<Double>]
  var target: Matrix<Double>
  var stepSize: Double
  var lossBelow: Double? = 1e-9
  var steps = 200
  var settle: (inout Setting) -> Void = { _ in }

  /// Scalar layers of value w with target 1.
  static func scalars(_ w: [Double], stepSize: Double, lossBelow: Double?) -> JudgedRun {
    JudgedRun(
      layers: w.map { Matrix([[$0]]) }, target: Matrix([[1]]), stepSize: stepSize, lossBelow: lossBelow)
  }

  var network: DeepLinearNetwork<Double> { get throws { try DeepLinearNetwork(layers: layers) } }

  func setting() throws -> Setting {
    var setting = Setting(
      widths: try network.widths, isComplex: false, dynamics: .descent(stepSize: stepSize),
      lossBelow: lossBelow)
    settle(&setting)
    return setting
  }

  func examination(_ statement: any Statement.Type) throws -> Examination<Double> {
    try #require(
      StartExaminer(try network, target: target, setting: try setting()).examine(statement))
  }

  /// The certificate before the run.
  func promised(_ statement: any Statement.Type) throws -> Certificate {
    try examination(statement).certificate(of: statement, point: 0, run: 0, seed: 0)
  }

  /// The certificate of a run that ended so, with no state seen.
  func ended(_ statement: any Statement.Type, _ end: RunEnd) throws -> Certificate {
    try examination(statement).judgement().certificate(
      of: statement, point: 0, run: 0, seed: 0, end: end, wasReplayed: nil)
  }

  /// The certificate of the run itself.
  ///
  /// - Parameters:
  ///   - doctor: makes of each state the one that is shown.
  ///   - wasReplayed: what the certificate is given.
  func judged(
    _ statement: any Statement.Type, wasReplayed: Bool? = true,
    doctor: (Snapshot<Double>) throws -> Snapshot<Double> = { $0 }
  ) throws -> Certificate {
    let rule: StoppingRule = lossBelow.map { .loss(below: $0) || .steps(steps) } ?? .steps(steps)
    let ensemble = Ensemble<Double>(
      widths: try network.widths, initialization: GivenInitialization(layers: layers),
      objective: Objective(SquareLoss(target: target)), method: GradientDescent(stepSize: stepSize),
      until: rule, observing: Observation([], schedule: .at([])))
    let run = try ensemble.run(seed: 0)
    let judgement = try examination(statement).judgement()
    var states: [Snapshot<Double>] = []
    _ = try ensemble.replay(seed: 0, steps: run.outcome.step) { states.append($0) }
    for state in states { judgement.see(try doctor(state)) }
    let end = RunEnd(
      outcome: run.outcome.kind, steps: run.outcome.step, time: run.time, loss: run.final.loss)
    return judgement.certificate(
      of: statement, point: 0, run: 0, seed: 0, end: end, wasReplayed: wasReplayed)
  }
}

extension Snapshot<Double> {
  /// The state with other layers, loss or target.
  func changed(
    layers: [Matrix<Double>]? = nil, loss: Double? = nil, target matrix: Matrix<Double>? = nil
  ) throws -> Snapshot<Double> {
    let value = Evaluation(loss: loss ?? value.loss, penalty: value.penalty)
    return Snapshot(
      network: try layers.map { try DeepLinearNetwork(layers: $0) } ?? network, step: step, time: time,
      value: value, gradient: { [] }, objective: objective,
      target: try matrix.map { try TargetSpectrum($0) } ?? target)
  }
}
