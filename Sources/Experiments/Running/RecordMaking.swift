import DeepLinear
import Foundation
import LinearAlgebra
import RunArchive

extension RunRecord {
  /// What is stored of a run.
  init<S: Scalar>(
    _ run: Run<S>, number: Int, point: Point, seed: UInt64, objective: Objective<S>,
    target: TargetSpectrum<S>, layout: TrajectoryLayout, wallSeconds: Double
  ) throws {
    let stages = Stages(of: run, target: target, isSquareLoss: objective.hasSquareLoss)
    let clock = ["step": run.steps.map { Double($0) }, "time": run.times]
    var series = clock.mapValues { Series(shape: [], values: $0) }
    for variable in layout.variables {
      guard let values = run.series[variable.name.replacing("_", with: "-")] else { continue }
      series[variable.name] = Series(values, asComplex: !S.isComplex && variable.dimensions.contains(.ri))
    }
    var values = FieldNumbers(run.report.values)
    values["determinant_sign"] = try run.initialNetwork.determinantSign().map(Double.init)
    values["escape_time"] = stages.escapeTime
    values["alignment_time"] = stages.alignmentTime
    values["saddle_time"] = stages.saddleTime
    values["local_rate"] = stages.localRate
    let row = RunRow(
      run: number, point: point.index, seed: seed,
      philoxKey: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)),
      outcome: run.outcome.kind.rawValue, steps: run.outcome.step, time: run.time, loss: run.final.loss,
      penalty: run.final.penalty, imbalance: run.finalNetwork.imbalance,
      message: RunRecord.message(run.outcome, stages), values: values,
      wallSeconds: wallSeconds)
    self.init(
      row, plateaus: stages.plateaus.map { Plateau(level: $0.level, start: $0.start, end: $0.end) },
      thresholdSteps: run.thresholdSteps, thresholdTimes: run.thresholdTimes,
      snapshotCount: run.steps.count, series: series,
      weights: RunRecord.weights(of: run, point.specification.observe.weights))
  }

  /// What was out of the ordinary: a run that diverged, a solver that could not continue, or a run that converged without a local rate.
  private static func message(_ outcome: Outcome, _ stages: Stages) -> String? {
    if outcome.needsMessage { return outcome.message }
    return outcome.kind == .converged ? stages.missingRate?.description : nil
  }

  private static func weights<S: Scalar>(
    of run: Run<S>, _ which: ObserveSpecification.Weights
  ) -> [StoredArray] {
    switch which {
    case .none: []
    case .initial: run.initialNetwork.layers.map { StoredArray([$0], stacked: false) }
    case .final: run.finalNetwork.layers.map { StoredArray([$0], stacked: false) }
    case .snapshots:
      run.initialNetwork.layers.indices.map { j in
        StoredArray(
          run.snapshotNetworks.map { $0.layers[j] }, stacked: true, like: run.initialNetwork.layers[j])
      }
    }
  }
}

extension RunRecord.Series {
  /// A quantity's values; with `asComplex`, real ones stored beside complex ones: each with a zero imaginary part.
  init<S: Scalar>(_ series: Run<S>.Series, asComplex: Bool) {
    guard asComplex else {
      self.init(shape: series.sizes, values: series.values)
      return
    }
    self.init(shape: series.sizes + [2], values: series.values.flatMap { [$0, $0.isNaN ? .nan : 0] })
  }
}
