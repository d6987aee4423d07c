import Experiments
import Foundation
import SpecLanguage
import Testing
import _ExperimentSupport

@Suite("The schema is whole")
struct SchemaTests {
  /// Every key with its dotted path.
  static let keys: [(path: String, key: SpecKey)] = under(SpecKey.spec, "")

  private static func under(_ key: SpecKey, _ path: String) -> [(path: String, key: SpecKey)] {
    key.children.flatMap { child in
      let inner = path.isEmpty ? child.name : "\(path).\(child.name)"
      return [(inner, child)] + under(child, inner)
    }
  }

  @Test("Every key has one sentence of documentation and an example, and no two neighbours share a name")
  func documentation() {
    for (path, key) in Self.keys {
      #expect(key.documentation.hasSuffix("."), "\(path)")
      #expect(!key.documentation.dropLast().contains(". "), "\(path)")
      #expect(!key.example.isEmpty, "\(path)")
      #expect(Set(key.children.map(\.name)).count == key.children.count, "\(path)")
      if let instead = key.untilAvailable { #expect(!instead.hasSuffix("."), "\(path)") }
    }
    #expect(Set(Self.keys.map(\.path)).count == Self.keys.count)
  }

  @Test("Every key of the design is there")
  func complete() {
    let paths = Set(Self.keys.map(\.path))
    for path in [
      "network.widths", "target.data.whiten", "target.mask", "target.covariance", "initialization.files",
      "initialization.determinant", "dynamics.gradient-flow.relative-tolerance",
      "dynamics.end-to-end-flow.absolute-tolerance", "dynamics.gradient-flow.method",
      "dynamics.gradient-flow.maximum-steps",
      "dynamics.precision", "stop.stop-when-stalled", "stop.loss-above", "observe.snapshots.at",
      "observe.monitors",
      "seeds.until.half-width", "sweep", "best.over", "best.log.count", "checkpoint.every",
    ] {
      #expect(paths.contains(path), "\(path)")
    }
  }

  @Test("Every example and every default is taken by its own key", arguments: keys.map(\.path))
  func examples(_ path: String) throws {
    let key = try #require(Self.keys.first { $0.path == path }?.key)
    var values = [key.example]
    if case .defaulted(let value) = key.presence { values.append(value.flowStyle) }
    for value in values {
      let text = message(smallestSpec, set: ["\(path)=\(value)"])
      #expect(!text.contains(" is \(value)") || text.contains("not available yet"), "\(text)")
      #expect(!text.contains("; expected a") || text.contains("min(d_0"), "\(text)")
    }
  }

  @Test("The JSON Schema describes every key, refuses unknown ones, and requires one variant")
  func jsonSchema() throws {
    for (path, key) in Self.keys {
      var node = SpecKey.spec.jsonSchema(title: "DeepLinear spec")
      for name in path.split(separator: ".").map(String.init) {
        let inner = (node["anyOf"]?.list ?? [node]).compactMap { $0["properties"]?[name] }
        node = try #require(inner.first, "\(path)")
      }
      #expect(node["description"]?.text?.hasPrefix(key.documentation) == true, "\(path)")
    }
    let schema = SpecKey.spec.jsonSchema(title: "DeepLinear spec")
    #expect(schema["additionalProperties"] == false)
    #expect(
      schema["required"] == ["name", "network", "target", "initialization", "dynamics", "stop"])
    #expect(schema["properties"]?["dynamics"]?["oneOf"]?.list?.first == ["required": ["gradient-descent"]])
    // One variant, or none where a key takes their place.
    let target = try #require(schema["properties"]?["target"]?["oneOf"]?.list)
    #expect(target.last?["required"] == ["measurements"])
    #expect(target.last?["not"]?["anyOf"]?.list?.count == target.count - 1)
    let depth = schema["properties"]?["network"]?["properties"]?["depth"]
    #expect(
      depth?.json
        == #"{"description":"N, the number of layers; with width.","type":"integer","minimum":1,"maximum":1000}"#
    )
    #expect(schema["properties"]?["sweep"]?["properties"]?["network.depth"] != nil)
    #expect(schema["properties"]?["sweep"]?["properties"]?["seeds.count"] == nil)
  }

  @Test("A spec with comments reads back as the same spec", arguments: DefaultsTests.specs)
  func commented(_ yaml: String) throws {
    let first = try experiment(yaml)
    #expect(try experiment(first.commentedYAML()).resolved == first.resolved)
    #expect(first.commentedYAML().split(separator: "\n").allSatisfy { !$0.hasPrefix("#") || $0.count <= 102 })
  }

  @Test("A spec with comments says of every key what it is, what it takes, its unit and its default")
  func comments() throws {
    let text = try experiment(smallestSpec).commentedYAML()
    #expect(
      text.contains(
        """
        # The widths of the network and its field.
        network:
          # N, the number of layers; with width. (a whole number from 1 to 1000)
          depth: 2
        """))
    #expect(
      text.contains(
        """
          # The floating-point format of the run. (double or single; default: double; single not available
          # yet)
          precision: double
        """))
  }

  @Test(
    "A spec with comments has every key there is, those that it does not use after a #",
    arguments: DefaultsTests.specs)
  func everyKey(_ yaml: String) throws {
    var path: [String] = []
    var (found, notes): ([String: String], String) = ([:], "")
    for line in try experiment(yaml).commentedYAML().split(separator: "\n") {
      let depth = line.prefix { $0 == " " }.count / 2
      let text = line.dropFirst(2 * depth)
      if text.hasPrefix("# ") {
        notes += text.dropFirst()
        continue
      }
      let name = text.drop { $0 == "#" }.prefix { $0 != ":" }
      path = path.prefix(depth) + [String(name)]
      found[path.joined(separator: ".")] = notes
      notes = ""
    }
    for (path, key) in Self.keys where path.split(separator: ".").first != "sweep" {
      let note = try #require(found[path], "\(path) is missing")
      #expect(note.contains(key.documentation), "\(path)")
      let names = path.split(separator: ".").map(String.init)
      let isLater = names.indices.contains { SpecKey.spec[names[...$0]]?.untilAvailable != nil }
      // What does not work yet says so; what works may say it of some of its words.
      #expect(note.contains("not available yet") || !isLater, "\(path): \(note)")
      #expect(
        !note.hasSuffix("not available yet)") || isLater || key.type.expectation.contains("or"), "\(path)")
    }
    #expect(found["sweep"] != nil)
  }

  @Test("The documentation of the key sweep names its forms")
  func sweepForms() throws {
    let sweep = try #require(SpecKey.spec[["sweep"]])
    for form in ["list", "{log: {from: ", "{linear: {from: ", "zip: [{"] {
      #expect(sweep.documentation.contains(form), "\(form)")
    }
    // As it says.
    let swept = try experiment(
      spec(
        with:
          "sweep: {network.depth: [2, 3], dynamics.regularization: {linear: {from: 0, to: 1, count: 11}}, zip: [{stop.max-steps: [1, 2], "
          + "initialization.gaussian.deviation: {log: {from: 1e-3, to: 1, count: 2}}}]}"))
    #expect(swept.points.count == 2 * 11 * 2)
  }

  @Test("The table of keys has a row for each, with unit, range and default")
  func markdown() {
    let rows = SpecKey.spec.markdownTable.split(separator: "\n")
    #expect(rows.count == Self.keys.count + 2)
    #expect(
      rows.contains(
        "| `stop.loss-below` | a number above 0 or none; default: none | Converged when ℓ above its optimum is below this. |"
      ))
    #expect(rows.allSatisfy { $0.hasPrefix("| ") && $0.hasSuffix(" |") })
  }

  @Test("Documentation/Spec.md holds the table of all keys as `deeplinear schema --table` prints it")
  func documentedTable() throws {
    let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let page = try String(contentsOf: root.appending(path: "Documentation/Spec.md"), encoding: .utf8)
    #expect(page.hasSuffix("\n\n" + SpecKey.spec.markdownTable))
  }
}
