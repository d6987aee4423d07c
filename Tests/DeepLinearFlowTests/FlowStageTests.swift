import DeepLinear
import DeepLinearFlow
import LinearAlgebra
import Testing
import _TestSupport

/// The exact times at which a flow's stages end, against dense snapshots.
@Suite struct FlowStageTests {
  private func check<S: Scalar>(depth: Int, isBalanced: Bool, over field: S.Type) throws -> Int {
    var found = 0
    for seed in TestSeed.cases(3) {
      var draw = Draw(seed)
      let widths = Array(repeating: 2, count: depth + 1)
      let start: DeepLinearNetwork<S> =
        try isBalanced
        ? BalancedGaussianInitialization(deviation: 0.7).network(widths: widths, seed: seed, over: S.self)
        : draw.network(widths, deviation: 0.7)
      let target: Matrix<S> = seed == 1 ? .diagonal([1.4, 0.8]) : draw.matrix(2, 2)
      let a = isBalanced ? 0.0 : 4
      let objective = SquareLoss(target: target) + BalancePenalty(strength: a)
      func run(_ schedule: SnapshotSchedule) throws -> Run<S> {
        try GradientFlow().run(
          start, on: objective, until: .loss(below: 1e-5) || .time(25),
          observing: Observation(stages: MethodReport.Stage.allCases, keepsWeights: true), at: schedule)
      }
      let (dense, sparse) = (try run(.every(0.02)), try run(.every(2.5)))
      let name = "depth \(depth), seed \(seed), \(S.self)"
      #expect(dense.report.stageTimes == sparse.report.stageTimes, "\(name)")
      let oracle = try StageOracle(dense.snapshotNetworks, target: target, a: a, isBalanced: isBalanced)
      let places: [MethodReport.Stage: Int?] = [
        .escape: StageOracle.first(oracle.isEscaped), .alignment: StageOracle.lasting(oracle.isAligned),
        .saddleEscape: StageOracle.lasting(oracle.isPastSaddle),
      ]
      for (stage, place) in places {
        let time = dense.report.stageTimes[stage]
        #expect((time == nil) == (place == nil), "\(name), \(stage)")
        guard let time, let place else { continue }
        found += 1
        #expect(time <= dense.times[place], "\(name), \(stage)")
        #expect(place == 0 ? time == 0 : time > dense.times[place - 1], "\(name), \(stage)")
      }
      let stages = Stages(of: dense, target: try TargetSpectrum(target))
      #expect(stages.escapeTime == dense.report.stageTimes[.escape])
      #expect(stages.alignmentTime == dense.report.stageTimes[.alignment])
      #expect(stages.saddleTime == dense.report.stageTimes[.saddleEscape])
      try checkRoots(dense, start, objective, name)
    }
    return found
  }

  /// At the times found the loss, the penalty and σ_min(H) have the values that define them.
  private func checkRoots<S: Scalar>(
    _ run: Run<S>, _ start: DeepLinearNetwork<S>, _ objective: Objective<S>, _ name: String
  ) throws {
    let spectrum = try TargetSpectrum(objective.target)
    let times = run.report.stageTimes
    func ending(_ stage: MethodReport.Stage) throws -> Run<S>? {
      guard let time = times[stage], time > 0 else { return nil }
      return try GradientFlow().run(start, on: objective, until: .time(time), at: .at([]))
    }
    if let there = try ending(.escape) {
      #expect(abs(there.final.loss / (spectrum.smallest * spectrum.smallest / 2) - 1) < 1e-7, "\(name)")
    }
    if let there = try ending(.alignment) {
      let first = try objective.evaluate(at: start).value.penalty
      #expect(abs(there.final.penalty / (first / 1000) - 1) < 1e-6, "\(name)")
    }
    if let there = try ending(.saddleEscape), times[.saddleEscape] != times[.alignment] {
      let values = try there.finalNetwork.hermitianTerms(relativeTo: spectrum)?.main.singularValues()
      let bound = 2 * Double.pow(spectrum.smallest / 2, 1 / Double(start.depth))
      #expect(abs((values?.last ?? 0) / bound - 1) < 1e-7, "\(name)")
    }
  }

  @Test(
    "A flow's stages end at the exact time, between the two dense snapshots that show it, at depths 2 to 8",
    arguments: 2...8, [true, false])
  func times(depth: Int, isBalanced: Bool) throws {
    let real = try check(depth: depth, isBalanced: isBalanced, over: Double.self)
    let complex = try check(depth: depth, isBalanced: isBalanced, over: Complex<Double>.self)
    // Six have T_1; most of the complex ones have an escape too, and at even depth a saddle time.
    #expect(real + complex >= (depth % 2 == 0 ? 10 : 9), "\(real), \(complex)")
  }

  @Test("A flow that falls below the bound of the saddle again leaves it when it comes back")
  func returns() throws {
    var count = 0
    for seed in TestSeed.cases(60) {
      var draw = Draw(seed)
      let start: DeepLinearNetwork<Double> = try draw.network([3, 3, 3, 3, 3], deviation: 0.9)
      let target = Matrix<Double>.identity(3)
      let run = try GradientFlow().run(
        start, on: SquareLoss(target: target) + BalancePenalty(strength: 3), until: .time(30),
        observing: Observation(stages: MethodReport.Stage.allCases, keepsWeights: true), at: .every(0.05))
      let oracle = try StageOracle(run.snapshotNetworks, target: target, a: 3, isBalanced: false)
      let time = run.report.stageTimes[.saddleEscape]
      let place = StageOracle.lasting(oracle.isPastSaddle)
      if let first = StageOracle.first(oracle.isPastSaddle), first != place { count += 1 }
      #expect((time == nil) == (place == nil), "seed \(seed)")
      guard let time, let place else { continue }
      #expect(time <= run.times[place] && time > run.times[place - 1], "seed \(seed)")
    }
    #expect(count > 0, "none falls below it again")
  }
}
