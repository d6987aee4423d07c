import Foundation
import Testing

/// The table that `check` prints.
@Suite struct CheckTableTests {
  /// Four layers from balanced starts: statements about every step, about distributions, and some whose numbers are reported only.
  private static let fourLayers = """
    name: four
    network: {depth: 4, width: 2}
    target: {identity: {}}
    initialization: {balanced-gaussian: {deviation: 0.6}}
    dynamics: {gradient-flow: {}}
    stop: {loss-below: 1e-4, max-time: 40}
    seeds: {count: 6}
    sweep: {network.field: [real, complex]}
    """

  private func table(_ spec: String, run: Bool = true, _ arguments: String...) throws -> [String] {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", spec)
    if run { #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0) }
    let ending = try Program.Running(
      ["check", run ? "out" : "spec.yaml"] + arguments, in: folder.url, environment: [:]
    ).wait()
    #expect(ending.status == 0 && ending.errors.isEmpty, "\(ending.errors)")
    return ending.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private func line(_ statement: String, _ table: [String]) throws -> String {
    try #require(table.first { $0.hasPrefix(statement + " ") }, "\(statement)")
  }

  @Test
  func
    `Numbers that are reported only are in the table, as medians over the runs, and scales with their spread`()
    throws
  {
    let table = try table(Self.fourLayers)
    let stage = try line("luo2025-theorem-11", table)
    #expect(
      stage.contains(/reported, (medians of \d runs|of one run): hermitian-smallest \S+ beside 1\.68\d,/),
      "\(stage)")
    #expect(stage.contains(/local-rate \S+ beside 1/), "\(stage)")
    let scales = try line("luo2025-theorem-3", table)
    for name in ["largest-layer-value", "skew-error", "smallest-sum-value"] {
      #expect(try scales.contains(Regex("\(name) \\S+, 80 % in \\S+ … \\S+ \\[\\d\\]")), "\(scales)")
    }
    let gaussian = Self.fourLayers.replacing("balanced-gaussian", with: "gaussian")
      .replacing("gradient-flow: {}", with: "gradient-flow: {}, regularization: 2.0")
    let aligning = try self.table(gaussian)
    let decay = try line("luo2025-theorem-7", aligning)
    #expect(decay.contains(/reported, medians of 6 runs: decay-rate \S+ beside \S+/), "\(decay)")
  }

  @Test func `A note that several lines have is printed once, at the end, under a number`() throws {
    let table = try table(Self.fourLayers)
    let legend = table.suffix(while: { $0.hasPrefix("[") })
    #expect(legend.count >= 3, "\(table)")
    for (place, note) in legend.enumerated() {
      #expect(note.hasPrefix("[\(place + 1)] "), "\(note)")
      let text = note.drop { $0 != " " }.dropFirst()
      #expect(table.count { $0.contains(text) } == 1, "\(note)")
      #expect(table.count { $0.contains("[\(place + 1)]") } > 2, "\(note)")
    }
    // A note of one line alone is in that line.
    let one = try self.table(Self.fourLayers, run: true, "--run", "0", "--statement", "luo2025-theorem-7")
    #expect(
      one.contains { $0.contains("(judged beyond rounding)") } && !one.contains { $0.hasPrefix("[") })
  }

  @Test func `A probability that nothing is decided of has its note in the table`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.fourLayers)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    func check(_ run: Int, _ more: String...) throws -> Program.Ending {
      try Program.Running(
        ["check", "out", "--run", "\(run)", "--statement", "luo2025-theorem-2"] + more, in: folder.url,
        environment: [:]
      ).wait()
    }
    // Of one real start that converges none does not, where half are promised.
    var found = 0
    for run in 0..<6 where found == 0 {
      let all = try CheckAnswer(try check(run, "--json")).certificates.filter { $0.run == nil }
      for item in all.flatMap(\.promises) where item.name == "no-convergence" && item.holds == nil {
        let note = try #require(item.note)
        found += 1
        #expect(try check(run).output.contains("(\(note))"), "\(item)")
      }
    }
    #expect(found == 1)
  }

  @Test func `Along a flow the place of a promise is a time, of descent a step`() throws {
    let flow = try table(Self.fourLayers, run: true, "--run", "0")
    #expect(try line("luo2025-theorem-8", flow).contains(/at t = \d/), "\(flow)")
    #expect(!flow.contains { $0.contains("at step") }, "\(flow)")
    let descent = try table(
      Self.fourLayers.replacing("gradient-flow: {}", with: "gradient-descent: {step-size: 0.01}"), run: true,
      "--run",
      "0")
    #expect(try line("luo2025-theorem-8", descent).contains(/at step \d/), "\(descent)")
    #expect(!descent.contains { $0.contains("at t =") }, "\(descent)")
  }

  @Test func `An inconclusive verdict has a reason, in the table and in JSON`() throws {
    let descent = Self.fourLayers.replacing("gradient-flow: {}", with: "gradient-descent: {step-size: 0.01}")
      .replacing("max-time: 40", with: "max-steps: 700")
    let folder = try ScratchFolder()
    for (name, spec) in [("flow", Self.fourLayers), ("descent", descent)] {
      try folder.write("\(name).yaml", spec.replacing("max-time: 40", with: "max-time: 3"))
      #expect(try Program.run("run", "\(name).yaml", "--out", name, in: folder.url).status == 0)
      var found = 0
      for subject in ["\(name).yaml", name] {
        let text = try Program.run("check", subject, in: folder.url).output
        for line in text.split(separator: "\n") {
          guard let match = line.firstMatch(of: /^(\S+) +(.*inconclusive( \d+)?)( .*)?$/) else { continue }
          found += 1
          #expect(match.output.4.map { !$0.trimmingCharacters(in: .whitespaces).isEmpty } == true, "\(line)")
        }
        let answer = try CheckAnswer(try Program.run("check", subject, "--json", in: folder.url))
        for certificate in answer.certificates where certificate.verdict == "inconclusive" {
          let notes = certificate.promises.filter { $0.holds == nil }.compactMap(\.note)
          #expect(!certificate.reasons.isEmpty || !notes.isEmpty, "\(certificate)")
        }
      }
      #expect(found > 2)
    }
  }

  @Test func `Without stop.loss-below Theorem 1 says when the loss is a tenth of that at the start`() throws {
    let spec = marginSpec.replacing("loss-below: 0.0095, ", with: "")
    for run in [false, true] {
      let line = try line("arora2019-theorem-1", try table(spec, run: run))
      #expect(line.contains(run ? " inconclusive " : " promised "), "\(line)")
      // ln 10/(η c), c = 1 − 0.0975·√2.
      let c: Double = 1 - 0.0975 * 2.0.squareRoot()
      let match = try #require(line.firstMatch(of: /ℓ\(0\)\/10 from (\S+) steps on/), "\(line)")
      let steps = try #require(Double(match.output.1))
      let exact: Double = log(10) / (1e-6 * c)
      #expect(steps >= exact && steps < exact * (1 + 1e-4), "\(line)")
    }
  }

  @Test func `Keys of JSON are words with underscores, or names with hyphens, whatever prints it`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.fourLayers.replacing("count: 6", with: "count: 2"))
    func expectPlain(_ value: Any, _ place: String) {
      if let object = value as? [String: Any] {
        for (key, value) in object {
          #expect(key.allSatisfy { !$0.isUppercase }, "\(key) in \(place)")
          expectPlain(value, "\(place).\(key)")
        }
      }
      for value in value as? [Any] ?? [] { expectPlain(value, place) }
    }
    let commands: [[String]] = [
      ["run", "spec.yaml", "--dry-run", "--json"],
      ["run", "spec.yaml", "--out", "out", "--verify", "--json"],
      ["check", "out", "--json"], ["check", "--list", "--json"], ["check", "out", "--suggest", "--json"],
      ["verify", "out", "--json"], ["doctor", "--json"],
    ]
    for arguments in commands {
      let ending = try Program.Running(arguments, in: folder.url, environment: [:]).wait()
      #expect(ending.status == 0, "\(arguments): \(ending.errors)")
      expectPlain(
        try JSONSerialization.jsonObject(with: Data(ending.output.utf8)), arguments.joined(separator: " "))
    }
  }
}

extension [String] {
  /// The last elements, as long as they are so, and without an empty one at the end.
  fileprivate func suffix(while isWanted: (String) -> Bool) -> [String] {
    let lines = last?.isEmpty == true ? dropLast() : self[...]
    return lines.reversed().prefix { isWanted($0) }.reversed()
  }
}
