import DeepLinear
import LinearAlgebra
import Testing
import _MallocCounter

@Suite struct LockstepAllocationTests {
  /// Blocks that 24 seeds allocate on this thread from start to end, in so many steps: the fewest of some times, as the heap is used
  /// by other tests too, and what is free there decides how often an array grows.
  ///
  /// - Parameter enough: a number that ends the search.
  private func allocations<S: Scalar>(
    steps: Int, widths: [Int], over field: S.Type, enough: Int? = nil
  ) throws -> Int {
    let target = Matrix<S>.identity(widths[0])
    let ensemble = Ensemble(
      widths: widths, initialization: GaussianInitialization(deviation: 0.4),
      objective: SquareLoss<S>(target: target) + BalancePenalty(strength: 0.5),
      method: GradientDescent(stepSize: 1e-5), until: .loss(below: 1e-12) || .steps(steps),
      observing: Observation([.loss], schedule: .at([0])))
    #expect(ensemble.engine == .lockstep(.chosen))
    let seeds = (0..<24).map { UInt64($0) }
    _ = try ensemble.runs(seeds: seeds)
    var fewest = Int.max
    for _ in 0..<(enough == nil ? 5 : 100) where fewest > enough ?? 0 {
      let before = allocation_count()
      let runs = try ensemble.runs(seeds: seeds)
      let count = allocation_count() - before
      #expect(runs.allSatisfy { $0.outcome.kind == .exhausted && $0.outcome.step == steps })
      fewest = min(fewest, count)
    }
    return fewest
  }

  /// A growing array takes the whole block that malloc gives it, which may be a little larger than requested and save the next
  /// growth. An allocation at every event would be more: there are some 65 of them in 20,000 steps.
  private static let luck = 8

  private func check<S: Scalar>(_ widths: [Int], over field: S.Type) throws {
    let few = try allocations(steps: 2, widths: widths, over: S.self)
    for many in [60, 1_000, 20_000] {
      let more = try allocations(steps: many, widths: widths, over: S.self, enough: few + Self.luck)
      #expect(more <= few + Self.luck, "\(S.self): \(few) blocks in 2 steps, \(more) in \(many)")
    }
  }

  @Test(
    "Steps in lockstep allocate nothing: an ensemble of 20,000 makes as many allocations as one of two",
    arguments: [[3, 3, 3], [5, 5, 5, 5, 5]])
  func steps(widths: [Int]) throws {
    try check(widths, over: Double.self)
    try check(widths, over: Complex<Double>.self)
  }
}
