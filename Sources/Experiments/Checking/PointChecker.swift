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
  func certificates(
    seed: UInt64, run number: Int, row: RunRow?, isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> [Certificate]
  /// What the statements about distributions found of all seeds that were checked, by the place of the statement.
  func findings() -> [Int: SurveyFinding]
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
    let setting = point.specification.setting
    self.setting = setting
    self.arithmetic = arithmetic ?? .chosen(forWidths: setting.widths)
    let pairs = statements.enumerated().compactMap { i, statement in statement.survey(setting).map { (i, $0) }
    }
    surveys = Mutex(Surveys(byPlace: Dictionary(uniqueKeysWithValues: pairs)))
  }

  func certificates(
    seed: UInt64, run number: Int, row: RunRow?, isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> [Certificate] {
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
      return found.map {
        $0.examination.certificate(of: $0.statement, point: point.index, run: number, seed: seed)
      }
    }
    let judgements = found.map { $0.examination.judgement() }
    let replayed = try replay(row, judgements.filter(\.needsReplay), isInterrupted)
    return zip(found, judgements).map { pair, judgement in
      judgement.certificate(
        of: pair.statement, point: point.index, run: number, seed: seed, end: end, wasReplayed: replayed)
    }
  }

  /// Repeats a run for the promises about every step.
  ///
  /// - Returns: whether it ended at the same bits; nil where nothing had to be repeated.
  private func replay(
    _ row: RunRow, _ judgements: [RunJudgement<S>], _ isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> Bool? {
    guard !judgements.isEmpty else { return nil }
    var ensemble = ensemble
    ensemble.observation.isInterrupted = isInterrupted
    let end = try ensemble.replay(seed: row.seed, steps: row.steps) { state in
      for judgement in judgements { judgement.see(state) }
    }
    let network = try? DeepLinearNetwork(layers: end.weights)
    let numbers = [end.value.loss, end.value.penalty, network?.imbalance ?? .nan]
    return end.step == row.steps
      && zip(numbers, [row.loss, row.penalty, row.imbalance]).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
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
