import LinearAlgebra
import Testing
import _TestSupport

@Suite struct MatrixTests {
  /// Σ_k op(A)_ik op(B)_kj, written out.
  private func plainProduct<S: Scalar>(_ a: Matrix<S>, _ opA: Operation, _ b: Matrix<S>, _ opB: Operation)
    -> Matrix<S>
  {
    let (x, y) = (opA == .none ? a : a.adjoint, opB == .none ? b : b.adjoint)
    return Matrix(rows: x.rows, columns: y.columns) { i, j in
      (0..<x.columns).reduce(S.zero) { $0 + x[i, $1] * y[$1, j] }
    }
  }

  private func checkProducts<S: Scalar>(over field: S.Type, widest: Int) {
    for seed in TestSeed.cases(20) {
      var draw = Draw(seed)
      let (m, k, n) = (draw.integer(1...widest), draw.integer(1...widest), draw.integer(1...widest))
      for opA in [Operation.none, .conjugateTranspose] {
        for opB in [Operation.none, .conjugateTranspose] {
          let a: Matrix<S> = opA == .none ? draw.matrix(m, k) : draw.matrix(k, m)
          let b: Matrix<S> = opB == .none ? draw.matrix(k, n) : draw.matrix(n, k)
          let expected = plainProduct(a, opA, b, opB)
          let bound = Tolerance.rounding(a.frobeniusNorm * b.frobeniusNorm, operations: k)
          #expect(Matrix.product(a, opA, b, opB).distance(to: expected) <= bound, "seed \(seed)")
        }
      }
    }
  }

  @Test(
    "Products with any operand conjugate-transposed are the sums written out, small and large, in both fields"
  )
  func products() {
    checkProducts(over: Double.self, widest: 6)
    checkProducts(over: Complex<Double>.self, widest: 6)
    checkProducts(over: Double.self, widest: 40)
    checkProducts(over: Complex<Double>.self, widest: 40)
  }

  @Test("A small product on real entries is the same to the bit in the complex field")
  func realInComplex() {
    var draw = Draw(3)
    let (a, b): (Matrix<Double>, Matrix<Double>) = (draw.matrix(5, 6), draw.matrix(6, 4))
    let z: Matrix<Complex<Double>> = a.converted() * b.converted()
    #expect(z.converted(to: Double.self) == a * b)
  }

  @Test("The Frobenius norm survives entries whose squares overflow or vanish")
  func norms() {
    #expect(Matrix<Double>([[3, 4]]).frobeniusNorm == 5)
    #expect(abs(Matrix<Double>([[3e200, 4e200]]).frobeniusNorm / 5e200 - 1) < 1e-15)
    #expect(abs(Matrix<Double>([[3e-200, 4e-200]]).frobeniusNorm / 5e-200 - 1) < 1e-15)
    #expect(Matrix<Double>(rows: 2, columns: 2).frobeniusNorm == 0)
    #expect(Matrix<Double>([[.infinity]]).frobeniusNorm == .infinity)
  }

  @Test("NaN and infinity are seen anywhere in a matrix")
  func finiteness() {
    for bad in [Double.nan, .infinity, -.infinity] {
      var a = Matrix<Complex<Double>>(rows: 3, columns: 3)
      #expect(a.isFinite)
      a[2, 1] = Complex(0, bad)
      #expect(!a.isFinite)
    }
  }
}
