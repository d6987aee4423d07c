import ArgumentParser
import Foundation
import RunArchive
import SpecLanguage

/// `deeplinear verify`
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare what a run left with what it stored.",
    discussion: """
      Every file is read and compared with its size and SHA-256 in results.sqlite, the rows there with checksums of their own, and \
      spec.yaml with its checksum. Nothing is written. What differs is named, one line each, and the exit status is 1; \
      `deeplinear run DIR --repair` computes it again.
      """)

  @Argument(help: ArgumentHelp("A directory that `deeplinear run` left.", valueName: "dir"))
  var directory: String

  @Flag(help: "Print one JSON object and nothing else on standard output.")
  var json = false

  func validate() throws {
    guard !directory.isEmpty else { throw ValidationError("the directory's path is empty") }
  }

  func run() throws {
    let url = try URL(asWritten: directory)
    let shown = directory.printable(limit: 200)
    let expected = "expected a directory that `deeplinear run` left"
    if let absence = SystemReason.absence(at: url.path) {
      throw InputError("\(shown) \(absence); \(expected).")
    }
    guard SystemReason.found(at: url.path) == .folder else {
      throw InputError("\(shown) is a file; \(expected).")
    }
    guard SystemReason.found(at: url.appending(path: "results.sqlite").path) != .nothing else {
      throw InputError("\(shown) has no results.sqlite; \(expected).")
    }
    let archive = try ResultsArchive(unchecked: url)
    let report = Report(
      directory: url.relativePath, runs: try archive.runCount(), files: try archive.fileCount(),
      damage: try archive.damage().map(\.description))
    try StandardStreams.print(json ? JSONText.line(report) : report.text)
    if !report.isIntact { throw ExitStatus.failed }
  }

  /// What was found.
  private struct Report: Encodable {
    let directory: String
    let runs: Int
    let files: Int
    let damage: [String]
    var isIntact: Bool { damage.isEmpty }

    var text: String {
      let stored = "\(runs) runs in \(files) files"
      guard !isIntact else { return "\(directory) is intact: \(stored)" }
      return
        (damage.map { "\(directory)/\($0)".printable(limit: 400) }
        + [
          "\(directory) is damaged: \(damage.count) \(damage.count == 1 ? "fault" : "faults"); it has \(stored)"
        ]).joined(separator: "\n")
    }
  }
}
