import ArgumentParser
import Catalog
import DataSets
import Experiments
import Figures
import Foundation
import RunArchive
import SpecLanguage

/// `deeplinear reproduce`
struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Reproduce the papers' figures: run their experiments and draw them.",
    discussion: """
      Each figure becomes a directory with its runs and, under figures/, PDF, SVG, PNG, the neutral description (JSON) and the \
      caption. What has been run already is not run again. The paths written go to standard output.
      """)

  @Argument(help: ArgumentHelp("Names from --list, or all.", valueName: "id"))
  var ids: [String] = []

  @Flag(help: "Print what there is to reproduce.")
  var list = false

  @Flag(help: "A smaller size of the same figures, in about a minute.")
  var quick = false

  @Option(
    help: ArgumentHelp(
      "descent as in the figures' specs, or flow: the exact gradient flow, where a figure has it.",
      valueName: "method"))
  var method = CatalogEntry.Method.descent

  @Option(help: ArgumentHelp("The folder that gets one directory a figure.", valueName: "dir"))
  var out = "."

  @OptionGroup var work: WorkOptions

  func validate() throws {
    guard !out.isEmpty else { throw ValidationError("--out is empty; expected a folder") }
  }

  func run() throws {
    if list {
      for entry in CatalogEntry.all { try StandardStreams.print("\(entry.id)  \(entry.summary)") }
      return
    }
    let entries = try chosen()
    let folder = try work.data.directory()
    let renderer = Renderer.find(executable: ProcessArguments.program)
    // A reader who has enough ends no experiment.
    var hasReader = true
    for (index, entry) in entries.enumerated() {
      let name = try entry.name(isQuick: quick, method: method)
      let directory = try URL(asWritten: out).appending(path: name)
      do { try entry.requireData(in: folder) } catch let error as DataError {
        guard ids == ["all"] else { throw InputError("\(entry.id): \(error).") }
        StandardStreams.report("deeplinear: \(entry.id) is left out: \(error)\n")
        continue
      }
      for file in try draw(figures(entry, named: name, into: directory), with: renderer, into: directory)
      where hasReader {
        do { try StandardStreams.print(file.relativePath) } catch is StandardStreams.ClosedPipe {
          hasReader = false
        }
      }
      // With nothing left to do there is nothing to continue.
      if Interruption.isRequested, index + 1 < entries.count { throw ExitStatus.interrupted }
    }
    if !hasReader { throw StandardStreams.ClosedPipe() }
  }

  /// Computes what is missing of an entry's runs, and describes its figures.
  private func figures(_ entry: CatalogEntry, named name: String, into directory: URL) throws -> [Figure] {
    switch entry.runs {
    case .specified(let runs):
      let experiment = try entry.experiment(isQuick: quick, method: method, data: work.data.directory())
      let summary = try work.run(experiment, into: directory)
      try requireAll(summary.runs, remaining: summary.remaining, in: directory)
      return try runs.figures(StoredExperiment(experiment, ResultsArchive(directory)))
    case .own(let runs):
      let (count, remaining) = try work.run(
        runs, isQuick: quick, data: work.data.directory(), named: name, into: directory)
      try requireAll(count, remaining: remaining, in: directory)
      return try runs.figures(isQuick: quick, of: directory)
    }
  }

  /// Those who ask for an end do not wait for pictures, which are made in a moment from what is stored.
  private func requireAll(_ runs: Int, remaining: Int, in directory: URL) throws {
    guard remaining > 0 || Interruption.isRequested else { return }
    let done = "\(runs - remaining) of \(runs) runs in \(directory.relativePath)"
    StandardStreams.report("\(done); the same command continues\n")
    throw ExitStatus.interrupted
  }

  /// A signal while Python draws ends this as it would end a run.
  private func draw(_ figures: [Figure], with renderer: Renderer, into directory: URL) throws -> [URL] {
    Interruption.begin()
    do {
      return try renderer.render(figures, into: directory.appending(path: "figures")) {
        Interruption.isRequested
      }
    } catch  where Interruption.isRequested {
      Interruption.say(
        "ended before \(directory.relativePath.printable(limit: 200)) was drawn; the same command draws it")
      throw ExitStatus.interrupted
    }
  }

  private func chosen() throws -> [CatalogEntry] {
    guard !ids.isEmpty else {
      throw InputError("reproduce needs a name, or all; `deeplinear reproduce --list` prints the names.")
    }
    if ids == ["all"] {
      return CatalogEntry.all.filter { method == .descent || $0.specified?.flow != nil }
    }
    return try ids.map { id in
      guard let entry = CatalogEntry.named(id) else {
        let names = CatalogEntry.all.map(\.id).joined(separator: ", ")
        throw InputError("there is no figure \(id.printable(limit: 60)); expected all, or some of \(names).")
      }
      return entry
    }
  }
}

/// `--method`
extension CatalogEntry.Method: ExpressibleByArgument {}
