import Foundation
import Testing

@Suite struct StandardStreamsTests {
  /// Runs the program by a line of the shell, where it is `"$program"`.
  private func shell(_ line: String, in folder: ScratchFolder) throws -> Program.Ending {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder.url
    process.environment = ProcessInfo.processInfo.environment
      .merging(["program": try Program.executable().path]) { $1 }
    let texts = try ScratchFolder()
    for name in ["output", "errors"] { try Data().write(to: texts(name)) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: texts("output"))
    process.standardError = try FileHandle(forWritingTo: texts("errors"))
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: texts(name)), as: UTF8.self)
    }
    // A shell that the program replaced ends by the signal of a trap; one that waits for the program returns 128 + the signal.
    let trapped = process.terminationReason == .uncaughtSignal ? 128 : 0
    return Program.Ending(
      status: process.terminationStatus + Int32(trapped), output: try text("output"),
      errors: try text("errors"))
  }

  @Test(
    arguments: [
      "--help", "run --help", "help run", "--version", "--generate-completion-script bash", "schema",
      "schema --table", "new", "new --out mine.yaml", "doctor", "doctor --json", "reproduce --list",
      "run spec.yaml", "run spec.yaml --json", "run spec.yaml --dry-run", "run spec.yaml --dry-run --json",
    ], [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")])
  func `Output that cannot be written is a failure with a sentence`(
    call: String, place: (redirection: String, reason: String)
  ) throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    let ending = try shell("\"$program\" \(call) \(place.redirection)", in: folder)
    expectBrief(ending, status: 1)
    #expect(
      ending.errors == "deeplinear: standard output cannot be written: \(place.reason); send it elsewhere "
        + "(files that were made are kept).\n")
  }

  @Test(arguments: ["2>/dev/full", "2>&-", "2>&1 >/dev/full | true", ">&- 2>&-"])
  func `What cannot be said on standard error changes nothing`(redirection: String) throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    let refused = try shell("{ \"$program\" run nope; echo $? >status; } \(redirection)", in: folder)
    #expect(refused.output.isEmpty && refused.errors.isEmpty)
    // With the pipe, the reader has gone away.
    #expect(try String(contentsOf: folder("status"), encoding: .utf8) == "2\n")
  }

  @Test func `A reader who has enough ends what only prints, silently`() throws {
    let folder = try ScratchFolder()
    let ending = try shell("{ \"$program\" schema; echo $? >status; } | true", in: folder)
    // Written at once or not, as the pipe is empty or gone; never a message, nor a trap.
    #expect(ending.errors.isEmpty)
    #expect(["0\n", "141\n"].contains(try String(contentsOf: folder("status"), encoding: .utf8)))
  }
}
