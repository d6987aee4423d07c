import DeepLinear
import Experiments
import Foundation
import LinearAlgebra
import RunArchive
import Synchronization
import Testing
import _ArchiveSupport

/// Optimizers with momentum, from the spec to the stored results.
@Suite struct MomentumRunTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private static let yaml = """
    name: momentum
    network: {depth: 3, width: 3}
    target: {diagonal: [2.0, 1.0, 0.5]}
    initialization: {gaussian: {deviation: 0.5}}
    stop: {loss-below: 1e-6, max-time: 7.5}
    observe: {snapshots: {log: 24}, thresholds: [1e-1, 1e-9], quantities: [loss, penalty, singular-values]}
    seeds: {first: 5, count: 2}
    sweep:
      network.field: [real, complex]
      dynamics:
        - {gradient-descent: {step-size: 0.02}, regularization: 1.0}
        - {heavy-ball: {step-size: 0.02, momentum: 0.8}, regularization: 1.0}
        - {nesterov: {step-size: 0.02, momentum: 0.8}, regularization: 1.0}
    """

  private static let methods: [any Optimizer] = [
    GradientDescent(stepSize: 0.02), HeavyBall(stepSize: 0.02, momentum: 0.8),
    Nesterov(stepSize: 0.02, momentum: 0.8),
  ]

  private func check<S: Scalar>(_ archive: ResultsArchive, points: Range<Int>, over field: S.Type) throws {
    let trajectories = try archive.trajectories()
    let (losses, crossings) = (
      try trajectories.values(of: "loss"), try trajectories.values(of: "threshold_step")
    )
    for (point, method) in zip(points, Self.methods) {
      let ensemble = Ensemble<S>(
        widths: [3, 3, 3, 3], initialization: GaussianInitialization(deviation: 0.5),
        objective: SquareLoss(target: .diagonal([2, 1, 0.5])) + BalancePenalty(strength: 1), method: method,
        until: .loss(below: 1e-6) || .time(7.5),
        observing: Observation([.loss], schedule: .logarithmic(24), thresholds: [1e-1, 1e-9]))
      for row in try archive.runs(ofPoint: point) {
        let run = try ensemble.run(seed: row.seed)
        #expect(row.outcome == run.outcome.kind.rawValue && row.steps == run.outcome.step)
        #expect(isSame(row.time, 0.02 * Double(row.steps)) && isSame(row.loss, run.final.loss))
        #expect(isSame(row.penalty, run.final.penalty))
        #expect(isSame(losses[row.run].filter { !$0.isNaN }, try #require(run["loss"])))
        let steps = run.thresholdSteps.map { $0.map(Double.init) ?? .nan }
        #expect(isSame(crossings[row.run], steps))
        for (j, layer) in run.finalNetwork.layers.enumerated() {
          #expect(isSame(try archive.weights(ofRun: row.run, layer: j + 1).values, entries(layer)))
        }
      }
    }
  }

  @Test func `What is stored of a run with momentum is the library's, beside gradient descent in one sweep`()
    throws
  {
    let summary = try runner(Self.yaml, in: folder).run()
    let archive = try ResultsArchive(folder("out"))
    try check(archive, points: 0..<3, over: Double.self)
    try check(archive, points: 3..<6, over: Complex<Double>.self)
    #expect(Set(summary.engines.map(\.engine)) == ["lockstep", "reference"])
    #expect(summary.engines.compactMap(\.reason) == ["the method is not gradient descent"])
    #expect(Set(try archive.points().map(\.hash)).count == 6)
    // Momentum gets there in fewer steps.
    let rows = try archive.runs()
    #expect(rows[2].steps < rows[0].steps && rows[4].steps < rows[0].steps)
  }

  @Test func `The step of a bound on the time is the largest with step-size · k below it, for momentum too`()
    throws
  {
    _ = try runner(
      Self.yaml, in: folder,
      set: ["stop={max-time: 0.6}", "observe.snapshots={at: [0, 3, 17]}", "seeds.count=1"]
    ).run()
    let archive = try ResultsArchive(folder("out"))
    #expect(try archive.runs().map(\.steps) == Array(repeating: 30, count: 6))
    let steps = try archive.trajectories().values(of: "step")
    #expect((0..<6).allSatisfy { steps[$0] == [0, 3, 17, 30] })
  }

  @Test func `Runs with momentum are estimated: steps counted, time and space positive`() throws {
    let estimate = try runner(Self.yaml, in: folder).experiment.estimate(threads: 1)
    #expect(estimate.points == 6 && estimate.runs == 12 && estimate.stepsPerRun == 375 && estimate.flows == 0)
    #expect(estimate.steps == 12 * 375 && estimate.seconds > 0 && estimate.seconds < 60)
    let wide = try runner(
      Self.yaml, in: folder,
      set: [
        "network={depth: 3, width: 900}", "target={identity: {}}",
        "sweep={dynamics.nesterov.step-size: [0.01, 0.02]}", "dynamics={nesterov: {momentum: 0.9}}",
      ])
    #expect(try wide.experiment.estimate(threads: 1, budget: 0).extrapolatedFrom != nil)
  }

  @Test func `The distance to the flow is that of the library's run`() throws {
    _ = try runner(
      Self.yaml, in: folder,
      set: [
        "sweep={network.field: [real]}", "dynamics={heavy-ball: {step-size: 0.02, momentum: 0.8}}",
        "stop={max-steps: 100}", "observe.quantities=[loss, flow-distance]", "observe.thresholds=[]",
      ]
    ).run()
    let stored = try ResultsArchive(folder("out")).trajectories().values(of: "flow_distance")
    for (i, seed) in [UInt64(5), 6].enumerated() {
      let run = try Self.methods[1].train(
        GaussianInitialization(deviation: 0.5).network(widths: [3, 3, 3, 3], seed: seed, over: Double.self),
        on: Objective(SquareLoss<Double>(target: .diagonal([2, 1, 0.5]))), until: .steps(100),
        observing: Observation(schedule: .logarithmic(24), keepsWeights: true))
      let expected = try FlowDistance.values(
        of: run, on: Objective(SquareLoss<Double>(target: .diagonal([2, 1, 0.5]))))
      #expect(isSame(stored[i].filter { !$0.isNaN }, expected))
      // The flow of the same clock is not the limit of steps with momentum, which are 1 / (1 − β) times as fast.
      #expect(try #require(stored[i].max()) > 0.1)
    }
  }

  @Test func `Interrupted again and again, runs with momentum leave the same bytes`() throws {
    let wide = [
      "network={widths: [40, 40, 40]}", "target={identity: {}}",
      "initialization={gaussian: {deviation: 0.1}}",
      "stop={max-steps: 1500}", "checkpoint.every=0.001s", "observe.thresholds=[1e-1]",
      "sweep={dynamics: [{heavy-ball: {step-size: 0.01, momentum: 0.9}}, {nesterov: {step-size: 0.01, momentum: 0.9}}]}",
    ]
    let steps = Atomic<Int>(0)
    _ = try runner(Self.yaml, in: folder, into: "whole", threads: 1, set: wide).run(
      progress: { steps.store($0.steps, ordering: .relaxed) })
    let part = steps.load(ordering: .relaxed) / 6
    var (calls, left) = (0, 1)
    while left > 0, calls < 20 {
      steps.store(0, ordering: .relaxed)
      left = try runner(Self.yaml, in: folder, into: "cut", threads: 1, set: wide).run(
        isInterrupted: { steps.load(ordering: .relaxed) > part },
        progress: { steps.store($0.steps, ordering: .relaxed) }
      ).remaining
      calls += 1
    }
    #expect(calls >= 4 && left == 0)
    #expect(try resultFiles(folder("cut")) == resultFiles(folder("whole")))
    #expect(try timeless(ResultsArchive(folder("cut"))) == timeless(ResultsArchive(folder("whole"))))
  }
}
