import Foundation
import Testing

/// Help screens are part of the program. After a change that is meant, record them again with
///
///     DEEPLINEAR_RECORD_GOLDENS=1 swift test --filter HelpTests
///
/// which fails, so that none is recorded by accident, and look at what changed.
@Suite struct HelpTests {
  private static let isRecording = ProcessInfo.processInfo.environment["DEEPLINEAR_RECORD_GOLDENS"] != nil

  static let screens = [
    ["--help"], ["run", "--help"], ["reproduce", "--help"], ["reproduce", "--list"], ["figure", "--help"],
    ["check", "--help"], ["verify", "--help"], ["new", "--help"], ["schema", "--help"], ["doctor", "--help"],
    ["data", "--help"],
  ]

  @Test(arguments: screens) func `A help screen reads as it was last approved`(arguments: [String]) throws {
    let folder = try ScratchFolder()
    let ending = try Program.Running(arguments, in: folder.url, environment: [:]).wait()
    #expect(ending.status == 0 && ending.errors.isEmpty, "\(ending.errors)")
    let words = arguments.map { $0.trimmingPrefix("--") }
    let name = "deeplinear-\(words.joined(separator: "-")).txt"
    if Self.isRecording {
      let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)")
      try Data(ending.output.utf8).write(to: source)
      Issue.record("\(name) was recorded; run the tests again without DEEPLINEAR_RECORD_GOLDENS")
    }
    let golden = Bundle.module.bundleURL.appending(path: "Goldens/\(name)")
    let approved = try String(contentsOf: golden, encoding: .utf8)
    #expect(ending.output == approved)
  }

  @Test func `A help screen keeps to the terminal's width`() throws {
    let folder = try ScratchFolder()
    for arguments in Self.screens {
      let ending = try Program.Running(arguments, in: folder.url, environment: [:]).wait()
      // The parser breaks every line but that of the usage.
      for line in ending.output.split(separator: "\n") where !line.hasPrefix("USAGE:") {
        #expect(line.count <= 100, "\(line)")
      }
    }
  }

  @Test func `Examples in help are not torn on a terminal of 80 columns`() throws {
    let folder = try ScratchFolder()
    for arguments in Self.screens {
      let screens = try ["80", "300"].map { width in
        try Program.Running(arguments, in: folder.url, environment: ["COLUMNS": width]).wait().output
          .components(separatedBy: "USAGE:")[0].split(separator: "\n").filter { $0.hasPrefix("  ") }
      }
      #expect(screens[0] == screens[1])
    }
  }

  @Test func `The spec in the help of run, copied from a terminal of 80 columns, runs`() throws {
    let folder = try ScratchFolder()
    let help = try Program.run("run", "--help", in: folder.url, environment: ["COLUMNS": "80"]).output
    // All lines between two blank ones, as a user would select them.
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { $0 != "  name: four-layers" }.prefix { !$0.isEmpty }
    try folder.write("spec.yaml", lines.joined(separator: "\n") + "\n")
    let ending = try Program.run(
      "run", "spec.yaml", "--set", "seeds.count=1", "--set", "stop.max-steps=50", in: folder.url)
    #expect(ending.status == 0 && ending.output.hasPrefix("1 run in four-layers"), "\(ending.errors)")
  }

  @Test func `A shell without completions is answered on one line`() throws {
    let folder = try ScratchFolder()
    let ending = try Program.run("--generate-completion-script", "tcsh", in: folder.url)
    #expect(ending.status == 2 && ending.errors.contains("with one of: zsh bash fish\n"), "\(ending.errors)")
  }

  @Test func `--version prints the version alone`() throws {
    let folder = try ScratchFolder()
    let version = try Program.run("--version", in: folder.url)
    #expect(version.status == 0 && version.output.contains(/^\d+\.\d+\.\d+[^ \n]*\n$/), "\(version.output)")
    #expect(folder.contents() == [])
  }
}
