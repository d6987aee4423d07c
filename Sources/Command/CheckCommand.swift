import ArgumentParser
import DeepLinearTheory
import Experiments
import Figures
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

        deeplinear check spec.yaml     what applies to the starts
        deeplinear check NAME          of finished runs: what was promised and kept
        deeplinear check --list        what each statement assumes and promises

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

  @Option(
    name: .customLong("run"), parsing: .singleValue,
    help: ArgumentHelp(
      "Only these runs, such as 3 or 0-9; may be repeated. (default: all)", valueName: "numbers"))
  var runNumbers: [NumberList] = []

  @Option(
    help: ArgumentHelp(
      "Write certificates that other programs can verify: every input exact, every number with its enclosure.",
      valueName: "file.json"))
  var export: String?

  @Option(
    help: ArgumentHelp(
      "Repeat what an exported file certifies, and compare every number, enclosure and checksum.",
      valueName: "file.json"))
  var compare: String?

  @Flag(
    help: "Doubles with error bounds in the place of ball arithmetic, as large matrices have them anyway.")
  var fast = false

  @Flag(help: "What every statement assumes and promises, what of it is judged, and what is reported only.")
  var list = false

  @Flag(
    help:
      "The largest step sizes that Theorems 1 and 2 of Arora et al. allow each start, the steps they then promise, and what runs take at the spec's step size and at practical ones."
  )
  var suggest = false

  @Option(
    help: ArgumentHelp("How many starts are checked at once, from 1. (default: all cores)", valueName: "n"))
  var threads: Int?

  @OptionGroup var data: DataOptions

  @Flag(help: "Print one JSON object and nothing else on standard output.")
  var json = false

  func validate() throws {
    guard list || subject != nil else {
      throw ValidationError("nothing to check is given; expected a spec or a directory, or --list")
    }
    guard subject?.isEmpty != true else { throw ValidationError("the path of what to check is empty") }
    guard export?.isEmpty != true, compare?.isEmpty != true else {
      throw ValidationError("a file of certificates has an empty name")
    }
    guard !suggest || (export == nil && compare == nil && names.isEmpty && runNumbers.isEmpty) else {
      throw ValidationError(
        "--suggest makes no certificates; expected it without --export, --compare, --statement and --run")
    }
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
    switch try Subject(text, overrides: overrides, data: data.directory()) {
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
      let results = try ResultsArchive(url)
      if let damage = try results.specDamage() { throw StoreError("\(shown): \(damage): bring that back") }
      return (try Experiment(contentsOf: spec, data: data.directory()), results)
    }
  }

  // MARK: Checking

  private func check(
    _ experiment: Experiment, _ results: ResultsArchive?, _ statements: [any Statement.Type]
  ) throws {
    let chosen = runNumbers.isEmpty ? nil : Set(runNumbers.flatMap(\.numbers))
    let checker = Checker(
      experiment, results: results, runs: chosen, statements: statements,
      arithmetic: fast ? .doubles : nil, threads: threads)
    if let results { try warnOfMissingRuns(results, experiment) }
    let writer = try results.flatMap(writer)
    var file = export == nil && compare == nil ? nil : CertificateFile(of: experiment)
    var report = CheckReport(experiment, hasRuns: results != nil)
    var stream = json ? CertificateStream() : nil
    var isContradicted = false
    var isEmpty = true
    let meter =
      json ? nil : ProgressMeter(label: experiment.name, counting: results == nil ? "starts" : "runs")
    defer { meter?.finish() }
    let exponents = try checker.run(
      isInterrupted: { Interruption.isRequested }, into: &file, progress: { meter?.update($0) }
    ) { certificates in
      isContradicted = isContradicted || certificates.contains { $0.verdict == .contradicted }
      isEmpty = isEmpty && certificates.isEmpty
      try stream?.write(certificates)
      try writer?.add(try certificates.map { try CertificateRow($0) })
      report.add(certificates)
    }
    guard !isEmpty || chosen == nil else {
      throw InputError("--run names no run that is there; expected numbers below \(experiment.runCount).")
    }
    meter?.finish()
    try stream?.end(exponents)
    try writer?.finish()
    if let file { try exportOrCompare(file) }
    if !json {
      try StandardStreams.print(([report.text] + ExponentTable.lines(exponents)).joined(separator: "\n"))
    }
    if isContradicted { throw ExitStatus.failed }
  }

  /// What stores the certificates; nil, with a warning, where the directory cannot be written. Certificates of some statements
  /// or runs alone are not stored.
  private func writer(_ results: ResultsArchive) throws -> CertificateWriter? {
    guard names.isEmpty, runNumbers.isEmpty else { return nil }
    do {
      return try CertificateWriter(results.directory)
    } catch let error as StoreError {
      StandardStreams.report("deeplinear: warning: the certificates are not stored: \(error)\n")
      return nil
    }
  }

  /// Fractions over the runs that are stored are not those over all runs: the longest ones are the last to be stored.
  private func warnOfMissingRuns(_ results: ResultsArchive, _ experiment: Experiment) throws {
    let stored = try results.runCount()
    guard stored < experiment.runCount, experiment.seeds.halfWidth == nil else { return }
    StandardStreams.report(
      "deeplinear: warning: \(stored) of \(experiment.runCount) runs are stored, and the others are not judged\n"
    )
  }

  private func exportOrCompare(_ file: CertificateFile) throws {
    let contents = try file.contents()
    if let export {
      let url = try URL(asWritten: export)
      // Replacing a device, a pipe or a link would destroy it.
      var status = stat()
      guard lstat(url.path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG, export != "-" else {
        throw InputError(
          "--export \(export.printable(limit: 300)) is no plain file, which alone can be replaced; choose another name."
        )
      }
      do {
        try publish(contents, at: url)
      } catch {
        throw Failure(
          "--export: \(error.path.printable(limit: 300)) cannot be written: \(SystemReason(error.code).text)")
      }
    }
    guard let compare else { return }
    let shown = compare.printable(limit: 200)
    let url = try URL(asWritten: compare)
    if let absence = SystemReason.absence(at: url.path) {
      throw InputError("\(shown) \(absence); expected a file that `deeplinear check --export` wrote.")
    }
    guard let stored = try? Data(contentsOf: url) else {
      throw InputError("\(shown) cannot be read; expected a file that `deeplinear check --export` wrote.")
    }
    guard let difference = try CertificateFile.difference(of: contents, from: stored, named: shown) else {
      return StandardStreams.report("deeplinear: \(shown) certifies what is found here, number by number\n")
    }
    throw Failure("\(shown) certifies something else than is found here: \(difference)")
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
    try StandardStreams.print(json ? JSONText.line(suggestions) : suggestions.text(of: experiment))
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

  /// - Parameter exponents: over the points of a sweep; the key is left out where there is none.
  func end(_ exponents: [ScaleExponent]) throws {
    let others = exponents.isEmpty ? "" : ",\n\"exponents\": " + (try JSONText.line(exponents))
    try StandardStreams.print((isFirst ? "{\"certificates\": [" : "\n") + "]\(others)}")
  }
}
