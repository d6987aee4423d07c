import Experiments
import Foundation
import RunArchive
import SpecLanguage
import Testing
import _ArchiveSupport

/// Runs of a spec with a section best, against those of the same values one by one.
@Suite struct BestRunTests {
  /// A method, and the engine that runs it.
  struct Method: CustomTestStringConvertible, Sendable {
    let name: String
    let settings: String
    let engine: String
    var over: String { "dynamics.\(name).step-size" }
    var testDescription: String { "\(name) on the \(engine) engine" }
  }

  static let methods = [
    Method(name: "gradient-descent", settings: "", engine: "lockstep"),
    Method(name: "heavy-ball", settings: "momentum: 0.3", engine: "reference"),
  ]
  private static let seeds = 60

  /// Steps too small to change a bit; some that are too small, that tie, that are best for some seeds, and that diverge.
  private static let values = [1e-30, 0.02, 0.15, 0.1500000001, 0.5, 0.3, 2, 0.6, 1e-29, 0.1500000002]

  private static func yaml(_ method: Method, _ rest: String) -> String {
    """
    name: best
    network: {depth: 3, width: 2}
    target: {diagonal: [1.0, 0.6]}
    initialization: {gaussian: {deviation: 0.8}}
    dynamics: {\(method.name): {\(method.settings)}}
    stop: {loss-below: 1e-3, max-steps: 250}
    observe: {snapshots: {log: 12}, thresholds: [0.1, 1e-2]}
    seeds: {first: 3, count: \(seeds)}
    \(rest)
    """
  }

  private static var grid: String { "[\(values.map { "\($0)" }.joined(separator: ", "))]" }

  private static func best(_ method: Method) -> String {
    yaml(method, "best: {over: \(method.over), list: \(grid), by: fewest-steps}")
  }

  private static func all(_ method: Method) -> String { yaml(method, "sweep: {\(method.over): \(grid)}") }

  /// The value that is best for a seed by the definition, from its runs with every value to their ends.
  private static func winner(_ runs: [RunRow]) -> Int {
    let converged = runs.indices.filter { runs[$0].outcome == "converged" }
    if let fewest = converged.map({ runs[$0].steps }).min() {
      return converged.first { runs[$0].steps == fewest }!
    }
    let calm = runs.indices.filter { runs[$0].outcome != "diverged" }
    let among = calm.isEmpty ? Array(runs.indices) : calm
    let lowest = among.map { runs[$0].loss }.min()!
    return among.first { runs[$0].loss == lowest }!
  }

  @Test(
    "The best value is that of the whole grid, and the run that of a spec with that value alone, to the bit",
    arguments: methods)
  func wholeGrid(_ method: Method) throws {
    let folder = try ScratchFolder()
    let summary = try runner(Self.best(method), in: folder, into: "best", threads: 2).run()
    #expect(summary.engines.map(\.engine) == [method.engine])
    _ = try runner(Self.all(method), in: folder, into: "all", threads: 2).run()
    let (best, all) = (try ResultsArchive(folder("best")), try ResultsArchive(folder("all")))
    let (rows, every) = (try best.runs(), try all.runs())
    let attempts = Dictionary(grouping: try best.attempts(), by: \.run)
    var (seen, ties, beaten) = (Set<String>(), 0, 0)
    var numbers: [Int] = []
    for (seed, row) in rows.enumerated() {
      let full = Self.values.indices.map { every[$0 * Self.seeds + seed] }
      let place = Self.winner(full)
      numbers.append(full[place].run)
      #expect(row["best_value"] == Self.values[place], "seed \(seed)")
      var expected = full[place]
      (expected.run, expected.point, expected.wallSeconds) = (row.run, 0, row.wallSeconds)
      expected.values["best_value"] = Self.values[place]
      if full[place].outcome != "converged" {
        let note = try #require(row.message)
        #expect(note.hasPrefix("no value of \(method.over) converged: "), "\(note)")
        expected.message = note
      }
      #expect(row == expected, "seed \(seed)")
      let own = try #require(attempts[row.run])
      #expect(own.map(\.attempt) == Array(Self.values.indices) && own.map(\.value) == Self.values)
      #expect(own.filter(\.isBest).map(\.attempt) == [place])
      var fewest: Int?
      for (attempt, run) in zip(own, full) {
        let name = "seed \(seed), attempt \(attempt.attempt)"
        #expect(attempt.seed == Int64(row.seed) && attempt.point == 0)
        if let fewest, run.steps > fewest || run.outcome == "exhausted" && run.steps == fewest {
          #expect(attempt.outcome == "exhausted" && attempt.steps == fewest, "\(name)")
          #expect(attempt.message == "beaten at step \(fewest)", "\(name)")
          beaten += 1
        } else {
          #expect(attempt.outcome == run.outcome && attempt.steps == run.steps, "\(name)")
          #expect(attempt.time == run.time, "\(name)")
          #expect((attempt.message == nil) == (run.outcome != "diverged"), "\(name)")
          if run.steps == fewest { ties += 1 } else { #expect(attempt.loss == run.loss, "\(name)") }
        }
        if run.outcome == "converged" { fewest = min(fewest ?? .max, run.steps) }
        seen.insert(attempt.outcome)
      }
    }
    #expect(seen == ["converged", "diverged", "exhausted", "stalled"] && ties > 10 && beaten > 100)
    #expect(Set(rows.compactMap { $0["best_value"] }).count > 2)
    #expect(rows.contains { $0.outcome != "converged" }, "a seed for which no value converged")
    let values = try #require(summary.best)
    #expect(values.values.map(\.value) == Self.values && values.over == method.over)
    #expect(values.none == rows.count { $0.outcome != "converged" })
    #expect(
      values.values.map(\.runs)
        == Self.values.map { value in
          rows.count { $0["best_value"] == value && $0.outcome == "converged" }
        })
    try checkSeries(of: best, all, numbers)
  }

  /// Trajectories and weights of run i against those of run `numbers[i]` of another directory.
  private func checkSeries(of best: ResultsArchive, _ all: ResultsArchive, _ numbers: [Int]) throws {
    let names = try best.trajectories().variables().map(\.name)
    #expect(try names == all.trajectories().variables().map(\.name))
    for name in names + ["threshold_step", "threshold_time"] {
      let (mine, theirs) = (
        try best.trajectories().values(of: name), try all.trajectories().values(of: name)
      )
      for (run, number) in numbers.enumerated() {
        let isSame = mine[run].map(\.bitPattern) == theirs[number].map(\.bitPattern)
        #expect(isSame, "\(name) of run \(run)")
      }
    }
    for (run, number) in numbers.enumerated() {
      for layer in 1...3 {
        #expect(try best.weights(ofRun: run, layer: layer) == all.weights(ofRun: number, layer: layer))
      }
    }
  }

  /// The attempts without what the clock says.
  private func timelessAttempts(_ archive: ResultsArchive) throws -> [AttemptRow] {
    try archive.attempts().map { attempt in
      var attempt = attempt
      attempt.wallSeconds = 0
      return attempt
    }
  }

  @Test("Threads, batches, other seeds and interruptions play no part", arguments: methods)
  func independence(_ method: Method) throws {
    let folder = try ScratchFolder()
    _ = try runner(Self.best(method), in: folder, into: "1", threads: 1).run()
    let whole = try ResultsArchive(folder("1"))
    let (rows, attempts) = (try timeless(whole), try timelessAttempts(whole))
    _ = try runner(Self.best(method), in: folder, into: "3", threads: 3).run()
    #expect(try timeless(ResultsArchive(folder("3"))) == rows)
    #expect(try timelessAttempts(ResultsArchive(folder("3"))) == attempts)
    #expect(try resultFiles(folder("1")) == resultFiles(folder("3")))
    // A part of the seeds alone.
    _ = try runner(
      Self.best(method), in: folder, into: "few", set: ["seeds.first=20", "seeds.count=3"]
    ).run()
    let few = try ResultsArchive(folder("few"))
    #expect(
      try timelessAttempts(few).map { [$0.value, Double($0.steps), $0.loss] }
        == attempts.filter { (17..<20).contains($0.run) }.map { [$0.value, Double($0.steps), $0.loss] })
    #expect(try few.runs().map(\.loss) == rows[17..<20].map(\.loss))
  }

  @Test func `A finished directory is opened without a change, verified, and a damaged attempt is found`()
    throws
  {
    let folder = try ScratchFolder()
    let runner = try runner(Self.best(Self.methods[0]), in: folder)
    _ = try runner.run()
    let again = try runner.run()
    #expect(again.computed == 0 && again.best?.values.map(\.value) == Self.values)
    let archive = try ResultsArchive(folder("out"))
    #expect(try archive.damage() == [])
    try folder.sqlite("out/results.sqlite", "UPDATE attempts SET steps = 1 WHERE run = 2 AND attempt = 3")
    #expect(try ResultsArchive(unchecked: folder("out")).damage().count == 1)
  }

  @Test func `Success fractions decide how many seeds there are, over sweeps and zips too`() throws {
    let folder = try ScratchFolder()
    let text = """
      name: until
      network: {width: 2}
      target: {identity: {}}
      initialization: {gaussian: {deviation: 0.5}}
      dynamics: {gradient-descent: {}}
      stop: {loss-below: 1e-2, max-steps: 40}
      observe: {snapshots: {log: 4}, quantities: [loss], weights: none}
      seeds: {until: {half-width: 0.2, at-most: 512}}
      best: {over: dynamics.gradient-descent.step-size, log: {from: 1, to: 0.1, count: 3}, by: fewest-steps}
      sweep: {zip: [{network.depth: [1, 2], stop.max-steps: [40, 60]}]}
      """
    let summary = try runner(text, in: folder).run()
    #expect(summary.runs == 512 && summary.unsettled == nil)
    let archive = try ResultsArchive(folder("out"))
    #expect(try archive.attempts().count == 3 * 512)
    #expect(try Set(archive.attempts().map(\.point)) == [0, 1])
  }
}
