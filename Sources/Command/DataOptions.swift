import ArgumentParser
import DataSets
import Foundation
import SpecLanguage

/// `--data`, of every command that reads data.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "The folder of data sets, where files of data that are not beside the spec are looked for. (default: DEEPLINEAR_DATA)",
      valueName: "dir"))
  var folder: String?

  func validate() throws {
    guard folder?.isEmpty != true else { throw ValidationError("--data is empty; expected a folder") }
  }

  /// The folder, or that of the environment.
  ///
  /// - Throws: `InputError` where --data names none.
  func directory() throws -> DataDirectory {
    guard let folder else { return DataDirectory(nil) }
    let url = try URL(asWritten: folder)
    let shown = folder.printable(limit: 200)
    if let absence = SystemReason.absence(at: url.path) {
      throw InputError("--data names \(shown), which \(absence); expected the folder of the data sets.")
    }
    guard SystemReason.found(at: url.path) == .folder else {
      throw InputError("--data names \(shown), which is a file; expected the folder of the data sets.")
    }
    return DataDirectory(url.standardizedFileURL.path)
  }
}
