import DeepLinear
import LinearAlgebra
import Testing

@Suite("A run is repeated bit for bit, with its every state in view")
struct ReplayTests {
  private func ensemble<S: Scalar>(
    _ method: any TrainingMethod, until rule: StoppingRule, lockstep: Bool = true, over field: S.Type
  ) -> Ensemble<S> {
    var observation = Observation<S>([.loss, .imbalance], schedule: .every(7))
    observation.keepsWeights = true
    var ensemble = Ensemble(
      widths: [3, 4, 2], initialization: GaussianInitialization(deviation: 0.4),
      objective: SquareLoss<S>(target: .diagonal([1.5, 0.5], rows: 2, columns: 3))
        + BalancePenalty(strength: 0.5),
      method: method, until: rule, observing: observation)
    ensemble.allowsKernels = lockstep
    return ensemble
  }

  private func check<S: Scalar>(_ ensemble: Ensemble<S>, _ isExpectedEngine: (Engine) -> Bool) throws {
    #expect(isExpectedEngine(ensemble.engine), "\(ensemble.engine)")
    let many = try ensemble.runs(seeds: 0..<16)
    for seed in [0, 5, 15] as [UInt64] {
      let run = many[Int(seed)]
      var (steps, times, losses, weights): ([Int], [Double], [Double], [[Matrix<S>]]) = ([], [], [], [])
      let end = try ensemble.replay(seed: seed, steps: run.outcome.step) { state in
        steps.append(state.step)
        times.append(state.time)
        losses.append(state.value.loss)
        weights.append(state.network.layers)
        // What is read of a state is that state's: ∇L, evaluated as it is read.
        if state.step == 3, let gradient = try? ensemble.objective.evaluate(at: state.network).gradient {
          #expect(state.gradient == gradient)
        }
      }
      #expect(steps == Array(0...run.outcome.step), "seed \(seed)")
      #expect(times == steps.map { 0.05 * Double($0) })
      #expect(weights.first == run.initialNetwork.layers && weights.last == run.finalNetwork.layers)
      #expect(end.step == run.outcome.step && end.time == run.time && end.value == run.final)
      #expect(end.weights == run.finalNetwork.layers)
      for (i, step) in run.steps.enumerated() {
        #expect(losses[step].bitPattern == run["loss"]?[i].bitPattern, "seed \(seed), step \(step)")
        #expect(weights[step] == run.snapshotNetworks[i].layers, "seed \(seed), step \(step)")
      }
    }
  }

  private let rule = StoppingRule.loss(below: 1e-3) || .steps(120)

  @Test("On the lockstep engine, in both fields")
  func lockstep() throws {
    let isLockstep = { (engine: Engine) in if case .lockstep = engine { true } else { false } }
    try check(ensemble(GradientDescent(stepSize: 0.05), until: rule, over: Double.self), isLockstep)
    try check(ensemble(GradientDescent(stepSize: 0.05), until: rule, over: Complex<Double>.self), isLockstep)
    // Nothing but the start.
    try check(ensemble(GradientDescent(stepSize: 0.05), until: .steps(0), over: Double.self), isLockstep)
  }

  @Test("On the reference engine, descent and momentum, in both fields")
  func reference() throws {
    let isReference = { (engine: Engine) in if case .reference = engine { true } else { false } }
    try check(
      ensemble(GradientDescent(stepSize: 0.05), until: rule, lockstep: false, over: Double.self), isReference)
    try check(ensemble(HeavyBall(stepSize: 0.05, momentum: 0.5), until: rule, over: Double.self), isReference)
    try check(
      ensemble(Nesterov(stepSize: 0.05, momentum: 0.5), until: rule, over: Complex<Double>.self), isReference)
  }

  @Test("An interruption ends a repeated run")
  func interruption() throws {
    var ensemble = ensemble(GradientDescent(stepSize: 0.05), until: rule, over: Double.self)
    ensemble.observation.isInterrupted = { true }
    #expect(throws: CancellationError.self) { _ = try ensemble.replay(seed: 0, steps: 120) { _ in } }
  }

  private final class Derived {
    let loss: Double
    init(loss: Double) { self.loss = loss }
  }
  private final class OtherDerived {}

  @Test("What is derived from a state is made once for each type, and each state has its own")
  func derived() throws {
    let ensemble = ensemble(GradientDescent(stepSize: 0.05), until: rule, over: Double.self)
    var (made, losses): (Int, [Double]) = (0, [])
    _ = try ensemble.replay(seed: 0, steps: 20) { state in
      for _ in 0..<3 {
        let found = state.derived { state -> Derived in
          made += 1
          return Derived(loss: state.value.loss)
        }
        #expect(found.loss == state.value.loss)
        losses.append(found.loss)
      }
      #expect(state.derived { _ in OtherDerived() } === state.derived { _ in OtherDerived() })
      // Singular values that are read again are those that were found, which are LAPACK's.
      let values = try? state.network.layers[0].singularValues()
      #expect(state.singularValues(of: .layer(0)) == values && state.singularValues(of: .layer(0)) == values)
    }
    #expect(made == 21 && Set(losses).count == 21)
  }
}
