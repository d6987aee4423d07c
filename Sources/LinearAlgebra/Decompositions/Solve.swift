extension Matrix {
  /// The X with A · X = `right`, where A is this matrix, n × n; by LU with partial pivoting.
  ///
  /// - Parameter right: as many rows as A.
  /// - Throws: `LinearAlgebraError.notFinite` where an entry is not finite; `.singular` where a pivot is exactly zero; `.shape` where A
  ///   is not square or `right` has another number of rows. A matrix that is nearly singular is not refused.
  /// - Complexity: O(n³ + n² · columns of `right`).
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func solve(_ right: Matrix) throws(LinearAlgebraError) -> Matrix {
    guard rows == columns, right.rows == rows else {
      throw .shape(
        operation: "linear solve",
        got: "a \(rows)×\(columns) matrix and a \(right.rows)×\(right.columns) right side",
        expected: "a square matrix and a right side with as many rows")
    }
    guard isFinite, right.isFinite else { throw .notFinite(operation: "linear solve") }
    guard rows > 0, right.columns > 0 else { return right }
    BLAS.start()
    var (a, x) = (withRoom(), right.withRoom())
    var pivots = [Int32](repeating: 0, count: rows)
    let info = a.withMutableView { a in
      x.withMutableView { x in
        S.lapack.gesv(Int32(rows), Int32(right.columns), a.base, Int32(rows), &pivots, x.base, Int32(rows))
      }
    }
    guard info == 0, x.isFinite else { throw .singular(operation: "linear solve") }
    return x
  }

  /// det A as (phase, ln |det A|), which neither overflows nor underflows; phase zero where A is exactly singular.
  ///
  /// - Throws: `LinearAlgebraError.notFinite`, `.shape`.
  /// - Complexity: O(n³).
  public func logDeterminant() throws(LinearAlgebraError) -> (phase: S, logModulus: Double) {
    guard rows == columns else {
      throw .shape(operation: "determinant", got: "a \(rows)×\(columns) matrix", expected: "a square one")
    }
    guard isFinite else { throw .notFinite(operation: "determinant") }
    guard rows > 0 else { return (1, 0) }
    BLAS.start()
    var lu = withRoom()
    var pivots = [Int32](repeating: 0, count: rows)
    let info = lu.withMutableView { S.lapack.getrf(Int32(rows), Int32(rows), $0.base, Int32(rows), &pivots) }
    guard info == 0 else { return (.zero, -.infinity) }
    var phase: S = 1
    var logModulus = 0.0
    for i in 0..<rows {
      let r = lu[i, i].modulus
      phase *= S(real: lu[i, i].realPart / r, imaginary: lu[i, i].imaginaryPart / r)
      if pivots[i] != Int32(i + 1) { phase = .zero - phase }
      logModulus += Double.log(r)
    }
    return (phase, logModulus)
  }
}
