import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import RunArchive
import Synchronization

/// One point of an experiment, ready to be checked: what hides the field from the checker.
protocol PointChecker: Sendable {
  /// What each statement says of a seed's start, and of its run where there is one.
  ///
  /// - Parameters:
  ///   - row: the run as it was stored; nil where it is still to come.
  ///   - number: the number of the run.
  ///   - isRecorded: whether the start and, where there is a run, its repetition are recorded for a certificate file.
  ///   - progress: is given the steps that are repeated, and that the run is judged.
  func check(
    seed: UInt64, run number: Int, row: RunRow?, isRecorded: Bool, _ progress: CheckProgress,
    _ isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> CheckedRun
  /// The point as certificate files have it.
  var exported: ExportedPoint { get }
  /// What the statements about distributions found of all seeds that were checked, by the place of the statement.
  func findings() -> [Int: SurveyFinding]
}

/// What was found of one run.
struct CheckedRun: Sendable {
  let certificates: [Certificate]
  /// Nil where it was not to be recorded.
  let record: ExportedRun?
}

extension Experiment {
  /// The checker of a point, its files read.
  func pointChecker(
    of point: Point, _ statements: [any Statement.Type], _ arithmetic: Arithmetic?
  ) throws -> any PointChecker {
    switch point.specification.network.field {
    case .real: try TypedPointChecker<Double>(self, point, statements, arithmetic)
    case .complex: try TypedPointChecker<Complex<Double>>(self, point, statements, arithmetic)
    }
  }
}

/// A point over one field.
final class TypedPointChecker<S: Scalar>: PointChecker {
  private let point: Point
  private let ensemble: Ensemble<S>
  private let setting: Setting
  private let statements: [any Statement.Type]
  private let arithmetic: Arithmetic
  private let surveys: Mutex<Surveys>

  /// The surveys by the place of their statement. `sending` them between threads is safe: each is used under the lock alone.
  private struct Surveys: @unchecked Sendable {
    var byPlace: [Int: any Survey]
  }

  init(
    _ experiment: Experiment, _ point: Point, _ statements: [any Statement.Type], _ arithmetic: Arithmetic?
  ) throws {
    (self.point, self.statements) = (point, statements)
    ensemble = try experiment.checkedEnsemble(at: point).ensemble
    var setting = point.specification.setting
    setting.isTargetKnown = ensemble.objective.loss.isTargetKnown
    self.setting = setting
    self.arithmetic = arithmetic ?? .chosen(forWidths: setting.widths)
    let pairs = statements.enumerated().compactMap { i, statement in
      setting.isTargetKnown || !statement.usesTarget ? statement.survey(setting).map { (i, $0) } : nil
    }
    surveys = Mutex(Surveys(byPlace: Dictionary(uniqueKeysWithValues: pairs)))
  }

  var exported: ExportedPoint {
    ExportedPoint(point: point.index, setting: setting, target: ExactMatrix(ensemble.objective.target))
  }

  func check(
    seed: UInt64, run number: Int, row: RunRow?, isRecorded: Bool, _ progress: CheckProgress,
    _ isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> CheckedRun {
    let counter = StepCounter(progress)
    defer { progress.finish(steps: row?.steps ?? 0, repeated: counter.reported) }
    let network = try ensemble.initialization.network(widths: ensemble.widths, seed: seed, over: S.self)
    let examiner = StartExaminer(
      network, target: ensemble.objective.target, setting: setting, arithmetic: arithmetic)
    let found = statements.compactMap { statement in
      examiner.examine(statement).map { (statement: statement, examination: $0) }
    }
    let end = try row.map { try RunEnd($0) }
    surveys.withLock { surveys in
      for survey in surveys.byPlace.values {
        if let end { survey.add(examiner.quantities(), end) } else { survey.add(examiner.quantities()) }
      }
    }
    guard let row, let end else {
      let certificates = found.map {
        $0.examination.certificate(of: $0.statement, point: point.index, run: number, seed: seed)
      }
      return CheckedRun(
        certificates: certificates, record: isRecorded ? record(network, number, seed, nil, nil) : nil)
    }
    let judgements = found.map { $0.examination.judgement() }
    let recorder =
      isRecorded
      ? ReplayRecorder<S>(stepSize: setting.stepSize, regularization: setting.regularization) : nil
    let replayed = try replay(row, judgements.filter(\.needsReplay), recorder, counter, isInterrupted)
    let certificates = zip(found, judgements).map { pair, judgement in
      judgement.certificate(
        of: pair.statement, point: point.index, run: number, seed: seed, end: end,
        wasReplayed: replayed.map(\.isSame))
    }
    return CheckedRun(
      certificates: certificates,
      record: isRecorded
        ? record(network, number, seed, row, replayed.flatMap { $0.isSame ? $0.record : nil }) : nil)
  }

  private func record(
    _ network: DeepLinearNetwork<S>, _ number: Int, _ seed: UInt64, _ row: RunRow?, _ replay: ReplayRecord?
  ) -> ExportedRun {
    ExportedRun(
      run: number, point: point.index, seed: seed, weights: network.layers.map { ExactMatrix($0) },
      end: row.map {
        .init(
          outcome: $0.outcome, steps: $0.steps, time: $0.time.hexadecimal, loss: $0.loss.hexadecimal)
      }, replay: replay)
  }

  /// Repeats a run for the promises about every step, or to be recorded.
  ///
  /// - Returns: whether it ended at the same bits, and its record; nil where nothing had to be repeated.
  private func replay(
    _ row: RunRow, _ judgements: [RunJudgement<S>], _ recorder: ReplayRecorder<S>?, _ counter: StepCounter,
    _ isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> (isSame: Bool, record: ReplayRecord?)? {
    guard !judgements.isEmpty || recorder != nil else { return nil }
    var ensemble = ensemble
    ensemble.observation.isInterrupted = isInterrupted
    let end = try ensemble.replay(seed: row.seed, steps: row.steps) { state in
      for judgement in judgements { judgement.see(state) }
      recorder?.see(state)
      counter.add()
    }
    let network = try? DeepLinearNetwork(layers: end.weights)
    let numbers = [end.value.loss, end.value.penalty, network?.imbalance ?? .nan]
    let isSame =
      end.step == row.steps
      && zip(numbers, [row.loss, row.penalty, row.imbalance]).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
    let last = ReplayRecord.State(step: end.step, time: end.time, value: end.value, weights: end.weights)
    return (isSame, recorder?.record(end: last))
  }

  func findings() -> [Int: SurveyFinding] {
    surveys.withLock { $0.byPlace.mapValues { $0.finding() } }
  }
}

extension RunEnd {
  /// - Throws: `StoreError` where the row has an outcome that this program does not know.
  init(_ row: RunRow) throws {
    guard let outcome = Outcome.Kind(rawValue: row.outcome) else {
      throw StoreError(
        "results.sqlite: run \(row.run) has the outcome \(row.outcome), which this version does not know")
    }
    self.init(
      outcome: outcome, steps: row.steps, time: row.time, loss: row.loss, saddleTime: row["saddle_time"])
  }
}
