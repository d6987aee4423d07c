import ArgumentParser
import DeepLinearTheory
import Experiments
import Foundation
import RunArchive
import SpecLanguage

/// `deeplinear check`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Which theorems apply, by how much, and whether the runs kept what they promise.",
    discussion: """
      Of a spec, the starts of all its seeds are drawn and every hypothesis is tested, in ball arithmetic with all rounding \
      accounted for. Of a directory that `deeplinear run` left, each run is judged too: what a theorem promises of every step is \
      tested at every step, by repeating the run to the same bits. Certificates are stored in results.sqlite, table certificates.

        deeplinear check spec.yaml               what applies to the starts
        deeplinear run spec.yaml && deeplinear check NAME
        deeplinear check --list                  what each statement assumes

      Verdicts: confirmed; not-applicable (a hypothesis fails); promised (the run is still to come); contradicted; inconclusive \
      (within rounding, not tested, or ended too early). Exit status 1 only where a statement is contradicted.
      """)

  @Argument(
    help: ArgumentHelp(
      "A spec (YAML or JSON), - for one on standard input, or a directory that a run left.",
      valueName: "spec-or-directory"))
  var subject: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Replace a key of the spec, such as network.width=5; may be repeated.", valueName: "key=value"))
  var overrides: [String] = []

  @Option(
    name: .customLong("statement"), parsing: .singleValue,
    help: ArgumentHelp(
      "Only this statement, such as arora2019-theorem-1; may be repeated. (default: all)", valueName: "id"))
  var names: [String] = []

  @Flag(
    help: "Doubles with error bounds in the place of ball arithmetic, as large matrices have them anyway.")
  var fast = false

  @Flag(help: "What every statement assumes and promises, what of it is judged, and what is reported only.")
  var list = false

  @Flag(
    help:
      "The largest step size that Theorem 1 of Arora et al. allows for each start, the steps it then promises, and what runs take."
  )
  var suggest = false

  @Option(
    help: ArgumentHelp("How many starts are checked at once, from 1. (default: all cores)", valueName: "n"))
  var threads: Int?

  @Flag(help: "Print one JSON object and nothing else on standard output.")
  var json = false

  func validate() throws {
    guard list || subject != nil else {
      throw ValidationError("nothing to check is given; expected a spec or a directory, or --list")
    }
    guard subject?.isEmpty != true else { throw ValidationError("the path of what to check is empty") }
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads is \(threads); expected a whole number from 1 to 4096")
    }
  }

  func run() throws {
    let statements = try chosen()
    guard let subject, !list else { return try printList(statements) }
    let (experiment, results) = try opened(subject)
    Interruption.handleSignals()
    do {
      if suggest {
        return try printSuggestions(experiment, results)
      }
      try check(experiment, results, statements)
    } catch is CancellationError {
      Interruption.say(Interruption.early)
      throw ExitStatus.interrupted
    }
  }

  /// The statements that are named, in the order of the registry; all where none is.
  private func chosen() throws -> [any Statement.Type] {
    let known = Statements.all.map { $0.description.identifier }
    for name in names where !known.contains(name) {
      let advice = Suggestion.nearest(to: name, among: known).map { "did you mean \($0)?" } ?? "see --list."
      throw InputError("--statement \(name.printable(limit: 100)) names no statement; \(advice)")
    }
    return names.isEmpty
      ? Statements.all : Statements.all.filter { names.contains($0.description.identifier) }
  }

  /// The experiment, and its results where a directory is given.
  private func opened(_ text: String) throws -> (Experiment, ResultsArchive?) {
    switch try Subject(text, overrides: overrides) {
    case .spec(let experiment): return (experiment, nil)
    case .directory(let url):
      let shown = text.printable(limit: 200)
      guard overrides.isEmpty else {
        throw InputError("--set cannot change what \(shown) was computed from; give the spec instead.")
      }
      let spec = url.appending(path: "spec.yaml")
      guard SystemReason.found(at: spec.path) != .nothing else {
        throw InputError(
          "\(shown) has no spec.yaml; expected a directory that `deeplinear run` left, or a spec.")
      }
      return (try Experiment(contentsOf: spec), try ResultsArchive(url))
    }
  }

  // MARK: Checking

  private func check(
    _ experiment: Experiment, _ results: ResultsArchive?, _ statements: [any Statement.Type]
  ) throws {
    let checker = Checker(
      experiment, results: results, statements: statements, arithmetic: fast ? .doubles : nil,
      threads: threads)
    let writer = try results.flatMap(writer)
    var report = CheckReport(experiment, hasRuns: results != nil)
    var stream = json ? CertificateStream() : nil
    var isContradicted = false
    try checker.run(isInterrupted: { Interruption.isRequested }) { (certificates: [Certificate]) throws in
      isContradicted = isContradicted || certificates.contains { $0.verdict == .contradicted }
      try stream?.write(certificates)
      try writer?.add(try certificates.map { try CertificateRow($0) })
      report.add(certificates)
    }
    try stream?.end(checker)
    try writer?.finish()
    if !json { try StandardStreams.print(report.text) }
    if isContradicted { throw ExitStatus.failed }
  }

  /// What stores the certificates; nil, with a warning, where the directory cannot be written. Certificates of some statements alone
  /// are not stored.
  private func writer(_ results: ResultsArchive) throws -> CertificateWriter? {
    guard names.isEmpty else { return nil }
    do {
      return try CertificateWriter(results.directory)
    } catch let error as StoreError {
      StandardStreams.report("deeplinear: warning: the certificates are not stored: \(error)\n")
      return nil
    }
  }

  // MARK: Other answers

  private func printList(_ statements: [any Statement.Type]) throws {
    let descriptions = statements.map { $0.description }
    if json { return try StandardStreams.print(JSONText.line(["statements": descriptions])) }
    try StandardStreams.print(StatementList(descriptions).text)
  }

  private func printSuggestions(_ experiment: Experiment, _ results: ResultsArchive?) throws {
    let suggestions = try StepSizeSuggestions(
      experiment, results: results, arithmetic: fast ? .doubles : nil, threads: threads
    ) { Interruption.isRequested }
    try StandardStreams.print(json ? JSONText.line(suggestions) : suggestions.text)
  }
}

extension CertificateRow {
  init(_ certificate: Certificate) throws {
    self.init(
      statement: certificate.statement, point: certificate.point, run: certificate.run,
      verdict: certificate.verdict.rawValue, hypotheses: try JSONText.line(certificate.hypotheses),
      promises: try JSONText.line(certificate.promises))
  }
}

/// One JSON object with certificates as they are found.
private struct CertificateStream {
  private var isFirst = true

  mutating func write(_ certificates: [Certificate]) throws {
    for certificate in certificates {
      let text = try JSONText.line(certificate)
      try StandardStreams.write((isFirst ? "{\"certificates\": [\n" : ",\n") + text)
      isFirst = false
    }
  }

  func end(_ checker: Checker) throws {
    try StandardStreams.print((isFirst ? "{\"certificates\": [" : "\n") + "]}")
  }
}
