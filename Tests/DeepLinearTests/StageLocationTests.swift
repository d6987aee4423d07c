import DeepLinear
import LinearAlgebra
import Synchronization
import Testing
import _TestSupport

/// The exact steps at which stages end, against a look at the weights of every step.
@Suite struct StageLocationTests {
  /// One problem of a depth and a start; the others are drawn.
  struct Problem: CustomTestStringConvertible, Sendable {
    let depth: Int
    let isBalanced: Bool
    var testDescription: String { "depth \(depth), \(isBalanced ? "balanced" : "Gaussian, a = 4")" }
    var a: Double { isBalanced ? 0 : 4 }
    var stepSize: Double { depth > 5 ? 0.01 : 0.02 }
  }

  static let problems = (2...8).flatMap { depth in
    [true, false].map { Problem(depth: depth, isBalanced: $0) }
  }

  private func ensemble<S: Scalar>(
    _ problem: Problem, target: Matrix<S>, _ schedule: SnapshotSchedule
  ) -> Ensemble<S> {
    let start: any Initialization =
      problem.isBalanced
      ? BalancedGaussianInitialization(deviation: 0.65)
      : GaussianInitialization(deviation: 0.6)
    return Ensemble(
      widths: Array(repeating: 2, count: problem.depth + 1), initialization: start,
      objective: SquareLoss(target: target) + BalancePenalty(strength: problem.a),
      method: GradientDescent(stepSize: problem.stepSize), until: .loss(below: 1e-5) || .steps(2000),
      observing: Observation(schedule: schedule, stages: MethodReport.Stage.allCases))
  }

  private func check<S: Scalar>(_ problem: Problem, over field: S.Type) throws -> [MethodReport.Stage: Int] {
    var found: [MethodReport.Stage: Int] = [:]
    for seed in TestSeed.cases(6) {
      var draw = Draw(seed)
      let target: Matrix<S> = seed % 2 == 0 ? .diagonal([1.4, 0.8]) : draw.matrix(2, 2)
      var dense = ensemble(problem, target: target, .every(1))
      dense.observation.keepsWeights = true
      let every = try dense.run(seed: seed)
      let oracle = try StageOracle(
        every.snapshotNetworks, target: target, a: problem.a, isBalanced: problem.isBalanced)
      var expected: [MethodReport.Stage: Int] = [:]
      expected[.escape] = StageOracle.first(oracle.isEscaped)
      expected[.alignment] = StageOracle.lasting(oracle.isAligned)
      guard every.outcome.kind != .diverged else { continue }
      expected[.saddleEscape] = StageOracle.lasting(oracle.isPastSaddle)
      for stage in expected.keys { found[stage, default: 0] += 1 }
      let times = expected.mapValues { problem.stepSize * Double($0) }
      #expect(every.report.stageTimes == times, "seed \(seed), a look at every step")
      let sparse = ensemble(problem, target: target, .logarithmic(40))
      var reference = sparse
      reference.allowsKernels = false
      let run = try sparse.run(seed: seed)
      #expect(run.report.stageTimes == times, "seed \(seed), lockstep")
      #expect(try reference.run(seed: seed).report.stageTimes == times, "seed \(seed), reference")
      let stages = Stages(of: run, target: try TargetSpectrum(target))
      #expect(stages.escapeTime == times[.escape] && stages.alignmentTime == times[.alignment])
      #expect(stages.saddleTime == times[.saddleEscape])
    }
    return found
  }

  @Test(
    "Every stage ends at the step that a look at every step finds, on both engines, in both fields, at depths 2 to 8",
    arguments: problems)
  func steps(_ problem: Problem) throws {
    let real = try check(problem, over: Double.self)
    let found = real.merging(try check(problem, over: Complex<Double>.self), uniquingKeysWith: +)
    #expect(found[.escape] ?? 0 > 2 && found[.alignment] ?? 0 > 6, "\(found)")
    #expect((found[.saddleEscape] ?? 0 > 0) == (problem.depth % 2 == 0), "\(found)")
  }

  @Test("Stages do not depend on the snapshots, with two of them and with hundreds")
  func schedules() throws {
    let problem = Problem(depth: 4, isBalanced: false)
    let target = Matrix<Double>.diagonal([1.4, 0.8])
    let seeds = (0..<40).map { UInt64($0) }
    let runs = try ensemble(problem, target: target, .logarithmic(300)).runs(seeds: seeds)
    #expect(runs.count { $0.report.stageTimes.count == 3 } > 10)
    for schedule in [SnapshotSchedule.every(37), .logarithmic(25), .at([400])] {
      let others = try ensemble(problem, target: target, schedule).runs(seeds: seeds)
      for (a, b) in zip(runs, others) {
        #expect(a.report.stageTimes[.escape] == b.report.stageTimes[.escape])
        #expect(a.report.stageTimes[.alignment] == b.report.stageTimes[.alignment])
      }
    }
  }

  @Test("With momentum the steps are replayed with all that the optimizer remembers")
  func momentum() throws {
    var found = 0
    for method in [HeavyBall(stepSize: 0.01, momentum: 0.8), Nesterov(stepSize: 0.01, momentum: 0.8)]
      as [any Optimizer]
    {
      for seed in TestSeed.cases(4) {
        let start = try GaussianInitialization(deviation: 0.6).network(
          widths: [2, 2, 2, 2, 2], seed: seed, over: Double.self)
        let target = Matrix<Double>.diagonal([1.4, 0.8])
        let objective = SquareLoss(target: target) + BalancePenalty(strength: 4)
        func run(_ schedule: SnapshotSchedule) throws -> Run<Double> {
          try method.train(
            start, on: objective, until: .loss(below: 1e-5) || .steps(800),
            observing: Observation(
              schedule: schedule, stages: MethodReport.Stage.allCases, keepsWeights: true))
        }
        let (every, sparse) = (try run(.every(1)), try run(.every(25)))
        let oracle = try StageOracle(every.snapshotNetworks, target: target, a: 4, isBalanced: false)
        #expect(
          every.report.stageTimes[.alignment]
            == StageOracle.lasting(oracle.isAligned).map { 0.01 * Double($0) })
        #expect(sparse.report == every.report, "\(method), seed \(seed)")
        found += every.report.stageTimes.count
      }
    }
    #expect(found > 12, "\(found)")
  }

  @Test("Interrupted anywhere, as its stages are located too, a run continues to the same stages")
  func interruption() throws {
    let start = try GaussianInitialization(deviation: 0.1).network(
      widths: [64, 64, 64], seed: 5, over: Double.self)
    let objective = SquareLoss<Double>(target: .identity(64)) + BalancePenalty(strength: 1)
    let method = GradientDescent(stepSize: 0.02)
    var observation = Observation<Double>(
      [.loss], schedule: .every(16), stages: MethodReport.Stage.allCases)
    let rule = StoppingRule.loss(below: 0.1) || .steps(400)
    let whole = try method.train(start, on: objective, until: rule, observing: observation)
    #expect(whole.report.stageTimes.count == 3, "\(whole.report.stageTimes)")
    let polls = Mutex(0)
    observation.isInterrupted = {
      polls.withLock { $0 += 1 }
      return false
    }
    _ = try method.train(start, on: objective, until: rule, observing: observation)
    let count = polls.withLock(\.self)
    for poll in [1, count / 3, 2 * count / 3, count - 2, count - 1, count] {
      let left = Mutex(poll)
      observation.isInterrupted = {
        left.withLock {
          $0 -= 1
          return $0 <= 0
        }
      }
      let saved = SavedStates(isDue: true)
      observation.checkpointer = saved
      #expect(throws: CancellationError.self, "poll \(poll) of \(count)") {
        try method.train(start, on: objective, until: rule, observing: observation)
      }
      observation.isInterrupted = { false }
      observation.checkpointer = SavedStates(from: saved.states.last)
      let run = try method.train(start, on: objective, until: rule, observing: observation)
      #expect(run.differences(from: whole) == [], "poll \(poll) of \(count)")
    }
  }
}
