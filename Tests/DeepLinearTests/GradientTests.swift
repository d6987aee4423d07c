import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

/// A loss of each kind for a d_N × d_0 target.
func losses<S: Scalar>(_ rows: Int, _ columns: Int, draw: inout Draw) throws -> [any Loss<S>] {
  let target: Matrix<S> = draw.matrix(rows, columns)
  let mask = Matrix<Double>(rows: rows, columns: columns) { i, j in
    Double(max(draw.integer(0...1), i + j == 0 ? 1 : 0))
  }
  let count = draw.integer(1...2 * rows * columns + 1)
  let matrices: [Matrix<S>] = (0..<count).map { _ in draw.matrix(rows, columns) }
  let values = matrices.map { _ in draw.number(in: -2...2) }
  return [
    SquareLoss(target: target), try MaskedLoss(target: target, mask: mask),
    try QuadraticLoss(covariance: draw.covariance(columns), crossCovariance: target),
    try SensingLoss(matrices: matrices, values: values),
  ]
}

@Suite struct GradientTests {
  private func checkCentralDifferences<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(24) {
      var draw = Draw(seed)
      let widths = draw.widths(depth: 1 + Int(seed - 1) % 8)
      let network: DeepLinearNetwork<S> = try draw.network(widths)
      for loss in try losses(widths.last ?? 1, widths[0], draw: &draw) as [any Loss<S>] {
        for a in [0, 0.7] {
          let objective = Objective(loss, penalty: BalancePenalty(strength: a))
          let gradient = try objective.evaluate(at: network).gradient
          // A random direction per layer, real and imaginary: d/dh L(W + hD) = Re ⟨D, ∇L⟩.
          for j in 0..<network.depth {
            let direction: Matrix<S> = draw.matrix(widths[j + 1], widths[j])
            let h = 1e-5
            func value(_ h: Double) throws -> Double {
              var layers = network.layers
              layers[j] = .combination(layers[j], h, direction)
              return try objective.evaluate(at: DeepLinearNetwork(layers: layers)).value.objective
            }
            let difference = (try value(h) - value(-h)) / (2 * h)
            let scale = max(1, try value(0), gradient[j].frobeniusNorm * direction.frobeniusNorm)
            #expect(
              abs(difference - direction.realInner(gradient[j])) <= Tolerance.centralDifference * scale,
              "seed \(seed), layer \(j + 1), a = \(a), \(type(of: loss))")
          }
        }
      }
    }
  }

  @Test(
    "Central differences give the gradient of every loss and of the penalty, depths 1–8, any widths, both fields"
  )
  func centralDifferences() throws {
    try checkCentralDifferences(over: Double.self)
    try checkCentralDifferences(over: Complex<Double>.self)
  }

  private func checkPenaltyKeepsProduct<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(16) {
      var draw = Draw(seed)
      let widths = draw.widths(depth: 2 + Int(seed) % 6)
      let network: DeepLinearNetwork<S> = try draw.network(widths)
      // At its own product a square loss has no gradient, so ∇L is the penalty's.
      let objective = SquareLoss(target: network.endToEndMatrix) + BalancePenalty(strength: 1)
      let gradient = try objective.evaluate(at: network).gradient
      var change = Matrix<S>(rows: widths.last ?? 1, columns: widths[0])
      var scale = 0.0
      for j in 0..<network.depth {
        let before = network.layers[..<j].reduce(Matrix<S>.identity(widths[0])) { $1 * $0 }
        let term = network.layers[(j + 1)...].reduce(gradient[j] * before) { $1 * $0 }
        change = change + term
        scale += term.frobeniusNorm
      }
      #expect(change.frobeniusNorm <= 1e-13 * max(scale, 1), "seed \(seed)")
      #expect(scale > 1e-3, "seed \(seed): the terms are there to cancel")
    }
  }

  @Test("The penalty's flow keeps the end-to-end matrix: its terms telescope")
  func penaltyKeepsProduct() throws {
    try checkPenaltyKeepsProduct(over: Double.self)
    try checkPenaltyKeepsProduct(over: Complex<Double>.self)
  }

  @Test("The quadratic loss is the data's ℓ2 loss less its least value, and its gradient W Λ_xx − Λ_yx")
  func quadraticLoss() throws {
    var draw = Draw(5)
    let (x, y): (Matrix<Double>, Matrix<Double>) = (draw.matrix(4, 30), draw.matrix(3, 30))
    let w: Matrix<Double> = draw.matrix(3, 4)
    let m = 30.0
    let xx = (1 / m) * .product(x, .none, x, .conjugateTranspose)
    let yx = (1 / m) * .product(y, .none, x, .conjugateTranspose)
    let loss = try QuadraticLoss(covariance: xx, crossCovariance: yx)
    func data(_ w: Matrix<Double>) -> Double { (w * x - y).realInner(w * x - y) / (2 * m) }
    let value = loss.evaluate(at: w)
    #expect(abs(value.loss - (data(w) - data(loss.target))) < 1e-12)
    #expect(value.gradient.distance(to: w * xx - yx) < 1e-12)
    #expect(loss.evaluate(at: loss.target).loss == 0)
  }

  @Test("A quadratic loss without a minimum, and one that is not Hermitian, are refused")
  func quadraticRefusals() throws {
    let singular = Matrix<Double>.diagonal([1, 0])
    #expect(throws: LossError.unbounded) {
      try QuadraticLoss(covariance: singular, crossCovariance: Matrix([[1, 1]]))
    }
    let fine = try QuadraticLoss(covariance: singular, crossCovariance: Matrix([[2, 0]]))
    #expect(fine.target == Matrix([[2, 0]]))
    #expect(throws: LossError.notHermitian(row: 0, column: 1, "1.0", "0.0")) {
      try QuadraticLoss(covariance: Matrix([[1, 1], [0, 1]]), crossCovariance: Matrix([[1, 1]]))
    }
    #expect(throws: LossError.negative(eigenvalue: -1)) {
      try QuadraticLoss(covariance: Matrix<Double>.diagonal([1, -1]), crossCovariance: Matrix([[1, 1]]))
    }
  }

  @Test("A mask of other entries than 0 and 1, or of zeros alone, is refused")
  func maskRefusals() throws {
    let target = Matrix<Double>.identity(2)
    #expect(throws: LossError.maskEntry(row: 1, column: 0, value: 0.5)) {
      try MaskedLoss(target: target, mask: Matrix([[1, 0], [0.5, 1]]))
    }
    #expect(throws: LossError.emptyMask) {
      try MaskedLoss(target: target, mask: Matrix(rows: 2, columns: 2))
    }
  }
}
