import DeepLinear
import LinearAlgebra
import Synchronization
import Testing
import _TestSupport

/// Seeds in lockstep that go on from where they were kept, each from a step of its own.
@Suite struct LockstepCheckpointTests {
  static let problems =
    LockstepBitsTests.problems + [
      LockstepBitsTests.Problem(
        testDescription: "several clusters, some converge", widths: [5, 5, 5, 5, 5], deviation: 0.4,
        stepSize: 0.02, a: 0.5, rule: .loss(below: 0.02) || .steps(700), endings: [.converged])
    ]

  private static let seeds = (0..<20).map { UInt64($0) }

  /// The runs of `seeds` from `states`, what was kept of each, and the steps that were taken.
  private func runs<S: Scalar>(
    _ ensemble: Ensemble<S>, seeds: [UInt64], from states: [UInt64: RunState] = [:]
  ) throws -> (runs: [Run<S>], albums: [UInt64: SavedStates], steps: Int) {
    let albums = Dictionary(uniqueKeysWithValues: seeds.map { ($0, SavedStates(from: states[$0])) })
    let steps = Atomic<Int>(0)
    var ensemble = ensemble
    ensemble.checkpointer = { seed in albums[seed] ?? SavedStates() }
    ensemble.observation.progress = { steps.wrappingAdd($0.steps, ordering: .relaxed) }
    return (try ensemble.runs(seeds: seeds), albums, steps.load(ordering: .relaxed))
  }

  private func check<S: Scalar>(_ problem: LockstepBitsTests.Problem, over field: S.Type) throws {
    let ensemble = try LockstepBitsTests().ensemble(problem, over: S.self)
    #expect(ensemble.engine == .lockstep(.chosen))
    let expected = try ensemble.runs(seeds: Self.seeds)
    #expect(S.isComplex || problem.endings.isSubset(of: expected.map(\.outcome.kind)))
    let (whole, albums, _) = try runs(ensemble, seeds: Self.seeds)
    for (run, other) in zip(whole, expected) { #expect(run.differences(from: other) == []) }
    let kept = albums.mapValues(\.states).filter { !$0.value.isEmpty }
    #expect(kept.count > 10, "\(kept.mapValues(\.count))")

    func checkContinued(_ seeds: [UInt64], _ choice: (_ seed: UInt64, _ count: Int) -> Int?) throws {
      var states: [UInt64: RunState] = [:]
      for seed in seeds {
        guard let kept = kept[seed], let place = choice(seed, kept.count) else { continue }
        states[seed] = kept[place]
      }
      let (continued, _, steps) = try runs(ensemble, seeds: seeds, from: states)
      for (seed, run) in zip(seeds, continued) {
        let differences = run.differences(from: expected[Int(seed)])
        #expect(differences == [], "seed \(seed) from \(states[seed]?.step ?? 0): \(differences)")
      }
      let left = seeds.reduce(0) { $0 + expected[Int($1)].outcome.step - (states[$1]?.step ?? 0) }
      #expect(steps == left, "nothing is taken twice")
    }
    for part in 0...2 { try checkContinued(Self.seeds) { _, count in (count - 1) * part / 2 } }
    // Each from another step, or from its start, in another order, and a part of the batch alone.
    try checkContinued(Self.seeds.reversed()) { $0 % 4 == 3 ? nil : Int(7 * $0 + 3) % $1 }
    try checkContinued(Self.seeds.filter { $0 % 3 != 1 }) { Int(5 * $0 + 1) % $1 }
    for seed in [0, 3, 17] as [UInt64] { try checkContinued([seed]) { $1 / 3 } }
  }

  @Test(
    "Seeds in lockstep continue from their checkpoints to the same bits, in any batch, however they end",
    arguments: problems)
  func bits(_ problem: LockstepBitsTests.Problem) throws {
    try check(problem, over: Double.self)
    try check(problem, over: Complex<Double>.self)
  }

  private func checkInterruption<S: Scalar>(_ problem: LockstepBitsTests.Problem, over field: S.Type) throws {
    var ensemble = try LockstepBitsTests().ensemble(problem, over: S.self)
    let expected = try ensemble.runs(seeds: Self.seeds)
    let albums = Mutex([UInt64: SavedStates]())
    // Of no use but at interruptions.
    ensemble.checkpointer = { seed in
      albums.withLock { albums in
        let last = albums[seed].flatMap { $0.states.last ?? $0.state }
        let album = SavedStates(from: last, isDue: false)
        albums[seed] = album
        return album
      }
    }
    let polls = Atomic<Int>(0)
    var (calls, continued) = (0, [Run<S>]())
    while continued.isEmpty, calls < 1000 {
      polls.store(0, ordering: .relaxed)
      calls += 1
      let limit = calls
      ensemble.observation.isInterrupted = {
        polls.wrappingAdd(1, ordering: .relaxed).newValue > limit
      }
      do { continued = try ensemble.runs(seeds: Self.seeds) } catch is CancellationError {}
    }
    #expect(calls > 1)
    try #require(continued.count == expected.count)
    for (seed, (run, other)) in zip(continued, expected).enumerated() {
      #expect(run.differences(from: other) == [], "seed \(seed), \(calls) calls")
    }
    let last = albums.withLock { $0.mapValues { $0.state?.step ?? 0 } }
    #expect(last.values.contains { $0 > 0 })
  }

  @Test(
    "Seeds that are interrupted again and again between steps end with the same bits",
    arguments: problems)
  func interruptions(_ problem: LockstepBitsTests.Problem) throws {
    try checkInterruption(problem, over: Double.self)
    try checkInterruption(problem, over: Complex<Double>.self)
  }

  /// Keeps nothing: what is interrupted is not worth it.
  private final class Miser: Checkpointer {
    let state: RunState? = nil
    let isDue = false
    func isWorthwhile(among count: Int) -> Bool { count < 1 }
    func save(_ state: RunState) { Issue.record("kept at \(state.step)") }
  }

  @Test func `What is interrupted is kept only where it is worthwhile`() throws {
    var ensemble = try LockstepBitsTests().ensemble(Self.problems[0], over: Double.self)
    let polls = Atomic<Int>(0)
    ensemble.observation.isInterrupted = { polls.wrappingAdd(1, ordering: .relaxed).newValue > 20 }
    ensemble.checkpointer = { _ in Miser() }
    #expect(throws: CancellationError.self) { try ensemble.runs(seeds: Self.seeds) }
  }

  @Test
  func
    `A state of another engine, of other widths or beyond the last step does not fit, and a run begins anew`()
    throws
  {
    let (problem, other) = (Self.problems[0], Self.problems[1])
    var ensemble = try LockstepBitsTests().ensemble(problem, over: Double.self)
    ensemble.rule = .steps(3000)
    let expected = try ensemble.runs(seeds: [4])
    var plain = ensemble
    plain.allowsKernels = false
    var short = ensemble
    short.rule = .steps(100)
    let foreign = try runs(LockstepBitsTests().ensemble(other, over: Double.self), seeds: [4]).albums[4]
    let late = try runs(ensemble, seeds: [4]).albums[4]?.states.last { $0.step > 100 }
    for state in [try runs(plain, seeds: [4]).albums[4]?.states.first, foreign?.states.first] {
      let state = try #require(state)
      let (run, _, steps) = try runs(ensemble, seeds: [4], from: [4: state])
      #expect(run[0].differences(from: expected[0]) == [] && steps == run[0].outcome.step)
    }
    let fresh = try short.runs(seeds: [4])
    let (run, _, _) = try runs(short, seeds: [4], from: [4: try #require(late)])
    #expect(run[0].differences(from: fresh[0]) == [])
  }
}
