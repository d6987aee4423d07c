import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("Claim 4: unbalanced starts from which gradient descent diverges")
struct Claim4Tests {
  private func start(_ margin: Double, depth: Int, stepSize: Double) throws -> JudgedRun {
    let network: DeepLinearNetwork<Double> = try UnbalancedCounterexample(margin: margin, stepSize: stepSize)
      .network(widths: Array(repeating: 2, count: depth + 1), seed: 0, over: Double.self)
    return JudgedRun(
      layers: network.layers, target: .identity(2), stepSize: stepSize, lossBelow: 1e-9, steps: 200)
  }

  @Test("The counterexamples of the spec diverge, and confirm", arguments: [2, 4, 6])
  func confirmed(depth: Int) throws {
    for margin in [0.3, 0.75, 0.9, 0.99975] {
      for stepSize in [1e-6, 1e-3, 0.1] {
        let run = try start(margin, depth: depth, stepSize: stepSize)
        #expect(try run.promised(Arora2019Claim4.self).verdict == .promised)
        let found = try run.judged(Arora2019Claim4.self)
        let growth = try found.promises.named("loss-growth")
        #expect(found.verdict == .confirmed, "\(margin), \(stepSize): \(growth)")
        #expect(growth.bound == 225 && (growth.value ?? 0) >= 225 && growth.assurance == .replayed)
        let divergence = try found.promises.named("divergence")
        #expect(divergence.holds == true && !divergence.isJudged, "\(margin), \(stepSize): \(divergence)")
      }
    }
  }

  @Test("A loss that falls after a step from above the target is no contradiction: the claim is about later")
  func later() throws {
    // With η (c/z)² = 16 and η = 10⁻³ the loss falls 10⁴-fold at one step, and the run diverges all the same.
    let (c, η) = (0.9209974201457823, 1e-3)
    let z = c * (η / 16.0001).squareRoot()
    let run = JudgedRun(
      layers: [Matrix([[c / z]]), Matrix([[z]])], target: Matrix([[1]]), stepSize: η, lossBelow: nil,
      steps: 100)
    #expect(try run.judged(Arora2019Claim4.self).verdict == .confirmed)
  }

  @Test("Less growth than 225-fold from below the target is a contradiction, with its step")
  func contradicted() throws {
    let run = try start(0.9, depth: 2, stepSize: 1e-3)
    for (factor, verdict) in [(230.0, Verdict.confirmed), (220, .contradicted)] {
      var first = 0.0
      let found = try run.judged(Arora2019Claim4.self) { state in
        if state.step == 0 { first = state.value.loss }
        return state.step == 1 ? try state.changed(loss: first * factor) : state
      }
      #expect(found.verdict == verdict)
      #expect(try found.promises.named("loss-growth").step == 1)
    }
    #expect(try run.judged(Arora2019Claim4.self, wasReplayed: false).verdict == .inconclusive)
  }

  @Test("Other starts, depths and targets are not those of the claim")
  func notApplicable() throws {
    var run = try start(0.9, depth: 2, stepSize: 1e-3)
    run.target = .identity(2, scale: 2)
    #expect(try run.promised(Arora2019Claim4.self).reasons == ["stated for the target I"])
    run = try start(0.9, depth: 2, stepSize: 1e-3)
    run.stepSize = 1e-4
    let slow = try run.promised(Arora2019Claim4.self)
    #expect(slow.verdict == .notApplicable && slow.reasons == [])
    #expect(try slow.hypotheses.named("instability").holds == false)
    run.layers[0][1, 1] = 2
    #expect(try run.promised(Arora2019Claim4.self).reasons.count == 1)
    run.layers = [.identity(2), .identity(2)]
    #expect(try run.promised(Arora2019Claim4.self).reasons.count == 1)
    run.layers = [.diagonal([110, 1]), .diagonal([0.01, 1])]
    run.stepSize = 1
    #expect(try run.promised(Arora2019Claim4.self).reasons.first?.contains("product is below 1") == true)
    run.layers = [.diagonal([9, 1]), .diagonal([0.1, 1]), .diagonal([9, 1])]
    #expect(try run.promised(Arora2019Claim4.self).reasons.contains { $0.contains("even depths") })
  }
}
