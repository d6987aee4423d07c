import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import RunArchive
import SpecLanguage

/// From Theorem 1 of Arora et al. to a run: the largest step size that it allows for each start, the steps that it then promises, and
/// what runs take.
public struct StepSizeSuggestions: Sendable, Encodable {
  /// One start.
  public struct Suggestion: Sendable, Encodable {
    /// The point, the run and its seed.
    public var point: Int
    /// From 0, in the order of the spec.
    public var run: Int
    /// From which the start is drawn.
    public var seed: UInt64
    /// c.
    public var margin: Double
    /// The largest step size that is allowed; null where the start does not meet the hypotheses.
    public var largestStepSize: Double?
    /// The steps promised with it until ℓ ≤ ε; null without ε.
    public var promisedSteps: Double?
    /// The promised time, η·T.
    public var promisedTime: Double?
    /// The step size of the run that is compared.
    public var stepSize: Double?
    /// The steps that the run took to get there; null where it did not.
    public var steps: Int?
    /// The promised steps by those taken.
    public var stepsRatio: Double?
    /// The promised time by the time taken.
    public var timeRatio: Double?
    /// What hinders, in a clause.
    public var reason: String?

    private enum CodingKeys: String, CodingKey {
      case point, run, seed, margin, steps, reason
      case largestStepSize = "largest_step_size"
      case promisedSteps = "promised_steps"
      case promisedTime = "promised_time"
      case stepSize = "step_size"
      case stepsRatio = "steps_ratio"
      case timeRatio = "time_ratio"
    }
  }

  /// In the order of the runs.
  public var suggestions: [Suggestion]

  /// - Parameter results: the runs that are compared; where nil, those of the spec are computed now.
  public init(
    _ experiment: Experiment, results: ResultsArchive?, arithmetic: Arithmetic?, threads: Int?,
    isInterrupted: @escaping @Sendable () -> Bool
  ) throws {
    suggestions = []
    for point in experiment.points {
      let rows = try results?.runs(ofPoint: point.index)
      let seeds = rows?.map(\.seed) ?? experiment.seeds.knownBefore
      let numbers = rows?.map(\.run) ?? seeds.indices.map { point.index * seeds.count + $0 }
      let field: any SuggestionMaking =
        switch point.specification.network.field {
        case .real: try SuggestionMaker<Double>(experiment, point, arithmetic)
        case .complex: try SuggestionMaker<Complex<Double>>(experiment, point, arithmetic)
        }
      suggestions += try concurrentMap(count: seeds.count, threads: threads) { i in
        if isInterrupted() { throw CancellationError() }
        return try field.suggestion(
          seed: seeds[i], run: numbers[i], row: rows?[i], isInterrupted: isInterrupted)
      }
    }
  }
}

extension SeedsSpecification {
  /// The seeds that are known before the runs, rising: all, or the first batch of `until`.
  var knownBefore: [UInt64] {
    (0..<(halfWidth == nil ? count : min(count, RunNumbering.batchSize))).map { first &+ UInt64($0) }
  }
}

private protocol SuggestionMaking: Sendable {
  func suggestion(
    seed: UInt64, run: Int, row: RunRow?, isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> StepSizeSuggestions.Suggestion
}

private struct SuggestionMaker<S: Scalar>: SuggestionMaking {
  let point: Point
  let ensemble: Ensemble<S>
  let setting: Setting
  let arithmetic: Arithmetic

  init(_ experiment: Experiment, _ point: Point, _ arithmetic: Arithmetic?) throws {
    self.point = point
    ensemble = try experiment.checkedEnsemble(at: point).ensemble
    setting = point.specification.setting
    self.arithmetic = arithmetic ?? .chosen(forWidths: setting.widths)
  }

  func suggestion(
    seed: UInt64, run: Int, row: RunRow?, isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> StepSizeSuggestions.Suggestion {
    let network = try ensemble.initialization.network(widths: ensemble.widths, seed: seed, over: S.self)
    let examiner = StartExaminer(
      network, target: ensemble.objective.target, setting: setting, arithmetic: arithmetic)
    let limit = Arora2019Theorem1.stepSizeLimit(examiner.quantities(), setting)
    var found = StepSizeSuggestions.Suggestion(
      point: point.index, run: run, seed: seed, margin: limit.margin, largestStepSize: limit.stepSize,
      promisedSteps: limit.steps, promisedTime: limit.time, stepSize: setting.stepSize, reason: limit.reason)
    guard let η = setting.stepSize, let steps = try steps(seed, row, isInterrupted) else { return found }
    found.steps = steps
    guard steps > 0 else { return found }
    found.stepsRatio = limit.steps.map { $0 / Double(steps) }
    found.timeRatio = limit.time.map { $0 / (η * Double(steps)) }
    return found
  }

  /// The steps that the stored run took to ε, or the run itself, which is computed now; nil where it did not get there.
  private func steps(
    _ seed: UInt64, _ row: RunRow?, _ isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> Int? {
    if let row { return row.outcome == "converged" ? row.steps : nil }
    var ensemble = ensemble
    ensemble.observation = Observation([], schedule: .at([]))
    ensemble.observation.isInterrupted = isInterrupted
    let run = try ensemble.run(seed: seed)
    return run.outcome.kind == .converged ? run.outcome.step : nil
  }
}

extension StepSizeSuggestions {
  /// A table: one line a start.
  public var text: String {
    let header = [
      "run", "seed", "margin", "largest η", "steps promised", "η here", "steps taken", "steps ratio",
      "time ratio",
    ]
    func number(_ x: Double?) -> String { x.map { NumberText.plain($0.rounded(digits: 4)) } ?? "–" }
    let rows = suggestions.map { s in
      [
        "\(s.run)", "\(s.seed)", number(s.margin), number(s.largestStepSize), number(s.promisedSteps),
        number(s.stepSize), s.steps.map(String.init) ?? "–", number(s.stepsRatio), number(s.timeRatio),
      ]
    }
    let widths = header.indices.map { i in ([header] + rows).map { $0[i].count }.max() ?? 0 }
    let table = ([header] + rows).map { row in
      zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }.joined(separator: "  ")
    }
    let reasons = Dictionary(grouping: suggestions.compactMap(\.reason)) { $0 }.map {
      "\($0.value.count) of \(suggestions.count): \($0.key)"
    }
    return (table + reasons.sorted()).joined(separator: "\n")
  }
}

extension Double {
  /// Rounded to so many significant digits.
  fileprivate func rounded(digits: Int) -> Double {
    guard isFinite, self != 0 else { return self }
    let scale = Double.exp10(Double(digits - 1) - Double.log10(magnitude).rounded(.down))
    return scale.isFinite && scale > 0 ? (self * scale).rounded() / scale : self
  }
}
