import Catalog
import DeepLinear
import Experiments
import Foundation
import Testing

/// What is registered is named in its own file and in the registry's, and nowhere else: no other source file branches on it.
///
/// A name is taken to stand for the variant where it is, whole, the string of a comparison, of a pattern, of a subscript or of a
/// dictionary's key; where a string is its dotted path or begins with it; where an enum has a case of that name; where a type
/// that is named like it is tested for; and where the variant's own type is mentioned. Prose in messages and documentation may
/// name it, as when it recommends another variant.
@Suite struct RegisteredNamesTests {
  /// A registered name with the files that may have it.
  private struct Registered {
    /// The dotted path where it stands in a section of the spec, else the name itself.
    var path: String
    /// The type that is its variant; nil where it is a value.
    var type: String?

    var name: String { path.split(separator: ".").last.map(String.init) ?? path }
    var camel: String {
      let parts = name.split(separator: "-").map(String.init)
      return parts[0] + parts.dropFirst().map(\.capitalized).joined()
    }
  }

  private static var registered: [Registered] {
    let variants: [any SpecVariant.Type] =
      TargetRegistry.all + LossRegistry.all + InitializationRegistry.all + MethodRegistry.all
    return variants.map { Registered(path: $0.path, type: "\($0)") }
      + CatalogEntry.all.map { Registered(path: $0.id) }
  }

  /// All lines of the code in `Sources`, without comments and texts of many lines.
  private static func lines() throws -> [(file: String, text: String)] {
    let root = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let sources = root.appending(path: "Sources")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
    return try paths.filter { $0.hasSuffix(".swift") }.sorted().flatMap { path in
      let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
      return text.replacing(#/"""[\s\S]*?"""/#, with: "").split(separator: "\n").map { line in
        (path, String(line.replacing(#/(^|\s)\/\/.*/#, with: "")))
      }
    }
  }

  /// Whether a line branches on a name.
  private static func isFault(_ line: String, _ item: Registered) throws -> Bool {
    if item.path != item.name, line.contains("\"\(item.path)\"") || line.contains("\"\(item.path).") {
      return true
    }
    if let type = item.type, line.contains(try Regex("\\b\(type)\\b")) { return true }
    let (name, camel) = (NSRegularExpression.escapedPattern(for: item.name), item.camel)
    let patterns = [
      "[=~!]=\\s*\"\(name)\"", "\"\(name)\"\\s*[=!]=", "\\bcase\\b[^\\n]*\"\(name)\"",
      "\\[\\s*\"\(name)\"\\s*\\]", "\"\(name)\"\\s*:",
      "(contains|hasPrefix|hasSuffix|firstIndex)\\([^)]*\"\(name)\"",
      "\\bcase\\s+(let\\s+)?\\.?\(camel)\\b", "\\bcase\\s[^:\\n]*[,.]\\s*\(camel)\\b",
      "\\b(is|as[?!])\\s+(any\\s+)?\(camel.prefix(1).uppercased() + camel.dropFirst())",
    ]
    return try patterns.contains { line.contains(try Regex($0)) }
  }

  /// The file in which a name is at home.
  private static func isOwn(_ file: String, _ lines: [(file: String, text: String)], _ item: Registered)
    -> Bool
  {
    if file.hasSuffix("Registry.swift") { return true }
    let declaration = item.type.map { "struct \($0):" } ?? "\"\(item.name)\","
    return lines.contains { $0.file == file && $0.text.contains(declaration) }
  }

  @Test("No source file but its own branches on a registered name") func names() throws {
    let lines = try Self.lines()
    #expect(lines.count > 10_000 && Self.registered.count > 20)
    var faults: [String] = []
    for item in Self.registered {
      for line in lines where try Self.isFault(line.text, item) && !Self.isOwn(line.file, lines, item) {
        faults.append("\(line.file): \(item.path): \(line.text.trimmingCharacters(in: .whitespaces))")
      }
    }
    #expect(faults == [], "\(faults.joined(separator: "\n"))")
  }

  @Test(
    "A branch on a name is found, prose is not",
    arguments: [
      (#"if path == "dynamics.heavy-ball" {"#, true), (#"let key = "dynamics.heavy-ball.step-size""#, true),
      (#"if method.name == "heavy-ball" { 5 } else { 12 }"#, true),
      (#"case "nesterov", "heavy-ball": 2"#, true),
      (#"if let value = tree["heavy-ball"] {"#, true), (#"let words = ["heavy-ball": "heavy ball"]"#, true),
      (#"case heavyBall(stepSize: Double)"#, true), (#"case .nesterov, .heavyBall: 2"#, true),
      (#"if method is HeavyBall {"#, true), (#"guard let ball = method as? HeavyBallVariant else"#, true),
      (#"return "the key stands there; use heavy-ball instead""#, false),
      (#"let ball = HeavyBall(stepSize: 1, momentum: 0)"#, false),
    ])
  func sensitivity(line: String, isFault: Bool) throws {
    let item = try #require(Self.registered.first { $0.name == "heavy-ball" })
    #expect(try Self.isFault(line, item) == isFault)
  }
}
