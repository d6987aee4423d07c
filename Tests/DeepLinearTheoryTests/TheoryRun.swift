import DeepLinear
import DeepLinearFlow
import DeepLinearTheory
import Foundation
import LinearAlgebra
import _TestSupport

/// One problem whose runs are judged: a flow or gradient descent, repeated with every state in view.
struct TheoryRun<S: Scalar> {
  var widths: [Int]
  var target: Matrix<S>
  var initialization: any Initialization
  var distribution: Setting.Distribution = .other
  var regularization = 0.0
  /// nil for a flow.
  var stepSize: Double?
  var lossBelow: Double? = 1e-8
  var latest = 3000.0
  /// What statements are given; the flow itself is solved at the default.
  var flowTolerance = 1e-10

  var setting: Setting {
    Setting(
      widths: widths, isComplex: S.isComplex, regularization: regularization,
      dynamics: stepSize.map { .descent(stepSize: $0) } ?? .flow, distribution: distribution,
      lossBelow: lossBelow, flowTolerance: flowTolerance)
  }

  var objective: Objective<S> {
    SquareLoss(target: target) + BalancePenalty(strength: regularization)
  }

  private var ensemble: Ensemble<S> {
    let method: any TrainingMethod = stepSize.map { GradientDescent(stepSize: $0) } ?? GradientFlow()
    let rule = lossBelow.map { .loss(below: $0) || .time(latest) } ?? StoppingRule.time(latest)
    return Ensemble(
      widths: widths, initialization: initialization, objective: objective, method: method, until: rule)
  }

  func examiner(seed: UInt64) throws -> StartExaminer<S> {
    let network: DeepLinearNetwork<S> = try initialization.network(widths: widths, seed: seed, over: S.self)
    return StartExaminer(network, target: target, setting: setting)
  }

  /// Every state of the run of a seed, and how it ended.
  func states(seed: UInt64) throws -> (states: [Snapshot<S>], end: RunEnd) {
    var states: [Snapshot<S>] = []
    let steps = stepSize == nil ? 0 : try ensemble.run(seed: seed).outcome.step
    let last = try ensemble.replay(seed: seed, steps: steps) { states.append($0) }
    let isThere = lossBelow.map { last.value.loss < $0 * (1 + 1e-9) } ?? false
    return (
      states,
      RunEnd(
        outcome: isThere ? .converged : .exhausted, steps: last.step, time: last.time, loss: last.value.loss)
    )
  }

  /// What each statement says of the run of a seed, with some states replaced.
  ///
  /// - Parameter doctored: the weights to show in the place of a state's; nil for its own.
  func certificates(
    _ statements: [any Statement.Type], seed: UInt64,
    doctored: (_ place: Int, _ count: Int, DeepLinearNetwork<S>) -> DeepLinearNetwork<S>? = { _, _, _ in nil }
  ) throws -> [Certificate] {
    let examiner = try examiner(seed: seed)
    let (states, end) = try states(seed: seed)
    let shown = try states.enumerated().map { place, state in
      try doctored(place, states.count, state.network).map { try snapshot($0, like: state) } ?? state
    }
    return statements.compactMap { statement in
      guard let examination = examiner.examine(statement) else { return nil }
      let judgement = examination.judgement()
      if judgement.needsReplay { for state in shown { judgement.see(state) } }
      return judgement.certificate(
        of: statement, point: 0, run: 0, seed: seed, end: end,
        wasReplayed: judgement.needsReplay ? true : nil)
    }
  }

  func certificate(
    _ statement: any Statement.Type, seed: UInt64,
    doctored: (_ place: Int, _ count: Int, DeepLinearNetwork<S>) -> DeepLinearNetwork<S>? = { _, _, _ in nil }
  ) throws -> Certificate {
    try certificates([statement], seed: seed, doctored: doctored)[0]
  }

  private func snapshot(_ network: DeepLinearNetwork<S>, like state: Snapshot<S>) throws -> Snapshot<S> {
    let (value, gradient) = try objective.evaluate(at: network)
    return Snapshot(
      network: network, step: state.step, time: state.time, value: value, gradient: { gradient },
      objective: objective, target: state.target)
  }
}

extension Certificate {
  func promise(_ name: String) -> Item? { promises.first { $0.name == name } }
  func hypothesis(_ name: String) -> Item? { hypotheses.first { $0.name == name } }
}
