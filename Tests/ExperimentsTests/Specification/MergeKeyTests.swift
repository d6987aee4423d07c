import Experiments
import Foundation
import SpecLanguage
import Testing
import _ExperimentSupport

@Suite("Anchors, merge keys and keys that only hold anchors")
struct MergeKeyTests {
  /// The seeds of the smallest spec with more lines.
  private func seeds(_ lines: String) throws -> SeedsSpecification {
    try experiment("\(smallestSpec)\n\(lines)").seeds
  }

  @Test("A spec is the same experiment with merges, with anchors and written out")
  func identity() throws {
    let rest = "network: {depth: 2, width: 3}\ntarget: {identity: {}}\nname: base\nstop: {max-steps: 10}\n"
    let plain = try experiment(
      rest + """
        initialization: {gaussian: {deviation: 0.1}, determinant: positive}
        dynamics: {heavy-ball: {step-size: 0.01, momentum: 0.5}, regularization: 2}
        sweep: {stop.max-steps: [1, 2], dynamics.heavy-ball.momentum: [0.5, 0.6]}
        """)
    let others = [
      rest + """
        x-start: &start {gaussian: &narrow {deviation: 0.1}, determinant: positive}
        x-method: &method
          heavy-ball: {step-size: 0.01, momentum: 0.5}
          regularization: 1
        initialization: *start
        dynamics: {<<: *method, regularization: 2}
        x-axes: &axes {stop.max-steps: [1, 2]}
        sweep: {<<: *axes, dynamics.heavy-ball.momentum: [0.5, 0.6]}
        """,
      rest + """
        initialization: {determinant: positive, gaussian: &g {deviation: 0.1}}
        dynamics:
          regularization: 2
          heavy-ball:
            <<: [{momentum: 0.5}, {step-size: 0.01, momentum: 3}]
        sweep: {stop.max-steps: [1, 2], <<: {dynamics.heavy-ball.momentum: [0.5, 0.6]}}
        """,
    ]
    for other in try others.map({ try experiment($0) }) {
      #expect(other.resolved == plain.resolved)
      #expect(
        try other.points.map { try $0.identity(engine: "e") }
          == plain.points.map { try $0.identity(engine: "e") })
      #expect(other.resolvedYAML() == plain.resolvedYAML() && other.commentedYAML() == plain.commentedYAML())
    }
    #expect(!plain.resolvedYAML().contains("\nx-") && Set(plain.points.map(\.parametersJSON)).count == 4)
  }

  @Test(
    "A mapping's own keys count before merged ones, and earlier merged mappings before later ones",
    arguments: [
      ("seeds: {<<: {first: 1, count: 2}, count: 3}", 1, 3),
      ("seeds: {count: 3, <<: {first: 1, count: 2}}", 1, 3),
      ("seeds: {<<: [{first: 1}, {first: 4, count: 2}]}", 1, 2),
      ("seeds: {<<: [{count: 7}, {<<: {first: 5, count: 8}, first: 6}]}", 6, 7),
      ("x-a: &a {first: 9}\nx-b: &b {<<: *a, count: 2}\nseeds:\n  <<: *b", 9, 2),
      ("seeds: {<<: [], count: 2}", 0, 2), ("seeds: {<<: {}, count: 2}", 0, 2),
    ])
  func precedence(lines: String, first: UInt64, count: Int) throws {
    let found = try seeds(lines)
    #expect(found.first == first && found.count == count)
  }

  @Test("A merge is not deep: a mapping's own key replaces the whole merged value")
  func shallow() {
    let lines = "x-a: &a {heavy-ball: {step-size: 0.01, momentum: 0.5}}\n"
    #expect(
      message(lines + spec(with: "dynamics: {<<: *a, heavy-ball: {step-size: 0.02}}"))
        == "spec.yaml:6:32: dynamics.heavy-ball has no momentum, which is required; add one, such as momentum: 0.9."
    )
  }

  @Test("Values of merged mappings are replaced by --set and by a sweep")
  func replaced() throws {
    let lines = "\(smallestSpec)\nx-a: &a {first: 3, count: 5}\nseeds: {<<: *a}"
    let seeds = try experiment(lines, set: "seeds.count=2").seeds
    #expect(seeds.first == 3 && seeds.count == 2)
    let swept = spec(with: "stop: {<<: {max-steps: 4}}") + "\nsweep: {stop.max-steps: [1, 2]}"
    #expect(try experiment(swept).points.map(\.specification.stop.maxSteps) == [1, 2])
    #expect(
      try experiment(smallestSpec, set: "stop={<<: {max-steps: 4}}").points[0].specification.stop.maxSteps
        == 4)
  }

  @Test(
    "What is wrong in merged content is located in the content, with the line that merges it",
    arguments: [
      (
        "x-a: &a {count: 3, frist: 2}\nseeds:\n  <<: *a",
        "spec.yaml:7:20: seeds has no key 'frist'; did you mean first? Line 9 merges this by '<<'."
      ),
      (
        "x-a: &a {count: 0}\nx-b: &b {<<: *a}\nseeds: {<<: *b}",
        "spec.yaml:7:17: seeds.count is 0; expected a whole number from 1 to 1000000000, such as 64. Line 9 merges this by '<<'."
      ),
      (
        "seeds: {<<: {count: 1, count: 2}}",
        "spec.yaml:7:24: the key 'count' is given twice in line 7; keep one. Line 7 merges this by '<<'."
      ),
      (
        "seeds: {<<: 3}",
        "spec.yaml:7:9: '<<' merges what is 3; expected a mapping or a list of mappings, such as <<: *name or <<: [*first, *second]."
      ),
      (
        "seeds: {<<: }",
        "spec.yaml:7:9: '<<' merges what is empty; expected a mapping or a list of mappings, such as <<: *name or <<: [*first, *second]."
      ),
      (
        "seeds: {<<: [{count: 2}, x]}",
        "spec.yaml:7:9: '<<' merges what is 'x'; expected a mapping or a list of mappings, such as <<: *name or <<: [*first, *second]."
      ),
      (
        "seeds: {<<: {count: 1}, <<: {first: 2}}",
        "spec.yaml:7:25: the key '<<' is given twice in line 7; merge several mappings with <<: [*first, *second]."
      ),
      (
        "seeds: {'<<': {count: 1}}",
        "spec.yaml:7:9: seeds has no key '<<'; its keys are first, count and until."
      ),
      (
        "seeds: &s {<<: *s}",
        "spec.yaml:7:16: here is an alias (*name) within the value that it names, which would contain itself; write the value out."
      ),
      (
        "x-a: 1\nseeds: {x-b: 2}",
        "spec.yaml:8:9: seeds has no key 'x-b'; its keys are first, count and until."
      ),
    ])
  func places(lines: String, expected: String) {
    #expect(message("\(smallestSpec)\n\(lines)") == expected)
  }

  @Test("Merges that would explode are refused before they do")
  func explosion() {
    let levels = (1...9).map {
      "x-\($0): &l\($0) {a\($0): {<<: [\($0 == 1 ? "{}" : "*l\($0 - 1), *l\($0 - 1)")]}}"
    }
    #expect(
      message(levels.joined(separator: "\n"))
        == "spec.yaml:6:21: the spec has more than 8 aliases (*name); write the values out instead.")
    // As many as are allowed, each of a large mapping.
    let large = (0..<30_000).map { "k\($0): 0" }.joined(separator: ", ")
    let merges = Array(repeating: "*a", count: 8).joined(separator: ", ")
    #expect(
      message("\(smallestSpec)\nx-a: &a {\(large)}\nx-b: {<<: [\(merges)]}").hasSuffix(
        "the spec has more than 200000 values; keep matrices in .npy files. Line 8 merges this by '<<'."))
  }

  @Test("The example in Documentation/Spec.md is a spec, and its merge does what the page says")
  func documented() throws {
    let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let page = try String(contentsOf: root.appending(path: "Documentation/Spec.md"), encoding: .utf8)
    let block = try #require(
      page.split(separator: "```yaml\n").dropFirst().first?.split(separator: "```").first)
    let methods = try experiment(String(block)).points.map { $0.resolved["dynamics"] }
    #expect(methods[0]?["heavy-ball"] == ["step-size": 0.01, "momentum": 0.9])
    #expect(methods[1]?["nesterov"] == ["step-size": 0.005, "momentum": 0.9])
  }

  @Test("The JSON Schema takes keys that only hold anchors")
  func schema() {
    #expect(SpecKey.spec.jsonSchema(title: "spec")["patternProperties"]?["^x-"] != nil)
  }
}
