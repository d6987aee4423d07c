import DeepLinear
import Experiments
import Foundation
import RunArchive
import SpecLanguage
import Testing
import _ArchiveSupport

/// Descent and flows observed at the same times, and what rows say of runs that overflow.
@Suite struct SnapshotTimesTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private static let yaml = """
    name: clock
    network: {depth: 2, width: 2}
    target: {diagonal: [1.0, 0.5]}
    initialization: {gaussian: {deviation: 0.3}}
    stop: {max-time: 4}
    observe: {snapshots: {times: [0, 0.5, 1, 1.25, 3, 9]}, quantities: [loss]}
    seeds: {count: 2}
    sweep:
      dynamics:
        - {gradient-descent: {step-size: 0.125}}
        - {heavy-ball: {step-size: 0.125, momentum: 0.5}}
        - {gradient-flow: {}}
        - {gradient-descent: {step-size: 0.3}}
    """

  @Test
  func `Descent and flows with snapshots at given times have the same times, where those are whole steps`()
    throws
  {
    _ = try runner(Self.yaml, in: folder).run()
    let archive = try ResultsArchive(folder("out"))
    let trajectories = try archive.trajectories()
    let (times, steps) = (try trajectories.values(of: "time"), try trajectories.values(of: "step"))
    for row in try archive.runs() {
      let (known, taken) = (times[row.run].filter { !$0.isNaN }, steps[row.run].filter { !$0.isNaN })
      guard row.point == 3 else {
        #expect(known == [0, 0.5, 1, 1.25, 3, 4], "run \(row.run): \(known)")
        continue
      }
      // The last steps of 0.3 that do not exceed the times, and their own times; 13 of them fit into 4.
      #expect(taken == [0, 1, 3, 4, 10, 13] && known == taken.map { 0.3 * $0 }, "\(taken), \(known)")
      #expect(row.steps == 13 && row.outcome == "exhausted")
    }
  }

  @Test func `The last step of descent is the largest that max-time allows, and estimates count so too`()
    throws
  {
    for (stepSize, time, steps) in [
      ("0.3", "1.0", 3), ("0.1", "1.0", 10), ("0.1", "0.3", 3), ("0.7", "2.1", 3),
    ] {
      for method in [
        "gradient-descent: {step-size: \(stepSize)}", "nesterov: {step-size: \(stepSize), momentum: 0.5}",
      ] {
        let overrides = [
          "dynamics={\(method)}", "stop={max-time: \(time)}", "observe={snapshots: {every: 1}}",
        ]
        let yaml = Self.yaml.prefix { $0 != "\u{0}" }.components(separatedBy: "sweep:")[0]
        let name = "out-\(overrides.joined().hashValue)"
        _ = try runner(
          yaml + "dynamics: {gradient-descent: {step-size: 0.1}}\n", in: folder, into: name, set: overrides
        ).run()
        for row in try ResultsArchive(folder(name)).runs() {
          #expect(row.steps == steps, "\(method), \(time)")
        }
        let experiment = try Experiment(
          yaml: yaml + "dynamics: {gradient-descent: {step-size: 0.1}}\n", source: "spec.yaml",
          folder: folder.url,
          overrides: overrides)
        let estimate = try experiment.estimate(budget: 0.05)
        #expect(estimate.stepsPerRun == steps && estimate.snapshots == steps + 1)
      }
    }
  }

  private static let scalar = """
    name: overflow
    network: {depth: 1, width: 1}
    target: {identity: {}}
    initialization: {identity: {scale: 0}}
    dynamics: {gradient-descent: {step-size: 4}}
    stop: {loss-above: 1e308, max-steps: 1000}
    observe: {snapshots: {every: 100}, quantities: [loss]}
    """

  @Test
  func
    `The row of a run that overflows is of its last finite state, and its message names the step that overflowed`()
    throws
  {
    let summary = try runner(Self.scalar, in: folder).run()
    #expect(summary.divergence?.firstStep == 323 && summary.obstruction == nil)
    let archive = try ResultsArchive(folder("out"))
    let row = try archive.runs()[0]
    #expect(row.outcome == "diverged" && row.steps == 323 && row.time == 4 * 323)
    #expect(row.message?.contains("not finite at step 324, and step 323 is the last finite state") == true)
    let trajectories = try archive.trajectories()
    #expect(
      try trajectories.values(of: "step")[0].filter { !$0.isNaN } == [0, 100, 200, 300, 323])
    #expect(try trajectories.values(of: "loss")[0].last { !$0.isNaN } == row.loss)
    let weight = try archive.weights(ofRun: 0, layer: 1).values[0]
    #expect(abs(0.5 * (weight - 1) * (weight - 1) / row.loss - 1) < 1e-12)
  }

  @Test func `A run that exceeds its bound has a message too, and one that ends as planned has none`() throws
  {
    _ = try runner(Self.scalar, in: folder, into: "bound", set: ["stop.loss-above=1e6"]).run()
    let row = try ResultsArchive(folder("bound")).runs()[0]
    #expect(row.message?.contains("exceeded its bound after \(row.steps) steps") == true)
    _ = try runner(Self.scalar, in: folder, into: "short", set: ["stop.max-steps=3"]).run()
    #expect(try ResultsArchive(folder("short")).runs()[0].message == nil)
  }
}
