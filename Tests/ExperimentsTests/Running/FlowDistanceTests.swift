import DeepLinear
import DeepLinearFlow
import Experiments
import Foundation
import LinearAlgebra
import RunArchive
import Testing
import _ArchiveSupport

@Suite struct FlowDistanceTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private static let yaml = """
    name: distance
    network: {width: 3}
    target: {diagonal: [1.5, 1.0, 0.5]}
    initialization: {gaussian: {deviation: 0.6}}
    dynamics: {regularization: 1.0}
    stop: {max-time: 2}
    observe: {snapshots: {every: 10}, quantities: [loss, flow-distance]}
    seeds: {first: 3, count: 2}
    sweep:
      network.depth: [2, 3, 4]
      network.field: [real, complex]
      dynamics.gradient-descent.step-size: [0.008, 0.004, 0.002]
    """

  @Test func `The distance of gradient descent to the flow falls like the step size, through spec and store`()
    throws
  {
    _ = try runner(Self.yaml, in: folder).run()
    let archive = try ResultsArchive(folder("out"))
    let distances = try archive.trajectories().values(of: "flow_distance")
    let ends = distances.runs.indices.map { Array(distances[$0]).filter { !$0.isNaN } }
    #expect(ends.allSatisfy { $0[0] == 0 && $0.dropFirst().allSatisfy { $0 > 0 } })
    let last = ends.map { $0[$0.count - 1] }
    // Points by depth, field and step size; two seeds each.
    for start in stride(from: 0, to: 36, by: 6) {
      for seed in 0..<2 {
        let (coarse, middle, fine) = (last[start + seed], last[start + 2 + seed], last[start + 4 + seed])
        #expect(abs(log2(coarse / middle) - 1) < 0.05 && abs(log2(middle / fine) - 1) < 0.03)
        #expect(fine < 0.05)
      }
    }
  }

  @Test func `The distance is measured only where the spec lists it, and changes nothing else`() throws {
    let few = [
      "network={depth: 2, width: 3}",
      "sweep={network.field: [real, complex], dynamics.gradient-descent.step-size: [0.008]}",
    ]
    _ = try runner(Self.yaml, in: folder, into: "with", set: few).run()
    _ = try runner(Self.yaml, in: folder, into: "without", set: few + ["observe.quantities=[loss]"]).run()
    let (with, without) = (try ResultsArchive(folder("with")), try ResultsArchive(folder("without")))
    #expect(try timeless(with) == timeless(without))
    #expect(
      try with.trajectories().values(of: "loss").values == without.trajectories().values(of: "loss").values)
    #expect(try !without.trajectories().variables().contains { $0.name == "flow_distance" })
    _ = try runner(Self.yaml, in: folder, into: "cheap", set: few + ["observe.quantities=cheap"]).run()
    #expect(
      try !ResultsArchive(folder("cheap")).trajectories().variables().contains { $0.name == "flow_distance" })
  }

  @Test func `From where the flow cannot be followed the distance has no value, though descent goes on`()
    throws
  {
    let start = try GaussianInitialization(deviation: 0.6).network(
      widths: [3, 3, 3], seed: 3, over: Double.self)
    let objective = SquareLoss<Double>(target: .diagonal([1.5, 1, 0.5])) + BalancePenalty(strength: 1)
    let run = try GradientDescent(stepSize: 0.01).train(
      start, on: objective, until: .steps(200),
      observing: Observation(schedule: .every(1), keepsWeights: true)
    )
    let whole = try FlowDistance.values(of: run, on: objective)
    let stopping = GradientFlow(accuracy: FlowAccuracy(maximumSteps: 40))
    let part = try FlowDistance.values(of: run, on: objective, to: stopping)
    #expect(whole.count == 201 && part.count == 201 && !whole.contains(where: \.isNaN))
    let end = part.firstIndex { $0.isNaN } ?? part.count
    #expect((2..<200).contains(end) && part[end...].allSatisfy(\.isNaN))
    #expect(part[..<end] == whole[..<end])
  }

  @Test func `Beside flows of the same sweep the distance has no value`() throws {
    _ = try runner(
      Self.yaml, in: folder,
      set: [
        "sweep={dynamics: [{gradient-flow: {}, regularization: 1}, {gradient-descent: {step-size: 0.01}, regularization: 1}]}",
        "network={depth: 2, width: 3}", "observe.snapshots={log: 9}",
      ]
    ).run()
    let distances = try ResultsArchive(folder("out")).trajectories().values(of: "flow_distance")
    #expect(distances[0].allSatisfy(\.isNaN) && distances[1].allSatisfy(\.isNaN))
    #expect(distances[2].contains { $0 > 0 } && distances[3].contains { $0 > 0 })
  }
}
