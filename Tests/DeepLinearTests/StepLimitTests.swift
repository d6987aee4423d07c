import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

/// Runs that end at a step of their own where the stopping rule has not ended them, each seed at another.
@Suite struct StepLimitTests {
  private static let seeds = (0..<64).map { UInt64($0) }

  /// Some at once, some early, some late, some never; several in the same group, and at the same step.
  private static func limit(_ seed: UInt64) -> Int? {
    seed % 5 == 4 ? nil : seed % 2 == 0 ? Int(seed % 12) : Int(13 * seed % 400)
  }

  private func check<S: Scalar>(
    _ problem: LockstepBitsTests.Problem, lockstep: Bool, over field: S.Type
  ) throws {
    var ensemble = try LockstepBitsTests().ensemble(problem, over: S.self)
    ensemble.allowsKernels = lockstep
    let whole = try ensemble.runs(seeds: Self.seeds)
    var limited = ensemble
    limited.stepLimit = { Self.limit($0) }
    let runs = try limited.runs(seeds: Self.seeds)
    var cut = 0
    for (seed, (run, free)) in zip(Self.seeds, zip(runs, whole)) {
      let alone = try limited.run(seed: seed).differences(from: run)
      #expect(alone == [], "seed \(seed), alone: \(alone)")
      // A run that overflows is represented by the state one step before.
      guard let limit = Self.limit(seed), free.outcome.overflowStep ?? free.outcome.step > limit else {
        // At the limit itself ℓ is summed as for a snapshot, whose last bit may be another.
        let isHere = free.outcome.step == Self.limit(seed)
        let differences = run.differences(from: free).filter { !isHere || $0 != "end" }
        #expect(differences == [], "seed \(seed), ended by the rule at \(free.outcome)")
        continue
      }
      cut += 1
      #expect(run.outcome.kind == .exhausted && run.outcome.step == limit, "seed \(seed): \(run.outcome)")
      #expect(run.steps.last == limit)
      var short = ensemble
      short.rule = problem.rule || .steps(limit)
      let same = try short.run(seed: seed)
      #expect(
        same.finalNetwork == run.finalNetwork && same.final == run.final, "seed \(seed), other weights")
      let count = run.steps.count - 1
      #expect(run.steps.prefix(count) == free.steps.prefix(count), "seed \(seed), another schedule")
    }
    #expect(cut > 5)
  }

  @Test(
    "A seed's own limit ends its run there and changes no other bit, on both engines, however the runs end",
    arguments: LockstepBitsTests.problems)
  func limits(_ problem: LockstepBitsTests.Problem) throws {
    try check(problem, lockstep: true, over: Double.self)
    try check(problem, lockstep: false, over: Double.self)
    try check(problem, lockstep: true, over: Complex<Double>.self)
  }

  @Test("A run with a limit continues from any of its states to the same bits", arguments: [true, false])
  func checkpoints(lockstep: Bool) throws {
    var ensemble = try LockstepBitsTests().ensemble(LockstepBitsTests.problems[1], over: Double.self)
    ensemble.allowsKernels = lockstep
    ensemble.stepLimit = { 1100 + 40 * Int($0 % 8) }
    let expected = try ensemble.runs(seeds: Self.seeds)
    let saved = Dictionary(uniqueKeysWithValues: Self.seeds.map { ($0, SavedStates()) })
    ensemble.checkpointer = { saved[$0] ?? SavedStates() }
    _ = try ensemble.runs(seeds: Self.seeds)
    for place in [0, 1, 2] {
      ensemble.checkpointer = { seed in
        let states = saved[seed]?.states ?? []
        return SavedStates(from: states.isEmpty ? nil : states[(states.count - 1) * place / 2])
      }
      for (seed, (run, whole)) in zip(
        Self.seeds, zip(try ensemble.runs(seeds: Self.seeds), expected))
      {
        #expect(run.differences(from: whole) == [], "seed \(seed), state \(place)")
      }
    }
    #expect(saved.values.contains { !$0.states.isEmpty })
  }

  @Test func `A limit of the observation ends a single run`() throws {
    let target = Matrix<Double>(rows: 2, columns: 2) { i, j in i == j ? 1 : 0 }
    let network = try GaussianInitialization(deviation: 0.3).network(
      widths: [2, 2, 2], seed: 3, over: Double.self)
    var observation = Observation<Double>()
    observation.stepLimit = 17
    let run = try GradientDescent(stepSize: 0.01).train(
      network, on: Objective(SquareLoss(target: target)), until: .steps(1000), observing: observation)
    #expect(run.outcome.kind == .exhausted && run.outcome.step == 17)
    #expect(run.steps.last == 17)
  }
}
