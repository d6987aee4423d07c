/// How a number of a certificate is known. Documentation/Trust.md explains each.
public enum Assurance: String, Sendable, Codable, CaseIterable {
  /// By a derivation in the statement's comments, from quantities that are enclosed.
  case proved
  /// By ball arithmetic about the floating-point matrices as they are given.
  case enclosed
  /// Of a run that was repeated bit for bit, at every step.
  case replayed
  /// An empirical figure, with its interval where it is a fraction.
  case measured
  /// Not tested: what depends on it is undecided.
  case notTested = "not-tested"
}

/// One hypothesis or promise with its numbers: `value` against `bound`.
public struct Item: Sendable, Equatable {
  /// Which way the comparison goes.
  public enum Relation: String, Sendable, Codable {
    case atMost = "<="
    case below = "<"
    case atLeast = ">="
    case above = ">"
  }
  /// The name, fixed for each statement, with hyphens.
  public var name: String
  /// The number that is compared; nil where there is none.
  public var value: Double?
  /// What it is compared with, rounded to the safe side; nil where there is none. Who meets a hypothesis' rounded bound meets the exact
  /// one, and who meets the exact bound of a promise meets the rounded one.
  public var bound: Double?
  /// How they are compared.
  public var relation: Relation
  /// Whether the comparison holds; nil where it is undecided or not tested.
  public var holds: Bool?
  /// How far the value is within the bound, relative to |bound|, or the plain difference where that is 0: ≥ 0 exactly where it
  /// holds, and nil where that is undecided.
  public var slack: Double?
  /// No exact value is farther than this from `value`.
  public var radius: Double?
  /// How the numbers are known.
  public var assurance: Assurance
  /// What else to know, in a sentence.
  public var note: String?
  /// The step at which a promise about every step is closest to its bound, or beyond it.
  public var step: Int?
  /// t there.
  public var time: Double?
  /// Of a fraction over seeds: how many it holds for, of how many, and the exact interval of the probability.
  public var fraction: Fraction?
  /// Other numbers that the item depends on, by name.
  public var parameters: [String: Double] = [:]
  /// Whether the verdict depends on it; false for what is reported only.
  public var isJudged = true

  /// A fraction over seeds.
  public struct Fraction: Sendable, Equatable, Codable {
    /// How many seeds it holds for.
    public var count: Int
    /// Of how many.
    public var of: Int
    /// The exact (Clopper–Pearson) 95 % interval of its probability.
    public var interval: [Double]
    /// The fraction of all.
    public init(count: Int, of: Int, interval: [Double]) {
      (self.count, self.of, self.interval) = (count, of, interval)
    }
  }

  /// An item with no numbers: what was not tested, or cannot be.
  public init(
    _ name: String, _ relation: Relation, holds: Bool? = nil, assurance: Assurance, note: String? = nil
  ) {
    (self.name, self.relation, self.holds, self.assurance, self.note) = (
      name, relation, holds, assurance, note
    )
  }

  /// `value` against `bound`, each enclosed.
  ///
  /// - Parameter isPromise: whether the bound is promised, and rounded to the side on which the promise is weaker.
  public init(
    _ name: String, _ value: Ball, _ relation: Relation, _ bound: Ball, assurance: Assurance = .enclosed,
    isPromise: Bool = false, note: String? = nil
  ) {
    self.init(name, relation, assurance: assurance, note: note)
    holds = relation.holds(value, bound)
    self.value = value.isFinite ? value.midpoint : nil
    radius = value.isFinite ? value.radius : nil
    self.bound = bound.isFinite ? (relation.isUpper != isPromise ? bound.lower : bound.upper) : nil
    slack = relation.slack(value, bound, holds)
  }
}

extension Item.Relation {
  /// Whether the bound is one from above.
  var isUpper: Bool { self == .atMost || self == .below }

  /// Whether it holds; nil where that is undecided.
  func holds(_ value: Ball, _ bound: Ball) -> Bool? {
    guard value.isFinite, bound.isFinite else { return nil }
    return switch self {
    case .atMost: value <= bound
    case .below: value < bound
    case .atLeast: value >= bound
    case .above: value > bound
    }
  }

  /// The slack; nil where a number is not finite, or nothing is decided.
  func slack(_ value: Ball, _ bound: Ball, _ holds: Bool?) -> Double? {
    guard value.isFinite, bound.isFinite else { return nil }
    let difference = isUpper ? bound - value : value - bound
    let scale = Ball.max(bound, -bound)
    // Not finite where the bound may be 0.
    let slack = difference / scale
    let shown = slack.isFinite ? slack.midpoint : difference.midpoint
    // Where a number is decided its slack has the right sign, whatever the rounding.
    return switch holds {
    case true?: Swift.max(shown, 0)
    case false?: shown < 0 ? shown : -Double.leastNonzeroMagnitude
    case nil: nil
    }
  }
}
