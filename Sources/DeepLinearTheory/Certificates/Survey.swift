internal import DeepLinear
public import LinearAlgebra
internal import Statistics

/// Counts starts for a statement about their distribution. One thread uses it.
public protocol Survey: AnyObject {
  /// Counts a start.
  func add<S: Scalar>(_ start: StartQuantities<S>)
  /// Counts a start with how its run ended.
  func add<S: Scalar>(_ start: StartQuantities<S>, _ end: RunEnd)
  /// What was found, of all of them.
  func finding() -> SurveyFinding
}

extension Survey {
  /// The same, whatever the end.
  public func add<S: Scalar>(_ start: StartQuantities<S>, _ end: RunEnd) { add(start) }
}

/// What a survey found about a distribution.
public struct SurveyFinding: Sendable, Equatable {
  /// Why nothing is decided, or what is reported only: clauses.
  public var reasons: [String] = []
  /// What is assumed of the distribution.
  public var hypotheses: [Item] = []
  /// What is promised, with fractions.
  public var promises: [Item] = []
  /// Medians that a theorem says are powers of d and ε.
  public var medians: [ScaleMedian] = []

  /// The certificate of a point.
  ///
  /// - Parameter hasRun: whether the promises are judged on what was drawn; starts that are drawn are judged at once.
  public func certificate(of identifier: String, point: Int) -> Certificate {
    Certificate(
      statement: identifier, point: point, run: nil, seed: nil,
      verdict: .from(isOutside: false, hypotheses: hypotheses, promises: promises, hasRun: true),
      reasons: reasons, hypotheses: hypotheses, promises: promises)
  }
}

extension Item.Fraction {
  /// The fraction with its exact 95 % interval.
  public init(_ count: Int, of total: Int) {
    let interval = ExactInterval(count, of: total)
    self.init(count: count, of: total, interval: [interval.lower, interval.upper])
  }
}

extension Item {
  /// A probability that is promised to be at least `bound`, with how often the event was seen.
  ///
  /// It holds where the fraction is at least the bound, and fails only where the exact interval at 1 − 10⁻⁹ excludes the bound;
  /// between the two nothing is decided. A note says where the 95 % interval does not tell the probability from the bound.
  public static func probability(
    _ name: String, _ count: Int, of total: Int, atLeast bound: Double, note: String? = nil
  ) -> Item {
    var item = Item(name, .atLeast, assurance: .measured, note: note)
    item.bound = bound
    guard total > 0, !bound.isNaN else { return item }
    let (fraction, shown) = (Double(count) / Double(total), Fraction(count, of: total))
    (item.value, item.fraction) = (fraction, shown)
    let slack = bound == 0 ? fraction : (fraction - bound) / bound
    if slack >= 0 {
      (item.holds, item.slack) = (true, slack)
      if shown.interval[0] < bound {
        item.note = note ?? "the 95 % interval has the bound inside: \(total) seeds"
      }
    } else if ExactInterval(count, of: total, .contradiction).upper < bound {
      (item.holds, item.slack) = (false, slack)
    } else {
      item.note = note ?? "below the bound, which the interval at 1 − 10⁻⁹ does not exclude"
    }
    return item
  }

  /// How often an event was seen, reported only.
  public static func frequency(_ name: String, _ count: Int, of total: Int) -> Item {
    var item = Item(name, .atLeast, assurance: .measured)
    item.isJudged = false
    guard total > 0 else { return item }
    (item.value, item.fraction) = (Double(count) / Double(total), Fraction(count, of: total))
    return item
  }

  /// A probability that is promised to be ½: the distance |k/n − ½| against the largest one at which the exact interval at 1 − 10⁻⁹ has
  /// ½ inside.
  public static func evenChance(_ name: String, _ count: Int, of total: Int) -> Item {
    var item = Item(
      name, .atMost, assurance: .measured,
      note:
        "the distance of the fraction from ½, and the largest at which the interval at 1 − 10⁻⁹ has ½ inside")
    guard total > 0 else { return item }
    let (distance, most) = (abs(2 * count - total), mostUneven(of: total))
    item.value = Double(distance) / Double(2 * total)
    item.bound = Double(most) / Double(2 * total)
    guard most < total else {
      item.note = "\(total) seeds are too few: no fraction of theirs would exclude ½"
      return item
    }
    item.holds = distance <= most
    item.slack = Double(most - distance) / Double(most)
    return item
  }

  /// The largest |2k − n| at which the interval of k of n has ½ inside. The interval's upper end rises with k.
  private static func mostUneven(of total: Int) -> Int {
    var (excluded, admitted) = (-1, total / 2)
    while admitted - excluded > 1 {
      let k = (excluded + admitted) / 2
      if ExactInterval(k, of: total, .contradiction).upper < 0.5 { excluded = k } else { admitted = k }
    }
    return total - 2 * admitted
  }
}

/// How often each hypothesis and promise of a statement holds over the seeds of a point.
public struct HypothesisCounts: Sendable {
  private let statement: String
  /// The point, from 0.
  public let point: Int
  private var verdicts: [Verdict: Int] = [:]
  private var hypotheses: [(name: String, relation: Item.Relation, holds: Int)] = []
  private var total = 0
  private var reasons: [String] = []

  /// Of no seed yet.
  public init(statement: String, point: Int) { (self.statement, self.point) = (statement, point) }

  /// Whether no seed was counted.
  public var isEmpty: Bool { total == 0 }

  /// Counts a seed's certificate.
  public mutating func add(_ certificate: Certificate) {
    total += 1
    verdicts[certificate.verdict, default: 0] += 1
    if hypotheses.isEmpty { hypotheses = certificate.hypotheses.map { ($0.name, $0.relation, 0) } }
    for (i, item) in certificate.hypotheses.enumerated() where i < hypotheses.count && item.holds == true {
      hypotheses[i].holds += 1
    }
    if total == 1 { reasons = certificate.reasons }
  }

  /// The certificate of all seeds. The verdict is contradicted where that of a seed is, else confirmed or promised where that of a
  /// seed is, else inconclusive where that of a seed is; contradicted too where the finding is.
  ///
  /// - Parameter finding: what was found about the distribution of the starts; its items follow.
  public func certificate(with finding: SurveyFinding? = nil) -> Certificate {
    let order: [Verdict] = [.contradicted, .confirmed, .promised, .inconclusive, .notApplicable]
    let items = hypotheses.map { name, relation, holds in
      var item = Item.frequency(name, holds, of: total)
      item.relation = relation
      return item
    }
    let counts = order.compactMap { verdict in
      verdicts[verdict].map { Item.frequency(verdict.rawValue, $0, of: total) }
    }
    let found = finding?.certificate(of: statement, point: point)
    let ownVerdict = order.first { verdicts[$0] != nil } ?? .inconclusive
    return Certificate(
      statement: statement, point: point, run: nil, seed: nil,
      verdict: found?.verdict == .contradicted ? .contradicted : ownVerdict,
      reasons: reasons + (found?.reasons ?? []), hypotheses: items + (found?.hypotheses ?? []),
      promises: counts + (found?.promises ?? []))
  }
}
