import ArgumentParser
import Experiments
import Foundation
import RunArchive
import SpecLanguage

/// `deeplinear run`
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a spec, or continue a directory that was interrupted.",
    discussion: """
      A spec is a YAML file, such as this one:

        name: four-layers
        network: {depth: 4, width: 3, field: complex}
        target:
          identity: {scale: 1.0}
        initialization:
          gaussian: {deviation: 0.2}
        dynamics:
          gradient-descent: {step-size: 0.01}  # η; time = η · step
          regularization: 10.0                 # a, the balance penalty
        stop: {loss-below: 1e-8, max-steps: 200000}
        seeds: {first: 0, count: 64}

      `deeplinear new` writes a spec with every key explained, sweeps and matrix completion too. Files that a spec names are \
      looked for in the spec's folder, also those that --set names; files of data then in the folder of --data. `-` reads the spec from standard input, and looks for its \
      files in the current folder.

      Results land in the output directory: results.sqlite (one row a run), trajectories/*.nc (NetCDF-4, opens with xarray), \
      weights/*.npy (above 1,000 runs one .npz for each trajectory file), spec.yaml with every default written out, \
      provenance.json. Finished runs are never repeated: the same command, or the directory in place of the spec, continues \
      after an interruption (exit status 75).
      """)

  @Argument(
    help: ArgumentHelp(
      "A spec (YAML or JSON), - for one on standard input, or a directory that a run left.",
      valueName: "spec-or-directory"))
  var subject: String

  @Option(help: ArgumentHelp("Where results go. (default: ./NAME of the spec)", valueName: "dir"))
  var out: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Replace a key of the spec, such as network.width=5; may be repeated.", valueName: "key=value"))
  var overrides: [String] = []

  @OptionGroup var work: WorkOptions

  @Flag(
    help:
      "Compute nothing and write nothing: say how many runs there are, and what time and space they take at most."
  )
  var dryRun = false

  @Flag(
    help:
      "Repeat every flow at tolerances ten times tighter, store the distance of each run, and print the largest; takes three to four times as long."
  )
  var verify = false

  @Flag(
    help:
      "Read every stored file first, and compute again the runs whose files or rows are not those that were stored; what they had goes to DIR/strays."
  )
  var repair = false

  @Flag(help: "Print one JSON object and nothing else on standard output.")
  var json = false

  func validate() throws {
    guard !subject.isEmpty else { throw ValidationError("the spec's path is empty") }
    guard out?.isEmpty != true else { throw ValidationError("--out is empty; expected a folder") }
  }

  func run() throws {
    let (experiment, directory) = try subjectAndDirectory()
    if dryRun {
      try directory.requireFolder()
      try ProcessLimits.require(experiment, threads: work.threads)
      try Runner(experiment, into: directory).refuseDifferentSpec()
      let forecast = Forecast(
        try experiment.estimate(threads: work.threads), DiskNeed(of: experiment, in: directory),
        RunsToCome(of: experiment, in: directory), directory: directory)
      return try StandardStreams.print(json ? JSONText.line(forecast) : forecast.text)
    }
    let summary = try work.run(
      experiment, into: directory, verifies: verify, repairs: repair, showsProgress: !json)
    let report = report(summary, directory)
    do {
      try StandardStreams.print(json ? report.json() : report.text)
    } catch is StandardStreams.ClosedPipe where summary.remaining > 0 {
      // Ctrl-C also ends the reader of a pipe.
    }
    if summary.remaining > 0 { throw ExitStatus.interrupted }
  }

  /// The experiment, and where its results go.
  private func subjectAndDirectory() throws -> (Experiment, URL) {
    switch try Subject(subject, overrides: overrides, data: work.data.directory()) {
    case .spec(let experiment): (experiment, try URL(asWritten: out ?? experiment.name))
    case .directory(let url): try continued(url)
    }
  }

  private func continued(_ directory: URL) throws -> (Experiment, URL) {
    let spec = directory.appending(path: "spec.yaml")
    if SystemReason.found(at: spec.path) == .nothing {
      let results = directory.appending(path: "results.sqlite")
      if FileManager.default.fileExists(atPath: results.path) {
        throw InputError(
          "\(subject.printable(limit: 200)) has results but no spec.yaml: give the spec it was begun with, and --out "
            + "\(subject.printable(limit: 200)).")
      }
      throw InputError(
        "\(subject.printable(limit: 200)) has no spec.yaml; expected a directory that `deeplinear run` left, or a spec."
      )
    }
    guard overrides.isEmpty else {
      throw InputError(
        "--set cannot change what \(subject.printable(limit: 200)) has begun; give the spec and another --out instead."
      )
    }
    guard out == nil else {
      throw InputError("--out does not go with a directory, which is continued in place; leave it out.")
    }
    return (try Experiment(contentsOf: spec, data: work.data.directory()), directory)
  }

  private func report(_ summary: Runner.Summary, _ directory: URL) -> RunReport {
    RunReport(summary, directory: directory.relativePath, verifies: verify)
  }
}

/// What `run` says at the end.
struct RunReport: Encodable {
  let directory: String
  let runs: Int
  let computed: Int
  let remaining: Int
  /// Runs left to do that continue from a checkpoint.
  let checkpointed: Int
  /// The same number, by the name that it has in JSON since the first version.
  private let kept: Int
  let outcomes: [String: Int]
  let obstruction: Runner.Obstruction?
  let best: Runner.BestValues?
  let divergence: Runner.Divergence?
  let engines: [Provenance.Engine]
  let verification: Runner.Verification?
  let unsettled: Runner.Unsettled?
  private let verifies: Bool

  init(_ summary: Runner.Summary, directory: String, verifies: Bool) {
    self.verifies = verifies
    self.directory = directory
    (runs, computed, remaining) = (summary.runs, summary.computed, summary.remaining)
    (checkpointed, kept) = (summary.checkpointed, summary.checkpointed)
    (outcomes, obstruction, divergence) = (summary.outcomes, summary.obstruction, summary.divergence)
    (engines, verification) = (summary.engines, summary.verification)
    (best, unsettled) = (summary.best, summary.unsettled)
  }

  /// The runs, their directory and their outcomes on one line: "64 runs in ./four-layers: 61 converged, 3 exhausted".
  var text: String {
    let order = ["converged", "stalled", "exhausted", "diverged"]
    let parts = order.compactMap { name in outcomes[name].map { "\($0) \(name)" } }
    let known = computed == done ? "" : " (\(done - computed) were there already)"
    let nothing = computed == 0 && remaining == 0 ? "; nothing to do" : ""
    let kept =
      checkpointed == 0
      ? "" : ", \(checkpointed) of them with \(checkpointed == 1 ? "a checkpoint" : "checkpoints")"
    let left =
      remaining == 0
      ? ""
      : "; \(remaining) left\(kept): continue with `deeplinear run \(verifies ? "--verify " : "")\(shellWord(directory))`"
    let ends = parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
    return "\(done) \(done == 1 ? "run" : "runs") in \(directory)\(known)\(ends)\(nothing)\(left)"
      + (best.map { "\n\($0.text)" } ?? "") + diverged + obstructed + unknown
      + plainly + verified
  }

  /// A line for flows that were repeated more tightly.
  private var verified: String {
    guard let found = verification else {
      return verifies && computed == 0 && remaining == 0
        ? "\nnone of its flows was verified, and finished runs are not repeated: give --verify with another --out"
        : ""
    }
    let which = found.runs == done ? "" : " of the \(found.runs) that were verified"
    let distance = found.largestDistance.map { String(format: "%.2g", $0) } ?? "none to measure"
    let others = found.endedOtherwise == 0 ? "" : "; \(found.endedOtherwise) ended in another way there"
    let diverged =
      found.diverged == 0 ? "" : "; of \(found.diverged) that diverged there is nothing to compare"
    return eventDistance(found)
      + "\nlargest distance\(which) to the flow at tolerances ten times tighter: \(distance)\(others)\(diverged)"
  }

  /// A line for the times of thresholds and stages, which are seen as flows are verified and not stored.
  private func eventDistance(_ found: Runner.Verification) -> String {
    let largest = found.largestEventDistance ?? 0
    let alone = found.eventsOfOneAlone
    if largest == 0, alone == 0 { return "" }
    return "\nlargest difference of the time of a threshold, the escape, T_1 or the saddle time: "
      + String(format: "%.2g", largest)
      + (alone == 0 ? "" : "; \(alone) met one that the tighter flow did not, or the other way round")
  }

  /// A line for runs that diverged: when, and what to try.
  private var diverged: String {
    guard let found = divergence else { return "" }
    let first = found.firstStep < found.medianStep ? ", the first after \(Self.steps(found.firstStep))" : ""
    let when =
      found.runs == 1
      ? "1 run diverged, after \(Self.steps(found.firstStep))"
      : "\(found.runs) runs diverged\(first), half of them after at most \(Self.steps(found.medianStep))"
    return "\n\(when); try a smaller step size, or smaller initial weights"
  }

  private static func steps(_ count: Int) -> String { count == 1 ? "1 step" : "\(count) steps" }

  /// A line for flows that their solver did not complete: their outcome is that of flows that reached the last time.
  private var obstructed: String {
    guard let found = obstruction else { return "" }
    let which = found.runs == 1 ? "1 flow was" : "\(found.runs) flows were"
    return "\n\(which) not followed to the end; run \(found.first): \(found.message)"
  }

  /// A line for points whose success fraction needs more seeds than the spec allows.
  private var unknown: String {
    guard let found = unsettled else { return "" }
    let which = found.points == 1 ? "1 point has" : "\(found.points) points have"
    return
      "\n\(which) all seeds that seeds.until.at-most allows and a wider interval than wanted: half-width "
      + "\(String(format: "%.3g", found.halfWidth)) at point \(found.widest)"
  }

  private var done: Int { runs - remaining }

  /// A line for points that the reference engine ran, and why.
  private var plainly: String {
    engines.filter { $0.reason != nil }.map { use in
      let points = engines.count > 1 ? " for \(use.points) \(use.points == 1 ? "point" : "points")" : ""
      return "\n\(use.text)\(points)"
    }.joined()
  }

  /// The word as a shell takes it: quoted where it holds a space or the like, and with its folder where `run` would take it for an
  /// option or for standard input.
  private func shellWord(_ word: String) -> String {
    let word = word.hasPrefix("-") ? "./\(word)" : word
    let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "/._-+,:@%".contains($0) }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  private enum CodingKeys: CodingKey {
    case directory, runs, computed, remaining, checkpointed, kept, outcomes, obstruction, divergence, engines
    case verification, unsettled, best
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
