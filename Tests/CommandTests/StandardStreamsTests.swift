import Foundation
import Testing

@Suite struct StandardStreamsTests {
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
    let ending = try Program.shell("\"$program\" \(call) \(place.redirection)", in: folder)
    expectBrief(ending, status: 1)
    #expect(
      ending.errors == "deeplinear: standard output cannot be written: \(place.reason); send it elsewhere "
        + "(files that were made are kept).\n")
  }

  @Test(arguments: ["2>/dev/full", "2>&-", "2>&1 >/dev/full | true", ">&- 2>&-"])
  func `What cannot be said on standard error changes nothing`(redirection: String) throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    let refused = try Program.shell("{ \"$program\" run nope; echo $? >status; } \(redirection)", in: folder)
    #expect(refused.output.isEmpty && refused.errors.isEmpty)
    // With the pipe, the reader has gone away.
    #expect(try String(contentsOf: folder("status"), encoding: .utf8) == "2\n")
  }

  /// The reader has ended before anything is written. Work is done all the same, and no message is written.
  @Test(
    arguments: [
      "--help", "--version", "schema", "new", "doctor", "reproduce --list", "run spec.yaml --out new",
      "run out --json",
      "run spec.yaml --dry-run", "verify out --json", "figure out --of loss --format json",
    ])
  func `A reader who has enough ends every command alike, silently, once its work is done`(call: String)
    throws
  {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    let ending = try Program.shell(
      "{ sleep 0.3; \"$program\" \(call); echo $? >status; } | :", in: folder,
      environment: ["DEEPLINEAR_PYTHON": "/nowhere/python"])
    #expect(ending.errors.isEmpty, "\(ending.errors)")
    #expect(try String(contentsOf: folder("status"), encoding: .utf8) == "141\n")
    if call.hasPrefix("run spec.yaml --out") {
      #expect(folder.contents(of: "new").contains("trajectories/block-000000.nc"))
    }
    if call.hasPrefix("figure") { #expect(folder.contents(of: "out/figures").contains("loss.json")) }
  }
}
