import DeepLinear
import DeepLinearFlow
import Testing
import _TestSupport

/// ℓ(w) = |w| for one number: its gradient jumps at 0, where no step meets a tolerance.
private struct AbsoluteLoss: Loss {
  let target = Matrix<Double>([[0]])
  func evaluate(
    at w: MatrixView<Double>, gradient: MutableMatrixView<Double>, scratch: MutableMatrixView<Double>
  ) -> Double {
    gradient.base[0] = w.base[0] < 0 ? -1 : 1
    return abs(w.base[0])
  }
}

/// ½(w − 3)² for w < 2 and NaN above.
private struct BrokenLoss: Loss {
  let target = Matrix<Double>([[3]])
  func evaluate(
    at w: MatrixView<Double>, gradient: MutableMatrixView<Double>, scratch: MutableMatrixView<Double>
  ) -> Double {
    let residual = w.base[0] < 2 ? w.base[0] - 3 : .nan
    gradient.base[0] = residual
    return residual * residual / 2
  }
}

@Suite struct FlowEndingTests {
  private func scalar(_ w: Double) throws -> DeepLinearNetwork<Double> {
    try DeepLinearNetwork(layers: [Matrix([[w]])])
  }

  @Test(
    "A flow that cannot get on ends with a sentence: step too small", arguments: FlowAccuracy.Method.allCases)
  func stepTooSmall(method: FlowAccuracy.Method) throws {
    let run = try GradientFlow(accuracy: FlowAccuracy(method: method)).run(
      scalar(1), on: AbsoluteLoss(), until: .time(5), observing: Observation([.loss]), at: .every(0.25))
    #expect(run.outcome.obstacle == .stepTooSmall && abs(run.time - 1) < 1e-9, "\(run.outcome)")
    #expect(run.outcome.message.contains("tolerance") && run.outcome.kind == .exhausted)
    #expect(run.times.count >= 4 && run.times.last == run.time)
  }

  @Test("A flow that cannot get on ends with a sentence: not finite", arguments: FlowAccuracy.Method.allCases)
  func notFinite(method: FlowAccuracy.Method) throws {
    let flow = GradientFlow(accuracy: FlowAccuracy(method: method))
    let run = try flow.run(scalar(1), on: BrokenLoss(), until: .time(5), at: .every(0.25))
    // w = 3 − 2 exp(−t) reaches 2 at ln 2; BDF's Jacobian is had from differences, over 3·10⁻⁸ there.
    let reach = method == .bdf ? 3.1e-8 : 1e-12
    #expect(
      run.outcome.obstacle == .notFinite && run.time <= .log(2) && run.time > .log(2) - reach,
      "\(run.outcome)")
    #expect(run.finalNetwork.layers[0][0, 0] < 2 && run.final.loss.isFinite)
    #expect(run.outcome.message.contains("not finite") && run.outcome.kind == .diverged)
    let huge = try DeepLinearNetwork(layers: [Matrix([[1e200]]), Matrix([[1e200]])])
    #expect(
      try flow.run(huge, on: SquareLoss(target: Matrix([[1]])), until: .time(1)).outcome.obstacle
        == .notFinite)
  }

  @Test(
    "A flow that cannot get on ends with a sentence: too many steps", arguments: FlowAccuracy.Method.allCases)
  func tooManySteps(method: FlowAccuracy.Method) throws {
    let run = try GradientFlow(accuracy: FlowAccuracy(method: method, maximumSteps: 10)).run(
      scalar(1), on: SquareLoss(target: Matrix([[3]])), until: .time(50), observing: Observation([.loss]))
    #expect(run.outcome.obstacle == .tooManySteps && run.outcome.step == 10 && run.time > 0 && run.time < 50)
    #expect(run.outcome.message.contains("10 steps"))
  }

  @Test("A flow from a critical point does not move, and has all its snapshots")
  func rest() throws {
    let zero = try DeepLinearNetwork<Double>(layers: [
      Matrix(rows: 2, columns: 2), Matrix(rows: 2, columns: 2),
    ])
    let run = try GradientFlow().run(
      zero, on: SquareLoss(target: .identity(2)), until: .time(7), observing: Observation([.loss]),
      at: .every(1))
    #expect(run.outcome.kind == .stalled && run.time == 7)
    #expect(run.times == [0, 1, 2, 3, 4, 5, 6, 7] && run["loss"] == Array(repeating: 1, count: 8))
    #expect(run.outcome.obstacle == .zeroGradient && run.outcome.message.contains("larger initial weights"))
  }

  @Test(
    "A flow leaves a saddle of tiny weights when its closed form does, or does not move where its gradient underflows",
    arguments: [1e-20, 1e-155, 1e-160, 1e-200, 1e-290, 1e-300])
  func tiny(scale: Double) throws {
    let two = try IdentityInitialization(scale: scale).network(widths: [2, 2, 2], seed: 0, over: Double.self)
    // From s·I with Φ = I every singular value is (1 + (s⁻² − 1) e^{−2t})⁻¹: ½ where e^{2t} = s⁻² − 1.
    let escape = -Double.log(scale)
    for method in [FlowAccuracy.Method.automatic, .dormandPrince] {
      let flow = GradientFlow(accuracy: FlowAccuracy(method: method))
      let early = try flow.run(
        two, on: SquareLoss(target: .identity(2)), until: .time(0.9 * escape), at: .at([]))
      #expect(early.outcome.kind == .exhausted && early.outcome.obstacle == nil && early.time == 0.9 * escape)
      #expect(abs(early.final.loss - 1) < 1e-3)
      let observed = Observation<Double>(schedule: .at([]), thresholds: [0.25])
      let late = try flow.run(
        two, on: SquareLoss(target: .identity(2)), until: .loss(below: 1e-8) || .time(escape + 40),
        observing: observed)
      #expect(late.outcome.kind == .converged, "\(late.outcome)")
      #expect(
        abs((late.thresholdTimes[0] ?? 0) - escape) < (scale < 1e-295 ? 1e-5 : 1e-6) * escape,
        "\(late.thresholdTimes)")
    }
    guard scale < 1e-170 else { return }
    let three = try IdentityInitialization(scale: scale).network(
      widths: [2, 2, 2, 2], seed: 0, over: Double.self)
    let still = try GradientFlow().run(three, on: SquareLoss(target: .identity(2)), until: .time(50))
    #expect(still.outcome.kind == .stalled && still.outcome.obstacle == .zeroGradient && still.time == 50)
  }

  @Test(
    "A flow with a last time that it could not reach ends where it has come to rest, and continues there to the same bits"
  )
  func distantEnd() throws {
    let objective = Objective(SquareLoss(target: Matrix<Double>.diagonal([2, 1, 0.5, 0.1])))
    for (seed, end) in [(1, 1e308), (2, 1e300), (3, 1e30)] as [(UInt64, Double)] {
      let start = try GaussianInitialization(deviation: 0.4).network(
        widths: [4, 4, 4, 4], seed: seed, over: Double.self)
      let (run, states, continued) = try GradientFlow().checkpointedRuns(
        start, on: objective, until: .time(end), observing: Observation(schedule: .at([])))
      #expect(run.outcome.obstacle == .atRest && run.outcome.step < 100_000, "\(run.outcome)")
      #expect(run.final.loss < 1e-18 && run.outcome.message.contains("came to rest"), "\(run.final)")
      #expect(!states.isEmpty)
      for other in continued { #expect(run.differences(from: other) == []) }
    }
    let tiny = try IdentityInitialization(scale: 1e-7).network(
      widths: [1, 1, 1, 1], seed: 0, over: Double.self)
    // A slow escape is no rest: it takes 10⁷ time units here.
    let slow = try GradientFlow().run(
      tiny, on: SquareLoss(target: .identity(1)), until: .loss(below: 1e-6) || .time(1e300), at: .at([]))
    #expect(slow.outcome.kind == .converged, "\(slow.outcome)")
  }

  @Test(
    "A flow that leaves a saddle late is never at rest before, with any method",
    arguments: FlowAccuracy.Method.allCases)
  func lateEscape(method: FlowAccuracy.Method) throws {
    // One mode is at its end from the beginning, and the other one leaves 0 at t = 5·10⁵.
    let layer = Matrix<Double>.diagonal([0.9, 1e-3])
    let start = try DeepLinearNetwork(layers: [layer, layer, layer, layer])
    let run = try GradientFlow(accuracy: FlowAccuracy(method: method)).run(
      start, on: SquareLoss(target: .identity(2)), until: .loss(below: 1e-8) || .time(1e12), at: .at([]))
    #expect(run.outcome.kind == .converged && abs(run.time / 5e5 - 1) < 0.01, "\(run.outcome)")
  }

  @Test(
    "A flow from weights beside a minimum or a saddle begins with a step that is short enough",
    arguments: FlowAccuracy.Method.allCases)
  func besideCriticalPoint(method: FlowAccuracy.Method) throws {
    let flow = GradientFlow(accuracy: FlowAccuracy(method: method))
    let minimum = try IdentityInitialization(scale: 1).network(widths: [2, 2, 2], seed: 0, over: Double.self)
    for distance in [1e-6, 1e-9, 1e-12, 1e-14] {
      let run = try flow.run(
        minimum, on: SquareLoss(target: .identity(2, scale: 1 + distance)), until: .time(10), at: .at([]))
      #expect(run.outcome.kind == .exhausted && run.time == 10, "\(run.outcome)")
    }
    let layer = Matrix<Double>.diagonal([1, 1e-6])
    let saddle = try DeepLinearNetwork(layers: [layer, layer, layer, layer])
    let run = try flow.run(saddle, on: SquareLoss(target: .identity(2)), until: .time(1), at: .at([]))
    #expect(run.outcome.kind == .exhausted && run.time == 1, "\(run.outcome)")
  }

  @Test("A plateau so long that steps after it do not change the time is named as the cause")
  func clockTooCoarse() throws {
    let start = try IdentityInitialization(scale: 1e-9).network(
      widths: [1, 1, 1, 1, 1], seed: 0, over: Double.self)
    let run = try GradientFlow().run(
      start, on: SquareLoss(target: .identity(1)), until: .loss(below: 1e-8) || .time(1e18), at: .at([]))
    #expect(run.outcome.obstacle == .clockTooCoarse && run.outcome.kind == .exhausted, "\(run.outcome)")
    #expect(abs(run.time / 5e17 - 1) < 0.01 && run.outcome.message.contains("larger initial weights"))
  }

  @Test("Flows to huge targets converge, or say why they ended", arguments: [1e10, 1e50, 1e100, 1e140])
  func huge(scale: Double) throws {
    let start = try GaussianInitialization(deviation: 0.3).network(
      widths: [2, 2, 2], seed: 0, over: Double.self)
    let run = try GradientFlow().run(
      start, on: SquareLoss(target: .identity(2, scale: scale)), until: .time(10), at: .at([]))
    #expect(run.outcome.step < 200_000 && run.outcome.kind == .exhausted, "\(run.outcome)")
    #expect(run.final.loss <= 1e-20 * scale * scale, "\(run.final)")
  }

  @Test(
    "Bad input is refused: shapes, an unbalanced start or a penalty for the end-to-end flow; an interruption ends a run"
  )
  func refusals() throws {
    var draw = Draw(4)
    let network: DeepLinearNetwork<Double> = try draw.network([3, 3, 2])
    #expect(throws: LossError.self) {
      try GradientFlow().run(network, on: SquareLoss(target: .identity(3)), until: .time(1))
    }
    let target: Matrix<Double> = draw.matrix(2, 3)
    #expect(throws: FlowError.self) {
      try EndToEndFlow().run(network, on: SquareLoss(target: target), until: .time(1))
    }
    let balanced = try BalancedInitialization(deviation: 1).network(
      widths: [3, 3, 2], seed: 1, over: Double.self)
    #expect(throws: FlowError.penalized) {
      try EndToEndFlow().run(
        balanced, on: SquareLoss(target: target) + BalancePenalty(strength: 1), until: .time(1))
    }
    #expect(throws: CancellationError.self) {
      try GradientFlow().run(
        network, on: SquareLoss(target: target), until: .time(1e6),
        observing: Observation(isInterrupted: { true }))
    }
  }

  @Test(
    "A start counts as balanced while its imbalance is 10⁻¹⁰ of its largest layer's squared norm at most, at every scale"
  )
  func balance() throws {
    for scale in [1.0, 1e-3, 1e6] {
      for (deviation, isBalanced) in [(0, true), (0.99e-10, true), (1.01e-10, false)] {
        let second = (1 - deviation).squareRoot()
        let network = try DeepLinearNetwork<Double>(
          layers: [.diagonal([scale]), .diagonal([scale * second])])
        #expect(((try? network.requireBalance()) != nil) == isBalanced, "\(scale), \(deviation)")
      }
    }
  }

  @Test(
    "Absurd tolerances and scales end too: no first step is infinite, no step is tried for ever",
    arguments: FlowAccuracy.Method.allCases)
  func absurd(method: FlowAccuracy.Method) throws {
    for (scale, relative, absolute) in [
      (-1e-160, 1e-300, 1e300), (1e100, 0.1, 1e300), (1e-300, 0.1, 1e-300), (1, 1e-10, 1e300),
    ] {
      let accuracy = FlowAccuracy(
        relativeTolerance: relative, absoluteTolerance: absolute, method: method, maximumSteps: 1000)
      for depth in [1, 2] {
        let start = try IdentityInitialization(scale: scale).network(
          widths: Array(repeating: 2, count: depth + 1), seed: 0, over: Complex<Double>.self)
        for flow in [GradientFlow(accuracy: accuracy), EndToEndFlow(accuracy: accuracy)] as [any NetworkFlow]
        {
          for end in [1, 1e300] {
            let run = try flow.run(
              start, on: SquareLoss(target: .identity(2, scale: 1e-200)), until: .time(end),
              at: .logarithmic(20))
            #expect(run.outcome.step <= 1000 && run.times.count <= 22)
          }
        }
      }
    }
  }

  @Test func `A limit of the observation ends a flow after so many accepted steps`() throws {
    var observation = Observation<Double>()
    observation.stepLimit = 7
    let network = try DeepLinearNetwork(layers: [Matrix([[0.5]]), Matrix([[0.4]])])
    let run = try GradientFlow().train(
      network, on: Objective(SquareLoss(target: Matrix([[1]]))), until: .time(1000), observing: observation)
    #expect(run.outcome.kind == .exhausted && run.outcome.step == 7 && run.outcome.obstacle == nil)
  }
}
