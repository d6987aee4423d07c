import Foundation

extension House {
  /// Reads a package from disk.
  ///
  /// - Throws: `Unreadable` where `swift package dump-package` fails or no file is found; what Foundation throws for
  ///   a file that is not UTF-8.
  public static func read(_ root: URL, table: Table) async throws -> House {
    let manifest = try JSONDecoder().decode(Manifest.self, from: try dump(root))
    let files = try texts(below: root)
    guard files.keys.contains(where: { $0.hasPrefix("Sources/") && $0.hasSuffix(".swift") }) else {
      throw Unreadable(what: "\(root.path) has no Swift file below Sources")
    }
    return await House(targets: manifest.targets, files: files, table: table)
  }

  /// A package that cannot be read.
  public struct Unreadable: Error, CustomStringConvertible {
    let what: String

    public var description: String { what }
  }

  private struct Manifest: Decodable {
    let targets: [Target]
  }

  /// What `swift package dump-package` prints.
  private static func dump(_ root: URL) throws -> Data {
    let swift = Process()
    let output = Pipe()
    swift.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    swift.arguments = ["swift", "package", "--package-path", root.path, "dump-package"]
    swift.standardOutput = output
    try swift.run()
    let answer = output.fileHandleForReading.readDataToEndOfFile()
    swift.waitUntilExit()
    guard swift.terminationStatus == 0 else {
      throw Unreadable(what: "swift package dump-package fails in \(root.path)")
    }
    return answer
  }

  /// The text of every file that a rule may look at, by its path. What a build, an environment or a fixture is made of
  /// is none.
  private static func texts(below root: URL) throws -> [String: String] {
    var texts: [String: String] = [:]
    let base = root.standardizedFileURL.resolvingSymlinksInPath().path + "/"
    func add(_ file: URL) throws {
      let path = file.standardizedFileURL.resolvingSymlinksInPath().path
      texts[String(path.dropFirst(base.utf8.count))] = try String(contentsOf: file, encoding: .utf8)
    }
    for top in tops {
      let walk = FileManager.default.enumerator(
        at: root.appendingPathComponent(top), includingPropertiesForKeys: [.isRegularFileKey])
      while let file = walk?.nextObject() as? URL {
        if skipped.contains(file.lastPathComponent) {
          walk?.skipDescendants()
        } else if try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true,
          kinds.contains(file.pathExtension) || top == "scripts" && file.pathExtension != "txt"
        {
          try add(file)
        }
      }
    }
    for file in try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)
    where file.pathExtension == "md" {
      try add(file)
    }
    return texts
  }

  private static let tops = [
    "Sources", "Tests", "Benchmarks", "Oracles", "Tools", "Documentation", "scripts",
  ]
  private static let kinds: Set = ["swift", "c", "h", "py", "md"]
  private static let skipped: Set = [".build", ".venv", "__pycache__", "Fixtures", "Goldens"]
}
