import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

@Suite struct SpectrumTests {
  private func check<S: Scalar>(_ diagonal: [Double], _ rows: Int, _ columns: Int, over field: S.Type) throws
  {
    let target = Matrix<S>.diagonal(diagonal, rows: rows, columns: columns)
    let (spectrum, lapack) = (try TargetSpectrum(target), try target.svd())
    // Its own numbers in falling order, and axes: no decomposition has rounded them.
    #expect(spectrum.svd.values == diagonal.sorted(by: >))
    #expect(
      (spectrum.svd.u.columnMajor + spectrum.svd.v.columnMajor).allSatisfy { $0 == .zero || $0 == S(real: 1) }
    )
    let back = Matrix<S>.product(
      spectrum.svd.u * .diagonal(spectrum.svd.values), .none, spectrum.svd.v, .conjugateTranspose)
    #expect(back == target)
    #expect(spectrum.isReduced == (rows == columns))
    #expect(zip(spectrum.svd.values, lapack.values).allSatisfy { abs($0 - $1) <= 1e-14 * diagonal.max()! })
    // Where values differ, the vectors are LAPACK's up to phases.
    guard Set(diagonal).count == diagonal.count else { return }
    for (ours, theirs) in [(spectrum.svd.u, lapack.u), (spectrum.svd.v, lapack.v)] {
      let products = Matrix<S>.product(ours, .conjugateTranspose, theirs, .none)
      #expect((0..<diagonal.count).allSatisfy { abs(products[$0, $0].modulus - 1) < 1e-14 })
    }
  }

  @Test func `A diagonal target that is nowhere negative is decomposed by sorting`() throws {
    var draw = Draw(7)
    let many = (draw.matrix(40, 1) as Matrix<Double>).columnMajor.map(abs)
    for diagonal in [[1, 1, 1], [3, 2, 0.5], [0.5, 3, 0, 2], [2, 3, 2, 3, 0], [0, 0], [7], many] {
      let d = diagonal.count
      for (rows, columns) in [(d, d), (d + 2, d), (d, d + 40)] {
        try check(diagonal, rows, columns, over: Double.self)
        try check(diagonal, rows, columns, over: Complex<Double>.self)
      }
    }
  }

  @Test func `Any other target is decomposed as LAPACK does`() throws {
    for target in [
      Matrix<Double>.diagonal([1, -2]), Matrix([[1, 1e-300], [0, 1]]), Matrix([[0, 1], [1, 0]]),
    ] {
      let (spectrum, lapack) = (try TargetSpectrum(target), try target.svd())
      #expect(
        spectrum.svd.values == lapack.values && spectrum.svd.u == lapack.u && spectrum.svd.v == lapack.v)
      #expect(!spectrum.isReduced)
    }
    #expect(throws: LinearAlgebraError.self) { try TargetSpectrum(Matrix<Double>.diagonal([1, .infinity])) }
    #expect(throws: LinearAlgebraError.self) { try TargetSpectrum(Matrix<Double>.diagonal([.nan, 1])) }
  }
}
