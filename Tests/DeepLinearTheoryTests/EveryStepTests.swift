import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("What is promised of every step: Lemma 2 and claims 1, 4 and 5, on runs and on doctored ones")
struct EveryStepTests {
  /// Balanced, with margin and an allowed step size.
  private let run = JudgedRun(
    layers: [.diagonal([0.95, 0.9]), .diagonal([0.95, 0.9])], target: .identity(2), stepSize: 1e-6,
    lossBelow: nil, steps: 300)

  @Test("Lemma 2 holds at every step of a run, with what it is compared with")
  func lemma2() throws {
    for layers in [1, 2, 3] {
      var other = run
      other.layers = Array(repeating: .diagonal([0.97, 0.94]), count: layers)
      other.stepSize = 1e-7
      let found = try other.judged(Arora2019Lemma2.self)
      #expect(found.verdict == .confirmed, "\(found)")
      for item in found.promises {
        #expect(item.holds == true && item.assurance == .replayed && (item.slack ?? -1) >= 0)
        #expect(item.step != nil && item.time.map { $0 == 1e-7 * Double(item.step ?? 0) } == true)
        #expect(item.note == nil, "no rounding is needed: \(item)")
      }
      let norms = try found.promises.named("boundedness")
      #expect(abs((norms.value ?? 0) - 0.97) < 1e-4)
    }
    #expect(try run.examination(Arora2019Lemma2.self).needsReplay)
  }

  @Test("Lemma 2 (A): balance beyond 2δ at one step is a contradiction with that step; 1.9δ is none")
  func balance() throws {
    let δ = try #require(try run.promised(Arora2019Lemma2.self).promises.named("balance").bound) / 2
    for (factor, verdict) in [(1.9, Verdict.confirmed), (2.1, .contradicted)] {
      let found = try run.judged(Arora2019Lemma2.self) { state in
        guard state.step == 123 else { return state }
        var layers = state.network.layers
        // ‖Δ‖ grows by this to first order.
        let w = layers[0][0, 0]
        layers[0][0, 0] = (w * w + factor * δ).squareRoot()
        return try state.changed(layers: layers)
      }
      #expect(found.verdict == verdict, "\(factor): \(found)")
      let item = try found.promises.named("balance")
      #expect(item.holds == (verdict == .confirmed) && item.step == 123)
      #expect((item.slack.map { $0 >= 0 }) == item.holds)
      #expect(abs((item.value ?? 0) / δ - factor) < 1e-3)
    }
  }

  @Test(
    "Lemma 2 (B): the loss falls by its factor at each step; one step that falls less is a contradiction with that step"
  )
  func descent() throws {
    // σ_min = 0.81 at the start, N = 2: ℓ falls by the factor 1 − 0.81 η at least.
    for (part, verdict) in [(1.02, Verdict.confirmed), (0.98, .contradicted)] {
      var previous = 0.0
      let found = try run.judged(Arora2019Lemma2.self) { state in
        defer { previous = state.value.loss }
        let σ = state.smallestSingularValue
        return state.step == 50
          ? try state.changed(loss: previous * (1 - part * 1e-6 * σ)) : state
      }
      let item = try found.promises.named("descent")
      #expect(found.verdict == verdict, "\(part): \(item)")
      if verdict == .contradicted { #expect(item.step == 50 && item.holds == false && (item.slack ?? 0) < 0) }
    }
    // Of several broken steps the worst is the witness; a loss that is not a number is the worst of all.
    let worst = try run.judged(Arora2019Lemma2.self) { state in
      let raised = [40: 1.1, 60: 1.5, 80: 1.2][state.step]
      return try state.changed(loss: state.value.loss * (raised ?? 1))
    }
    #expect(try worst.promises.named("descent").step == 60)
    let undefined = try run.judged(Arora2019Lemma2.self) { state in
      try state.changed(loss: state.step == 70 ? .nan : (state.step == 20 ? 9 : state.value.loss))
    }
    #expect(undefined.verdict == .contradicted)
    #expect(try undefined.promises.named("descent").step == 70)
  }

  @Test("A step that fails by rounding is no witness where another one fails by more than that")
  func witness() throws {
    // Losses near 0 are rounding alone: their ratio says nothing.
    let found = try run.judged(Arora2019Lemma2.self) { state in
      switch state.step {
      case 100: try state.changed(loss: 1e-40)
      case 101: try state.changed(loss: 1e-38)
      case 200: try state.changed(loss: state.value.loss * 1.01)
      default: state
      }
    }
    // Step 102 rises from nothing.
    let item = try found.promises.named("descent")
    #expect(found.verdict == .contradicted && item.step == 102, "\(item)")
    let rounded = try run.judged(Arora2019Lemma2.self) { state in
      switch state.step {
      case 299: try state.changed(loss: 1e-40)
      case 300: try state.changed(loss: 1e-38)
      default: state
      }
    }
    let kept = try rounded.promises.named("descent")
    #expect(rounded.verdict == .confirmed && kept.note == "to rounding")
    #expect(try #require(kept.slack) >= 0 && kept.step != 300)
    let both = try run.judged(Arora2019Lemma2.self) { state in
      switch state.step {
      case 200: try state.changed(loss: state.value.loss * 1.01)
      case 299: try state.changed(loss: 1e-40)
      case 300: try state.changed(loss: 1e-38)
      default: state
      }
    }
    #expect(both.verdict == .contradicted)
    #expect(try both.promises.named("descent").step == 200)
  }

  @Test("Lemma 2 (C): a layer of norm beyond (4‖Φ‖)^{1/N} is a contradiction, one below it is none")
  func boundedness() throws {
    let bound = try #require(try run.promised(Arora2019Lemma2.self).promises.named("boundedness").bound)
    #expect(abs(bound - (4 * 2.0.squareRoot()).squareRoot()) < 1e-14)
    for (factor, holds) in [(1 - 1e-9, true), (1 + 1e-9, false)] {
      let found = try run.judged(Arora2019Lemma2.self) { state in
        guard state.step == 7 else { return state }
        var layers = state.network.layers
        layers[1] = .diagonal([bound * factor, 0.9])
        return try state.changed(layers: layers)
      }
      let item = try found.promises.named("boundedness")
      #expect(item.holds == holds && item.step == 7, "\(item)")
    }
  }

  @Test("What was not repeated to the same bits decides nothing, and says so; nor what was not repeated")
  func notReplayed() throws {
    for wasReplayed in [false, nil] {
      let found = try run.judged(Arora2019Lemma2.self, wasReplayed: wasReplayed)
      #expect(found.verdict == .inconclusive)
      #expect(found.promises.allSatisfy { $0.holds == nil && $0.assurance == .notTested && $0.slack == nil })
      #expect(found.reasons.contains { $0.contains("same bits") } == (wasReplayed == false))
    }
  }

  @Test("Claim 1: whatever is no farther from the target has no smaller singular value than the margin")
  func claim1() throws {
    let found = try run.judged(Arora2019Claim1.self)
    let item = try found.promises.named("smallest-singular-value")
    #expect(found.verdict == .confirmed && item.step == 0 && abs((item.value ?? 0) - 0.81) < 1e-12)
    #expect(try item.bound == run.promised(Arora2019Claim1.self).promises[0].bound)
    // A state that is farther than the start counts for nothing, however small its singular values.
    let far = try run.judged(Arora2019Claim1.self) { state in
      state.step == 9 ? try state.changed(layers: [.diagonal([0.1, 0.1]), .identity(2)]) : state
    }
    #expect(far.verdict == .confirmed)
    // The claim is a theorem: only a doctored target breaks it.
    let layers: [Matrix<Double>] = [.diagonal([0.5, 0.5]), .identity(2)]
    let broken = try run.judged(Arora2019Claim1.self) { state in
      state.step == 9 ? try state.changed(layers: layers, target: .identity(2, scale: 0.5)) : state
    }
    #expect(broken.verdict == .contradicted)
    #expect(try broken.promises.named("smallest-singular-value").step == 9)
    var other = run
    other.layers = [.identity(2, scale: 0.1), .identity(2)]
    #expect(try other.promised(Arora2019Claim1.self).verdict == .notApplicable)
    #expect(try other.promised(Arora2019Claim1.self).promises[0].bound == nil)
    #expect(try run.promised(Arora2019Claim1.self).verdict == .promised)
  }

  @Test("Claim 5: from the identity a loss below ½ Σ_{λ<0} λ² is a contradiction")
  func claim5() throws {
    let stuck = JudgedRun(
      layers: [.identity(2), .identity(2)], target: .diagonal([-1, 2]), stepSize: 0.05, lossBelow: 1e-9,
      steps: 400)
    #expect(try stuck.promised(Arora2019Claim5.self).verdict == .promised)
    let found = try stuck.judged(Arora2019Claim5.self)
    let loss = try found.promises.named("loss")
    #expect(found.verdict == .confirmed && loss.bound == 0.5, "\(found)")
    let broken = try stuck.judged(Arora2019Claim5.self) { state in
      state.step == 300 ? try state.changed(loss: 0.499) : state
    }
    #expect(broken.verdict == .contradicted)
    #expect(try broken.promises.named("loss").step == 300)
    var other = stuck
    other.target = .diagonal([1, 2])
    #expect(try other.promised(Arora2019Claim5.self).verdict == .notApplicable)
    other.target = Matrix([[-1, 1], [0, 2]])
    #expect(try other.promised(Arora2019Claim5.self).reasons == ["stated for a symmetric target"])
    other = stuck
    other.layers = [.identity(2), .identity(2), .identity(2)]
    #expect(try other.promised(Arora2019Claim5.self).reasons.first?.contains("even depths") == true)
    other.layers = [.identity(2, scale: 2), .identity(2)]
    #expect(try other.promised(Arora2019Claim5.self).reasons.first?.contains("identity start") == true)
  }
}

extension Snapshot<Double> {
  /// σ_min(W_{1:N}) of diagonal layers.
  fileprivate var smallestSingularValue: Double {
    let w = network.endToEndMatrix
    return (0..<w.rows).map { abs(w[$0, $0]) }.min() ?? .nan
  }
}
