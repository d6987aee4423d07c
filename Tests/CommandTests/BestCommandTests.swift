import Foundation
import Testing

/// `best` as a user meets it.
@Suite struct BestCommandTests {
  private static let quick = """
    name: quick
    network: {depth: 2, width: 2}
    target: {identity: {}}
    initialization: {gaussian: {deviation: 0.3}}
    dynamics: {gradient-descent: {}}
    stop: {loss-below: 1e-4, max-steps: 500}
    seeds: {count: 4}
    best: {over: dynamics.gradient-descent.step-size, log: {from: 0.01, to: 10, count: 4}, by: fewest-steps}
    sweep: {network.depth: [2, 3]}
    """

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `The summary says how often each value was best, in words and in JSON`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.quick)
    let plain = try Program.run("run", "spec.yaml", "--out", "out", in: folder.url)
    #expect(plain.status == 0, "\(plain.errors)")
    #expect(
      plain.output.contains(/\nbest dynamics.gradient-descent.step-size: (0.01|0.1|1) in \d run/),
      "\(plain.output)")
    let json = try Program.run("run", "spec.yaml", "--out", "out", "--json", in: folder.url)
    let best = try #require(try object(json.output)["best"] as? [String: Any])
    let values = try #require(best["values"] as? [[String: Any]])
    #expect(best["over"] as? String == "dynamics.gradient-descent.step-size")
    #expect(values.compactMap { $0["value"] as? Double } == [0.01, 0.1, 1, 10])
    #expect(values.reduce(best["none"] as? Int ?? -1) { $0 + ($1["runs"] as? Int ?? 0) } == 8)
  }

  @Test func `A dry run counts attempts, and writes nothing`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.quick)
    let plain = try Program.run("run", "spec.yaml", "--dry-run", in: folder.url)
    #expect(
      plain.output.hasPrefix(
        "2 points × 4 seeds = 8 runs, each of 4 attempts and the best one again, each of at most 500 steps\n"),
      "\(plain.output) \(plain.errors)")
    let json = try object(try Program.run("run", "spec.yaml", "--dry-run", "--json", in: folder.url).output)
    #expect(json["attempts_per_run"] as? Int == 4 && json["steps_at_most"] as? Double == 8 * 5 * 500)
    #expect(folder.contents() == ["spec.yaml"])
  }

  @Test
  func `Figures show steps of the best runs, and the values, against what is swept; verify finds all intact`()
    throws
  {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.quick)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    for name in ["steps", "best-value", "success"] {
      let drawn = try Program.run(
        "figure", "out", "--of", name, "--against", "depth", "--format", "svg", in: folder.url)
      #expect(drawn.status == 0 && drawn.output.contains(".svg"), "\(name): \(drawn.errors)")
    }
    let verified = try Program.run("verify", "out", in: folder.url)
    #expect(verified.status == 0, "\(verified.errors)")
  }

  @Test(arguments: [[], ["--suggest"]])
  func `check says that it takes one value`(options: [String]) throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.quick)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    for subject in ["spec.yaml", "out"] {
      let ending = try Program.Running(["check", subject] + options, in: folder.url, environment: [:]).wait()
      expectBrief(ending, status: 2)
      #expect(
        ending.errors.contains("best lets every run choose its own dynamics.gradient-descent.step-size"),
        "\(ending.errors)")
    }
  }

  @Test func `Killed in the midst of attempts again and again, a directory ends with the same bytes`() throws
  {
    let folder = try ScratchFolder()
    try folder.write(
      "spec.yaml",
      """
      name: long
      network: {depth: 3, width: 3}
      target: {diagonal: [1, 0.8, 0.6]}
      initialization: {gaussian: {deviation: 0.4}}
      dynamics: {gradient-descent: {}}
      stop: {loss-below: 1e-3, max-steps: 2000000}
      observe: {snapshots: {log: 20}, thresholds: [0.1]}
      seeds: {count: 8}
      best: {over: dynamics.gradient-descent.step-size, list: [1.0e-7, 1.0e-6, 0.1, 2.0e-7, 0.05], by: fewest-steps}
      checkpoint: {every: 0.05s}
      """)
    let whole = try Program.run("run", "spec.yaml", "--out", "whole", in: folder.url)
    #expect(whole.status == 0, "\(whole.errors)")
    var kills = 0
    while kills < 4 {
      let running = try Program.Running(
        ["run", "spec.yaml", "--out", "cut"], in: folder.url, environment: [:])
      let place = folder("cut/checkpoints").path
      func newest() -> Date {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        let dates = names.compactMap {
          try? FileManager.default.attributesOfItem(atPath: "\(place)/\($0)")[.modificationDate] as? Date
        }
        return dates.max() ?? .distantPast
      }
      let before = newest()
      running.wait { newest() > before }
      guard running.process.isRunning else {
        #expect(try running.wait().status == 0)
        break
      }
      kill(running.process.processIdentifier, SIGKILL)
      _ = try running.wait()
      kills += 1
    }
    #expect(kills > 1)
    let last = try Program.run("run", "cut", in: folder.url)
    #expect(last.status == 0, "\(last.errors)")
    let names = folder.contents(of: "whole")
    #expect(folder.contents(of: "cut") == names)
    for name in names where name.hasSuffix(".nc") || name.hasSuffix(".npy") {
      #expect(
        try Data(contentsOf: folder("cut/\(name)")) == Data(contentsOf: folder("whole/\(name)")), "\(name)")
    }
  }
}
