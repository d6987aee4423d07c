import LinearAlgebra
import Testing
import _TestSupport

@Suite struct DecompositionTests {
  private func isIsometry<S: Scalar>(_ q: Matrix<S>) -> Bool {
    Matrix.product(q, .conjugateTranspose, q, .none).distance(to: .identity(q.columns))
      <= Tolerance.decomposition(q.rows, scale: 1)
  }

  private func checkSVD<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(20) {
      var draw = Draw(seed)
      let a: Matrix<S> = draw.matrix(draw.integer(1...12), draw.integer(1...12))
      let svd = try a.svd()
      let again: Matrix<S> = .product(svd.u * .diagonal(svd.values), .none, svd.v, .conjugateTranspose)
      #expect(again.distance(to: a) <= Tolerance.decomposition(12, scale: a.frobeniusNorm), "seed \(seed)")
      #expect(isIsometry(svd.u) && isIsometry(svd.v), "seed \(seed)")
      #expect(svd.values == svd.values.sorted(by: >) && svd.values.allSatisfy { $0 >= 0 }, "seed \(seed)")
      for (x, y) in zip(svd.values, try a.singularValues()) {
        #expect(abs(x - y) <= Tolerance.decomposition(12, scale: svd.values[0]), "seed \(seed)")
      }
    }
  }

  @Test("U diag(σ) Vᴴ gives the matrix back, with orthonormal U and V and falling σ, in both fields")
  func singularValues() throws {
    try checkSVD(over: Double.self)
    try checkSVD(over: Complex<Double>.self)
  }

  @Test("Known singular values come out: of diagonal matrices, of rotations, of a rank-one matrix")
  func knownValues() throws {
    #expect(try Matrix<Double>.diagonal([-2, 5, 0]).singularValues() == [5, 2, 0])
    let ones = Matrix<Double>(rows: 3, columns: 4) { _, _ in 1 }
    #expect(abs(try ones.spectralNorm() - 12.0.squareRoot()) < 1e-14)
    #expect(try ones.singularValues()[1] < 1e-15)
  }

  @Test("A matrix without entries has no singular values, and a thin decomposition without columns")
  func noEntries() throws {
    for (rows, columns) in [(0, 3), (3, 0), (0, 0)] {
      let svd = try Matrix<Double>(rows: rows, columns: columns).svd()
      #expect(
        svd.values.isEmpty && svd.u == Matrix(rows: rows, columns: 0)
          && svd.v == Matrix(rows: columns, columns: 0))
      #expect(try Matrix<Double>(rows: rows, columns: columns).singularValues().isEmpty)
    }
  }

  private func checkHermitian<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(20) {
      var draw = Draw(seed)
      let a: Matrix<S> = draw.matrix(draw.integer(1...10), 1)
      let n = a.rows
      let b: Matrix<S> = draw.matrix(n, n)
      let h = b + b.adjoint
      let eigen = try h.hermitianEigen()
      #expect(eigen.values == eigen.values.sorted())
      #expect(isIsometry(eigen.vectors))
      #expect(
        eigen.applying { $0 }.distance(to: h) <= Tolerance.decomposition(n, scale: h.frobeniusNorm),
        "seed \(seed)")
    }
  }

  @Test("A Hermitian matrix is its eigenvectors times its rising eigenvalues, in both fields")
  func hermitian() throws {
    try checkHermitian(over: Double.self)
    try checkHermitian(over: Complex<Double>.self)
  }

  private func checkQRAndSolve<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(20) {
      var draw = Draw(seed)
      let n = draw.integer(1...8)
      let a: Matrix<S> = draw.matrix(n + draw.integer(0...4), n)
      let factors = try a.qr()
      #expect((factors.q * factors.r).distance(to: a) <= Tolerance.decomposition(12, scale: a.frobeniusNorm))
      #expect(isIsometry(factors.q), "seed \(seed)")
      let square: Matrix<S> = draw.matrix(n, n)
      let right: Matrix<S> = draw.matrix(n, 3)
      let x = try square.solve(right)
      #expect(
        (square * x).distance(to: right)
          <= Tolerance.decomposition(n, scale: square.frobeniusNorm * x.frobeniusNorm), "seed \(seed)")
      // |det|² = Π σ².
      let (phase, logModulus) = try square.logDeterminant()
      let sum = try square.singularValues().reduce(0) { $0 + Double.log($1) }
      #expect(abs(phase.modulus - 1) < 1e-13 && abs(logModulus - sum) < 1e-9, "seed \(seed)")
    }
  }

  @Test("QR, linear solves and determinants agree with products and singular values, in both fields")
  func factorizations() throws {
    try checkQRAndSolve(over: Double.self)
    try checkQRAndSolve(over: Complex<Double>.self)
  }

  @Test("The determinant's sign counts reflections and permutations")
  func determinantSigns() throws {
    #expect(try Matrix<Double>([[0, 1], [1, 0]]).logDeterminant().phase == -1)
    #expect(try Matrix<Double>.diagonal([-1, 2, -3]).logDeterminant().phase == 1)
    #expect(try Matrix<Double>([[1, 2], [2, 4]]).logDeterminant().phase == 0)
    #expect(try Matrix<Complex<Double>>([[Complex(0, 1)]]).logDeterminant().phase == Complex(0, 1))
  }

  @Test("Matrices that are not finite, singular or of the wrong shape are refused by name")
  func refusals() {
    let bad = Matrix<Double>([[.nan, 1], [0, 1]])
    #expect(throws: LinearAlgebraError.notFinite(operation: "singular values")) { try bad.singularValues() }
    #expect(throws: LinearAlgebraError.notFinite(operation: "singular value decomposition")) { try bad.svd() }
    #expect(throws: LinearAlgebraError.notFinite(operation: "Hermitian eigenvalues")) {
      try bad.hermitianEigen()
    }
    #expect(throws: LinearAlgebraError.notFinite(operation: "QR decomposition")) { try bad.qr() }
    #expect(throws: LinearAlgebraError.singular(operation: "linear solve")) {
      try Matrix<Double>([[1, 2], [2, 4]]).solve(.identity(2))
    }
    #expect(throws: LinearAlgebraError.self) { try Matrix<Double>(rows: 2, columns: 3).hermitianEigen() }
  }

  @Test("OpenBLAS is the pthreads flavour, held to one thread, and says for which core it chose its kernels")
  func flavour() {
    #expect(BLAS.problem == nil)
    #expect(!BLAS.core.isEmpty)
  }
}
