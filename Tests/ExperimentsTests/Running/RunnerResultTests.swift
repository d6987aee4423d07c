import DeepLinear
import Experiments
import Foundation
import LinearAlgebra
import RunArchive
import Testing
import _ArchiveSupport
import _ExperimentSupport

/// What a run leaves behind is what the library computes for the same seed, bit for bit.
@Suite struct RunnerResultTests {
  let folder: ScratchFolder
  let archive: ResultsArchive
  let trajectories: TrajectoryReader

  init() throws {
    folder = try ScratchFolder()
    let summary = try runner(SmallRun.yaml, in: folder, set: ["observe.weights=snapshots"]).run()
    #expect(summary.runs == 6 && summary.computed == 6 && summary.remaining == 0)
    archive = try ResultsArchive(folder("out"))
    trajectories = try archive.trajectories()
  }

  @Test func `Runs are numbered points as swept and seeds rising`() throws {
    let rows = try archive.runs()
    #expect(rows.map(\.run) == Array(0..<6))
    #expect(rows.map(\.point) == [0, 0, 0, 1, 1, 1])
    #expect(rows.map(\.seed) == [5, 6, 7, 5, 6, 7])
    #expect(rows.map(\.philoxKey) == [5, 6, 7, 5, 6, 7].map { SIMD2($0, 0) })
    #expect(
      try archive.points().map(\.parameters) == [
        #"{"network.field":"real"}"#, #"{"network.field":"complex"}"#,
      ])
    let loss = try trajectories.values(of: "loss")
    #expect(loss.runs == Array(0..<6) && loss.points == rows.map(\.point) && loss.seeds == rows.map(\.seed))
  }

  @Test func `Both words of a large seed are the key of its random numbers`() throws {
    _ = try runner(
      SmallRun.yaml, in: folder, into: "late",
      set: ["seeds.first=\(5 << 32 + 9)", "seeds.count=1", "stop.max-steps=2"]
    ).run()
    let row = try #require(try ResultsArchive(folder("late")).runs().first)
    #expect(row.seed == 5 << 32 + 9 && row.philoxKey == SIMD2(9, 5))
  }

  @Test func `Every column of a run is what the library gives for its seed`() throws {
    try check(Double.self, point: 0)
    try check(Complex<Double>.self, point: 1)
    let outcomes = Set(try archive.runs().map(\.outcome))
    #expect(outcomes == ["converged", "exhausted"], "the sample shows both")
  }

  private func check<S: Scalar>(_ field: S.Type, point: Int) throws {
    let spectrum = try TargetSpectrum<S>(SmallRun.target())
    for row in try archive.runs(ofPoint: point) {
      let run = try SmallRun.ensemble(over: S.self).run(seed: row.seed)
      let stages = Stages(of: run, target: spectrum)
      #expect(row.outcome == run.outcome.kind.rawValue)
      #expect(row.steps == run.outcome.step)
      #expect(isSame(row.time, 0.02 * Double(run.outcome.step)))
      #expect(isSame(row.loss, run.final.loss))
      #expect(isSame(row.penalty, run.final.penalty))
      #expect(isSame(row.imbalance, run.finalNetwork.imbalance))
      #expect(try row["determinant_sign"] == run.initialNetwork.determinantSign().map(Double.init))
      #expect((row["determinant_sign"] == nil) == S.isComplex)
      #expect(isSame(row["escape_time"], stages.escapeTime))
      #expect(isSame(row["alignment_time"], stages.alignmentTime))
      #expect(isSame(row["saddle_time"], stages.saddleTime))
      #expect(isSame(row["local_rate"], stages.localRate))
      #expect(row.message == (run.outcome.kind == .converged ? stages.missingRate?.description : nil))
      #expect(row.wallSeconds > 0)
    }
  }

  @Test func `Plateaus and the steps at which thresholds are crossed are the library's`() throws {
    let stored = try archive.plateaus()
    #expect(!stored.isEmpty, "the sample has plateaus")
    let crossings = try trajectories.values(of: "threshold_step")
    func check<S: Scalar>(_ field: S.Type, point: Int) throws {
      let spectrum = try TargetSpectrum<S>(SmallRun.target())
      for row in try archive.runs(ofPoint: point) {
        let run = try SmallRun.ensemble(over: S.self).run(seed: row.seed)
        let plateaus = Stages(of: run, target: spectrum).plateaus
        #expect((stored[row.run] ?? []).map(\.level) == plateaus.map(\.level))
        #expect((stored[row.run] ?? []).map(\.start) == plateaus.map(\.start))
        #expect((stored[row.run] ?? []).map(\.end) == plateaus.map(\.end))
        let steps = run.thresholdSteps.map { $0.map(Double.init) ?? .nan }
        #expect(isSame(crossings[row.run], steps))
        #expect(steps[1].isNaN && steps[2] < 1200, "one threshold is out of reach, one is crossed")
      }
    }
    try check(Double.self, point: 0)
    try check(Complex<Double>.self, point: 1)
  }

  @Test func `Trajectories hold every series bit for bit, and NaN after the end`() throws {
    let names = try trajectories.variables().map(\.name)
    // No entry of the target is left out of its loss.
    let known = Observable<Double>.all.filter { $0.reference != .heldOut }
      .map { $0.name.replacing("-", with: "_") }
    #expect(Set(names) == Set(known + ["step", "time"]))
    let stored = try names.map { ($0, try trajectories.values(of: $0)) }
    for number in 0..<3 {
      let seed = 5 + UInt64(number)
      try check(SmallRun.ensemble(over: Double.self).run(seed: seed), number, stored)
      try check(SmallRun.ensemble(over: Complex<Double>.self).run(seed: seed), 3 + number, stored)
    }
  }

  private func check<S: Scalar>(
    _ run: Run<S>, _ number: Int, _ stored: [(name: String, values: TrajectoryValues)]
  ) throws {
    for (name, values) in stored {
      var expected: [Double]
      switch name {
      case "step": expected = run.steps.map(Double.init)
      case "time": expected = run.times
      default:
        let series = try #require(run.series[name.replacing("_", with: "-")])
        // Beside complex runs a real number is stored with the imaginary part 0.
        let isWidened = !S.isComplex && values.dimensions.last == "ri"
        expected = isWidened ? series.values.flatMap { [$0, 0] } : series.values
      }
      let width = values.shape[2...].reduce(1, *)
      #expect(expected.count == run.steps.count * width && run.steps.count < values.shape[1])
      expected += Array(repeating: .nan, count: values[number].count - expected.count)
      #expect(isSame(values[number], expected), "\(name) of run \(number)")
    }
  }

  @Test func `Weights at snapshots carry a leading axis along the snapshots`() throws {
    func check<S: Scalar>(_ field: S.Type, run number: Int) throws {
      let run = try SmallRun.ensemble(over: S.self).run(seed: 5)
      for j in 0..<4 {
        let stored = try archive.weights(ofRun: number, layer: j + 1)
        #expect(stored.shape == [run.steps.count, 3, 3] && stored.isComplex == S.isComplex)
        #expect(isSame(stored.values, run.snapshotNetworks.flatMap { entries($0.layers[j]) }))
      }
    }
    try check(Double.self, run: 0)
    try check(Complex<Double>.self, run: 3)
  }

  @Test(arguments: ["none", "initial", "final"])
  func `Weights are written as the spec says`(which: String) throws {
    _ = try runner(
      SmallRun.yaml, in: folder, into: which, set: ["observe.weights=\(which)", "seeds.count=1"]
    )
    .run()
    let directory = folder(which)
    let names = files(below: directory).filter { $0.hasPrefix("weights/") }
    guard which != "none" else {
      #expect(names.isEmpty)
      return
    }
    #expect(names == (0..<2).flatMap { run in (1...4).map { "weights/run-00000\(run)-layer-\($0).npy" } })
    func check<S: Scalar>(_ field: S.Type, run number: Int) throws {
      let run = try SmallRun.ensemble(over: S.self).run(seed: 5)
      let network = which == "initial" ? run.initialNetwork : run.finalNetwork
      for j in 0..<4 {
        let stored = try ResultsArchive(directory).weights(ofRun: number, layer: j + 1)
        #expect(stored.shape == [3, 3] && stored.isComplex == S.isComplex)
        #expect(isSame(stored.values, entries(network.layers[j])))
      }
    }
    try check(Double.self, run: 0)
    try check(Complex<Double>.self, run: 1)
  }

  @Test func `Provenance names the machine, the command, the first draws, and when the last run ended`()
    throws
  {
    let provenance = try archive.provenance()
    #expect(provenance.command == ["test"])
    #expect(provenance.blasCore == BLAS.core && provenance.kernels == KernelFamily.chosen.bits)
    let all = Provenance.Engine(engine: "lockstep", kernels: KernelFamily.chosen.rawValue, points: 2)
    #expect(provenance.engines == [all])
    #expect(!provenance.host.isEmpty && !provenance.processor.isEmpty)
    let first: Matrix<Double> = .gaussian(
      rows: 2, columns: 2, stream: RandomStream(seed: 5, purpose: .weights, layer: 1))
    #expect(isSame(Array(provenance.firstDraws.prefix(1)), [first[0, 0]]))
    #expect(provenance.firstDraws.count == 4)
    #expect(try #require(provenance.finished) >= provenance.started)
  }

  @Test func `A directory holds the files of the design and no others`() throws {
    _ = try runner(SmallRun.crowd, in: folder, into: "plain", set: ["observe.weights=none"]).run()
    let blocks = (0..<3).map { "trajectories/block-00000\($0).nc" }
    #expect(
      files(below: folder("plain")) == ["provenance.json", "results.sqlite", "spec.yaml"] + blocks)
    #expect(try ResultsArchive(folder("plain")).damage() == [])
  }

  @Test func `A run that is infinite from the start is a result without snapshots, and so are its weights`()
    throws
  {
    let yaml = spec(
      spec(with: "initialization: {gaussian: {deviation: 1e200}}"), with: "observe: {weights: snapshots}")
    let summary = try runner(yaml, in: folder, into: "infinite").run()
    #expect(summary.outcomes == ["diverged": 1])
    let archive = try ResultsArchive(folder("infinite"))
    #expect(try archive.weights(ofRun: 0, layer: 1).shape == [0, 3, 3])
    #expect(try archive.runs()[0].steps == 0 && archive.damage() == [])
  }
}
