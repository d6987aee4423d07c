import Catalog
import DeepLinear
import Experiments
import Foundation
import Testing

/// What is registered is named in its own file and in the registry's, and nowhere else: no other source file branches on it.
///
/// A name counts as used where it is, whole, the string of a comparison, of a pattern, of a subscript or of a dictionary's key;
/// where a string is its dotted path or begins with it; where an enum has a case of that name; where a type that is named like it
/// is tested for; and where the variant's own type is mentioned. Prose in messages and documentation may name it, as when it
/// recommends another variant.
@Suite struct RegisteredNamesTests {
  /// A registered name and where it may be used.
  private struct Registered {
    /// The dotted path where it is a key of a section of the spec, else the name itself.
    let path: String
    /// The folder of its own file.
    let folder: String
    /// What its own file says.
    let declaration: String
    /// The type that is its variant; nil where it is a value.
    var type: String?

    var name: String { path.split(separator: ".").last.map(String.init) ?? path }

    /// The name as an identifier.
    var camel: String {
      let parts = name.split(separator: "-").map(String.init)
      return parts[0] + parts.dropFirst().map(\.capitalized).joined()
    }

    /// The name as a type's.
    var pascal: String { camel.prefix(1).uppercased() + camel.dropFirst() }
  }

  private static let registered: [Registered] = {
    let variants: [any SpecVariant.Type] =
      TargetRegistry.all + LossRegistry.all + InitializationRegistry.all + MethodRegistry.all
    return variants.map {
      Registered(
        path: $0.path, folder: "Experiments/Variants/", declaration: "struct \($0):", type: "\($0)")
    }
      + CatalogEntry.all.map {
        Registered(path: $0.id, folder: "Catalog/", declaration: "id: \"\($0.id)\"")
      }
      + Observable<Double>.all.map {
        Registered(path: $0.name, folder: "DeepLinear/Observables/", declaration: "\"\($0.name)\", longName:")
      }
  }()

  /// Names that are words of any code as well, of which only strings are looked at.
  private static let ordinaryWords: Set<String> = ["file", "files", "loss", "penalty"]

  /// What else has such a name, or a table of words for it that a new one does not need.
  private static let exceptions: [(file: String, text: String)] = [
    // Kinds of closed forms, not methods.
    ("Plotting/", "endToEndFlow"),
    // Formulas beside the plain names of quantities, on axes and in files.
    ("Plotting/VariableLabel", "\": \""), ("RunArchive/TrajectoryLayout", "\"loss\": \""),
    // An overview leaves out what is 0 at depth 1.
    ("Plotting/Overview", "\"imbalance\""),
  ]

  /// All lines of the code in `Sources`, without comments and texts of many lines.
  private static func lines() throws -> [(file: String, text: String)] {
    let root = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let sources = root.appending(path: "Sources")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
    return try paths.filter { $0.hasSuffix(".swift") }.sorted().flatMap { path in
      let parts = try String(contentsOf: sources.appending(path: path), encoding: .utf8).split(
        separator: "\"\"\"", omittingEmptySubsequences: false)
      // Every other part is a text of many lines.
      let code = stride(from: 0, to: parts.count, by: 2).map { parts[$0] }.joined()
      return code.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.map {
        (path, String($0))
      }
    }
  }

  /// Whether a line branches on a name.
  private static func isFault(_ line: String, _ item: Registered) throws -> Bool {
    let (name, camel, pascal) = (item.name, item.camel, item.pascal)
    if let type = item.type, line.contains(type), line.contains(try Regex("\\b\(type)\\b")) { return true }
    guard line.contains(name) || line.contains(camel) || line.contains(pascal) else { return false }
    if item.path != name, line.contains("\"\(item.path)\"") || line.contains("\"\(item.path).") {
      return true
    }
    let strings = [
      "[=~!]=\\s*\"\(name)\"", "\"\(name)\"\\s*[=!]=", "\\bcase\\b[^\\n]*\"\(name)\"",
      "\\[\\s*\"\(name)\"\\s*\\]", "\"\(name)\"\\s*:",
      "(contains|hasPrefix|hasSuffix|firstIndex)\\([^)]*\"\(name)\"",
    ]
    let identifiers = [
      "\\bcase\\s+(let\\s+)?\\.?\(camel)\\b", "\\bcase\\s[^:\\n]*[,.]\\s*\(camel)\\b",
      "\\b(is|as[?!])\\s+(any\\s+)?\(pascal)",
    ]
    return try (strings + (ordinaryWords.contains(name) ? [] : identifiers)).contains {
      line.contains(try Regex($0))
    }
  }

  @Test("No source file but its own branches on a registered name") func names() throws {
    let lines = try Self.lines()
    #expect(lines.count > 10_000 && Self.registered.count > 30)
    var faults: [String] = []
    for item in Self.registered {
      let own = lines.filter { $0.file.hasPrefix(item.folder) && $0.text.contains(item.declaration) }
        .map(\.file)
      #expect(Set(own).count == 1, "\(item.path) is declared in \(own)")
      for line in lines where try Self.isFault(line.text, item) {
        let isExcepted = Self.exceptions.contains {
          line.file.hasPrefix($0.file) && line.text.contains($0.text)
        }
        if own.contains(line.file) || line.file.hasSuffix("Registry.swift") || isExcepted { continue }
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
      (#"return "the key is given twice; use heavy-ball instead""#, false),
      (#"let ball = HeavyBall(stepSize: 1, momentum: 0)"#, false),
    ])
  func sensitivity(line: String, isFault: Bool) throws {
    let item = try #require(Self.registered.first { $0.name == "heavy-ball" })
    #expect(try Self.isFault(line, item) == isFault)
  }
}
