import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

@Suite struct SensingTests {
  /// E_ij at the places that are `seen`, and i·E_ij as well over the complex numbers; with Re⟨A, Φ⟩ of each.
  private func units<S: Scalar>(
    _ target: Matrix<S>, seen: (Int, Int) -> Bool
  ) -> (matrices: [Matrix<S>], values: [Double]) {
    var (matrices, values): ([Matrix<S>], [Double]) = ([], [])
    for i in 0..<target.rows {
      for j in 0..<target.columns where seen(i, j) {
        for unit in S.isComplex ? [S(real: 1), S(real: 0, imaginary: 1)] : [S(real: 1)] {
          var matrix = Matrix<S>(rows: target.rows, columns: target.columns)
          matrix[i, j] = unit
          matrices.append(matrix)
          values.append(matrix.realInner(target))
        }
      }
    }
    return (matrices, values)
  }

  private func gaussian<S: Scalar>(_ count: Int, _ rows: Int, _ columns: Int, _ draw: inout Draw) -> [Matrix<
    S
  >] {
    (0..<count).map { _ in draw.matrix(rows, columns) }
  }

  private func checkUnits<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(8) {
      var draw = Draw(seed)
      let widths = draw.widths(depth: 1 + Int(seed) % 4)
      let (rows, columns) = (widths.last ?? 1, widths[0])
      let target: Matrix<S> = draw.matrix(rows, columns)
      let mask = Matrix<Double>(rows: rows, columns: columns) { i, j in
        i + j == 0 ? 1 : Double(draw.integer(0...1))
      }
      let network: DeepLinearNetwork<S> = try draw.network(widths)
      let (matrices, values) = units(target) { mask[$0, $1] == 1 }
      let sensing = try SensingLoss(matrices: matrices, values: values)
      let masked = try MaskedLoss(target: target, mask: mask)
      func run(_ loss: any Loss<S>) throws -> Run<S> {
        try GradientDescent(stepSize: 0.01).train(
          network, on: Objective(loss, penalty: BalancePenalty(strength: 0.3)), until: .steps(200),
          observing: [.loss, .gradientNorm, .singularValues], every: .steps(20))
      }
      let (a, b) = (try run(sensing), try run(masked))
      for (mine, theirs) in zip(a.finalNetwork.layers, b.finalNetwork.layers) {
        #expect(
          mine.distance(to: theirs) <= Tolerance.trajectory * max(1, theirs.frobeniusNorm), "seed \(seed)")
      }
      for name in a.series.keys {
        for (x, y) in zip(try #require(a[name]), try #require(b[name])) {
          #expect(abs(x - y) <= Tolerance.trajectory * max(1, abs(y)), "seed \(seed), \(name)")
        }
      }
      #expect(sensing.leastSum == 0 && sensing.rank == values.count)
      // W* is Φ where it is measured, and zero elsewhere.
      let seen = Matrix<S>(rows: rows, columns: columns) { mask[$0, $1] == 1 ? target[$0, $1] : .zero }
      #expect(
        sensing.target.distance(to: seen)
          <= Tolerance.decomposition(rows * columns, scale: 1 + seen.frobeniusNorm))
    }
  }

  @Test("Unit matrices as measurements make the masked loss: the same trajectory to rounding, in both fields")
  func unitMatrices() throws {
    try checkUnits(over: Double.self)
    try checkUnits(over: Complex<Double>.self)
  }

  private func checkBasis<S: Scalar>(over field: S.Type) throws {
    var draw = Draw(7)
    let (rows, columns) = (3, 4)
    let parts = S.isComplex ? 2 : 1
    let n = rows * columns * parts
    let q = try Matrix<Double>.haar(n, stream: RandomStream(seed: 9, purpose: .rotation))
    let basis = (0..<n).map { k in
      Matrix<S>(rows: rows, columns: columns) { i, j in
        let place = parts * (i + j * rows)
        return S.isComplex ? S(real: q[place, k], imaginary: q[place + 1, k]) : S(real: q[place, k])
      }
    }
    let target: Matrix<S> = draw.matrix(rows, columns)
    let sensing = try SensingLoss(matrices: basis, values: basis.map { $0.realInner(target) })
    let square = SquareLoss(target: target)
    for _ in 0..<5 {
      let w: Matrix<S> = draw.matrix(rows, columns)
      let (a, b) = (sensing.evaluate(at: w), square.evaluate(at: w))
      #expect(abs(a.loss - b.loss) <= Tolerance.rounding(b.loss, operations: 4 * n))
      #expect(
        a.gradient.distance(to: b.gradient) <= Tolerance.rounding(b.gradient.frobeniusNorm, operations: 4 * n)
      )
    }
    #expect(sensing.target.distance(to: target) <= Tolerance.decomposition(n, scale: target.frobeniusNorm))
  }

  @Test("Measurements by an orthonormal basis make the square loss, in both fields")
  func orthonormalBasis() throws {
    try checkBasis(over: Double.self)
    try checkBasis(over: Complex<Double>.self)
  }

  private func checkOptimum<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(12) {
      var draw = Draw(seed)
      let (rows, columns) = (draw.integer(1...4), draw.integer(1...4))
      let n = rows * columns * (S.isComplex ? 2 : 1)
      // Fewer measurements than unknowns, as many, more, and with one repeated.
      var matrices: [Matrix<S>] = gaussian(max(1, n / 2 + Int(seed) % 3 * n), rows, columns, &draw)
      matrices.append(matrices[0])
      let values = matrices.map { _ in draw.number(in: -2...2) }
      let loss = try SensingLoss(matrices: matrices, values: values)
      func sum(_ w: Matrix<S>) -> Double {
        0.5
          * zip(matrices, values).reduce(0) { sum, measured in
            let residual = measured.0.realInner(w) - measured.1
            return sum + residual * residual
          }
      }
      let least = try #require(loss.leastSum)
      #expect(least > 0, "seed \(seed): the same matrix cannot have two values")
      #expect(loss.rank == min(n, matrices.count - 1))
      let w: Matrix<S> = draw.matrix(rows, columns)
      let direct = sum(w)
      #expect(abs(loss.evaluate(at: w).loss + least - direct) <= 1e-12 * direct, "seed \(seed)")
      #expect(abs(sum(loss.target) - least) <= 1e-11 * (1 + least), "seed \(seed)")
      let there = loss.evaluate(at: loss.target)
      #expect(there.loss <= 1e-20 && there.gradient.frobeniusNorm <= 1e-9, "seed \(seed)")
      // Least norm: W* is a combination of the A_i, so that it has no part in the directions that they do not measure.
      let free = loss.evaluate(at: loss.target + w).gradient
      #expect(free.realInner(w) >= -1e-12)
    }
  }

  @Test(
    "ℓ is the sum of squares less its least value, which is at W*, also where measurements contradict one another"
  )
  func optimum() throws {
    try checkOptimum(over: Double.self)
    try checkOptimum(over: Complex<Double>.self)
  }

  @Test("Of all minimizers the target is that of least norm: by hand")
  func leastNorm() throws {
    // 3 w_00 + 4 w_11 = 5, w_00 + … nothing else: W* = (3, 4)/5 on the diagonal.
    let loss = try SensingLoss(matrices: [Matrix<Double>([[3, 0], [0, 4]])], values: [5])
    #expect(loss.target.distance(to: Matrix([[0.6, 0], [0, 0.8]])) < 1e-15)
    // Re⟨A, W⟩ with A = i is the imaginary part of W.
    let i = Complex<Double>(0, 1)
    let turned = try SensingLoss(matrices: [Matrix([[i]])], values: [2])
    #expect(turned.target.distance(to: Matrix([[Complex(0, 2)]])) < 1e-15)
    // Twice the same matrix with 1 and 3: the mean, and ½(1 + 1) is left.
    let twice = try SensingLoss(matrices: [Matrix<Double>([[1, 0]]), Matrix([[1, 0]])], values: [1, 3])
    #expect(twice.target.distance(to: Matrix([[2, 0]])) < 1e-14 && twice.rank == 1)
    #expect(abs(try #require(twice.leastSum) - 1) < 1e-14)
    #expect(abs(twice.evaluate(at: Matrix([[0, 7]])).loss - 4) < 1e-13)
  }

  private func checkPlaces<S: Scalar>(over field: S.Type) throws {
    var draw = Draw(3)
    let (rows, columns) = (5, 6)
    let loss = try SensingLoss<S>(
      matrices: gaussian(100, rows, columns, &draw), values: (0..<100).map { _ in draw.number(in: -1...1) })
    let w: Matrix<S> = draw.matrix(rows, columns)
    let (expected, gradient) = loss.evaluate(at: w)
    // The same numbers wherever they lie in memory.
    for offset in 0..<8 {
      let memory = UnsafeMutablePointer<S>.allocate(capacity: 3 * w.columnMajor.count + 24)
      memory.initialize(repeating: .zero, count: 3 * w.columnMajor.count + 24)
      defer { memory.deallocate() }
      let place = MutableMatrixView(memory + offset, rows: rows, columns: columns)
      let g = MutableMatrixView(memory + 30 + 2 * offset, rows: rows, columns: columns)
      let scratch = MutableMatrixView(memory + 60 + 3 * offset, rows: rows, columns: columns)
      w.withView { place.assign($0) }
      #expect(
        loss.evaluate(at: place.readOnly, gradient: g, scratch: scratch) == expected, "offset \(offset)")
      #expect(Matrix(g.readOnly) == gradient, "offset \(offset)")
    }
  }

  @Test("Loss and gradient have the same bits wherever the weights lie in memory")
  func places() throws {
    try checkPlaces(over: Double.self)
    try checkPlaces(over: Complex<Double>.self)
  }

  @Test("The test error is over all known entries of Φ, where that is given")
  func testError() throws {
    let a = Matrix<Double>([[1, 0, 0], [0, 0, 0]])
    let truth = Matrix<Double>([[1, 2, .nan], [3, 4, 5]])
    let w = Matrix<Double>([[9, 5, 7], [7, 9, 9]])
    func error(_ truth: Matrix<Double>?) throws -> Double {
      let loss = try SensingLoss(matrices: [a], values: [1], truth: truth)
      let run = try GradientDescent(stepSize: 0.1).train(
        DeepLinearNetwork(layers: [w]), on: Objective(loss), until: .steps(0), observing: [.testError])
      return try #require(run["test-error"]?.first)
    }
    #expect(abs(try error(truth) - (Double(64 + 9 + 16 + 25 + 16) / 5).squareRoot()) < 1e-14)
    #expect(try error(nil).isNaN && error(a.map { _ in .nan }).isNaN)
  }

  @Test("Measurements that cannot be are refused with got and expected")
  func refusals() {
    let a = Matrix<Double>([[1, 2]])
    for (matrices, values, words) in [
      ([a], [1.0, 2], "1 matrices and 2 values"), ([], [], "at least one matrix"),
      ([a, Matrix([[1], [2]])], [1, 2], "a 1×2 and a 2×1 matrix"),
      ([Matrix([[0, 0]])], [1], "zeros alone"),
    ] {
      let error = #expect(throws: LossError.self) { try SensingLoss(matrices: matrices, values: values) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    #expect(throws: LossError.self) { try SensingLoss(matrices: [a], values: [1], truth: Matrix([[1]])) }
    #expect(throws: LinearAlgebraError.self) { try SensingLoss(matrices: [a], values: [.nan]) }
    #expect(throws: LinearAlgebraError.self) {
      try SensingLoss(matrices: [Matrix([[.nan, 1]])], values: [1])
    }
  }
}
