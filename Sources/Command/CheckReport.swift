import DeepLinearTheory
import Experiments
import Foundation
import SpecLanguage

/// What `check` prints: of each point a table with a line for each statement, and at the end the notes that several lines have.
struct CheckReport {
  private let experiment: Experiment
  private let hasRuns: Bool
  /// The certificates of the point that is being reported: those of its first run, and those about all its runs.
  private var first: [Certificate] = []
  private var all: [Certificate] = []
  private var witnesses: [Certificate] = []
  private var samples = ReportedNumbers()
  private var runs = 0
  private var point: Int?
  private var sections: [Section] = []

  /// The table of a point.
  private struct Section {
    let heading: String
    let rows: [CheckRow]
    let witnesses: [CheckRow]
  }

  init(_ experiment: Experiment, hasRuns: Bool) { (self.experiment, self.hasRuns) = (experiment, hasRuns) }

  mutating func add(_ certificates: [Certificate]) {
    guard let sample = certificates.first else { return }
    if point != sample.point { endPoint() }
    point = sample.point
    guard let run = sample.run else { return all += certificates }
    if first.isEmpty || first[0].run == run { first += certificates }
    runs += 1
    for certificate in certificates { samples.add(certificate) }
    if witnesses.count < Self.mostWitnesses {
      witnesses += certificates.filter { $0.verdict == .contradicted }
    }
  }

  /// Contradictions that are shown one by one.
  private static var mostWitnesses: Int { 5 }

  var text: String {
    var report = self
    report.endPoint()
    guard !report.sections.isEmpty else { return "no run is stored yet, so that nothing can be judged" }
    var notes = CheckNotes()
    for section in report.sections { notes.count(section.rows + section.witnesses) }
    let tables = report.sections.map { section in
      ([section.heading] + notes.lines(section.rows)
        + section.witnesses.map { "\($0.statement) " + notes.clauses($0) })
        .joined(separator: "\n")
    }
    return (tables + (notes.legend.isEmpty ? [] : [notes.legend.joined(separator: "\n")]))
      .joined(separator: "\n\n")
  }

  // MARK: A point

  private mutating func endPoint() {
    defer { (first, all, witnesses, samples, runs, point) = ([], [], [], ReportedNumbers(), 0, nil) }
    guard let point else { return }
    let items = ItemText(isFlow: experiment.points[point].specification.dynamics.method.isFlow)
    let ofAll = all.map { Self.ofAll($0, items, samples) }
    sections.append(
      Section(
        heading: heading(point), rows: (runs > 1 ? [] : first.map { Self.ofOne($0, items) }) + ofAll,
        witnesses: witnesses.map { certificate in
          let place =
            "contradicted: \(certificate.statement), run \(certificate.run ?? 0), seed \(certificate.seed ?? 0):"
          return CheckRow(statement: place, verdict: "", parts: Self.decisive(certificate, items))
        }))
  }

  private func heading(_ index: Int) -> String {
    let what = hasRuns ? (runs == 1 ? "run" : "runs") : (runs == 1 ? "start" : "starts")
    let isOpen = !hasRuns && experiment.seeds.halfWidth != nil
    let batch = isOpen ? " of the first batch of seeds" : ""
    return experiment.title(of: experiment.points[index])
      + (runs > 0 ? ": \(runs) \(what)\(batch)" : isOpen ? ": \(what)\(batch)" : "")
  }

  /// A line about one run: the verdict, what decides it, and what is reported only.
  private static func ofOne(_ certificate: Certificate, _ items: ItemText) -> CheckRow {
    let reported =
      certificate.verdict == .notApplicable
      ? [] : certificate.promises.filter { !$0.isJudged }.compactMap(items.reported)
    return CheckRow(
      statement: certificate.statement, verdict: certificate.verdict.rawValue,
      parts: decisive(certificate, items) + self.reported(reported))
  }

  /// A line about all runs: how many there are of each verdict, how often hypotheses hold, and what is reported only.
  private static func ofAll(
    _ certificate: Certificate, _ items: ItemText, _ samples: ReportedNumbers
  ) -> CheckRow {
    let known = Set(Verdict.allCases.map(\.rawValue))
    let counts = certificate.promises.filter { known.contains($0.name) && !$0.isJudged }
    let verdict =
      counts.isEmpty
      ? certificate.verdict.rawValue
      : counts.map { "\($0.name) \($0.fraction?.count ?? 0)" }.joined(separator: ", ")
    let reasons = certificate.reasons.prefix(1).map { CheckRow.Part($0) }
    if certificate.verdict == .notApplicable, !certificate.reasons.isEmpty {
      return CheckRow(statement: certificate.statement, verdict: verdict, parts: reasons)
    }
    let hypotheses = certificate.hypotheses.compactMap { item in
      item.fraction.map { CheckRow.Part("\(item.name) \($0.count)/\($0.of)") }
    }
    let promises = certificate.promises.filter { !known.contains($0.name) || $0.isJudged }.map {
      // The note of a fraction says why it is open, or that seeds are few.
      $0.isJudged || $0.fraction != nil
        ? items.judged($0, hasNote: $0.isJudged && ($0.holds == nil || $0.fraction != nil)) : items.scale($0)
    }
    let reported = medians(samples[certificate.statement], items)
    return CheckRow(
      statement: certificate.statement, verdict: verdict, parts: reasons + hypotheses + promises + reported)
  }

  private static func reported(_ clauses: [String]) -> [CheckRow.Part] {
    clauses.isEmpty ? [] : [CheckRow.Part("reported: " + clauses.joined(separator: ", "))]
  }

  /// The medians over the runs, those of equally many runs together.
  private static func medians(_ numbers: ReportedNumbers.Numbers, _ items: ItemText) -> [CheckRow.Part] {
    Set(numbers.map(\.samples.count)).sorted(by: >).map { count in
      let clauses = numbers.filter { $0.samples.count == count }.map { items.median($0, $1) }
      let which = count == 1 ? "of one run" : "medians of \(count) runs"
      return CheckRow.Part("reported, \(which): " + clauses.joined(separator: ", "))
    }
  }

  /// What decides a verdict, in clauses.
  private static func decisive(_ certificate: Certificate, _ items: ItemText) -> [CheckRow.Part] {
    let reasons = certificate.reasons.map { CheckRow.Part($0) }
    switch certificate.verdict {
    case .notApplicable:
      if let reason = reasons.first { return [reason] }
      // A hypothesis without a bound fails for want of another one.
      let failed = certificate.hypotheses.filter { $0.holds == false }
      let bounded = failed.filter { $0.bound != nil }
      return (bounded.isEmpty ? failed : bounded).map { items.judged($0) }
    case .inconclusive:
      let open = (certificate.hypotheses + certificate.promises).filter { $0.isJudged && $0.holds == nil }
      return reasons + open.map { items.judged($0) }
    case .confirmed, .contradicted, .promised:
      let judged = certificate.promises.filter {
        $0.isJudged && (certificate.verdict != .contradicted || $0.holds == false)
      }
      return judged.map { items.judged($0) }
    }
  }
}

/// The numbers of single runs that are reported only, by statement and name.
private struct ReportedNumbers {
  typealias Numbers = [(name: String, samples: [(value: Double, bound: Double?)])]
  private var byStatement: [String: Numbers] = [:]

  mutating func add(_ certificate: Certificate) {
    guard certificate.verdict != .notApplicable else { return }
    for item in certificate.promises where !item.isJudged {
      guard let value = item.value, value.isFinite else { continue }
      let sample = (value, item.bound)
      let place = byStatement[certificate.statement]?.firstIndex { $0.name == item.name }
      if let place {
        byStatement[certificate.statement]?[place].samples.append(sample)
      } else {
        byStatement[certificate.statement, default: []].append((item.name, [sample]))
      }
    }
  }

  subscript(statement: String) -> Numbers { byStatement[statement] ?? [] }
}
