import ArgumentParser
import Experiments
import Foundation

/// `deeplinear doctor`
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look at this machine: what is used, what is missing, and how to get it.",
    discussion: "Exit status 1 where something is broken without which nothing right can be computed.")

  @Flag(help: "Print one JSON object and nothing else on standard output.")
  var json = false

  func run() throws {
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    let examination = SystemReport(folder: here)
    if json {
      try StandardStreams.print(JSONText.line(examination))
    } else {
      let width = examination.findings.map(\.subject.count).max() ?? 0
      for finding in examination.findings {
        let subject = finding.subject.padding(toLength: width + 2, withPad: " ", startingAt: 0)
        try StandardStreams.print(subject + finding.value)
        if let remedy = finding.remedy {
          try StandardStreams.print(String(repeating: " ", count: width + 2) + "→ \(remedy)")
        }
      }
    }
    if !examination.isSound { throw ExitStatus.failed }
  }
}

/// JSON for standard output.
enum JSONText {
  /// One object in one line, keys in alphabetical order.
  static func line(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
