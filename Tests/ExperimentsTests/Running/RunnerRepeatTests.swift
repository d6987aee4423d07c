import Experiments
import Foundation
import LinearAlgebra
import RunArchive
import Synchronization
import Testing
import _ArchiveSupport
import _ExperimentSupport

/// The same seed gives the same bits, whatever else goes on, and what is finished stays.
@Suite struct RunnerRepeatTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// The losses of all runs at every snapshot, by number.
  private func losses(_ name: String) throws -> [[UInt64]] {
    let values = try ResultsArchive(folder(name)).trajectories().values(of: "loss")
    return values.runs.indices.map { values[$0].filter { !$0.isNaN }.map(\.bitPattern) }
  }

  @Test func `One thread and two write the same bytes`() throws {
    for threads in [1, 2] {
      _ = try runner(SmallRun.crowd, in: folder, into: "\(threads)", threads: threads).run()
    }
    #expect(try resultFiles(folder("1")) == resultFiles(folder("2")))
    #expect(try timeless(ResultsArchive(folder("1"))) == timeless(ResultsArchive(folder("2"))))
  }

  @Test func `A run has the same bits elsewhere in a sweep, in another block, and alone`() throws {
    let all = ["sweep.network.field=[real, complex]", "seeds.count=70"]
    _ = try runner(SmallRun.crowd, in: folder, into: "all", set: all).run()
    _ = try runner(SmallRun.crowd, in: folder, into: "swapped", set: ["sweep.network.field=[complex, real]"])
      .run()
    _ = try runner(SmallRun.crowd, in: folder, into: "late", set: ["seeds.first=66", "seeds.count=2"]).run()
    let alone = SmallRun.crowd.split(separator: "\n").dropLast().joined(separator: "\n")
    _ = try runner(
      alone, in: folder, into: "alone", set: ["network.field=complex", "seeds.first=66", "seeds.count=1"]
    ).run()
    let expected = try losses("all")
    #expect(Set(expected).count == 140, "every run differs from every other")
    #expect(try losses("swapped") == Array(expected[70...] + expected[..<70]))
    #expect(try losses("late") == [expected[66], expected[67], expected[136], expected[137]])
    #expect(try losses("alone") == [expected[136]])
    let weights = { (name: String, run: Int) in try ResultsArchive(folder(name)).weights(ofRun: run, layer: 2)
    }
    #expect(try weights("alone", 0) == weights("all", 136))
  }

  @Test(arguments: [1, 2])
  func `An interrupted directory, continued, is as if nothing had happened`(threads: Int) throws {
    _ = try runner(SmallRun.crowd, in: folder, into: "whole", threads: threads).run()
    let runner = try runner(SmallRun.crowd, in: folder, threads: threads)
    let finished = Atomic<Int>(0)
    let first = try runner.run(
      isInterrupted: { finished.load(ordering: .relaxed) >= 70 },
      progress: { finished.store($0.finishedRuns, ordering: .relaxed) })
    // Which blocks are whole when 70 runs are is decided by the threads: none, where one of them is late.
    let done = first.computed
    #expect(threads > 1 || done == 64)
    #expect(first.remaining == 140 - done && first.remaining > 0 && first.runs == 140)
    #expect(first.outcomes.values.reduce(0, +) == done)
    let before = try ResultsArchive(folder("out"))
    #expect(try before.provenance().finished == nil)
    #expect(try before.damage() == [])
    let rows = try before.runs()
    #expect(rows.count == done)

    let second = try runner.run()
    #expect(second.computed == 140 - done && second.remaining == 0)
    let (after, whole) = (try ResultsArchive(folder("out")), try ResultsArchive(folder("whole")))
    let stored = Set(rows.map(\.run))
    #expect(
      try after.runs().filter { stored.contains($0.run) } == rows, "not even the clock of finished runs moves"
    )
    #expect(try timeless(after) == timeless(whole))
    #expect(try after.points() == whole.points())
    #expect(try after.plateaus() == whole.plateaus())
    #expect(try resultFiles(folder("out")) == resultFiles(folder("whole")))
    #expect(try after.specification() == whole.specification())
    #expect(files(below: folder("out")) == files(below: folder("whole")))
    #expect(try after.provenance().finished != nil)
  }

  @Test func `A run interrupted in its midst is left out whole`() throws {
    let set = ["stop.loss-below=1e-300", "stop.max-steps=5000", "seeds.count=1"]
    let runner = try runner(SmallRun.crowd, in: folder, threads: 1, set: set)
    let steps = Atomic<Int>(0)
    let first = try runner.run(
      isInterrupted: { steps.load(ordering: .relaxed) > 2000 },
      progress: { steps.store($0.steps, ordering: .relaxed) })
    #expect(first.computed == 0 && first.remaining == 2)
    #expect((2001..<5000).contains(steps.load(ordering: .relaxed)))
    #expect(try ResultsArchive(folder("out")).runs() == [])
    #expect(try runner.run().computed == 2)
  }

  @Test func `Long runs are committed batch by batch, so that an interruption loses at most one batch`()
    throws
  {
    let set = ["stop.max-steps=10000000000", "seeds.count=2"]
    let runner = try runner(SmallRun.crowd, in: folder, threads: 1, set: set)
    let finished = Atomic<Int>(0)
    let first = try runner.run(
      isInterrupted: { finished.load(ordering: .relaxed) >= 2 },
      progress: { finished.store($0.finishedRuns, ordering: .relaxed) })
    #expect(first.computed == 2, "\(first)")
    #expect(first.remaining == 2)
    #expect(try runner.run().computed == 2)
    #expect(try ResultsArchive(folder("out")).runs().map(\.run) == [0, 1, 2, 3])
  }

  @Test func `A finished directory is left as it is`() throws {
    let runner = try runner(SmallRun.crowd, in: folder)
    _ = try runner.run()
    let snapshot = try resultFiles(folder("out"))
    let (rows, provenance) = (
      try ResultsArchive(folder("out")).runs(), try ResultsArchive(folder("out")).provenance()
    )
    let again = try runner.run()
    #expect(again.computed == 0 && again.remaining == 0)
    #expect(again.outcomes.values.reduce(0, +) == 140)
    #expect(try resultFiles(folder("out")) == snapshot)
    #expect(try ResultsArchive(folder("out")).runs() == rows)
    #expect(try ResultsArchive(folder("out")).provenance() == provenance)
  }

  @Test func `A finished directory is rid of the journal that a killed process left`() throws {
    let runner = try runner(SmallRun.yaml, in: folder, set: ["seeds.count=1", "stop.max-steps=10"])
    _ = try runner.run()
    let journal = folder("out/results.sqlite-journal")
    try Data().write(to: journal)
    #expect(try runner.run().computed == 0)
    #expect(!FileManager.default.fileExists(atPath: journal.path))
  }

  @Test func `The end is recorded by whoever finds everything done`() throws {
    let runner = try runner(SmallRun.crowd, in: folder)
    _ = try runner.run()
    // As after a kill between the last block and the end.
    var provenance = try ResultsArchive(folder("out")).provenance()
    provenance.finished = nil
    try folder.writeProvenance(provenance.json(), in: "out")
    #expect(try runner.run().computed == 0)
    #expect(try ResultsArchive(folder("out")).provenance().finished != nil)
  }

  @Test func `The resolved spec, run again, is the same problem with the same results`() throws {
    try write(Matrix<Double>.diagonal([2, 1, 0.5]), to: folder("φ target.npy"))
    let text = spec(SmallRun.yaml, with: "target: {file: φ target.npy}")
    _ = try runner(text, in: folder, into: "first", set: ["seeds.count=1", "stop.max-steps=200"]).run()
    let again = try Experiment(contentsOf: folder("first/spec.yaml"))
    _ = try Runner(again, into: folder("second")).run()
    let (first, second) = (try ResultsArchive(folder("first")), try ResultsArchive(folder("second")))
    #expect(try first.points() == second.points())
    #expect(try first.points().allSatisfy { $0.hash.count == 32 })
    #expect(try first.specification() == second.specification())
    #expect(try resultFiles(folder("first")) == resultFiles(folder("second")))
  }

  @Test func `Progress rises to the whole, and counts every step`() throws {
    let reported = Mutex<[RunProgress]>([])
    let runner = try runner(SmallRun.crowd, in: folder, threads: 1)
    _ = try runner.run(progress: { progress in reported.withLock { $0.append(progress) } })
    let all = reported.withLock(\.self)
    #expect(zip(all, all.dropFirst()).allSatisfy { $0.fraction <= $1.fraction })
    let last = try #require(all.last)
    #expect(last.fraction == 1 && last.finishedRuns == 140 && last.totalRuns == 140)
    #expect(try last.steps == ResultsArchive(folder("out")).runs().reduce(0) { $0 + $1.steps })
  }
}
