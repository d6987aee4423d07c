import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing
import _TestSupport

/// What the proofs and bounds behind the statements of Luo et al. (2025) rest on.
@Suite struct Luo2025BoundTests {
  private func checkTheorem8<S: Scalar>(over field: S.Type) throws {
    let problem = TheoryRun<S>(
      widths: [3, 3, 3, 3, 3], target: .identity(3, scale: 1.3),
      initialization: GaussianInitialization(deviation: 0.4), regularization: 3, latest: 5)
    let (states, end) = try problem.states(seed: 4)
    func gradient(_ state: Snapshot<S>) throws -> Double {
      let plain = SquareLoss(target: problem.target) + BalancePenalty(strength: 0)
      return try plain.evaluate(at: state.network).gradient.map { try $0.spectralNorm() }.max() ?? 0
    }
    let gradients = try states.map(gradient)
    // Seen at every tenth state the flow keeps the promise as well, whose bound is above the finer integral.
    let examination = try #require(try problem.examiner(seed: 4).examine(Luo2025Theorem8.self))
    let judgement = examination.judgement()
    let coarse = stride(from: 0, to: states.count, by: 10).map { states[$0] }
    for state in coarse { judgement.see(state) }
    let found = judgement.certificate(
      of: Luo2025Theorem8.self, point: 0, run: 0, seed: 4, end: end, wasReplayed: true)
    #expect(found.verdict == .confirmed)
    for (name, sign) in [("largest-singular-value", 1.0), ("smallest-singular-value", -1.0)] {
      let item = try #require(found.promise(name))
      let place = try #require(states.firstIndex { $0.time == item.time })
      let values = try [states[place - 10], states[place]].map { state in
        try state.network.layers.flatMap { try $0.singularValues() }
      }
      let extreme = values.map { sign > 0 ? $0.max() ?? 0 : $0.min() ?? 0 }
      #expect(abs(try #require(item.value) - extreme[1]) <= 1e-12 * extreme[1])
      let integral = (place - 10..<place).map {
        (states[$0 + 1].time - states[$0].time) * (gradients[$0] + gradients[$0 + 1]) / 2
      }.reduce(0, +)
      let growth = sign * (try #require(item.bound) - extreme[0])
      #expect(growth >= integral * (1 - 1e-4), "\(name), \(S.self)")
      #expect(growth <= integral * 10, "\(name), \(S.self): not needlessly wide")
    }
  }

  @Test("Theorem 8's bound is above the integral of the gradient's norm, however coarse the states")
  func theorem8() throws {
    try checkTheorem8(over: Double.self)
    try checkTheorem8(over: Complex<Double>.self)
  }

  private func checkRemark<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(40) {
      var draw = Draw(seed)
      let d = draw.integer(1...5)
      let network: DeepLinearNetwork<S> = try draw.network(
        Array(repeating: d, count: draw.integer(2...5) + 1))
      let alone = NoLoss<S>(rows: d, columns: d) + BalancePenalty(strength: 2)
      let gradient = try alone.evaluate(at: network).gradient
      // dσ/dt = −Re uᴴ ∇r v at the largest and the smallest singular value of all layers.
      let found = try network.layers.enumerated().flatMap { j, layer in
        let svd = try layer.svd()
        return (0..<d).map { k in
          (0..<d).reduce((svd.values[k], 0.0)) { sum, row in
            let column = (0..<d).reduce(S.zero) { $0 + gradient[j][row, $1] * svd.v[$1, k] }
            return (sum.0, sum.1 - (svd.u[row, k].conjugated * column).realPart)
          }
        }
      }
      let largest = try #require(found.max { $0.0 < $1.0 })
      let smallest = try #require(found.min { $0.0 < $1.0 })
      #expect(largest.1 <= 1e-12 * largest.0, "seed \(seed)")
      #expect(smallest.1 >= -1e-12 * largest.0, "seed \(seed)")
    }
  }

  @Test("The penalty pulls the largest singular value of the layers down and the smallest up")
  func remark() throws {
    try checkRemark(over: Double.self)
    try checkRemark(over: Complex<Double>.self)
  }

  @Test("The determinant of whole numbers is exact, and has a sign far below the entries too")
  func determinant() throws {
    let flow = Setting(widths: [3, 3], isComplex: false, dynamics: .flow)
    let whole = Matrix<Double>([[2, -1, 3], [0, 4, 1], [5, 2, -2]])
    let start = StartExaminer(try DeepLinearNetwork(layers: [whole, whole]), target: whole, setting: flow)
      .quantities()
    #expect(start.determinant.midpoint == 85 * 85 && start.determinant.radius == 0)
    #expect(start.determinantSign == 1 && start.identityScale == nil)
    // Far below the entries.
    let near = Matrix<Double>([[1, 1], [1, (1.0).nextUp]])
    let other = StartExaminer(
      try DeepLinearNetwork(layers: [near]), target: .identity(2, scale: 3),
      setting: Setting(widths: [2, 2], isComplex: false, dynamics: .flow)
    ).quantities()
    #expect(other.determinant.midpoint == 0x1p-52 && other.determinantSign == 1 && other.identityScale == 3)
    let wide = Matrix<Double>(rows: 3, columns: 2) { Double($0 + $1) }
    let none = StartExaminer(
      try DeepLinearNetwork(layers: [wide, wide.adjoint]), target: .identity(2),
      setting: Setting(widths: [2, 3, 2], isComplex: false, dynamics: .flow)
    ).quantities()
    #expect(none.determinantSign == nil && !none.determinant.isFinite)
  }
}
