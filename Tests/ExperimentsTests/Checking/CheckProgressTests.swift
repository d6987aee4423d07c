import DeepLinearTheory
import Experiments
import RunArchive
import Synchronization
import Testing
import _ArchiveSupport

@Suite struct CheckProgressTests {
  private func progress(_ checker: Checker) throws -> (reported: [RunProgress], runs: [Int?]) {
    let reported = Mutex<[RunProgress]>([])
    var (file, runs): (CertificateFile?, [Int?]) = (nil, [])
    try checker.run(into: &file, progress: { now in reported.withLock { $0.append(now) } }) { found in
      runs += found.map(\.run)
    }
    return (reported.withLock { $0 }, runs)
  }

  @Test func `Of runs that are repeated the progress rises to the whole, and runs stay in their order`()
    throws
  {
    let folder = try ScratchFolder()
    let set = ["stop.loss-below=1e-30", "stop.max-steps=9000"]
    let runner = try runner(SmallRun.yaml, in: folder, set: set)
    _ = try runner.run()
    let results = try ResultsArchive(folder("out"))
    let checker = Checker(
      runner.experiment, results: results, statements: [Luo2025Theorem8.self], threads: 1)
    let (reported, runs) = try progress(checker)
    #expect(reported.count > 6)
    for (earlier, later) in zip(reported, reported.dropFirst()) {
      #expect(earlier.finishedRuns <= later.finishedRuns)
      #expect(earlier.steps <= later.steps && earlier.fraction <= later.fraction)
    }
    let last = try #require(reported.last)
    #expect(last.finishedRuns == 6 && last.totalRuns == 6 && last.fraction == 1 && last.steps > 0)
    #expect(runs == [0, 1, 2, nil, 3, 4, 5, nil])
  }

  @Test func `Starts of a spec, and chosen runs alone, are counted as well`() throws {
    let folder = try ScratchFolder()
    let experiment = try Experiment(yaml: SmallRun.yaml, source: "spec.yaml", folder: folder.url)
    let starts = try progress(Checker(experiment, statements: [Luo2025Theorem8.self]))
    #expect(starts.reported.map(\.totalRuns) == Array(repeating: 6, count: 6))
    #expect(starts.reported.last?.fraction == 1 && starts.reported.last?.steps == 0)
    let chosen = try progress(Checker(experiment, runs: [4], statements: [Luo2025Theorem6.self]))
    #expect(chosen.reported.map(\.totalRuns) == [1])
    // Of a point none of whose runs is chosen nothing is said.
    let statements: [any Statement.Type] = [Luo2025Theorem6.self]
    var (file, points): (CertificateFile?, Set<Int>) = (nil, [])
    try Checker(experiment, runs: [4], statements: statements).run(into: &file) { found in
      points.formUnion(found.map(\.point))
    }
    #expect(points == [1])
  }
}
