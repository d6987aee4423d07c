import DataSets
import Experiments
import Foundation
import SpecLanguage

/// What a command is given: a spec, one on standard input, or a directory that a run left.
enum Subject {
  case spec(Experiment)
  case directory(URL)

  /// - Parameters:
  ///   - text: a path, or - for a spec on standard input.
  ///   - overrides: `key=value` texts of `--set`, for a spec.
  ///   - data: the folder of data sets.
  /// - Throws: `InputError`.
  init(_ text: String, overrides: [String], data: DataDirectory) throws {
    if text == "-" {
      self = .spec(try Self.piped(overrides, data))
      return
    }
    let url = try URL(asWritten: text)
    if let absence = SystemReason.absence(at: url.path) {
      throw InputError(
        "\(text.printable(limit: 200)) \(absence); expected a spec, or a directory that `deeplinear run` left."
      )
    }
    self =
      SystemReason.found(at: url.path) == .folder
      ? .directory(url) : .spec(try Experiment(contentsOf: url, overrides: overrides, data: data))
  }

  /// The spec on standard input.
  private static func piped(_ overrides: [String], _ data: DataDirectory) throws -> Experiment {
    guard !StandardStreams.isInputClosed else {
      throw InputError(
        "standard input is closed; expected a spec on it, or the name of a file in the place of -.")
    }
    if isatty(STDIN_FILENO) == 1 {
      StandardStreams.report("deeplinear: reading a spec from the terminal; Ctrl-D on a new line ends it\n")
    }
    let here = try URL(asWritten: ".")
    return try Experiment(
      descriptor: STDIN_FILENO, source: "standard input", folder: here, overrides: overrides, data: data)
  }
}
