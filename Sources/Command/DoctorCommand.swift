import ArgumentParser
import Experiments
import Figures
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
    let here = URL(fileURLWithPath: ".")
    let renderer = Renderer.find(executable: ProcessArguments.program)
    let report = SystemReport(folder: here) {
      do {
        return "\(try renderer.version()), at \(renderer.python?.path ?? "?")"
      } catch let error as RendererError {
        throw Failure(error.advised)
      }
    }
    // A signal has ended Python, and the process is about to end.
    Interruption.waitIfEnding()
    if json {
      try StandardStreams.print(JSONText.line(report))
    } else {
      let width = report.findings.map(\.subject.count).max() ?? 0
      for finding in report.findings {
        let subject = finding.subject.padding(toLength: width + 2, withPad: " ", startingAt: 0)
        try StandardStreams.print(subject + finding.value)
        if let remedy = finding.remedy {
          try StandardStreams.print(String(repeating: " ", count: width + 2) + "→ \(remedy)")
        }
      }
    }
    if !report.isSound { throw ExitStatus.failed }
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
