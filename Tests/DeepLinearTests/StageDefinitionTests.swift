import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

/// What decides the edge cases of stages: when they are defined, and the constants of their definitions.
@Suite struct StageDefinitionTests {
  private func run<S: Scalar>(
    _ start: DeepLinearNetwork<S>, _ objective: Objective<S>, η: Double = 0.02,
    until rule: StoppingRule = .steps(600), every interval: Int = 10
  ) throws -> Stages {
    let run = try GradientDescent(stepSize: η).train(
      start, on: objective, until: rule,
      observing: Observation([.loss], schedule: .steps(interval), stages: MethodReport.Stage.allCases))
    return Stages(
      of: run, target: try TargetSpectrum(objective.target), isSquareLoss: objective.hasSquareLoss)
  }

  private func gaussian(_ widths: [Int], _ deviation: Double = 0.6, seed: UInt64 = 1) throws
    -> DeepLinearNetwork<Double>
  {
    try GaussianInitialization(deviation: deviation).network(widths: widths, seed: seed, over: Double.self)
  }

  @Test("A start is balanced to rounding up to 64·d·2⁻⁵³·max‖W_j‖_F², and not beyond")
  func balance() throws {
    // ‖Δ_1‖_F = √2·e with ‖W_j‖_F² = 2, d = 2.
    let bound = 64 * 2 * 0x1p-53 * 2 / 2.0.squareRoot()
    for (factor, isBalanced) in [(0.99, true), (1.01, false)] {
      let start = try DeepLinearNetwork(
        layers: [Matrix([[1, factor * bound], [0, 1]]), .identity(2)] as [Matrix<Double>])
      #expect(start.isBalancedToRounding == isBalanced)
      let stages = try run(start, Objective(SquareLoss(target: .diagonal([1, 2]))))
      #expect(stages.alignmentTime == (isBalanced ? 0 : nil) && stages.escapeTime != nil)
      #expect((stages.saddleTime != nil) == isBalanced, "without a penalty the threshold needs balance")
    }
  }

  @Test("Φ is of full rank where σ_min exceeds 64·d·2⁻⁵³·σ_max, and the stages are defined there alone")
  func rank() throws {
    for (size, top) in [(2, 1.0), (2, 3.0), (5, 1.0)] {
      let bound = 64 * Double(size) * 0x1p-53 * top
      for (factor, isFull) in [(0.99, false), (1.01, true), (1e6, true), (0, false)] {
        let rows = (0..<size).map { i in (0..<2).map { j in i == j ? (j == 0 ? top : factor * bound) : 0 } }
        let spectrum = try TargetSpectrum(Matrix<Double>(rows))
        #expect(spectrum.isFullRank == isFull, "\(size) × 2, σ_max = \(top), \(factor)")
      }
    }
    let singular = try run(
      IdentityInitialization(scale: 1).network(widths: [2, 2, 2], seed: 0, over: Double.self),
      Objective(SquareLoss(target: .diagonal([1, 0]))))
    #expect(singular.escapeTime == nil && singular.saddleTime == nil && singular.localRate == nil)
    #expect(singular.missingRate == nil && singular.alignmentTime == 0)
  }

  @Test(
    "A loss that ends at ½σ_min(Φ)² to rounding has not escaped: too narrow networks, and a negative eigenvalue"
  )
  func stuck() throws {
    for seed in TestSeed.cases(12) {
      var draw = Draw(seed)
      let target: Matrix<Double> = draw.matrix(3, 3)
      let stages = try run(
        gaussian([3, 2, 3], seed: seed), Objective(SquareLoss(target: target)), η: 0.05,
        until: .steps(20_000), every: 1000)
      #expect(stages.escapeTime == nil && stages.localRate == nil, "seed \(seed)")
    }
    for depth in 2...8 {
      let start = try IdentityInitialization(scale: 1).network(
        widths: Array(repeating: 2, count: depth + 1), seed: 0, over: Double.self)
      let stages = try run(
        start, Objective(SquareLoss(target: .diagonal([-1, 2]))), until: .steps(3000))
      #expect(
        stages.saddleTime == nil && stages.escapeTime == nil && stages.alignmentTime == 0, "depth \(depth)")
      #expect(
        stages.missingRate.map { "\($0)".hasPrefix("there is no local rate: the run ended at") } == true)
    }
  }

  @Test("Without a penalty an unbalanced start has no T_1 and no saddle time, and an escape and a rate")
  func unbalanced() throws {
    for depth in 2...6 {
      let start = try GaussianInitialization(deviation: 0.7).network(
        widths: Array(repeating: 3, count: depth + 1), seed: 3, over: Complex<Double>.self)
      let stages = try run(
        start, Objective(SquareLoss(target: .identity(3))), until: .loss(below: 1e-8) || .steps(20_000))
      #expect(stages.alignmentTime == nil && stages.saddleTime == nil, "depth \(depth)")
      #expect(
        stages.escapeTime ?? 0 > 0 && stages.localRate ?? 0 > 0 && stages.missingRate == nil, "depth \(depth)"
      )
    }
  }

  @Test(
    "Saddle time needs even depth, equal widths and the square loss; escape and rate the square loss alone")
  func settings() throws {
    func check(
      _ widths: [Int], _ loss: any Loss<Double>, escapes: Bool, saddle: Bool, sourceLine: Int = #line
    ) throws {
      let start = try gaussian(widths, 0.7, seed: 2)
      let stages = try run(
        start, Objective(loss, penalty: BalancePenalty(strength: 5)), until: .steps(3000))
      #expect(stages.alignmentTime ?? 0 > 0, "line \(sourceLine)")
      #expect(
        (stages.escapeTime != nil) == escapes && (stages.localRate != nil) == escapes, "line \(sourceLine)")
      #expect((stages.saddleTime != nil) == saddle, "line \(sourceLine)")
      #expect(stages.missingRate == nil, "line \(sourceLine)")
    }
    let square = SquareLoss<Double>(target: .identity(2))
    try check([2, 2, 2], square, escapes: true, saddle: true)
    try check([2, 2, 2, 2], square, escapes: true, saddle: false)
    try check([2, 3, 2], square, escapes: true, saddle: false)
    try check(
      [2, 3, 3], SquareLoss(target: Matrix([[1, 0], [0, 1], [0, 0]])), escapes: true, saddle: false)
    let mask = try MaskedLoss<Double>(target: .identity(2), mask: Matrix([[1, 1], [0, 1]]))
    try check([2, 2, 2], mask, escapes: false, saddle: false)
    let covariance = Matrix<Double>([[1, 0.2], [0.2, 1]])
    try check(
      [2, 2, 2], try QuadraticLoss(covariance: covariance, crossCovariance: .identity(2)), escapes: false,
      saddle: false)
  }

  @Test("A rate is fitted to five snapshots from the escape on, and not to four")
  func fewest() throws {
    // w' = 2w(1 − w): from 0.5 on the loss is below ½.
    let start = try DeepLinearNetwork<Double>(layers: [Matrix([[0.8]]), Matrix([[0.8]])])
    for (steps, interval) in [(40, 10), (50, 10)] {
      let stages = try run(
        start, Objective(SquareLoss(target: Matrix([[1]]))), until: .steps(steps), every: interval)
      #expect(stages.escapeTime == 0 && stages.plateaus.isEmpty)
      #expect(stages.localRate ?? 0 > 1 && stages.missingRate == nil)
    }
    let few = try run(start, Objective(SquareLoss(target: Matrix([[1]]))), until: .steps(30))
    #expect(few.localRate == nil && few.missingRate == .snapshots(4, from: 0))
  }

  @Test("A rate is fitted from the later of the escape and the last plateau's end to the end")
  func start() throws {
    // Of two equal modes the second stays long after the first is learned: a plateau just below ½.
    let layer = Matrix<Double>.diagonal([0.3, 1e-3])
    let run = try GradientDescent(stepSize: 0.02).train(
      DeepLinearNetwork(layers: [layer, layer]), on: SquareLoss(target: .identity(2)),
      until: .loss(below: 1e-6) || .steps(5000), observing: [.loss], every: .steps(5))
    let stages = Stages(of: run, target: try TargetSpectrum(.identity(2)))
    let (escape, plateau) = (try #require(stages.escapeTime), try #require(stages.plateaus.last))
    #expect(plateau.end > escape + 1 && plateau.end < run.time - 1)
    let losses = try #require(run["loss"])
    let points = zip(run.times, losses).filter { $0.0 >= plateau.end }.map { ($0, -Double.log($1)) }
    let (n, t) = (Double(points.count), points.map(\.0).reduce(0, +) / Double(points.count))
    let y = points.map(\.1).reduce(0, +) / n
    let slope =
      points.reduce(0) { $0 + ($1.0 - t) * ($1.1 - y) } / points.reduce(0) { $0 + ($1.0 - t) * ($1.0 - t) }
    #expect(abs(try #require(stages.localRate) / slope - 1) < 1e-12)
  }

  @Test("Without a plateau the rate is fitted from the escape on, not from the start")
  func fromEscape() throws {
    let layer = Matrix<Double>.diagonal([0.45, 0.45])
    let run = try GradientDescent(stepSize: 0.01).train(
      DeepLinearNetwork(layers: [layer, layer]), on: SquareLoss(target: .identity(2)),
      until: .loss(below: 1e-6) || .steps(2000), observing: [.loss], every: .steps(5))
    let stages = Stages(of: run, target: try TargetSpectrum(.identity(2)))
    let escape = try #require(stages.escapeTime)
    #expect(escape > 0.1 && stages.plateaus.isEmpty)
    let fitted = slope(run, from: escape)
    #expect(abs(try #require(stages.localRate) / fitted - 1) < 1e-12)
    #expect(abs(fitted / slope(run, from: 0) - 1) > 1e-3)
  }

  /// The least-squares slope of −ln ℓ over the snapshots from a time on.
  private func slope(_ run: Run<Double>, from start: Double) -> Double {
    let points = zip(run.times, run["loss"] ?? []).filter { $0.0 >= start }.map { ($0.0, -Double.log($0.1)) }
    let n = Double(points.count)
    let (t, y) = (points.map(\.0).reduce(0, +) / n, points.map(\.1).reduce(0, +) / n)
    let covariance = points.reduce(0.0) { $0 + ($1.0 - t) * ($1.1 - y) }
    return covariance / points.reduce(0.0) { $0 + ($1.0 - t) * ($1.0 - t) }
  }

  @Test("The saddle time is T_1 where σ_min(H) is past its bound before")
  func alignmentLast() throws {
    let start = try DeepLinearNetwork<Double>(layers: [Matrix([[1.1]]), Matrix([[0.9]])])
    let objective = SquareLoss<Double>(target: Matrix([[1]])) + BalancePenalty(strength: 1)
    let stages = try run(start, objective, until: .steps(1000))
    #expect(stages.alignmentTime ?? 0 > 0.1 && stages.saddleTime == stages.alignmentTime)
  }

  @Test("A run that diverges has no saddle time and no rate, and keeps the time at which it escaped")
  func divergence() throws {
    let start = try DeepLinearNetwork<Double>(layers: [Matrix([[1.2]]), Matrix([[1.2]])])
    let target = Matrix<Double>([[1]])
    let run = try GradientDescent(stepSize: 3).train(
      start, on: Objective(SquareLoss(target: target)), until: .steps(100),
      observing: Observation(
        [.loss, .penalty, .hermitianSingularValues], schedule: .steps(1), stages: MethodReport.Stage.allCases)
    )
    #expect(run.outcome.kind == .diverged && run.report.stageTimes == [.escape: 0, .alignment: 0])
    let stages = Stages(of: run, target: try TargetSpectrum(target))
    #expect(stages.escapeTime == 0 && stages.saddleTime == nil && stages.localRate == nil)
    #expect(stages.missingRate == nil)
  }

  @Test("With another part of r(0) T_1 and the saddle time are read off the snapshots")
  func thresholds() throws {
    let run = try GradientDescent(stepSize: 0.02).train(
      gaussian([2, 2, 2], 0.7, seed: 2), on: SquareLoss(target: .identity(2)) + BalancePenalty(strength: 5),
      until: .steps(1000),
      observing: Observation(Observable.all, schedule: .steps(7), stages: MethodReport.Stage.allCases))
    let spectrum = try TargetSpectrum(Matrix<Double>.identity(2))
    var thresholds = Stages.Thresholds()
    thresholds.penalty = 1e-2
    let stages = Stages(of: run, target: spectrum, thresholds: thresholds)
    let penalty = try #require(run["penalty"])
    let first = try #require(penalty.firstIndex { $0 < 1e-2 * penalty[0] })
    #expect(stages.alignmentTime == run.times[first])
    #expect(stages.alignmentTime ?? 1 < run.report.stageTimes[.alignment] ?? 0)
  }
}
