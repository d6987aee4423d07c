import DeepLinear
import DeepLinearFlow
import Testing
import _TestSupport

@Suite struct FlowInvariantTests {
  private func checkConservation<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(6) {
      var draw = Draw(seed)
      let widths = draw.widths(depth: 2 + Int(seed) % 4)
      let network: DeepLinearNetwork<S> = try draw.network(widths, deviation: 0.6)
      let target: Matrix<S> = draw.matrix(widths.last ?? 1, widths[0])
      for method in FlowAccuracy.Method.allCases {
        let run = try GradientFlow(accuracy: FlowAccuracy(method: method)).run(
          network, on: SquareLoss(target: target), until: .time(20), at: .every(0.5))
        // Recorded by the run, and once more from its ends.
        let drift =
          zip(run.finalNetwork.balanceErrors, network.balanceErrors).map { $0.distance(to: $1) }.max() ?? 0
        let recorded = try #require(run.flow?.conservationDrift)
        #expect(drift <= recorded && recorded <= 1e-9, "seed \(seed), \(method)")
      }
    }
  }

  @Test("Every Δ_j is conserved to 1e-9 along the flow with a = 0, in both fields")
  func conservation() throws {
    try checkConservation(over: Double.self)
    try checkConservation(over: Complex<Double>.self)
  }

  private func checkPenaltyAlone<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(6) {
      var draw = Draw(seed)
      let widths = draw.widths(depth: 2 + Int(seed) % 4)
      let network: DeepLinearNetwork<S> = try draw.network(widths, deviation: 0.6)
      let (rows, columns) = (widths.last ?? 1, widths[0])
      let nothing = NoLoss<S>(rows: rows, columns: columns)
      let run = try GradientFlow().run(
        network, on: nothing + BalancePenalty(strength: 3), until: .time(5),
        observing: Observation([.penalty], keepsWeights: true), at: .every(0.1))
      for (t, passed) in zip(run.times, run.snapshotNetworks) {
        #expect(passed.endToEndMatrix.distance(to: network.endToEndMatrix) <= 1e-10, "seed \(seed), t = \(t)")
      }
      let penalties = try #require(run["penalty"])
      #expect(penalties.last ?? 1 < 0.1 * penalties[0], "seed \(seed): the penalty falls")
      // Where it has vanished there is rounding, of some 10⁻¹³ in Δ_j.
      let rounding = 1e-22 * max(1, penalties[0])
      for (before, after) in zip(penalties, penalties.dropFirst()) {
        #expect(after <= before + rounding, "seed \(seed)")
      }
      #expect(run.flow?.conservationDrift == nil)
    }
  }

  @Test("The penalty's flow alone keeps W_{1:N}, and the penalty never increases")
  func penaltyAlone() throws {
    try checkPenaltyAlone(over: Double.self)
    try checkPenaltyAlone(over: Complex<Double>.self)
  }

  private func checkEquivariance<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(6) {
      var draw = Draw(seed)
      let widths = draw.widths(depth: 2 + Int(seed) % 3)
      let network: DeepLinearNetwork<S> = try draw.network(widths, deviation: 0.5)
      let target: Matrix<S> = draw.matrix(widths.last ?? 1, widths[0])
      let r = try widths.indices.map {
        try Matrix<S>.haar(widths[$0], stream: RandomStream(seed: seed, purpose: .rotation, layer: $0))
      }
      func turn(_ w: Matrix<S>, _ j: Int, _ i: Int) -> Matrix<S> {
        .product(r[j] * w, .none, r[i], .conjugateTranspose)
      }
      func turn(_ network: DeepLinearNetwork<S>) throws -> DeepLinearNetwork<S> {
        try DeepLinearNetwork(layers: (1..<widths.count).map { turn(network.layers[$0 - 1], $0, $0 - 1) })
      }
      let penalty = BalancePenalty(strength: 2)
      let plain = try GradientFlow().run(network, on: SquareLoss(target: target) + penalty, until: .time(10))
      let turned = try GradientFlow().run(
        turn(network), on: SquareLoss(target: turn(target, widths.count - 1, 0)) + penalty, until: .time(10))
      for (a, b) in zip(try turn(plain.finalNetwork).layers, turned.finalNetwork.layers) {
        #expect(a.distance(to: b) <= 1e-11, "seed \(seed)")
      }
      // Errors are measured by norms that rotations do not change: where the tolerance is far above rounding, the steps are
      // the same in number (and their lengths nearly, so that only rounding, magnified by the step control, is between the two).
      let loose = GradientFlow(
        accuracy: FlowAccuracy(relativeTolerance: 1e-3, absoluteTolerance: 1e-5, method: .dormandPrince))
      let coarse = try loose.run(network, on: SquareLoss(target: target) + penalty, until: .time(10))
      let coarseTurned = try loose.run(
        turn(network), on: SquareLoss(target: turn(target, widths.count - 1, 0)) + penalty, until: .time(10))
      #expect(coarse.outcome.step == coarseTurned.outcome.step, "seed \(seed)")
      for (a, b) in zip(try turn(coarse.finalNetwork).layers, coarseTurned.finalNetwork.layers) {
        #expect(a.distance(to: b) <= 1e-7, "seed \(seed)")
      }
    }
  }

  @Test("Rotated problems have rotated flows, to rounding, and the solver takes the same steps")
  func equivariance() throws {
    try checkEquivariance(over: Double.self)
    try checkEquivariance(over: Complex<Double>.self)
  }

  @Test("A real start stays real over the complex numbers and has the same flow")
  func realInComplex() throws {
    var draw = Draw(5)
    let network: DeepLinearNetwork<Double> = try draw.network([3, 4, 3, 2], deviation: 0.5)
    let target: Matrix<Double> = draw.matrix(2, 3)
    let complex = try DeepLinearNetwork<Complex<Double>>(layers: network.layers.map { $0.converted() })
    let a = try GradientFlow().run(
      network, on: SquareLoss(target: target) + BalancePenalty(strength: 1), until: .time(10))
    let b = try GradientFlow().run(
      complex, on: SquareLoss(target: target.converted()) + BalancePenalty(strength: 1), until: .time(10))
    #expect(a.outcome.step == b.outcome.step)
    for (x, y) in zip(a.finalNetwork.layers, b.finalNetwork.layers) {
      #expect(y.columnMajor.allSatisfy { $0.imaginaryPart == 0 })
      #expect(x.distance(to: y.converted()) <= 1e-12)
    }
  }

  @Test(
    "Balanced real starts with det < 0 keep σ_min(H) = 0 to rounding; their mirror images do not"
  )
  func negativeDeterminant() throws {
    var largest = 0.0
    for seed in TestSeed.cases(12) {
      for sign in [-1, 1] {
        let start = try DeterminantConditioned(BalancedGaussianInitialization(deviation: 0.6), sign: sign)
          .network(widths: [3, 3, 3, 3, 3], seed: seed, over: Double.self)
        let run = try GradientFlow().run(
          start, on: SquareLoss(target: .identity(3)), until: .loss(below: 1e-6) || .time(60),
          observing: Observation([.hermitianSingularValues], stages: [.saddleEscape]), at: .every(0.5))
        let values = try #require(run.series["hermitian-singular-values"]).values
        let smallest = stride(from: 2, to: values.count, by: 3).map { values[$0] }
        if sign < 0 {
          largest = max(largest, smallest.max() ?? 1)
          #expect(run.outcome.kind == .exhausted && run.final.loss > 0.4, "seed \(seed)")
          #expect(run.flow?.stageTimes[.saddleEscape] == nil)
        } else {
          #expect(smallest[0] > 1e-4, "seed \(seed)")
        }
      }
    }
    #expect(largest <= 1e-12)
  }
}
