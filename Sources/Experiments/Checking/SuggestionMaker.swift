import DeepLinear
import DeepLinearTheory
import Foundation
import LinearAlgebra
import RunArchive

/// The suggestions for one point: what hides the field.
protocol SuggestionMaking: Sendable {
  func suggestions(
    seeds: [UInt64], runs: [Int], rows: [RunRow]?, threads: Int?,
    isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> [StepSizeSuggestions.Suggestion]
}

/// The suggestions for one point over one field.
struct SuggestionMaker<S: Scalar>: SuggestionMaking {
  private let point: Point
  private let ensemble: Ensemble<S>
  private let setting: Setting
  private let arithmetic: Arithmetic

  init(_ experiment: Experiment, _ point: Point, _ arithmetic: Arithmetic?) throws {
    self.point = point
    ensemble = try experiment.checkedEnsemble(at: point).ensemble
    guard ensemble.objective.loss.isTargetKnown else {
      throw experiment.error(
        "check --suggest is about step sizes that theorems allow a start and its target, and this target has unknown entries; give all of them, or leave --suggest out.",
        at: "target", in: point)
    }
    setting = point.specification.setting
    self.arithmetic = arithmetic ?? .chosen(forWidths: setting.widths)
  }

  func suggestions(
    seeds: [UInt64], runs: [Int], rows: [RunRow]?, threads: Int?,
    isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> [StepSizeSuggestions.Suggestion] {
    let limits = try concurrentMap(count: seeds.count, threads: threads) { i in
      if isInterrupted() { throw CancellationError() }
      return try self.limits(seed: seeds[i])
    }
    var found = limits.enumerated().map { i, limits in
      StepSizeSuggestions.Suggestion(
        point: point.index, run: runs[i], seed: seeds[i], margin: limits.margin,
        largestStepSize: limits.theorem1.stepSize, promisedSteps: limits.theorem1.steps,
        promisedTime: limits.theorem1.time, reason: limits.theorem1.reason,
        theorem2: limits.theorem2.map { .init($0) }, practical: [])
    }
    if let η = setting.stepSize {
      let ends = try rows?.map { try RunEnd($0) } ?? ends(ensemble, seeds, threads, isInterrupted)
      for i in found.indices { found[i].own = .init(stepSize: η, ends[i], beside: limits[i].theorem1) }
    }
    for η in try practicalStepSizes() {
      var ensemble = ensemble
      ensemble.method = GradientDescent(stepSize: η)
      let ends = try ends(ensemble, seeds, threads, isInterrupted)
      for i in found.indices {
        found[i].practical.append(.init(stepSize: η, ends[i], beside: limits[i].theorem1))
      }
    }
    return found
  }

  private func limits(
    seed: UInt64
  ) throws -> (margin: Double, theorem1: StepSizeLimit, theorem2: StepSizeLimit?) {
    let network = try ensemble.initialization.network(widths: ensemble.widths, seed: seed, over: S.self)
    let start = StartExaminer(
      network, target: ensemble.objective.target, setting: setting, arithmetic: arithmetic
    ).quantities()
    return (
      start.deficiencyMargin.midpoint, Arora2019Theorem1.stepSizeLimit(start, setting),
      Arora2019Theorem2.stepSizeLimit(start, setting)
    )
  }

  /// How runs end, of which nothing is observed.
  private func ends(
    _ ensemble: Ensemble<S>, _ seeds: [UInt64], _ threads: Int?,
    _ isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> [RunEnd] {
    var ensemble = ensemble
    ensemble.observation = Observation([], schedule: .at([]))
    ensemble.observation.isInterrupted = isInterrupted
    let threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let size = ensemble.engine.batchSize(seeds: seeds.count, threads: threads)
    let batches = stride(from: 0, to: seeds.count, by: size).map {
      Array(seeds[$0..<min(seeds.count, $0 + size)])
    }
    return try concurrentMap(count: batches.count, threads: threads) { [ensemble] in
      try ensemble.runs(seeds: batches[$0])
    }
    .flatMap(\.self).map {
      RunEnd(
        outcome: $0.outcome.kind, steps: $0.outcome.step, time: $0.outcome.time, loss: $0.final.loss
      )
    }
  }

  /// Parts of 2/(N σ_1^{2−2/N}), σ_1 of Φ: of the largest step size at which a balanced minimum is stable, as N σ_1^{2−2/N} is the largest
  /// eigenvalue of the Hessian of ℓ there.
  private func practicalStepSizes() throws -> [Double] {
    guard setting.hasSquareLoss, setting.regularization == 0, setting.lossBelow != nil,
      let σ = try ensemble.objective.target.singularValues().first, σ > 0
    else { return [] }
    let n = Double(setting.depth)
    let limit = 2 / (n * .pow(σ, 2 - 2 / n))
    return StepSizeSuggestions.practicalParts.map { $0 * limit }.filter { $0 > 0 && $0.isFinite }
  }
}

extension StepSizeSuggestions {
  /// The parts of the stability limit 2/(N σ_1^{2−2/N}) that are tried.
  public static let practicalParts = [0.01, 0.1, 0.5]
}
