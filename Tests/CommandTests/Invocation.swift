import Foundation
import Testing

/// One call of the built program in a folder of its own, which is gone when the value is.
final class Invocation: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "deeplinear call \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  struct Answer {
    let status: Int32
    let output: String
    let errors: String
  }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  /// The names in the folder.
  var contents: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  func callAsFunction(_ arguments: String..., environment: [String: String] = [:]) throws -> Answer {
    try self(arguments, environment: environment)
  }

  func callAsFunction(
    _ arguments: [String], environment: [String: String] = [:], input: FileHandle = .nullDevice
  ) throws -> Answer {
    let process = Process()
    process.executableURL = try Self.program()
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, not pipes: nothing can block on a full one.
    let files = ["out", "err"].map {
      FileManager.default.temporaryDirectory.appending(path: "deeplinear-\($0)-\(UUID().uuidString)")
    }
    for file in files { try Data().write(to: file) }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    process.standardInput = input
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    return Answer(status: process.terminationStatus, output: texts[0], errors: texts[1])
  }

  /// Beside the test bundle, or a folder or two above it.
  private static func program() throws -> URL {
    var places = [URL(fileURLWithPath: CommandLine.arguments[0]), Bundle.main.bundleURL]
    places += CommandLine.arguments.filter { $0.contains(".xctest") }.map { URL(fileURLWithPath: $0) }
    for place in places {
      var folder = place.resolvingSymlinksInPath()
      for _ in 0..<4 {
        folder.deleteLastPathComponent()
        let candidate = folder.appending(path: "deeplinear")
        if FileManager.default.isExecutableFile(atPath: candidate.path),
          (try? candidate.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
        {
          return candidate
        }
      }
    }
    throw CocoaError(.fileNoSuchFile)
  }

  /// A spec that runs in a moment.
  static let spec = """
    name: small
    network: {depth: 2, width: 2}
    target: {identity: {}}
    initialization: {gaussian: {deviation: 0.5}}
    dynamics: {gradient-descent: {step-size: 0.1}}
    stop: {loss-below: 1e-4, max-steps: 300}
    observe: {snapshots: {log: 20}}
    seeds: {count: 3}
    """
}
