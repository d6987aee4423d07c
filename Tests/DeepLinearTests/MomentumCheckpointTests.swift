import DeepLinear
import Foundation
import LinearAlgebra
import Synchronization
import Testing
import _TestSupport

/// What momentum and monitors remember over interruptions.
@Suite struct MomentumCheckpointTests {
  /// L does not rise.
  private func descent<S: Scalar>(over field: S.Type = S.self) -> Monitor<S> {
    Monitor("descent") { step in
      guard let previous = step.previous else { return true }
      return step.value.loss + step.value.penalty <= previous.loss + previous.penalty
    }
  }

  /// An ensemble large enough for its runs to be interruptible every few steps.
  private func ensemble<S: Scalar>(_ method: any Optimizer, over field: S.Type) -> Ensemble<S> {
    var observation = Observation<S>([.loss, .penalty], schedule: .every(9), thresholds: [1, 1e-2])
    observation.monitors = [descent()]
    let target: Matrix<S> = .diagonal([2, -1, 1], rows: 44, columns: 48)
    return Ensemble(
      widths: [48, 40, 44], initialization: GaussianInitialization(deviation: 0.12),
      objective: SquareLoss(target: target) + BalancePenalty(strength: 0.5), method: method,
      until: .steps(300),
      observing: observation)
  }

  /// Runs one seed, interrupted at random steps again and again, each time from the state that was saved.
  private func interrupted<S: Scalar>(
    _ ensemble: Ensemble<S>, seed: UInt64, _ draw: inout Draw
  ) throws -> (run: Run<S>, stops: [Int]) {
    var (ensemble, state, stops) = (ensemble, RunState?.none, [Int]())
    while true {
      let polls = Mutex(draw.integer(2...30))
      ensemble.observation.isInterrupted = {
        polls.withLock { left in
          left -= 1
          return left <= 0
        }
      }
      let checkpointer = SavedStates(from: state, isDue: false)
      ensemble.checkpointer = { _ in checkpointer }
      do {
        return (try ensemble.run(seed: seed), stops)
      } catch is CancellationError {
        guard let saved = checkpointer.states.last else { continue }
        // As a file would store it.
        state = try JSONDecoder().decode(RunState.self, from: JSONEncoder().encode(saved))
        stops.append(saved.step)
      }
    }
  }

  private func check<S: Scalar>(_ method: any Optimizer, seed: UInt64, over field: S.Type) throws -> [Int] {
    var draw = Draw(seed)
    let ensemble = ensemble(method, over: S.self)
    let (run, stops) = try interrupted(ensemble, seed: seed, &draw)
    #expect(
      run.differences(from: try ensemble.run(seed: seed)) == [], "seed \(seed), interrupted at \(stops)")
    return stops
  }

  @Test("Interrupted at random steps and continued, momentum gives the same bits: 20 seeds, both fields")
  func interruptions() throws {
    var stops: [Int] = []
    for seed in TestSeed.cases(20) {
      let β = 0.9 - 0.02 * Double(seed % 10)
      let method: any Optimizer =
        seed % 2 == 0 ? HeavyBall(stepSize: 0.01, momentum: β) : Nesterov(stepSize: 0.01, momentum: β)
      stops +=
        seed % 4 < 2
        ? try check(method, seed: seed, over: Double.self)
        : try check(method, seed: seed, over: Complex<Double>.self)
    }
    #expect(Set(stops).count >= min(20, stops.count) / 2 && !stops.isEmpty, "interrupted at \(stops)")
  }

  @Test("A monitor of descent is violated at the first step at which the recorded losses rise")
  func firstViolation() throws {
    for seed in TestSeed.cases(8) {
      let network = try GaussianInitialization(deviation: 0.4).network(
        widths: [3, 3, 3, 3], seed: seed, over: Double.self)
      let objective = SquareLoss<Double>(target: .diagonal([2, 1, 0.5])) + BalancePenalty(strength: 1)
      var observation = Observation<Double>([.loss, .penalty], schedule: .every(1))
      observation.monitors = [descent(), Monitor("nothing") { _ in true }]
      let method = HeavyBall(stepSize: 0.03, momentum: 0.9)
      let run = try method.train(network, on: objective, until: .steps(400), observing: observation)
      let (losses, penalties) = (try #require(run["loss"]), try #require(run["penalty"]))
      let objectives = zip(losses, penalties).map { $0 + $1 }
      let rise = objectives.indices.dropFirst().first { objectives[$0] > objectives[$0 - 1] }
      let violation = run.violations.first
      #expect(rise != nil && run.violations.count == 1 && violation?.monitor == "descent", "seed \(seed)")
      #expect(violation?.step == rise && violation?.time == 0.03 * Double(rise ?? 0), "seed \(seed)")
    }
  }

  @Test("Monitors are tested on the reference engine, and change no bit of a run there")
  func monitorsAndEngine() throws {
    var ensemble = Ensemble<Double>(
      widths: [3, 3, 3], initialization: GaussianInitialization(deviation: 0.4),
      objective: Objective(SquareLoss(target: .identity(3))), method: GradientDescent(stepSize: 0.02),
      until: .steps(50), observing: Observation([.loss]))
    guard case .lockstep = ensemble.engine else {
      Issue.record("small networks run in lockstep")
      return
    }
    ensemble.allowsKernels = false
    let plain = try ensemble.run(seed: 1)
    ensemble.allowsKernels = true
    ensemble.observation.monitors = [descent()]
    #expect(ensemble.engine == .reference(reason: "monitors are tested at every step"))
    #expect(try ensemble.run(seed: 1).differences(from: plain) == [])
    ensemble.observation.monitors = []
    ensemble.method = HeavyBall(stepSize: 0.02, momentum: 0.5)
    #expect(ensemble.engine == .reference(reason: "the method is not gradient descent"))
  }
}
