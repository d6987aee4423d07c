import Foundation
import Testing

/// `check` besides its certificates of single runs.
@Suite struct CheckUsageTests {
  /// Starts of which some have a margin and others none.
  private static let manySpec = """
    name: many
    network: {widths: [3, 3, 1]}
    target: {gaussian: {deviation: 1}}
    initialization: {gaussian: {deviation: 0.3}}
    dynamics: {gradient-descent: {step-size: 0.000001}}
    stop: {loss-below: 1e-3, max-steps: 50}
    seeds: {count: 40}
    """

  @Test func `Over many seeds each point has certificates without a run: counts, of how many, and intervals`()
    throws
  {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.manySpec)
    let ending = try Program.run("check", "spec.yaml", "--json", in: folder.url)
    #expect(ending.status == 0, "\(ending.errors)")
    let answer = try CheckAnswer(ending)
    let ofRuns = answer.certificates.filter { $0.statement == "arora2019-theorem-1" && $0.run != nil }
    #expect(ofRuns.compactMap(\.run) == Array(0..<40) && ofRuns.compactMap(\.seed) == (0..<40).map { $0 })
    let all = try answer("theorem-1", run: nil)
    #expect(all.seed == nil)
    let margin = try all.item("deficiency-margin")
    let holds = try ofRuns.count { try $0.item("deficiency-margin").holds == true }
    #expect(margin.count == holds && margin.of == 40 && (1..<40).contains(holds), "\(holds)")
    let interval = try #require(margin.interval)
    #expect(interval.count == 2 && interval[0] < Double(holds) / 40 && Double(holds) / 40 < interval[1])
    let counts = all.promises.filter { ["promised", "not-applicable", "inconclusive"].contains($0.name) }
    #expect(counts.compactMap(\.count).reduce(0, +) == 40)
    for item in counts { #expect(item.count == ofRuns.count { $0.verdict == item.name }) }
    // Claim 2 is about distributions alone.
    let claim = try answer("claim-2", run: nil)
    #expect(!answer.certificates.contains { $0.statement == "arora2019-claim-2" && $0.run != nil })
    #expect(claim.promises.map(\.name) == ["probability", "probability", "probability"])
    #expect(claim.promises.allSatisfy { $0.of == 40 && $0.delta != nil && $0.bound != nil })
    let text = try Program.run("check", "spec.yaml", in: folder.url)
    #expect(
      text.output.contains("many: 40 starts\n") && text.output.contains("deficiency-margin \(holds)/40"))
    #expect(
      try Program.run("check", "spec.yaml", "--json", "--threads", "1", in: folder.url).output
        == ending.output)
  }

  @Test func `Bad input is refused with status 2, and a typo has a suggestion`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", marginSpec)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    let cases: [([String], String)] = [
      (["spec.yaml", "--statement", "arora2019-theorm-1"], "did you mean arora2019-theorem-1?"),
      (["spec.yaml", "--statement", "nonsense-of-all"], "names no statement"),
      (["out", "--set", "network.width=3"], "give the spec instead"),
      (["nowhere"], "expected a spec, or a directory"), ([], "nothing to check is given"), ([""], "empty"),
      (["spec.yaml", "--threads", "0"], "--threads is 0"),
      (["spec.yaml", "--suggest", "--export", "a.json"], "--suggest makes no certificates"),
      (["spec.yaml", "--set", "stop.loss-bellow=1"], "loss-below"),
    ]
    for (arguments, part) in cases {
      let ending = try Program.Running(["check"] + arguments, in: folder.url, environment: [:]).wait()
      expectBrief(ending, status: 2)
      #expect(ending.errors.contains(part), "\(arguments): \(ending.errors)")
    }
    try FileManager.default.createDirectory(at: folder("empty"), withIntermediateDirectories: false)
    let empty = try Program.run("check", "empty", in: folder.url)
    expectBrief(empty, status: 2)
    #expect(empty.errors.contains("empty has no spec.yaml"))
  }

  @Test func `The list names every statement with what it assumes and promises`() throws {
    let folder = try ScratchFolder()
    let ending = try Program.run("check", "--list", "--json", in: folder.url)
    let object =
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: [[String: Any]]]
    let statements = try #require(object?["statements"])
    let names = statements.compactMap { $0["identifier"] as? String }
    #expect(names.count == statements.count && names.contains("arora2019-theorem-1"))
    let text = try Program.run("check", "--list", in: folder.url).output
    for name in names { #expect(text.contains("\(name) (")) }
    let one = try Program.run("check", "--list", "--statement", "arora2019-flow", in: folder.url).output
    #expect(one.contains("arora2019-flow") && !one.contains("arora2019-theorem-1"))
    for word in [
      "field", "depth", "target", "start", "dynamics", "promised", "constants", "judged", "reported only",
    ] {
      #expect(one.contains("  \(word) "), "\(word)")
    }
  }

  @Test func `The suggested step size is Theorem 1's bound, and the ratio is that of the steps`() throws {
    struct Answer: Decodable {
      struct Suggestion: Decodable {
        let margin: Double
        let largest_step_size: Double?
        let promised_steps: Double?
        let promised_time: Double?
        let step_size: Double?
        let steps: Int?
        let steps_ratio: Double?
        let time_ratio: Double?
        let reason: String?
      }
      let suggestions: [Suggestion]
    }
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", marginSpec)
    func suggestion(_ arguments: String...) throws -> Answer.Suggestion {
      let ending = try Program.Running(
        ["check", "spec.yaml", "--suggest", "--json"] + arguments, in: folder.url, environment: [:]
      ).wait()
      #expect(ending.status == 0, "\(ending.errors)")
      let answer = try JSONDecoder().decode(Answer.self, from: Data(ending.output.utf8))
      return try #require(answer.suggestions.first)
    }
    // At a practical step size.
    let found = try suggestion("--set", "dynamics.gradient-descent.step-size=0.01")
    let c: Double = 1 - 0.0975 * 2.0.squareRoot()
    let limit: Double = c * c * c / 196608
    let η = try #require(found.largest_step_size)
    #expect(abs(found.margin - c) < 1e-14 && abs(η / limit - 1) < 1e-13)
    let T = try #require(found.promised_steps)
    let exact: Double = log(0.0975 * 0.0975 / 0.0095) / (η * c)
    #expect(abs(T / exact - 1) < 1e-9)
    #expect(abs((found.promised_time ?? 0) / (η * T) - 1) < 1e-14)
    let steps = try #require(found.steps)
    #expect(found.step_size == 0.01 && steps == 1)
    let (stepsRatio, timeRatio) = (try #require(found.steps_ratio), try #require(found.time_ratio))
    #expect(abs(stepsRatio / T * Double(steps) - 1) < 1e-14)
    #expect(abs(timeRatio / stepsRatio * (0.01 / η) - 1) < 1e-13)
    // The suggested step size is allowed, and the next larger number is not.
    for (value, verdict) in [(η, "promised"), (η.nextUp, "not-applicable")] {
      let checked = try Program.run(
        "check", "spec.yaml", "--json", "--set", "dynamics.gradient-descent.step-size=\(value)",
        in: folder.url)
      #expect(try CheckAnswer(checked)("theorem-1").verdict == verdict, "\(value)")
    }
    let none = try suggestion("--set", "initialization.identity.scale=2.5")
    #expect(none.largest_step_size == nil && none.promised_steps == nil && none.margin < 0)
    #expect(none.reason == "the hypothesis deficiency-margin fails")
  }

  @Test func `Runs at practical step sizes and the steps of Theorem 2 are suggested beside Theorem 1`() throws
  {
    let folder = try ScratchFolder()
    try folder.write(
      "spec.yaml",
      """
      name: practical
      network: {widths: [100, 3, 1]}
      target: {gaussian: {deviation: 1}}
      initialization: {balanced: {deviation: 0.05}}
      dynamics: {gradient-descent: {step-size: 0.002}}
      stop: {loss-below: 1e-3, max-steps: 1000}
      seeds: {count: 12}
      """)
    let ending = try Program.run("check", "spec.yaml", "--suggest", "--json", in: folder.url)
    #expect(ending.status == 0, "\(ending.errors)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    let starts = try #require(object["suggestions"] as? [[String: Any]])
    #expect(starts.count == 12)
    // Φ, by a run that is checked.
    #expect(
      try Program.run("check", "spec.yaml", "--export", "c.json", "--run", "0", in: folder.url).status == 0)
    let file = try JSONSerialization.jsonObject(with: Data(contentsOf: folder("c.json"))) as? [String: Any]
    let target = ((file?["points"] as? [[String: Any]])?.first?["target"] as? [String: Any])?["entries"]
    let entries = try #require(target as? [String]).compactMap(Double.init)
    let norm = entries.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let (s, d, ε): (Double, Double, Double) = (0.05, 100, 1e-3)
    let largest: Double = pow(s * s * d, 3) / (1e5 * 8 * pow(norm, 7))
    let first: Double = log(4) * norm / (s * s * d)
    let promised: Double = 4 / largest * (first + log(norm * norm / (8 * ε)) / norm)
    for start in starts {
      let theorem2 = try #require(start["theorem_2"] as? [String: Any])
      #expect(abs((theorem2["largest_step_size"] as? Double ?? 0) / largest - 1) < 1e-12)
      #expect(abs((theorem2["promised_steps"] as? Double ?? 0) / promised - 1) < 1e-12)
      let runs = try #require(start["practical"] as? [[String: Any]])
      for (run, part) in zip(runs, [0.01, 0.1, 0.5]) {
        let η = try #require(run["step_size"] as? Double)
        #expect(abs(η / (part * 2 / (2 * norm)) - 1) < 1e-12)
        // The same run, by the command that runs it.
        guard start["run"] as? Int == 3, part == 0.1 else { continue }
        let spec = ["--set", "dynamics.gradient-descent.step-size=\(η)", "--set", "seeds={first: 3}"]
        let own = try Program.Running(
          ["run", "spec.yaml", "--out", "out"] + spec, in: folder.url, environment: [:]
        ).wait()
        #expect(own.status == 0, "\(own.errors)")
        let steps = try #require(run["steps"] as? Int)
        #expect(try sqlite("SELECT outcome, steps FROM runs", folder) == "('converged', \(steps))")
      }
    }
    let table = try Program.run("check", "spec.yaml", "--suggest", in: folder.url)
    #expect(
      table.output.contains("Theorem 2: largest η") && table.output.contains("of 12"), "\(table.output)")
    // Without a loss that ends runs there is nothing to compare.
    try folder.write(
      "endless.yaml",
      try String(contentsOf: folder("spec.yaml"), encoding: .utf8).replacing("loss-below: 1e-3, ", with: ""))
    let endless = try Program.run("check", "endless.yaml", "--suggest", "--json", in: folder.url)
    #expect(
      endless.output.contains("\"practical\":[]") && endless.output.contains("gives no ε"),
      "\(endless.output)")
  }

  @Test func `Over a sweep of widths and deviations the exponents of scales are given with the theorem's`()
    throws
  {
    let folder = try ScratchFolder()
    try folder.write(
      "spec.yaml",
      """
      name: scales
      network: {depth: 2, width: 2}
      target: {identity: {}}
      initialization: {gaussian: {deviation: 0.1}}
      dynamics: {gradient-descent: {step-size: 0.01}}
      stop: {max-steps: 1}
      seeds: {count: 20}
      sweep: {network.width: [2, 3, 4], initialization.gaussian.deviation: [0.1, 0.2, 0.4]}
      """)
    let ending = try Program.run("check", "spec.yaml", "--json", in: folder.url)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    let exponents = try #require(object["exponents"] as? [[String: Any]], "\(ending.errors)")
    #expect(exponents.count == 6)
    for exponent in exponents {
      #expect(exponent["statement"] as? String == "luo2025-theorem-6" && exponent["points"] as? Int == 9)
      #expect((exponent["interval"] as? [Double])?.count == 2)
    }
    #expect(exponents.map { $0["bound"] as? Double } == [0.5, 1, -0.5, 1, -2, 2])
    let table = try Program.run("check", "spec.yaml", in: folder.url)
    #expect(table.output.contains("Exponents of the medians over the points"))
    #expect(table.output.contains("smallest-polar-sum-value  real   2      ε         2 "), "\(table.output)")
  }

  @Test
  func `Where seeds go on until fractions are known, the starts of the first batch are said to be that`()
    throws
  {
    let folder = try ScratchFolder()
    try folder.write(
      "spec.yaml",
      Self.manySpec.replacing("count: 40", with: "until: {half-width: 0.4, at-most: 20}"))
    for (arguments, heading) in [
      ([], "many: 20 starts of the first batch of seeds"),
      (["--statement", "arora2019-claim-2"], "many: starts of the first batch of seeds"),
    ] {
      let ending = try Program.Running(["check", "spec.yaml"] + arguments, in: folder.url, environment: [:])
        .wait()
      #expect(ending.output.hasPrefix(heading + "\n"), "\(ending.errors)\(ending.output.prefix(200))")
    }
  }

  @Test func `A directory that cannot be written is checked all the same, with a warning`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", marginSpec)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    let user = try Program.ordinaryUser(in: folder)
    // Of another user, or without the right to write.
    for path in ["out", "out/results.sqlite"] { chmod(folder(path).path, path == "out" ? 0o555 : 0o444) }
    defer { chmod(folder("out").path, 0o755) }
    let before = folder.contents(of: "out")
    let ending = try Program.shell("\(user) \"$program\" check out --json", in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(
      ending.errors.hasPrefix("deeplinear: warning: the certificates are not stored: "), "\(ending.errors)")
    #expect(ending.errors.count { $0 == "\n" } == 1)
    #expect(try CheckAnswer(ending)("theorem-1").verdict == "confirmed")
    #expect(folder.contents(of: "out") == before)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `A signal ends a check with 75 and a sentence`(signal: Int32) throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.manySpec.replacing("count: 40", with: "count: 3000000"))
    for extra in [[], ["--suggest"]] {
      let ending = try Program.interrupted(by: signal, ["check", "spec.yaml"] + extra, in: folder) {
        ((try? $0.processorSeconds()) ?? 0) > 0.3
      }
      #expect(ending.status == 75 && ending.output.isEmpty, "\(ending.status) \(ending.output.prefix(200))")
      #expect(ending.errors == "deeplinear: ended before all was checked; the same command starts again\n")
    }
  }
}
