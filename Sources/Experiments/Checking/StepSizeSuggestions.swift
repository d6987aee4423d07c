import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import RunArchive
import SpecLanguage

/// From Theorems 1 and 2 of Arora et al. to a run: the largest step sizes that they allow each start, the steps that they then promise,
/// and what runs take: at the step size of the spec, and at practical ones.
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
    /// The largest step size that Theorem 1 allows; null where the start does not meet the hypotheses.
    public var largestStepSize: Double?
    /// The steps promised with it until ℓ ≤ ε; null without ε.
    public var promisedSteps: Double?
    /// The promised time, η·T.
    public var promisedTime: Double?
    /// What hinders, in a clause.
    public var reason: String?
    /// Of Theorem 2; null where the start is not of its distribution.
    public var theorem2: Limit?
    /// The run at the step size of the spec; null for another rule than gradient descent.
    public var own: TakenSteps?
    /// Runs of gradient descent at practical step sizes, rising; none where no loss is given that ends them.
    public var practical: [TakenSteps]

    private enum CodingKeys: String, CodingKey {
      case point, run, seed, margin, reason, practical
      case largestStepSize = "largest_step_size"
      case promisedSteps = "promised_steps"
      case promisedTime = "promised_time"
      case theorem2 = "theorem_2"
    }

    /// The keys of the run at the step size of the spec are those of the start itself.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(point, forKey: .point)
      try container.encode(run, forKey: .run)
      try container.encode(seed, forKey: .seed)
      try container.encode(margin, forKey: .margin)
      try container.encode(largestStepSize, forKey: .largestStepSize)
      try container.encode(promisedSteps, forKey: .promisedSteps)
      try container.encode(promisedTime, forKey: .promisedTime)
      try container.encode(reason, forKey: .reason)
      try container.encode(theorem2, forKey: .theorem2)
      try container.encode(practical, forKey: .practical)
      try own?.encode(to: encoder)
    }
  }

  /// What a theorem allows and promises.
  public struct Limit: Sendable, Encodable {
    /// The largest step size.
    public var largestStepSize: Double?
    /// The steps promised with it until ℓ ≤ ε.
    public var promisedSteps: Double?
    /// The promised time.
    public var promisedTime: Double?
    /// What hinders, in a clause.
    public var reason: String?

    private enum CodingKeys: String, CodingKey {
      case reason
      case largestStepSize = "largest_step_size"
      case promisedSteps = "promised_steps"
      case promisedTime = "promised_time"
    }

    init(_ limit: StepSizeLimit) {
      (largestStepSize, promisedSteps) = (limit.stepSize, limit.steps)
      (promisedTime, reason) = (limit.time, limit.reason)
    }
  }

  /// What a run took beside what Theorem 1 promises.
  public struct TakenSteps: Sendable, Encodable {
    /// η.
    public var stepSize: Double
    /// How the run ended.
    public var outcome: String
    /// The steps that the run took to ℓ < ε; null where it did not arrive.
    public var steps: Int?
    /// The promised steps by those taken.
    public var stepsRatio: Double?
    /// The promised time by the time taken.
    public var timeRatio: Double?

    private enum CodingKeys: String, CodingKey {
      case outcome, steps
      case stepSize = "step_size"
      case stepsRatio = "steps_ratio"
      case timeRatio = "time_ratio"
    }

    init(stepSize η: Double, _ end: RunEnd, beside limit: StepSizeLimit) {
      (stepSize, outcome) = (η, end.outcome.rawValue)
      guard end.outcome == .converged else { return }
      steps = end.steps
      guard end.steps > 0 else { return }
      stepsRatio = limit.steps.map { $0 / Double(end.steps) }
      timeRatio = limit.time.map { $0 / (η * Double(end.steps)) }
    }
  }

  /// In the order of the runs.
  public var suggestions: [Suggestion]

  /// - Parameter results: the runs that are compared; where nil, those of the spec are computed now.
  public init(
    _ experiment: Experiment, results: ResultsArchive?, arithmetic: Arithmetic?, threads: Int?,
    isInterrupted: @escaping @Sendable () -> Bool
  ) throws {
    try experiment.requireOneProblem()
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
      suggestions += try field.suggestions(
        seeds: seeds, runs: numbers, rows: rows, threads: threads, isInterrupted: isInterrupted)
    }
  }
}

extension SeedsSpecification {
  /// The seeds that are known before the runs, rising: all, or the first batch of `until`.
  var knownBefore: [UInt64] {
    (0..<(halfWidth == nil ? count : min(count, RunNumbering.batchSize))).map { first &+ UInt64($0) }
  }
}
