import DeepLinear
import DeepLinearFlow
import Experiments
import Foundation
import LinearAlgebra
import RunArchive
import SpecLanguage
import Testing
import _ArchiveSupport

@Suite struct FlowEndingsTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private static let yaml = """
    name: endings
    network: {depth: 2, width: 2}
    target: {identity: {}}
    initialization: {gaussian: {deviation: 0.3}}
    dynamics: {gradient-flow: {}}
    stop: {max-time: 6}
    observe: {snapshots: {at: [0.5, 2.25, 100]}, quantities: [loss], thresholds: [0.5]}
    seeds: {count: 2}
    """

  private func rows(_ overrides: String...) throws -> [RunRow] {
    let name = "out-\(overrides.joined().hashValue)"
    _ = try runner(Self.yaml, in: folder, into: name, set: overrides).run()
    return try ResultsArchive(folder(name)).runs()
  }

  @Test func `A flow ends as its rules say, at exact times`() throws {
    for row in try rows() { #expect(row.outcome == "exhausted" && row.time == 6 && row.message == nil) }
    for row in try rows("stop.loss-below=0.25") {
      #expect(row.outcome == "converged" && abs(row.loss - 0.25) < 1e-9 && row.time < 6)
    }
    for row in try rows("stop.max-steps=7") { #expect(row.outcome == "exhausted" && row.steps == 7) }
    for row in try rows("initialization={identity: {scale: 0}}") {
      #expect(row.outcome == "stalled" && row.time == 6 && row.steps == 0)
    }
    for row in try rows("stop.loss-above=0.01") { #expect(row.outcome == "diverged" && row.time == 0) }
  }

  @Test func `A solver that cannot get on leaves a sentence in the row`() throws {
    for row in try rows("dynamics.gradient-flow.maximum-steps=5") {
      #expect(row.outcome == "exhausted" && row.steps == 5)
      #expect(row.message?.contains("the solver took 5 steps and came to time") == true)
    }
    for row in try rows("initialization.gaussian.deviation=1e200") {
      #expect(row.outcome == "diverged" && row.message?.contains("not finite") == true)
    }
    let stopped = try runner(
      Self.yaml, in: folder, into: "stopped", set: ["dynamics.gradient-flow.maximum-steps=5"]
    ).run()
    let found = try #require(stopped.obstruction)
    #expect(stopped.outcomes == ["exhausted": 2] && found.runs == 2 && found.first == 0)
    #expect(found.message.contains("the solver took 5 steps"))
    #expect(try runner(Self.yaml, in: folder, into: "plain").run().obstruction == nil)
  }

  @Test func `Snapshots are at the given times, and thresholds have a table of exact times`() throws {
    _ = try runner(Self.yaml, in: folder).run()
    let archive = try ResultsArchive(folder("out"))
    let times = try archive.trajectories().values(of: "time")
    #expect(times.shape == [2, 4] && Array(times[0]) == [0, 0.5, 2.25, 6])
    let crossings = try archive.trajectories().values(of: "threshold_time")
    for row in try archive.runs() {
      let time = Array(crossings[row.run])[0]
      let start = try GaussianInitialization(deviation: 0.3).network(
        widths: [2, 2, 2], seed: row.seed, over: Double.self)
      let there = try GradientFlow().run(
        start, on: SquareLoss(target: .identity(2)), until: .time(time), at: .at([]))
      #expect(abs(there.final.loss - 0.5) < 1e-9)
      #expect(row["conservation_drift"].map { $0 < 1e-9 && $0 > 0 } == true)
    }
  }

  @Test func `An end-to-end flow has the singular values of the layers' flow, and verifies`() throws {
    let balanced = ["initialization={balanced: {deviation: 0.5}}", "observe.quantities=[singular-values]"]
    _ = try runner(Self.yaml, in: folder, into: "layers", set: balanced).run()
    let other = try Experiment(
      yaml: Self.yaml, source: "spec.yaml", folder: folder.url,
      overrides: balanced + ["dynamics={end-to-end-flow: {}}"])
    let summary = try Runner(other, into: folder("product"), verifies: true).run()
    let read = { (name: String) in
      try ResultsArchive(folder(name)).trajectories().values(of: "singular_values").values
    }
    let pairs = try zip(read("layers"), read("product"))
    #expect(pairs.allSatisfy { abs($0 - $1) < 1e-8 })
    let found = try #require(summary.verification)
    #expect(found.runs == 2 && found.endedOtherwise == 0)
    #expect(found.largestDistance.map { $0 > 0 && $0 < 1e-8 } == true)
    #expect(
      try ResultsArchive(folder("product")).runs().compactMap { $0["verified_distance"] }.max()
        == found.largestDistance)
    #expect(try ResultsArchive(folder("product")).runs().allSatisfy { $0["conservation_drift"] == nil })
    #expect(found.largestEventDistance.map { $0 > 0 && $0 < 1e-8 } == true && found.eventsOfOneAlone == 0)
  }

  @Test func `Verification changes nothing that is stored but the distance`() throws {
    let experiment = try Experiment(yaml: Self.yaml, source: "spec.yaml", folder: folder.url)
    for (name, verifies) in [("plain", false), ("verified", true)] {
      _ = try Runner(experiment, into: folder(name), verifies: verifies).run()
    }
    #expect(try resultFiles(folder("plain")) == resultFiles(folder("verified")))
    var rows = try timeless(ResultsArchive(folder("verified")))
    #expect(rows.allSatisfy { $0["verified_distance"].map { $0 > 0 && $0 < 1e-8 } == true })
    for i in rows.indices { rows[i]["verified_distance"] = nil }
    #expect(try rows == timeless(ResultsArchive(folder("plain"))))
  }

  @Test func `Flows that diverge are not counted as agreeing`() throws {
    let huge = try Experiment(
      yaml: Self.yaml, source: "spec.yaml", folder: folder.url,
      overrides: ["initialization.gaussian.deviation=1e200"])
    let found = try #require(try Runner(huge, into: folder("huge"), verifies: true).run().verification)
    #expect(
      found.runs == 2 && found.diverged == 2 && found.endedOtherwise == 0 && found.largestDistance == nil)
    #expect(try ResultsArchive(folder("huge")).runs().allSatisfy { $0["verified_distance"] == .infinity })
  }

  @Test func `Tolerances without room for ten times tighter are not verified, and nothing is written`() throws
  {
    let tight = try Experiment(
      yaml: Self.yaml, source: "spec.yaml", folder: folder.url,
      overrides: ["dynamics.gradient-flow.relative-tolerance=1e-11"])
    let error = #expect(throws: InputError.self) {
      try Runner(tight, into: folder("out"), verifies: true).run()
    }
    #expect(error?.description.contains("is 1e-11, and rounding leaves no room") == true)
    #expect(error?.description.contains("expected at least 1e-10") == true)
    #expect(!FileManager.default.fileExists(atPath: folder("out").path))
  }

  @Test func `Files that are not balanced are refused for an end-to-end flow, and nothing is written`() throws
  {
    let layers = [Matrix<Double>.diagonal([1, 2]), .diagonal([2, 2])]
    for (j, layer) in layers.enumerated() { try write(layer, to: folder("w\(j + 1).npy")) }
    let error = #expect(throws: InputError.self) {
      try runner(
        Self.yaml, in: folder,
        set: ["initialization={files: [w1.npy, w2.npy]}", "dynamics={end-to-end-flow: {}}"]
      ).run()
    }
    let text = error?.description ?? ""
    #expect(text.contains("the start has imbalance 3.0; expected a balanced one"), "\(text)")
    #expect(!FileManager.default.fileExists(atPath: folder("out").path))
  }

  @Test func `Gradient descent has nothing to verify, and says so`() throws {
    let descent = try Experiment(
      yaml: Self.yaml, source: "spec.yaml", folder: folder.url,
      overrides: [
        "dynamics={gradient-descent: {step-size: 0.1}}", "observe.snapshots={log: 9}",
      ])
    let error = #expect(throws: InputError.self) {
      try Runner(descent, into: folder("out"), verifies: true).run()
    }
    #expect(error?.description.hasPrefix("--verify repeats flows") == true)
    #expect(!FileManager.default.fileExists(atPath: folder("out").path))
  }

  @Test func `Flows of another version of the solver are not continued`() throws {
    _ = try runner(Self.yaml, in: folder).run()
    let file = folder("out").appending(path: "provenance.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let other = text.replacing(FlowSolverLibrary.version, with: "SUNDIALS 9.9.9")
    #expect(other != text)
    try folder.writeProvenance(other.utf8, in: "out")
    let error = #expect(throws: InputError.self) { try runner(Self.yaml, in: folder).run() }
    #expect(error?.description.contains("has flows that SUNDIALS 9.9.9 computed") == true)
  }
}
