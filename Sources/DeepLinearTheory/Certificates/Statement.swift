public import DeepLinear
public import LinearAlgebra

/// A theorem, lemma or claim about a start and the run from it: one file, and one line in `Statements`.
public protocol Statement: Sendable {
  /// Where it is from, and what it assumes and promises, in words.
  static var description: StatementDescription { get }
  /// What it says of one start; nil where it is about the distribution of the starts alone.
  ///
  /// - Complexity: that of the enclosures it uses.
  static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>?
  /// Whether it assumes anything of Φ, or compares anything with it (the default).
  static var usesTarget: Bool { get }
  /// What counts starts for a statement about their distribution; nil for a statement about single starts.
  static func survey(_ setting: Setting) -> (any Survey)?
}

extension Statement {
  /// It does.
  public static var usesTarget: Bool { true }
  /// Nothing.
  public static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
    nil
  }
  /// None.
  public static func survey(_ setting: Setting) -> (any Survey)? { nil }
}

/// A row of the table of assumptions.
public struct StatementDescription: Sendable, Equatable, Encodable {
  /// Where a statement is printed.
  public struct Source: Sendable, Equatable, Encodable {
    /// The key of the paper: "arora2019" or "luo2025".
    public var paper: String
    /// Theorem, claim or section.
    public var place: String
    /// A place of a paper.
    public init(_ paper: String, _ place: String) { (self.paper, self.place) = (paper, place) }
  }
  /// With hyphens, fixed.
  public var identifier: String
  /// Where it is printed.
  public var source: Source
  /// F.
  public var field: String
  /// N.
  public var depth: String
  /// Φ.
  public var target: String
  /// W(0).
  public var start: String
  /// The rule.
  public var dynamics: String
  /// a.
  public var regularization: String
  /// What is assumed of the run besides.
  public var assumed: String
  /// What is promised.
  public var promised: String
  /// Whether all constants are explicit.
  public var hasExplicitConstants: Bool
  /// What of it is judged.
  public var judged: String
  /// What of it is reported only; empty where that is nothing.
  public var reported: String

  private enum CodingKeys: String, CodingKey {
    case identifier, source, field, depth, target, start, dynamics, regularization, assumed, promised, judged
    case reported
    case hasExplicitConstants = "explicit_constants"
  }
}

/// What a statement says of a start, with how the run is to be judged.
public struct Examination<S: Scalar> {
  /// Why the problem is not of the kind that the statement is about, in clauses; empty where it is.
  public var outside: [String]
  /// Tested at the start.
  public var hypotheses: [Item]
  /// What is promised.
  public var promises: [Promise<S>]

  /// What is found; see the properties.
  public init(outside: [String?], hypotheses: [Item], promises: [Promise<S>]) {
    (self.outside, self.hypotheses, self.promises) = (outside.compactMap(\.self), hypotheses, promises)
  }

  /// Whether a hypothesis is undecided by rounding, so that more precision may decide it.
  var isUndecided: Bool {
    outside.isEmpty && !hypotheses.contains { $0.holds == false }
      && hypotheses.contains { $0.holds == nil && $0.assurance != .notTested && $0.value != nil }
  }

  /// Whether the run has to be repeated with its every step in view to judge it.
  public var needsReplay: Bool {
    guard outside.isEmpty, hypotheses.allSatisfy({ !$0.isJudged || $0.holds == true }) else { return false }
    return promises.contains { if case .everyStep = $0.judgement { true } else { false } }
  }
}

/// One promise.
public struct Promise<S: Scalar> {
  /// How the run is judged.
  public enum Judgement {
    /// By how it ended.
    case atEnd(@Sendable (RunEnd) -> Item)
    /// At every step; the closure makes what is shown the states of one run.
    case everyStep(@Sendable () -> any PromiseMonitor<S>)
    /// The item says all: it is a consequence of the hypotheses at the start, or reported only.
    case decided
  }
  /// As it is promised, before a run.
  public var item: Item
  /// How it is judged.
  public var judgement: Judgement

  /// A promise; see the properties.
  public init(_ item: Item, _ judgement: Judgement) { (self.item, self.judgement) = (item, judgement) }
}

/// How a run ended, as its row says.
public struct RunEnd: Sendable, Equatable {
  /// converged, diverged, exhausted or stalled.
  public var outcome: Outcome.Kind
  /// The steps taken; a flow's are those of its solver.
  public var steps: Int
  /// t there.
  public var time: Double
  /// ℓ there.
  public var loss: Double
  /// `runs.saddle_time`; nil where it is NULL.
  public var saddleTime: Double?

  /// An end; see the properties.
  public init(outcome: Outcome.Kind, steps: Int, time: Double, loss: Double, saddleTime: Double? = nil) {
    (self.outcome, self.steps, self.time, self.loss) = (outcome, steps, time, loss)
    self.saddleTime = saddleTime
  }
}

/// Is shown the states of one run, in their order, and says whether a promise was kept.
public protocol PromiseMonitor<S>: AnyObject {
  associatedtype S: Scalar
  /// A state: every step of a descent, every accepted step of a flow's solver, beginning with the start.
  func see(_ state: Snapshot<S>)
  /// The promise with what was seen.
  func item(_ end: RunEnd) -> Item
}
