import Experiments
import Foundation
import RunArchive
import SpecLanguage
import Statistics
import Synchronization
import Testing
import _ArchiveSupport

/// `seeds: {until: …}`: batches of 256 seeds until every success fraction is known well enough.
@Suite("Seeds until success fractions are known")
struct SeedsUntilTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Points whose fractions are 1, about 0.92 and about 0.68: after 256 seeds the first two are known to 0.05.
  static let yaml = """
    name: until
    network: {depth: 3, width: 2}
    target: {identity: {}}
    initialization: {gaussian: {deviation: 0.5}}
    dynamics: {gradient-descent: {step-size: 0.1}}
    stop: {loss-below: 1e-3, max-steps: 60}
    observe: {snapshots: {log: 5}, weights: none}
    seeds: {first: 3, until: {half-width: 0.05}}
    sweep: {network.depth: [1, 2, 3]}
    """

  private func rows(_ name: String) throws -> [RunRow] { try ResultsArchive(folder(name)).runs() }

  @Test("Each point has just as many batches as it needs, numbered batch by batch, point by point")
  func batches() throws {
    let summary = try runner(Self.yaml, in: folder).run()
    let rows = try rows("out")
    #expect(rows.map(\.run) == Array(0..<rows.count) && summary.runs == rows.count && summary.remaining == 0)
    #expect(summary.unsettled == nil)
    var (batch, next, seeds) = (0, 0, [0, 0, 0])
    while next < rows.count {
      // The points that are open by what was stored before.
      let open = (0..<3).filter { point in
        let before = rows[..<next].filter { $0.point == point }
        let converged = before.count { $0.outcome == "converged" }
        return batch == 0
          || seeds[point] == 256 * batch
            && ExactInterval(converged, of: before.count).halfWidth > 0.05
      }
      try #require(!open.isEmpty && next + 256 * open.count <= rows.count)
      for point in open {
        let own = rows[next..<next + 256]
        #expect(own.allSatisfy { $0.point == point })
        #expect(own.map(\.seed) == (0..<256).map { UInt64(3 + 256 * batch + $0) })
        next += 256
        seeds[point] += 256
      }
      batch += 1
    }
    #expect(next == rows.count && seeds[0] == 256 && seeds[2] > 256)
    for point in 0..<3 {
      let own = rows.filter { $0.point == point }
      let interval = ExactInterval(own.count { $0.outcome == "converged" }, of: own.count)
      #expect(interval.halfWidth <= 0.05, "point \(point)")
    }
  }

  @Test("A seed has the same bits as with a number of seeds")
  func sameBits() throws {
    _ = try runner(Self.yaml, in: folder).run()
    let counted = Self.yaml.replacing("until: {half-width: 0.05}", with: "count: 512")
    _ = try runner(counted, in: folder, into: "counted").run()
    func byPlace(_ name: String) throws -> [String: RunRow] {
      let rows = try timeless(try ResultsArchive(folder(name)))
      return Dictionary(
        uniqueKeysWithValues: rows.map { row in
          var row = row
          row.run = 0
          return ("\(row.point) \(row.seed)", row)
        })
    }
    let (mine, all) = (try byPlace("out"), try byPlace("counted"))
    #expect(mine.count > 768 && mine.allSatisfy { all[$0.key] == $0.value })
  }

  @Test("Threads and interruptions, between batches and within, change nothing", arguments: [0, 1, 5, 23])
  func interrupted(_ polls: Int) throws {
    _ = try runner(Self.yaml, in: folder, threads: 1).run()
    let all = try rows("out").count
    var (calls, left) = (0, 1)
    while left > 0 {
      calls += 1
      let polled = Atomic<Int>(0)
      let most = calls < 40 ? polls * calls : Int.max
      let summary = try runner(Self.yaml, in: folder, into: "other", threads: 3).run(isInterrupted: {
        polled.add(1, ordering: .relaxed).newValue > most
      })
      left = summary.remaining
      #expect(calls < 41)
    }
    #expect(calls > 1)
    #expect(try timeless(ResultsArchive(folder("other"))) == timeless(ResultsArchive(folder("out"))))
    #expect(try resultFiles(folder("other")) == resultFiles(folder("out")))
    // Finished: found without writing.
    let again = try runner(Self.yaml, in: folder, into: "other").run()
    #expect(again.computed == 0 && again.remaining == 0 && again.runs == all)
  }

  @Test("With the most seeds allowed the summary says which fraction is not known well enough")
  func atMost() throws {
    let few = ["seeds.until={half-width: 0.02, at-most: 300}"]
    let summary = try runner(Self.yaml, in: folder, set: few).run()
    let rows = try rows("out")
    #expect((0..<3).map { point in rows.count { $0.point == point } } == [256, 300, 300])
    #expect(Set(rows.filter { $0.point == 2 }.map(\.seed)) == Set(3..<303))
    let found = try #require(summary.unsettled)
    #expect(found.points == 2 && found.widest == 2 && found.halfWidth > 0.05 && found.halfWidth < 0.06)
    #expect(try runner(Self.yaml, in: folder, set: few).run().unsettled == found)
  }

  @Test("A damaged block of an earlier batch is computed again, and the later ones stay")
  func repaired() throws {
    _ = try runner(Self.yaml, in: folder).run()
    let before = try resultFiles(folder("out"))
    let name = "trajectories/block-000000.nc"
    let damaged = folder("out").appending(path: name)
    try Data([1, 2, 3]).write(to: damaged)
    let experiment = try Experiment(yaml: Self.yaml, source: "spec.yaml", folder: folder.url)
    let summary = try Runner(experiment, into: folder("out"), repairs: true).run()
    #expect(summary.computed == 256 && summary.remaining == 0)
    let kept = try resultFiles(folder("out")).filter { !$0.key.hasPrefix("strays") }
    #expect(kept == before)
  }

  @Test("The spec that a run leaves resolves to itself, and another half-width is another experiment")
  func resolved() throws {
    _ = try runner(Self.yaml, in: folder).run()
    let stored = try Experiment(contentsOf: folder("out").appending(path: "spec.yaml"))
    let text = stored.resolvedYAML()
    #expect(text.contains("at-most: 1000000") && !text.contains("count:"))
    #expect(stored.runCount == 3_000_000)
    let error = #expect(throws: InputError.self) {
      try runner(Self.yaml, in: folder, set: ["seeds.until.half-width=0.04"]).run()
    }
    #expect(error?.description.contains("seeds.until.half-width is 0.04 here and 0.05 in") == true)
  }

  @Test("What cannot be is refused with a sentence")
  func refused() {
    func message(_ yaml: String) -> String {
      let error = #expect(throws: InputError.self) {
        try Experiment(yaml: yaml, source: "spec.yaml", folder: folder.url)
      }
      return "\(error?.description ?? "")"
    }
    #expect(
      message(Self.yaml.replacing("loss-below: 1e-3, ", with: ""))
        == "spec.yaml:8:26: seeds.until counts the runs that converge, and stop has no loss-below to converge to; add it, or give "
        + "seeds.count in place of until.")
    #expect(
      message(Self.yaml.replacing("first: 3,", with: "count: 7,"))
        == "spec.yaml:8:9: seeds has both count and until; keep one of them.")
  }

  @Test("The runs to come are those that the stored results still ask for")
  func runsToCome() throws {
    let experiment = try Experiment(yaml: Self.yaml, source: "spec.yaml", folder: folder.url)
    let before = RunsToCome(of: experiment, in: folder("out"))
    #expect(before.stored == 0 && before.total == experiment.runCount && before.isAtMost)
    // Interrupted in the first batch: any point may get as many seeds as the spec allows.
    let isOver = Atomic(false)
    _ = try runner(Self.yaml, in: folder, into: "part", threads: 1).run(
      isInterrupted: { isOver.load(ordering: .relaxed) },
      progress: { if $0.finishedRuns > 70 { isOver.store(true, ordering: .relaxed) } })
    let part = RunsToCome(of: experiment, in: folder("part"))
    #expect(part.total == experiment.runCount && part.isAtMost)
    #expect(part.left == experiment.runCount - part.stored)
    let summary = try runner(Self.yaml, in: folder).run()
    let after = RunsToCome(of: experiment, in: folder("out"))
    #expect(after.total == summary.runs && after.stored == summary.runs && after.left == 0 && !after.isAtMost)
    #expect(DiskNeed(of: experiment, in: folder("out")).bytes == 0)
  }
}
