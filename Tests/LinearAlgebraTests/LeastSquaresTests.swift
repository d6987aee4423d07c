import LinearAlgebra
import Testing
import _TestSupport

@Suite struct LeastSquaresTests {
  @Test("The solution is A⁺b, whatever the shape and the rank of A")
  func pseudoInverse() throws {
    for seed in TestSeed.cases(20) {
      var draw = Draw(seed)
      let (rows, columns) = (draw.integer(1...7), draw.integer(1...7))
      let inner = draw.integer(1...min(rows, columns))
      let (left, right): (Matrix<Double>, Matrix<Double>) = (
        draw.matrix(rows, inner), draw.matrix(inner, columns)
      )
      let a = left * right
      let b: Matrix<Double> = draw.matrix(rows, 1)
      let found = try a.leastSquares(b.columnMajor)
      #expect(found.rank == inner, "seed \(seed)")
      // V Σ⁺ Uᵀ b over the `inner` values that are not zero.
      let svd = try a.svd()
      let expected = (0..<columns).map { j in
        (0..<inner).reduce(0.0) { sum, k in
          sum + svd.v[j, k] * (0..<rows).reduce(0.0) { $0 + svd.u[$1, k] * b[$1, 0] } / svd.values[k]
        }
      }
      let condition = svd.values[0] / svd.values[inner - 1]
      let scale = expected.map { abs($0) }.max() ?? 0
      for (x, y) in zip(found.solution, expected) {
        #expect(
          abs(x - y) <= Tolerance.decomposition(8, scale: condition * condition * max(1, scale)),
          "seed \(seed)")
      }
    }
  }

  @Test("Nothing of it depends on what cannot be solved: empty, zero, not finite, too few numbers")
  func edges() throws {
    let none = try Matrix<Double>(rows: 0, columns: 2).leastSquares([])
    #expect(none.solution == [0, 0] && none.rank == 0)
    let zero = try Matrix<Double>(rows: 2, columns: 1).leastSquares([1, 2])
    #expect(zero.solution == [0] && zero.rank == 0)
    #expect(throws: LinearAlgebraError.self) { try Matrix<Double>([[.infinity]]).leastSquares([1]) }
    #expect(throws: LinearAlgebraError.self) { try Matrix<Double>([[1]]).leastSquares([1, 2]) }
    #expect(throws: LinearAlgebraError.self) { try Matrix<Double>([[1]]).leastSquares([.nan]) }
  }
}
