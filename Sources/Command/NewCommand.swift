import ArgumentParser
import Catalog
import Experiments
import Foundation
import SpecLanguage

/// `deeplinear new`
struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a spec to start from, every key with its meaning beside it.",
    discussion: """
      A spec of four layers, or a built-in experiment to be changed:

        deeplinear new --out spec.yaml
        deeplinear new --from luo2025-figure-4 --out mine.yaml

      Keys that the spec does not use are in it as comments. Without --out the spec is written to standard output. A file that \
      exists is never replaced.
      """)

  @Option(
    help: ArgumentHelp(
      "A built-in experiment to start from; `deeplinear reproduce --list` names them.", valueName: "id"))
  var from: String?

  @Option(help: ArgumentHelp("The file to write. (default: standard output)", valueName: "file"))
  var out: String?

  func validate() throws {
    guard out?.isEmpty != true else { throw ValidationError("--out is empty; expected the name of a file") }
  }

  func run() throws {
    let text = try StarterSpec.text(from: from)
    guard let out else { return try StandardStreams.write(text) }
    let url = try URL(asWritten: out)
    let found = SystemReason.found(at: url.path)
    if found == .folder || found == .something {
      throw InputError(
        found == .folder
          ? "\(out) is a folder; expected a file to write, such as \(out.hasSuffix("/") ? out : out + "/")spec.yaml."
          : "\(out) exists already and is not replaced; choose another --out.")
    }
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_EXCL, 0o644)
    guard descriptor >= 0 else { throw refusal(SystemReason(errno, at: url.path)) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    let isWritten = (try? file.write(contentsOf: Data(text.utf8))) != nil
    let code = isWritten ? 0 : errno
    // Some file systems report only here that they are full.
    guard close(descriptor) == 0, isWritten else {
      let reason = SystemReason(isWritten ? errno : code)
      unlink(url.path)
      throw refusal(reason)
    }
    try StandardStreams.print(url.relativePath)
  }

  private func refusal(_ reason: SystemReason) -> any Error {
    let shown = "\((out ?? "").printable(limit: 200)) cannot be written: \(reason.text)"
    return reason.remedy == .place
      ? InputError("\(shown); choose another --out.") : Failure("\(shown); \(reason.advice ?? "try again").")
  }
}
