import DeepLinear
import DeepLinearTheory
import Foundation
import RunArchive
import SpecLanguage

/// Applies statements to the starts of an experiment, and to its runs where they are stored.
public struct Checker: Sendable {
  /// What is checked.
  public let experiment: Experiment
  /// Its results; nil where the runs are still to come.
  public let results: ResultsArchive?
  /// Those applied, in this order.
  public let statements: [any Statement.Type]
  /// How numbers of starts are had; nil for what their size allows.
  public let arithmetic: Arithmetic?
  /// How many starts are checked at once.
  public let threads: Int
  /// The numbers of the runs that are checked; all where nil.
  public let runs: Set<Int>?

  /// - Parameters:
  ///   - runs: all where nil.
  ///   - threads: all cores where nil.
  public init(
    _ experiment: Experiment, results: ResultsArchive? = nil, runs: Set<Int>? = nil,
    statements: [any Statement.Type], arithmetic: Arithmetic? = nil, threads: Int? = nil
  ) {
    self.runs = runs
    (self.experiment, self.results, self.statements) = (experiment, results, statements)
    self.arithmetic = arithmetic
    self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Gives `body` the certificates in order: of each point those of its runs, run after run, then those of all its runs together.
  ///
  /// - Parameters:
  ///   - isInterrupted: polled between steps; returning true ends the call with `CancellationError`.
  ///   - file: where not nil, runs and certificates are added to it.
  ///   - progress: called after every stretch of work, from any thread.
  ///   - body: is given certificates as they are found, some runs at a time.
  /// - Returns: the exponents of what theorems say are powers of d and ε, over the points.
  /// - Throws: `InputError`, `StoreError`, and what `body` throws.
  @discardableResult
  public func run(
    isInterrupted: @escaping @Sendable () -> Bool = { false }, into file: inout CertificateFile?,
    progress: @escaping @Sendable (RunProgress) -> Void = { _ in }, _ body: ([Certificate]) throws -> Void
  ) throws -> [ScaleExponent] {
    try experiment.requireOneProblem()
    let meter = try meter(progress)
    var medians: [Int: [ScaleMedian]] = [:]
    for point in experiment.points {
      let runs = try runs(of: point)
      // What is said of distributions is said of the runs that are checked.
      guard !runs.isEmpty else { continue }
      let checker = try experiment.pointChecker(of: point, statements, arithmetic)
      var counts = statements.map {
        HypothesisCounts(statement: $0.description.identifier, point: point.index)
      }
      var doubts = statements.map { _ in Doubts() }
      let (exported, isRecorded) = (checker.exported, file != nil)
      for first in stride(from: 0, to: runs.count, by: Self.portion) {
        let part = Array(runs[first..<min(runs.count, first + Self.portion)])
        // The longest run first: what is left at the end, when some threads have nothing to do, is short.
        let order = part.indices.sorted { (part[$0].row?.steps ?? 0) > (part[$1].row?.steps ?? 0) }
        let found = try concurrentMap(count: part.count, threads: threads) { i in
          if isInterrupted() { throw CancellationError() }
          let run = part[order[i]]
          return try checker.check(
            seed: run.seed, run: run.number, row: run.row, isRecorded: isRecorded, meter, isInterrupted)
        }
        for (_, checked) in zip(order, found).sorted(by: { $0.0 < $1.0 }) {
          let certificates = checked.certificates.map { $0.explained() }
          if let record = checked.record { file?.add(exported, record, certificates) }
          for certificate in checked.certificates {
            guard let i = statements.firstIndex(where: { $0.description.identifier == certificate.statement })
            else { continue }
            counts[i].add(certificate)
            doubts[i].add(certificate)
          }
          try body(certificates)
        }
      }
      let findings = checker.findings()
      for (place, finding) in findings { medians[place, default: []] += finding.medians }
      try body(ofAllRuns(runs.count, counts, doubts, findings))
    }
    return statements.indices.flatMap { i in
      ScaleExponent.fitted(medians[i] ?? [], of: statements[i].description.identifier)
    }
  }

  /// Runs that are checked before the next certificates are given.
  private static var portion: Int { 64 }

  private func meter(_ progress: @escaping @Sendable (RunProgress) -> Void) throws -> CheckProgress {
    guard let results else {
      let count = try experiment.points.reduce(0) { try $0 + runs(of: $1).count }
      return CheckProgress(runs: count, steps: 0, progress)
    }
    var (count, steps) = (0, 0)
    try results.forEachRun { row in
      guard isChosen(row.run) else { return }
      count += 1
      steps += row.steps
    }
    return CheckProgress(runs: count, steps: steps, progress)
  }

  /// The runs of a point: those that are stored, or all that its seeds make.
  private func runs(of point: Point) throws -> [(number: Int, seed: UInt64, row: RunRow?)] {
    if let results {
      return try results.runs(ofPoint: point.index).filter { isChosen($0.run) }.map { ($0.run, $0.seed, $0) }
    }
    let seeds = experiment.seeds.knownBefore
    return seeds.enumerated().map { i, seed in (point.index * seeds.count + i, seed, nil) }
      .filter { isChosen($0.0) }
  }

  private func isChosen(_ run: Int) -> Bool { runs?.contains(run) ?? true }

  /// The certificates about all runs of a point: fractions, where there are several runs; and statements about distributions.
  private func ofAllRuns(
    _ count: Int, _ counts: [HypothesisCounts], _ doubts: [Doubts], _ findings: [Int: SurveyFinding]
  ) -> [Certificate] {
    statements.indices.compactMap { i in
      let finding = findings[i]
      guard !counts[i].isEmpty else {
        return finding?.certificate(
          of: statements[i].description.identifier, point: counts[i].point
        ).explained()
      }
      guard count > 1 || finding != nil else { return nil }
      var certificate = counts[i].certificate(with: finding)
      if let reason = doubts[i].reason(of: count), !certificate.reasons.contains(reason) {
        certificate.reasons.append(reason)
      }
      return certificate
    }
  }
}

extension Experiment {
  /// Refuses a spec whose runs choose a value of their own, of which statements would say something else each.
  func requireOneProblem() throws(InputError) {
    guard let best else { return }
    throw error(
      "best lets every run choose its own \(best.over), and statements are checked for one value; leave best out and give the key a value, such "
        + "as \(best.values[0]).", at: "best")
  }
}

/// Why runs decide nothing about a statement.
private struct Doubts {
  private var count = 0
  private var first: (run: Int, clause: String)?
  private var isSame = true

  mutating func add(_ certificate: Certificate) {
    guard let clause = certificate.doubt, let run = certificate.run else { return }
    count += 1
    if let first { isSame = isSame && first.clause == clause } else { first = (run, clause) }
  }

  /// A clause; nil where every run decides.
  func reason(of total: Int) -> String? {
    guard let first else { return nil }
    if count == total, isSame { return first.clause }
    let which = "\(count) of \(total) runs \(count == 1 ? "is" : "are") inconclusive"
    return isSame ? "\(which): \(first.clause)" : "\(which), such as run \(first.run): \(first.clause)"
  }
}
