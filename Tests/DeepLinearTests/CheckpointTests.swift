import DeepLinear
import Synchronization
import Testing
import _TestSupport

@Suite struct CheckpointTests {
  private func check<S: Scalar>(
    _ start: DeepLinearNetwork<S>, target: Matrix<S>, η: Double, until rule: StoppingRule,
    ends kind: Outcome.Kind
  ) throws {
    let objective = SquareLoss(target: target) + BalancePenalty(strength: 0.5)
    let observation = Observation<S>(
      [.loss, .singularValues, .imbalance], schedule: .logarithmic(30), thresholds: [1, 1e-2],
      stages: MethodReport.Stage.allCases, keepsWeights: true)
    let method = GradientDescent(stepSize: η)
    let (whole, states, continued) = try method.checkpointedRuns(
      start, on: objective, until: rule, observing: observation)
    #expect(whole.outcome.kind == kind && states.count >= 3, "\(whole.outcome), kept \(states.count) times")
    let plain = try method.train(start, on: objective, until: rule, observing: observation)
    #expect(whole.differences(from: plain) == [])
    for run in continued { #expect(run.differences(from: whole) == []) }
  }

  @Test(
    "Gradient descent on the reference engine continues from a checkpoint to the same bits, however it ends")
  func bits() throws {
    let start = try GaussianInitialization(deviation: 0.3).network(
      widths: [3, 3, 3], seed: 5, over: Double.self)
    let complex = try GaussianInitialization(deviation: 0.3).network(
      widths: [3, 2, 3], seed: 5, over: Complex<Double>.self)
    try check(
      start, target: .identity(3), η: 1e-3, until: .loss(below: 1e-9) || .steps(100_000), ends: .converged)
    try check(complex, target: .identity(3), η: 1e-3, until: .steps(5000), ends: .exhausted)
    try check(start, target: .identity(3), η: 0.005, until: .atRest || .steps(100_000), ends: .stalled)
  }

  @Test("An interruption saves the run's state, and nothing is recorded twice")
  func interruption() throws {
    let start = try GaussianInitialization(deviation: 0.3).network(
      widths: [3, 3, 3], seed: 5, over: Double.self)
    let objective = Objective(SquareLoss<Double>(target: .identity(3)))
    let album = SavedStates()
    var observation = Observation<Double>([.loss], schedule: .logarithmic(30), isInterrupted: { true })
    observation.checkpointer = album
    let method = GradientDescent(stepSize: 1e-3)
    #expect(throws: CancellationError.self) {
      try method.train(start, on: objective, until: .steps(5000), observing: observation)
    }
    let state = try #require(album.states.first)
    #expect(album.states.count == 1 && state.step > 0)
    observation.isInterrupted = { false }
    observation.checkpointer = nil
    let whole = try method.train(start, on: objective, until: .steps(5000), observing: observation)
    observation.checkpointer = SavedStates(from: state)
    let run = try method.train(start, on: objective, until: .steps(5000), observing: observation)
    #expect(run.differences(from: whole) == [])
  }

  /// Of wide networks, an interruption is polled before each observable: every step has a snapshot here.
  @Test(
    "Interrupted between two observables, a slow run is saved at that step and continues to the same bits")
  func snapshots() throws {
    let start = try GaussianInitialization(deviation: 0.1).network(
      widths: [96, 96, 96], seed: 5, over: Double.self)
    let objective = Objective(SquareLoss<Double>(target: .identity(96)))
    var observation = Observation<Double>([.loss, .imbalance, .gradientNorm], schedule: .every(1))
    let method = HeavyBall(stepSize: 1e-3, momentum: 0.5)
    let whole = try method.train(start, on: objective, until: .steps(4), observing: observation)
    var stepsSaved: Set<Int> = []
    for poll in 1...16 {
      let saved = SavedStates(isDue: false)
      let polls = Mutex(0)
      observation.isInterrupted = {
        polls.withLock {
          $0 += 1
          return $0 >= poll
        }
      }
      observation.checkpointer = saved
      guard
        (try? method.train(start, on: objective, until: .steps(4), observing: observation)) == nil
      else { continue }
      observation.isInterrupted = { false }
      observation.checkpointer = SavedStates(from: saved.states.last)
      if let step = saved.states.last?.step { stepsSaved.insert(step) }
      let run = try method.train(start, on: objective, until: .steps(4), observing: observation)
      #expect(run.differences(from: whole) == [], "interrupted at poll \(poll)")
    }
    #expect(stepsSaved == [1, 2, 3], "nothing is recorded before step 1, and at step 4 the run has ended")
  }
}
