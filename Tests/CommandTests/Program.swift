import Foundation
import Testing

/// The built `deeplinear`, run as a user runs it.
enum Program {
  struct NotFound: Error, CustomStringConvertible {
    let description = "deeplinear was not found beside the tests; build the product first"
  }

  struct Ending {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Beside the test bundle, wherever that was built.
  static func executable() throws -> URL {
    let bundles = [
      Bundle.main.executableURL, URL(filePath: CommandLine.arguments[0]), Bundle.module.bundleURL,
    ]
    for place in bundles.compactMap({ $0?.resolvingSymlinksInPath() }) {
      var folder = place.deletingLastPathComponent()
      for _ in 0..<4 {
        let candidate = folder.appending(path: "deeplinear")
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder), !isFolder.boolValue
        {
          return candidate
        }
        folder.deleteLastPathComponent()
      }
    }
    throw NotFound()
  }

  /// A process that has been started; its outputs are files, so that nothing blocks on a full pipe.
  final class Running {
    let process = Process()
    private let scratch: ScratchFolder

    init(_ arguments: [String], in folder: URL, environment: [String: String]) throws {
      scratch = try ScratchFolder()
      process.executableURL = try Program.executable()
      process.arguments = arguments
      process.currentDirectoryURL = folder
      // Help is wrapped at the terminal's width.
      process.environment = ProcessInfo.processInfo.environment
        .merging(["COLUMNS": "100", "LC_ALL": "C.UTF-8"]) { $1 }.merging(environment) { $1 }
      for name in ["output", "errors"] { try Data().write(to: scratch(name)) }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: scratch("output"))
      process.standardError = try FileHandle(forWritingTo: scratch("errors"))
      try process.run()
    }

    func wait() throws -> Ending {
      process.waitUntilExit()
      return Ending(
        status: process.terminationStatus, output: try text("output"), errors: try text("errors"))
    }

    /// Returns once `condition` holds or the process has ended, at the latest after ten minutes: a machine that does much else may be
    /// very slow.
    func wait(until condition: () -> Bool) {
      let deadline = Date(timeIntervalSinceNow: 600)
      while !condition(), process.isRunning, Date() < deadline { usleep(2000) }
    }

    /// Seconds of processor time that it has taken so far: they do not depend on what else the machine does.
    func processorSeconds() throws -> Double {
      let path = "/proc/\(process.processIdentifier)/stat"
      // The name, in parentheses, may hold blanks; utime and stime are the 14th and 15th field.
      let fields = try String(contentsOfFile: path, encoding: .utf8).split(separator: ")").last?.split(
        separator: " ")
      let ticks = (fields ?? []).dropFirst(11).prefix(2).compactMap { Double($0) }
      return ticks.reduce(0, +) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// What it has said on standard error so far.
    var errors: String { (try? text("errors")) ?? "" }

    private func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: scratch(name)), as: UTF8.self)
    }
  }

  /// Starts the program, sends it `signal` once `isReached`, and returns how it ended.
  ///
  /// A busy machine may leave the test no time to send the signal before the program has done all it had to do: then what it wrote
  /// to `out` is removed and it starts again.
  static func interrupted(
    by signal: Int32, _ arguments: [String], out: String = "out", in folder: ScratchFolder,
    when isReached: (Running) -> Bool
  ) throws -> Ending {
    for _ in 0..<20 {
      let running = try Running(arguments, in: folder.url, environment: [:])
      running.wait { isReached(running) }
      if running.process.isRunning { kill(running.process.processIdentifier, signal) }
      let ending = try running.wait()
      if ending.status != 0 { return ending }
      try? FileManager.default.removeItem(at: folder(out))
    }
    throw EndedFirst()
  }

  struct EndedFirst: Error, CustomStringConvertible {
    let description = "deeplinear ended twenty times before it could be interrupted"
  }

  static func run(_ arguments: String..., in folder: URL, environment: [String: String] = [:]) throws
    -> Ending
  {
    try Running(arguments, in: folder, environment: environment).wait()
  }

  /// The words that start a command as a user whom rights and limits bind; none where this user is not the superuser. Cancels the test
  /// where such a user cannot start the program.
  static func ordinaryUser(in folder: ScratchFolder) throws -> String {
    guard geteuid() == 0 else { return "" }
    let user = "setpriv --reuid=65534 --regid=65534 --clear-groups"
    let probe = try shell("\(user) \"$program\" --version", in: folder)
    if probe.status != 0 {
      try Test.cancel("skipped: another user cannot start the program (\(probe.errors))")
    }
    return user
  }

  /// Runs the program by a line of the shell, where it is `"$program"`.
  static func shell(_ line: String, in folder: ScratchFolder, environment: [String: String] = [:]) throws
    -> Ending
  {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder.url
    process.environment = ProcessInfo.processInfo.environment
      .merging(["program": try executable().path]) { $1 }.merging(environment) { $1 }
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
    return Ending(
      status: process.terminationStatus + Int32(trapped), output: try text("output"),
      errors: try text("errors"))
  }
}

/// A folder that lives as long as the test that made it.
final class ScratchFolder: Sendable {
  let url: URL

  init(named name: String = "") throws {
    url = FileManager.default.temporaryDirectory.appending(path: "deeplinear-\(UUID().uuidString)\(name)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func callAsFunction(_ name: String) -> URL { url.appending(path: name) }

  func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: self(name)) }

  /// Everything below, folders too, in order.
  func contents(of name: String = "") -> [String] {
    (FileManager.default.subpaths(atPath: name.isEmpty ? url.path : self(name).path) ?? []).sorted()
  }
}

/// Ten lines that are over at once.
let quickSpec = """
  name: quick
  network: {depth: 2, width: 2}
  target: {identity: {}}
  initialization: {gaussian: {deviation: 0.3}}
  dynamics: {gradient-descent: {step-size: 0.1}}
  stop: {loss-below: 1e-4, max-steps: 500}
  seeds: {count: 4}
  """

/// Names that no results directory may hold: what is temporary, hidden, or another program's.
func strays(_ paths: [String]) -> [String] {
  paths.filter { path in
    let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let parts = ["temp", ".tmp", "partial", ".part", ".lock", "-journal", "-wal", "-shm", "~"]
    return name.hasPrefix(".") || parts.contains { name.contains($0) }
  }
}

/// A refusal has at most four lines and 600 characters on standard error, lines of progress aside, and writes nothing to
/// standard output.
func expectBrief(_ ending: Program.Ending, status: Int32, _ place: SourceLocation = #_sourceLocation) {
  #expect(ending.status == status, "\(ending.errors)", sourceLocation: place)
  #expect(ending.output.isEmpty, "\(ending.output)", sourceLocation: place)
  let lines = ending.errors.split(separator: "\n", omittingEmptySubsequences: false)
  let message = lines.drop { $0.contains(#/: \d+ %, /#) }.joined(separator: "\n")
  #expect(message.unicodeScalars.count <= 600, "\(ending.errors)", sourceLocation: place)
  #expect((1...4).contains(message.count { $0 == "\n" }), "\(ending.errors)", sourceLocation: place)
  let isWhole = message.hasPrefix("deeplinear: ") && message.hasSuffix("\n")
  #expect(isWhole, "\(ending.errors)", sourceLocation: place)
}
