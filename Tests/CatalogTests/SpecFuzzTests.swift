import Experiments
import Foundation
import Testing
import _ArchiveSupport

@Suite("Nearly right specs meet a sentence, or run")
struct SpecFuzzTests {
  @Test(
    "No mutated spec traps, hangs or is refused without a sentence; what is accepted reads back as itself")
  func specs() throws {
    let mutation = try SpecMutation()
    let folder = try ScratchFolder()
    let plan = FuzzPlan(short: 800)
    let result = plan.run("spec") { dice in
      let (yaml, overrides) = mutation.make(&dice)
      let experiment = try Experiment(
        yaml: yaml, source: "spec.yaml", folder: folder.url, overrides: overrides)
      let again = try Experiment(yaml: experiment.resolvedYAML(), source: "again.yaml", folder: folder.url)
      guard again.resolved == experiment.resolved else {
        return .fault("it does not read back as itself:\n\(yaml)")
      }
      let commented = try Experiment(yaml: experiment.commentedYAML(), source: "new.yaml", folder: folder.url)
      guard commented.resolved == experiment.resolved else {
        return .fault("its comments change it:\n\(yaml)")
      }
      guard experiment.isTiny, dice.roll(10) == 0 else { return .accepted }
      let results = folder("results")
      defer { try? FileManager.default.removeItem(at: results) }
      do {
        let summary = try Runner(experiment, into: results, threads: 1).run()
        return summary.remaining == 0 ? .accepted : .fault("\(summary.remaining) runs were left")
      } catch {
        // What is refused leaves nothing.
        if FileManager.default.fileExists(atPath: results.path) {
          return .fault("left something: \(error)\n\(yaml)")
        }
        throw error
      }
    }
    #expect(result.faults == [])
    // Mutations are to be nearly right: a part of them must be accepted, and a part refused.
    let share = Double(result.accepted) / Double(plan.inputs.count)
    #expect(plan.inputs.count < 100 || (0.1...0.9).contains(share), "\(share)")
    if plan.isLong {
      print(
        "specs: \(plan.inputs.count) tried, \(result.accepted) accepted, peak \(FuzzPlan.peakBytes >> 20) MiB, "
          + "slowest \(result.slowest)"
      )
    }
  }
}

extension Experiment {
  /// Whether running it takes a moment.
  fileprivate var isTiny: Bool {
    points.count <= 3 && seeds.count <= 2
      && points.allSatisfy { point in
        let spec = point.specification
        let widths = spec.network.widths
        guard let stepSize = spec.dynamics.method.stepSize else { return false }
        let steps = min(Double(spec.stop.maxSteps ?? Int.max), (spec.stop.maxTime ?? .infinity) / stepSize)
        let isSeldom: Bool
        switch spec.observe.snapshots {
        case .log(let count): isSeldom = count <= 1000
        case .every, .at, .times: isSeldom = true
        }
        return isSeldom && steps <= 100 && widths.count <= 10 && widths.allSatisfy { $0 <= 20 }
      }
  }
}
