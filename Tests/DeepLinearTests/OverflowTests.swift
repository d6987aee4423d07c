import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

/// Runs whose loss is not finite at some step: all that is left of one is of the step before.
@Suite struct OverflowTests {
  /// Of depth 1, Φ = 1 and W = 0 at the start: the error is (1 − η)^k.
  private func scalar(
    _ method: any TrainingMethod, _ schedule: SnapshotSchedule = .every(100), last: Int = 1000
  ) -> Ensemble<Double> {
    Ensemble(
      widths: [1, 1], initialization: GivenInitialization(layers: [Matrix<Double>([[0]])]),
      objective: Objective(SquareLoss(target: .identity(1))), method: method,
      until: .objective(above: 1e308) || .steps(last),
      observing: Observation(Observable.all, schedule: schedule))
  }

  private func check<S: Scalar>(_ run: Run<S>, against whole: Run<S>, _ name: String) throws {
    let overflow = try #require(run.outcome.overflowStep, "\(name)")
    #expect(run.outcome.kind == .diverged && run.outcome.step == overflow - 1, "\(name)")
    #expect(run.outcome.message.contains("at step \(overflow),"), "\(name): \(run.outcome.message)")
    #expect(run.steps.last == run.outcome.step && run.times.last == run.time, "\(name)")
    #expect(run["loss"]?.last == run.final.loss && run.final.objective.isFinite, "\(name)")
    // The run that is limited to the last finite step has the same end.
    #expect(whole.outcome.step == run.outcome.step && whole.outcome.kind == .exhausted, "\(name)")
    #expect(whole.final == run.final && whole.time == run.time, "\(name)")
    #expect(zip(whole.finalNetwork.layers, run.finalNetwork.layers).allSatisfy { $0 == $1 }, "\(name)")
    for (quantity, series) in run.series {
      let last = whole.series[quantity].map { Array($0.at(whole.steps.count - 1)) } ?? []
      let mine = Array(series.at(run.steps.count - 1))
      #expect(zip(last, mine).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }, "\(name): \(quantity)")
    }
  }

  @Test(
    "Step, loss, weights and last snapshot of a run that overflows are of its last finite state, on both engines"
  )
  func scalar() throws {
    for schedule in [SnapshotSchedule.every(100), .every(1), .at([324]), .logarithmic(300)] {
      for allowsKernels in [true, false] {
        var ensemble = scalar(GradientDescent(stepSize: 4), schedule)
        ensemble.allowsKernels = allowsKernels
        let run = try ensemble.run(seed: 0)
        #expect(run.outcome.step == 323 && run.outcome.overflowStep == 324)
        ensemble.rule = .steps(323) || .objective(above: .greatestFiniteMagnitude)
        try check(run, against: try ensemble.run(seed: 0), "\(schedule), lockstep \(allowsKernels)")
        // The step that overflows is the last one.
        ensemble.rule = .objective(above: 1e308) || .steps(324)
        #expect(try ensemble.run(seed: 0).outcome == run.outcome)
      }
    }
  }

  @Test("A run with momentum that overflows ends at its last finite state")
  func momentum() throws {
    for method in [HeavyBall(stepSize: 6, momentum: 0.5), Nesterov(stepSize: 4, momentum: 0.5)]
      as [any Optimizer]
    {
      let run = try scalar(method).run(seed: 0)
      var limited = scalar(method, last: run.outcome.step)
      limited.rule = .objective(above: .greatestFiniteMagnitude) || .steps(run.outcome.step)
      try check(run, against: try limited.run(seed: 0), "\(method)")
    }
  }

  private func checkDeep<S: Scalar>(over field: S.Type) throws {
    var ensemble = Ensemble<S>(
      widths: [2, 3, 2], initialization: GaussianInitialization(deviation: 1.5),
      objective: SquareLoss(target: Matrix<S>.identity(2)) + BalancePenalty(strength: 0.1),
      method: GradientDescent(stepSize: 0.8), until: .objective(above: 1e308) || .steps(200),
      observing: Observation(Observable.all, schedule: .every(3), keepsWeights: true))
    for allowsKernels in [true, false] {
      ensemble.allowsKernels = allowsKernels
      for (seed, run) in try ensemble.runs(seeds: 0..<20, threads: 2).enumerated()
      where run.outcome.overflowStep != nil {
        var limited = ensemble
        limited.rule = .steps(run.outcome.step) || .objective(above: .greatestFiniteMagnitude)
        try check(
          run, against: try limited.run(seed: UInt64(seed)), "seed \(seed), lockstep \(allowsKernels)")
        #expect(run.snapshotNetworks.count == run.steps.count)
      }
    }
  }

  @Test("So do deep runs with a penalty, real and complex")
  func deep() throws {
    try checkDeep(over: Double.self)
    try checkDeep(over: Complex<Double>.self)
  }

  @Test("A run that overflows continues from its checkpoints to the same bits")
  func checkpoints() throws {
    for method in [GradientDescent(stepSize: 4), HeavyBall(stepSize: 6, momentum: 0.5)] as [any Optimizer] {
      let start = try GaussianInitialization(deviation: 1).network(
        widths: [70, 70], seed: 1, over: Double.self)
      let (run, states, continued) = try method.checkpointedRuns(
        start, on: Objective(SquareLoss(target: .identity(70))),
        until: .objective(above: 1e308) || .steps(2000),
        observing: Observation([.loss, .gradientNorm], schedule: .every(7)))
      #expect(run.outcome.overflowStep != nil && run.steps.last == run.outcome.step, "\(run.outcome)")
      #expect(states.count > 2 && continued.count == 3)
      for other in continued { #expect(other.differences(from: run) == []) }
    }
  }

  @Test("A run whose loss is infinite at its start has no finite state: it ends there, and says so")
  func start() throws {
    for allowsKernels in [true, false] {
      var ensemble = scalar(GradientDescent(stepSize: 0.1))
      ensemble.initialization = GivenInitialization(layers: [Matrix<Double>([[1e200]])])
      ensemble.allowsKernels = allowsKernels
      let run = try ensemble.run(seed: 0)
      #expect(run.outcome == ensembleOutcome && run.steps == [])
      #expect(run.outcome.message.contains("not finite at the initial weights"))
    }
  }

  private var ensembleOutcome: Outcome { Outcome(.diverged, step: 0, time: 0, overflowStep: 0) }
}
