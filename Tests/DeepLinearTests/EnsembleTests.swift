import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

@Suite struct EnsembleTests {
  private func ensemble<S: Scalar>(over field: S.Type) -> Ensemble<S> {
    Ensemble(
      widths: [3, 4, 3], initialization: GaussianInitialization(deviation: 0.4),
      objective: SquareLoss<S>(target: .identity(3)) + BalancePenalty(strength: 0.5),
      method: GradientDescent(stepSize: 0.02), until: .loss(below: 1e-6) || .steps(100),
      observing: Observation([.loss, .singularValues, .imbalance], schedule: .every(50)))
  }

  private func checkBatches<S: Scalar>(over field: S.Type) throws {
    let ensemble = ensemble(over: S.self)
    let many = try ensemble.runs(seeds: 0..<4096, threads: 2)
    #expect(many.count == 4096)
    for seed in [0, 1, 77, 2048, 4095] as [UInt64] {
      let alone = try ensemble.run(seed: seed)
      let among = many[Int(seed)]
      #expect(
        alone.finalNetwork == among.finalNetwork && alone.series == among.series
          && alone.outcome == among.outcome)
    }
    let single = try ensemble.runs(seeds: 0..<32, threads: 1)
    for (a, b) in zip(single, many) { #expect(a.finalNetwork == b.finalNetwork && a.series == b.series) }
  }

  @Test("A seed gives the same bits alone and among 4096, on one thread and on two, in both fields")
  func batches() throws {
    try checkBatches(over: Double.self)
    try checkBatches(over: Complex<Double>.self)
  }

  @Test("Seeds differ from one another, and an error of any seed comes through")
  func seeds() throws {
    let runs = try ensemble(over: Double.self).runs(seeds: 0..<16)
    #expect(Set(runs.map { $0.final.loss }).count == 16)
    var broken = ensemble(over: Double.self)
    broken.initialization = BalancedInitialization(deviation: 1)
    broken.widths = [3, 2, 3]
    #expect(throws: InitializationError.self) { try broken.runs(seeds: 0..<4) }
  }
}
