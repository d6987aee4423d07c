/// What a statement says of one start or run, or of all seeds of a point.
public enum Verdict: String, Sendable, Codable, CaseIterable {
  /// All hypotheses hold, and the run kept every promise.
  case confirmed
  /// A hypothesis fails, or the problem is not of the kind that the statement is about.
  case notApplicable = "not-applicable"
  /// All hypotheses hold, of a run that is still to come.
  case promised
  /// All hypotheses hold, and the run broke a promise.
  case contradicted
  /// Within rounding, not tested, or ended before the promise was due.
  case inconclusive
}

/// The finding about one statement, with every number that leads to it.
public struct Certificate: Sendable, Equatable {
  /// The statement's identifier.
  public var statement: String
  /// The point of the sweep, from 0.
  public var point: Int
  /// The run; nil where it is about all seeds of the point.
  public var run: Int?
  /// The seed; nil where it is about all seeds of the point.
  public var seed: UInt64?
  /// The finding.
  public var verdict: Verdict
  /// Why the problem is not of the kind that the statement is about, or why nothing is decided: clauses.
  public var reasons: [String]
  /// What is assumed.
  public var hypotheses: [Item]
  /// What is promised.
  public var promises: [Item]

  /// A finding; see the properties.
  public init(
    statement: String, point: Int = 0, run: Int? = nil, seed: UInt64? = nil, verdict: Verdict,
    reasons: [String] = [], hypotheses: [Item] = [], promises: [Item] = []
  ) {
    (self.statement, self.point, self.run, self.seed) = (statement, point, run, seed)
    (self.verdict, self.reasons, self.hypotheses, self.promises) = (verdict, reasons, hypotheses, promises)
  }
}

extension Certificate {
  /// Why an inconclusive certificate decides nothing, in a clause: its first reason, or what is open, with the note that says why; nil for
  /// another verdict.
  public var doubt: String? {
    guard verdict == .inconclusive else { return nil }
    if let reason = reasons.first { return reason }
    if let open = hypotheses.first(where: { $0.isJudged && $0.holds == nil }) {
      return "the hypothesis \(open.name) is \(open.openness)"
    }
    let judged = promises.filter(\.isJudged)
    guard let open = judged.first(where: { $0.holds == nil }) else {
      return judged.isEmpty ? "nothing of it is judged here: its numbers are reported only" : nil
    }
    return open.note.map { "\(open.name): \($0)" } ?? "the promise \(open.name) is \(open.openness)"
  }

  /// The same with a reason, where it is inconclusive and neither a reason nor the note of a promise says why.
  public func explained() -> Certificate {
    let isNoted =
      hypotheses.allSatisfy { !$0.isJudged || $0.holds != nil }
      && promises.contains { $0.isJudged && $0.holds == nil && $0.note != nil }
    guard reasons.isEmpty, !isNoted, let doubt else { return self }
    var certificate = self
    certificate.reasons = [doubt]
    return certificate
  }
}

extension Item {
  /// What an item that neither holds nor fails is.
  fileprivate var openness: String { assurance == .notTested ? "not tested" : "undecided within rounding" }
}

extension Verdict {
  /// The verdict that the items lead to. What was not tested is never assumed.
  ///
  /// - Parameters:
  ///   - isOutside: whether the problem is not of the kind that the statement is about.
  ///   - hasRun: whether promises were judged on a run.
  static func from(isOutside: Bool, hypotheses: [Item], promises: [Item], hasRun: Bool) -> Verdict {
    if isOutside || hypotheses.contains(where: { $0.isJudged && $0.holds == false }) { return .notApplicable }
    if hypotheses.contains(where: { $0.isJudged && $0.holds == nil }) { return .inconclusive }
    let judged = promises.filter(\.isJudged)
    guard hasRun else { return judged.isEmpty ? .inconclusive : .promised }
    if judged.contains(where: { $0.holds == false }) { return .contradicted }
    return judged.isEmpty || judged.contains { $0.holds == nil } ? .inconclusive : .confirmed
  }
}
