import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

/// Adam as its authors state it, on real entries: two arrays, and a correction that depends on the step.
private struct Adam: Optimizer {
  let stepSize: Double
  var arrayCount: Int { 2 }

  func step<S: Scalar>(_ state: OptimizerState<S>) {
    let (β1, β2, k) = (0.9, 0.999, Double(state.step + 1))
    for j in 0..<state.weights.count {
      let count = state.weights[j].count * MemoryLayout<S>.stride / 8
      let (w, next, g) = (state.weights[j].reals, state.previousWeights[j].reals, state.gradient[j].reals)
      let (m, v) = (state.arrays[0][j].reals, state.arrays[1][j].reals)
      for i in 0..<count {
        m[i] = β1 * m[i] + (1 - β1) * g[i]
        v[i] = β2 * v[i] + (1 - β2) * g[i] * g[i]
        let (mean, square) = (m[i] / (1 - Double.pow(β1, k)), v[i] / (1 - Double.pow(β2, k)))
        next[i] = w[i] - stepSize * mean / (square.squareRoot() + 1e-8)
      }
    }
  }
}

@Suite struct OptimizerStateTests {
  private let start: DeepLinearNetwork<Double>
  private let objective = Objective(SquareLoss<Double>(target: .identity(3)))

  init() throws {
    start = try GaussianInitialization(deviation: 0.3).network(widths: [3, 3, 3], seed: 5, over: Double.self)
  }

  @Test func `The first step of Adam has the length of its step size in every entry`() throws {
    let run = try Adam(stepSize: 0.01).train(
      start, on: objective, until: .steps(1), observing: Observation())
    for (before, after) in zip(start.layers, run.finalNetwork.layers) {
      for (a, b) in zip(before.columnMajor, after.columnMajor) { #expect(abs(abs(a - b) - 0.01) < 1e-7) }
    }
  }

  @Test func `An optimizer whose steps depend on their number continues to the same bits`() throws {
    let observation = Observation<Double>([.loss, .imbalance], schedule: .logarithmic(20))
    let (whole, states, continued) = try Adam(stepSize: 0.01).checkpointedRuns(
      start, on: objective, until: .steps(3000), observing: observation)
    #expect(states.count >= 2 && whole.outcome.step == 3000)
    #expect(whole.final.loss < 1e-6, "\(whole.final.loss)")
    for run in continued { #expect(run.differences(from: whole) == []) }
  }
}
