import DeepLinear
import Foundation
import LinearAlgebra
import Testing
import _TestSupport

/// Heavy ball and Nesterov's momentum.
@Suite struct MomentumTests {
  /// w ↦ ½ |w − φ|² for one 1 × 1 layer, from w = φ + e_0: the error of step k is a sum of powers of the roots of the recursion's
  /// characteristic polynomial z² − p z + q.
  private func checkScalar<S: Scalar>(
    _ method: any Optimizer, p: Double, q: Double, over field: S.Type
  ) throws {
    let (φ, e0) = (S(real: 0.75, imaginary: 0.5), S(real: -0.5, imaginary: 1.25))
    let start = try DeepLinearNetwork<S>(layers: [Matrix(rows: 1, columns: 1) { _, _ in φ + e0 }])
    let run = try method.train(
      start, on: Objective(SquareLoss(target: Matrix<S>(rows: 1, columns: 1) { _, _ in φ })),
      until: .objective(above: .greatestFiniteMagnitude) || .steps(60),
      observing: Observation(schedule: .every(1), keepsWeights: true))
    let root = Complex<Double>.sqrt(Complex(p * p - 4 * q, 0))
    let (z1, z2) = ((Complex(p, 0) + root) / Complex(2, 0), (Complex(p, 0) - root) / Complex(2, 0))
    // e_{−1} = e_0, so that e_1 = (p − q) e_0.
    let a = (Complex(p - q, 0) - z2) / (z1 - z2)
    let b = Complex(1, 0) - a
    var (x, y) = (Complex<Double>(1, 0), Complex<Double>(1, 0))
    for (k, network) in run.snapshotNetworks.enumerated() {
      let factor = (a * x + b * y).real
      let error = network.layers[0][0, 0] - φ
      let scale = 1e-13 * (a.length * x.length + b.length * y.length) + 1e-14
      #expect(abs(error.realPart - factor * e0.realPart) <= scale * Double(k + 1), "step \(k)")
      #expect(abs(error.imaginaryPart - factor * e0.imaginaryPart) <= scale * Double(k + 1), "step \(k)")
      (x, y) = (x * z1, y * z2)
    }
    #expect(run.snapshotNetworks.count == 61)
  }

  @Test(
    "On the scalar quadratic the error is the closed form of its recursion: damped, oscillating, divergent")
  func scalarQuadratic() throws {
    for (η, β) in [(0.1, 0.9), (0.01, 0.5), (0.5, 0.3), (1.7, 0.2), (3.5, 0.4)] {
      let (heavyBall, nesterov) = (HeavyBall(stepSize: η, momentum: β), Nesterov(stepSize: η, momentum: β))
      try checkScalar(heavyBall, p: 1 - η + β, q: β, over: Double.self)
      try checkScalar(heavyBall, p: 1 - η + β, q: β, over: Complex<Double>.self)
      try checkScalar(nesterov, p: (1 - η) * (1 + β), q: (1 - η) * β, over: Double.self)
      try checkScalar(nesterov, p: (1 - η) * (1 + β), q: (1 - η) * β, over: Complex<Double>.self)
    }
  }

  private func checkNoMomentum<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(6) {
      var draw = Draw(seed)
      let widths = draw.widths(depth: 1 + Int(seed) % 5)
      let network: DeepLinearNetwork<S> = try draw.network(widths, deviation: 0.5)
      let objective =
        SquareLoss<S>(target: draw.matrix(widths.last ?? 1, widths[0])) + BalancePenalty(strength: 0.4)
      let observation = Observation<S>([.loss, .penalty], schedule: .every(7), thresholds: [1, 0.1])
      func run(_ method: any Optimizer) throws -> Run<S> {
        try method.train(network, on: objective, until: .steps(100), observing: observation)
      }
      let plain = try run(GradientDescent(stepSize: 0.03))
      #expect(try run(HeavyBall(stepSize: 0.03, momentum: 0)).differences(from: plain) == [], "seed \(seed)")
      #expect(try run(Nesterov(stepSize: 0.03, momentum: 0)).differences(from: plain) == [], "seed \(seed)")
    }
  }

  @Test("Without momentum, both are gradient descent to the bit")
  func noMomentum() throws {
    try checkNoMomentum(over: Double.self)
    try checkNoMomentum(over: Complex<Double>.self)
  }

  @Test("A step with momentum allocates nothing")
  func allocations() throws {
    func count<S: Scalar>(_ method: some Optimizer, _ field: S.Type) throws -> Int {
      var draw = Draw(1)
      let network: DeepLinearNetwork<S> = try draw.network([5, 4, 6, 5], deviation: 0.1)
      let objective = SquareLoss<S>(target: .identity(5)) + BalancePenalty(strength: 1)
      return method.begin(network, on: objective).allocations(steps: 1000)
    }
    #expect(try count(HeavyBall(stepSize: 0.01, momentum: 0.9), Double.self) == 0)
    #expect(try count(HeavyBall(stepSize: 0.01, momentum: 0.9), Complex<Double>.self) == 0)
    #expect(try count(Nesterov(stepSize: 0.01, momentum: 0.9), Double.self) == 0)
    #expect(try count(Nesterov(stepSize: 0.01, momentum: 0.9), Complex<Double>.self) == 0)
  }
}

/// A trajectory that Oracles/momentum.py made with NumPy.
private struct MomentumTrajectory: Decodable {
  let method: String
  let widths: [Int]
  let complex: Bool
  let penalty: Double
  let step: Double
  let momentum: Double
  let start: [[Double]]
  let target: [Double]
  let steps: [Int]
  let losses: [Double]
  let penalties: [Double]
  let end: [[Double]]

  var optimizer: any Optimizer {
    method == "nesterov"
      ? Nesterov(stepSize: step, momentum: momentum) : HeavyBall(stepSize: step, momentum: momentum)
  }

  /// A matrix from numbers row by row, complex ones in pairs.
  func matrix<S: Scalar>(_ values: [Double], _ rows: Int, _ columns: Int) -> Matrix<S> {
    Matrix(rows: rows, columns: columns) { i, j in
      let e = i * columns + j
      return S.isComplex ? S(real: values[2 * e], imaginary: values[2 * e + 1]) : S(real: values[e])
    }
  }

  func check<S: Scalar>(over field: S.Type) throws {
    func layers(_ values: [[Double]]) -> [Matrix<S>] {
      values.indices.map { matrix(values[$0], widths[$0 + 1], widths[$0]) }
    }
    let target: Matrix<S> = matrix(target, widths[widths.count - 1], widths[0])
    let run = try optimizer.train(
      DeepLinearNetwork(layers: layers(start)),
      on: SquareLoss(target: target) + BalancePenalty(strength: penalty), until: .steps(steps.last ?? 0),
      observing: [.loss, .penalty], every: .at(steps.map(Double.init)))
    let name = "\(method), widths \(widths), a = \(penalty), \(S.self)"
    #expect(run.steps == steps && run.times == steps.map { step * Double($0) }, "\(name)")
    for (quantity, expected) in [("loss", losses), ("penalty", penalties)] {
      let scale = expected.map { abs($0) }.max() ?? 0
      for (x, y) in zip(try #require(run[quantity]), expected) {
        #expect(abs(x - y) <= Tolerance.trajectory * scale, "\(quantity) of \(name)")
      }
    }
    for (w, expected) in zip(run.finalNetwork.layers, layers(end)) {
      #expect(w.distance(to: expected) <= Tolerance.trajectory * expected.frobeniusNorm, "\(name)")
    }
  }
}

@Suite struct MomentumTrajectoryTests {
  @Test(
    "Trajectories with momentum agree with NumPy to 1e-11 after 500 steps: depth 3, penalty or none, both fields"
  )
  func numpy() throws {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/momentum", withExtension: "json"))
    let trajectories = try JSONDecoder().decode([MomentumTrajectory].self, from: Data(contentsOf: url))
    #expect(trajectories.count == 12)
    for trajectory in trajectories {
      if trajectory.complex {
        try trajectory.check(over: Complex<Double>.self)
      } else {
        try trajectory.check(over: Double.self)
      }
    }
  }
}
