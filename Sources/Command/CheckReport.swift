import DeepLinearTheory
import Experiments
import Foundation
import SpecLanguage

/// What `check` prints: of each point a table with a line for each statement.
struct CheckReport {
  private let experiment: Experiment
  private let hasRuns: Bool
  /// The certificates of the point that is being reported: those of its first run, and those about all its runs.
  private var first: [Certificate] = []
  private var all: [Certificate] = []
  private var witnesses: [Certificate] = []
  private var runs = 0
  private var lines: [String] = []
  private var point: Int?

  init(_ experiment: Experiment, hasRuns: Bool) { (self.experiment, self.hasRuns) = (experiment, hasRuns) }

  mutating func add(_ certificates: [Certificate]) {
    guard let sample = certificates.first else { return }
    if point != sample.point { endPoint() }
    point = sample.point
    guard let run = sample.run else { return all += certificates }
    if first.isEmpty || first[0].run == run { first += certificates }
    runs += 1
    if witnesses.count < Self.mostWitnesses {
      witnesses += certificates.filter { $0.verdict == .contradicted }
    }
  }

  /// Contradictions that are shown one by one.
  private static var mostWitnesses: Int { 5 }

  var text: String {
    var report = self
    report.endPoint()
    return report.lines.isEmpty
      ? "no run is stored yet, so that nothing can be judged" : report.lines.joined(separator: "\n")
  }

  // MARK: A point

  private mutating func endPoint() {
    defer { (first, all, witnesses, runs, point) = ([], [], [], 0, nil) }
    guard let point else { return }
    if !lines.isEmpty { lines.append("") }
    lines.append(heading(point))
    let rows = runs > 1 ? all.map(Self.ofAll) : first.map(Self.ofOne) + all.map(Self.ofAll)
    let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
    lines += rows.map { row in
      (row[0].padding(toLength: widths[0] + 2, withPad: " ", startingAt: 0)
        + row[1].padding(toLength: widths[1] + 2, withPad: " ", startingAt: 0) + row[2])
        .trimmingCharacters(in: .whitespaces)
    }
    lines += witnesses.map {
      "contradicted: \($0.statement), run \($0.run ?? 0), seed \($0.seed ?? 0): \(Self.decisive($0))"
    }
  }

  private func heading(_ index: Int) -> String {
    let what = hasRuns ? (runs == 1 ? "run" : "runs") : (runs == 1 ? "start" : "starts")
    return experiment.title(of: experiment.points[index]) + (runs == 0 ? "" : ": \(runs) \(what)")
  }

  /// A line about one run: the verdict and what decides it.
  private static func ofOne(_ certificate: Certificate) -> [String] {
    [certificate.statement, certificate.verdict.rawValue, decisive(certificate)]
  }

  /// A line about all runs: how many there are of each verdict, and how often hypotheses hold.
  private static func ofAll(_ certificate: Certificate) -> [String] {
    let known = Set(Verdict.allCases.map(\.rawValue))
    let counts = certificate.promises.filter { known.contains($0.name) && !$0.isJudged }
    let verdict =
      counts.isEmpty
      ? certificate.verdict.rawValue
      : counts.map { "\($0.name) \($0.fraction?.count ?? 0)" }.joined(separator: ", ")
    let hypotheses = certificate.hypotheses.compactMap(fraction)
    let promises = certificate.promises.filter { !known.contains($0.name) || $0.isJudged }
      .map { item($0, hasNote: false) }
    let isOutside = certificate.verdict == .notApplicable && !certificate.reasons.isEmpty
    let parts = certificate.reasons.prefix(1) + (isOutside ? [] : hypotheses + promises)
    return [certificate.statement, verdict, parts.joined(separator: "; ")]
  }

  private static func fraction(_ item: Item) -> String? {
    item.fraction.map { "\(item.name) \($0.count)/\($0.of)" }
  }

  /// What decides a verdict, in a clause.
  private static func decisive(_ certificate: Certificate) -> String {
    switch certificate.verdict {
    case .notApplicable:
      if let reason = certificate.reasons.first { return reason }
      // A hypothesis without a bound fails for want of another one.
      let failed = certificate.hypotheses.filter { $0.holds == false }
      let bounded = failed.filter { $0.bound != nil }
      return (bounded.isEmpty ? failed : bounded).map(item).joined(separator: "; ")
    case .inconclusive:
      let open = (certificate.hypotheses + certificate.promises).filter { $0.isJudged && $0.holds == nil }
      return (certificate.reasons + open.map(item)).joined(separator: "; ")
    case .confirmed, .contradicted, .promised:
      let judged = certificate.promises.filter {
        $0.isJudged && (certificate.verdict != .contradicted || $0.holds == false)
      }
      return judged.map(item).joined(separator: "; ")
    }
  }

  private static func item(_ item: Item) -> String { self.item(item, hasNote: true) }

  /// "steps 812 ≤ 1.2e7".
  private static func item(_ item: Item, hasNote: Bool) -> String {
    func number(_ x: Double?) -> String {
      x.map { NumberText.plain(Double(String(format: "%.5g", $0)) ?? $0) } ?? "?"
    }
    var text = "\(item.name) "
    switch (item.value, item.bound) {
    case (nil, nil): text = item.name
    case (nil, let bound): text += "\(symbol(item.relation)) \(number(bound))"
    case (let value, nil): text += number(value)
    case (let value, let bound): text += "\(number(value)) \(symbol(item.relation)) \(number(bound))"
    }
    if let interval = item.fraction?.interval { text += " [\(number(interval[0])), \(number(interval[1]))]" }
    if item.holds == false { text += " fails" }
    if let step = item.step { text += " at step \(step)" }
    if hasNote, let note = item.note { text += " (\(note))" }
    return text
  }
}

/// The comparison as it is printed in formulas.
private func symbol(_ relation: Item.Relation) -> String {
  switch relation {
  case .atMost: "≤"
  case .below: "<"
  case .atLeast: "≥"
  case .above: ">"
  }
}

/// What `check --list` prints: the table of assumptions.
struct StatementList {
  private let descriptions: [StatementDescription]

  init(_ descriptions: [StatementDescription]) { self.descriptions = descriptions }

  /// A block of lines for each statement: a table of twelve columns would not fit a terminal.
  var text: String {
    descriptions.map { statement in
      let lines: [(String, String)] = [
        ("field", statement.field), ("depth", statement.depth), ("target", statement.target),
        ("start", statement.start), ("dynamics", statement.dynamics), ("a", statement.regularization),
        ("assumed of the run", statement.assumed), ("promised", statement.promised),
        ("constants", statement.hasExplicitConstants ? "explicit" : "not explicit"),
        ("judged", statement.judged),
        ("reported only", statement.reported.isEmpty ? "nothing" : statement.reported),
      ]
      let body = lines.map { name, value in
        "  " + name.padding(toLength: 20, withPad: " ", startingAt: 0) + value
      }
      return ([statement.identifier + " (\(statement.source.paper), \(statement.source.place))"] + body)
        .joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}
