import DeepLinear
import LinearAlgebra
import Synchronization
import Testing
import _TestSupport

/// The engine of narrow networks against the reference engine, and against itself.
@Suite struct NarrowTests {
  struct Problem: CustomTestStringConvertible, Sendable {
    let widths: [Int]
    var loss = "square"
    var deviation = 0.2
    var stepSize = 0.02
    var rule: StoppingRule = .loss(below: 1e-3) || .steps(300)
    var testDescription: String { "\(widths), \(loss), \(rule)" }
  }

  static let problems: [Problem] =
    [
      // The first two are reduced to the span of W_1's rows and Φ's, on either side.
      [128, 32, 32, 1], [1, 16, 16, 90], [16, 16, 1], [1, 24, 40], [20, 9, 11, 10, 1], [33, 32, 32, 1],
      [1, 8, 8, 8], [40, 16, 16, 16, 16, 16, 16, 16, 1],
    ].map { Problem(widths: $0) } + [
      Problem(widths: [30, 16, 9, 1], loss: "masked"), Problem(widths: [1, 16, 30], loss: "masked"),
      Problem(widths: [12, 8, 8, 1], loss: "quadratic"), Problem(widths: [90, 10, 1], loss: "quadratic"),
    ]

  func ensemble(_ problem: Problem) throws -> Ensemble<Double> {
    let (rows, columns) = (problem.widths[problem.widths.count - 1], problem.widths[0])
    let draw = Matrix<Double>.gaussian(
      rows: rows, columns: columns, stream: RandomStream(seed: 5, purpose: .target))
    let target = (1 / draw.frobeniusNorm) * draw
    let loss: any Loss<Double> =
      switch problem.loss {
      case "masked":
        try MaskedLoss(
          target: target, mask: Matrix(rows: rows, columns: columns) { i, j in (i + j) % 3 == 0 ? 0 : 1 })
      case "quadratic": try quadratic(target)
      default: SquareLoss(target: target)
      }
    return Ensemble(
      widths: problem.widths, initialization: GaussianInitialization(deviation: problem.deviation),
      objective: Objective(loss), method: GradientDescent(stepSize: problem.stepSize), until: problem.rule,
      observing: Observation(
        Observable.all, schedule: .logarithmic(12), thresholds: [0.3, 0.1, 1e-2],
        stages: MethodReport.Stage.allCases, keepsWeights: true))
  }

  private func quadratic(_ target: Matrix<Double>) throws -> QuadraticLoss<Double> {
    let x = Matrix<Double>.gaussian(
      rows: target.columns, columns: 3 * target.columns, stream: RandomStream(seed: 6, purpose: .target))
    let covariance = 1 / Double(x.columns) * Matrix.product(x, .none, x, .conjugateTranspose)
    return try QuadraticLoss(covariance: covariance, crossCovariance: target * covariance)
  }

  @Test("Narrow networks have an engine of their own: real, one end 1, hidden layers of 8 or more, a = 0")
  func choice() {
    func engine<S: Scalar>(_ widths: [Int], a: Double = 0, over field: S.Type = Double.self) -> String {
      Ensemble<S>(
        widths: widths, initialization: GaussianInitialization(deviation: 0.1),
        objective: SquareLoss(target: Matrix<S>(rows: widths[widths.count - 1], columns: widths[0]))
          + BalancePenalty(strength: a), method: GradientDescent(stepSize: 0.1), until: .steps(10)
      ).engine.name
    }
    for widths in [[8, 8, 1], [128, 32, 32, 1], [1, 256, 256], [1000, 256, 256, 1], [1, 64, 64, 1]] {
      #expect(engine(widths) == "narrow", "\(widths)")
    }
    for widths in [[8, 7, 1], [8, 8, 2], [1, 64, 1], [8, 1], [2, 8, 8, 2]] {
      #expect(engine(widths) != "narrow", "\(widths)")
    }
    #expect(engine([8, 8, 1], a: 1) != "narrow")
    #expect(engine([8, 8, 1], over: Complex<Double>.self) != "narrow")
  }

  @Test(
    "Both engines' runs are the same to rounding, also where W_1 is reduced to the span", arguments: problems)
  func agreement(_ problem: Problem) throws {
    let narrow = try ensemble(problem)
    var plain = narrow
    plain.allowsKernels = false
    #expect(narrow.engine == .narrow(.chosen) && plain.engine.name == "reference")
    let runs = try narrow.runs(seeds: 0..<4, threads: 1)
    try expectAgreement(runs, plain.runs(seeds: 0..<4, threads: 1))
    #expect(runs.contains { $0.outcome.step > 10 })
  }

  /// All ways of ending.
  static let endings: [Problem] = [
    Problem(widths: [40, 8, 8, 1], stepSize: 0.05, rule: .loss(below: 1e-4) || .steps(2000)),
    Problem(widths: [12, 8, 8, 1], deviation: 0.9, stepSize: 0.9, rule: .steps(500)),
    Problem(
      widths: [40, 8, 8, 1], deviation: 0.9, stepSize: 0.9, rule: .objective(above: 1e308) || .steps(500)),
    Problem(widths: [8, 8, 1], stepSize: 0.3, rule: .stalled || .steps(20_000)),
    Problem(widths: [8, 8, 1], stepSize: 0.3, rule: .steps(20_000)),
    Problem(widths: [8, 8, 1], stepSize: 0.3, rule: .loss(below: 1e9) || .steps(9)),
    Problem(widths: [8, 8, 1], rule: .steps(0)),
  ]

  @Test(
    "Runs end as on the reference engine: converged, diverged, beyond all numbers, stalled, exhausted",
    arguments: endings)
  func waysOfEnding(_ problem: Problem) throws {
    let narrow = try ensemble(problem)
    var plain = narrow
    plain.allowsKernels = false
    #expect(narrow.engine.name == "narrow")
    for (a, b) in zip(try narrow.runs(seeds: 0..<5), try plain.runs(seeds: 0..<5)) {
      // Rounding decides where, and whether, a run comes to rest: it may change its last bits for ever.
      let isAtRest = [a, b].contains { $0.outcome.kind == .stalled }
      if isAtRest { #expect(b.outcome.kind == .exhausted || b.outcome.kind == .stalled) }
      if !isAtRest { #expect(a.outcome.kind == b.outcome.kind && a.outcome.step == b.outcome.step) }
      #expect(a.outcome.overflowStep == b.outcome.overflowStep)
      #expect(a.final.loss.isFinite && a["loss"]?.last == a.final.loss)
    }
  }

  @Test("A run that comes to rest is stalled at the first step that changes no bit")
  func rest() throws {
    var ensemble = try ensemble(Self.endings[3])
    ensemble.observation.schedule = .at([0])
    let run = try ensemble.run(seed: 1)
    #expect(run.outcome.kind == .stalled)
    var last: [[Matrix<Double>]] = []
    _ = try ensemble.replay(seed: 1, steps: run.outcome.step) { last = last.suffix(2) + [$0.network.layers] }
    #expect(last[1] == last[2] && last[0] != last[1])
  }

  @Test(
    "Same seed, same bits: alone, among others, continued from any checkpoint, interrupted again and again",
    arguments: problems.prefix(3) + endings.prefix(4))
  func bits(_ problem: Problem) throws {
    var ensemble = try ensemble(problem)
    let whole = try ensemble.runs(seeds: 0..<6, threads: 2)
    for seed in 0..<3 as Range<UInt64> {
      let expected = whole[Int(seed)]
      #expect(try ensemble.run(seed: seed).differences(from: expected) == [])
      let states = SavedStates()
      ensemble.checkpointer = { _ in states }
      #expect(try ensemble.run(seed: seed).differences(from: expected) == [])
      for state in states.states {
        ensemble.checkpointer = { _ in SavedStates(from: state, isDue: false) }
        #expect(try ensemble.run(seed: seed).differences(from: expected) == [], "from step \(state.step)")
      }
      ensemble.checkpointer = nil
    }
  }

  @Test("A repeated run shows every state with the bits of the run")
  func replay() throws {
    for problem in [Self.problems[0], Self.problems[3]] {
      let ensemble = try ensemble(problem)
      let run = try ensemble.run(seed: 2)
      var (losses, weights): ([Double], [[Matrix<Double>]]) = ([], [])
      let end = try ensemble.replay(seed: 2, steps: run.outcome.step) { state in
        losses.append(state.value.loss)
        weights.append(state.network.layers)
      }
      #expect(end.value == run.final && end.weights == run.finalNetwork.layers)
      for (i, step) in run.steps.enumerated() {
        #expect(losses[step].bitPattern == run["loss"]?[i].bitPattern)
        #expect(weights[step] == run.snapshotNetworks[i].layers)
      }
    }
  }

  @Test("Thresholds and stages are found at their exact steps, whatever the snapshots")
  func events() throws {
    var ensemble = try ensemble(Problem(widths: [40, 8, 8, 1], deviation: 0.15, rule: .steps(600)))
    let sparse = try ensemble.runs(seeds: 0..<4)
    ensemble.observation.schedule = .every(1)
    for (run, every) in zip(sparse, try ensemble.runs(seeds: 0..<4)) {
      let losses = try #require(every["loss"])
      for (bound, step) in zip([0.3, 0.1, 1e-2], run.thresholdSteps) {
        #expect(step == losses.firstIndex { $0 < bound })
      }
      #expect(run.report.stageTimes == every.report.stageTimes)
      #expect(run.thresholdSteps.last != .some(nil))
    }
  }

  @Test("A seed's own limit ends its run there and changes no other bit")
  func limits() throws {
    var ensemble = try ensemble(Self.problems[0])
    let whole = try ensemble.runs(seeds: 0..<4)
    ensemble.stepLimit = { [0: 0, 1: 17, 2: 40][$0] }
    let limited = try ensemble.runs(seeds: 0..<4)
    #expect(limited.map(\.outcome.step) == [0, 17, 40, whole[3].outcome.step])
    #expect(limited[3].differences(from: whole[3]) == [])
    for (seed, run) in limited.prefix(3).enumerated() {
      #expect(run.outcome.kind == .exhausted && run.steps.last == run.outcome.step)
      let end = try ensemble.replay(seed: UInt64(seed), steps: run.outcome.step) { _ in }
      #expect(end.weights == run.finalNetwork.layers && end.value == run.final)
    }
  }

  @Test("An interruption ends a run, and it continues to the same bits")
  func interruption() throws {
    var ensemble = try ensemble(Problem(widths: [128, 32, 32, 1], stepSize: 1e-7, rule: .steps(30_000)))
    let expected = try ensemble.run(seed: 3)
    let polls = Atomic<Int>(0)
    let states = SavedStates()
    ensemble.checkpointer = { _ in states }
    ensemble.observation.isInterrupted = { polls.wrappingAdd(1, ordering: .relaxed).newValue > 3 }
    #expect(throws: CancellationError.self) { try ensemble.run(seed: 3) }
    let state = try #require(states.states.last)
    #expect(state.step > 0 && state.step < 30_000)
    ensemble.checkpointer = { _ in SavedStates(from: state) }
    ensemble.observation.isInterrupted = { false }
    #expect(try ensemble.run(seed: 3).differences(from: expected) == [])
  }
}
