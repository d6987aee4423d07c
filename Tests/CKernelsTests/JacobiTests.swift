import CKernels
import LinearAlgebra
import Testing
import _TestSupport

/// Singular value decompositions on lanes against LAPACK's, and against what a decomposition is.
@Suite struct JacobiTests {
  /// Of the largest singular value.
  private static let accuracy = 1e-14

  /// Matrices of many kinds, eight of a shape.
  private func matrices<S: Scalar>(_ rows: Int, _ columns: Int, _ draw: inout Draw) -> [Matrix<S>] {
    let a: Matrix<S> = draw.matrix(rows, columns)
    let b: Matrix<S> = draw.matrix(rows, columns)
    let rank = draw.integer(1...max(1, columns / 2))
    let left: Matrix<S> = draw.matrix(rows, rank)
    let deficient = left * draw.matrix(rank, columns)
    // Two different singular values, each several times.
    let isometry = (try? b.svd()).map { Matrix<S>.product($0.u, .none, $0.v, .conjugateTranspose) } ?? b
    let repeated = isometry * .diagonal((0..<columns).map { $0 % 2 == 0 ? 1 : 0.5 })
    // Only the first rows are not zero.
    let flat = Matrix<S>(rows: rows, columns: columns) { i, j in i < rank ? a[i, j] : 0 }
    return [
      a, repeated, deficient, flat, Matrix(rows: rows, columns: columns), 1e150 * b, 1e-150 * b,
      Matrix(rows: rows, columns: columns) { _, _ in 1 },
    ]
  }

  private func check<S: Scalar>(_ rows: Int, _ columns: Int, over field: S.Type) throws {
    var draw = Draw(UInt64(100 * rows + columns))
    let matrices: [Matrix<S>] = matrices(rows, columns, &draw)
    let decompositions = ck_family.present.map { LaneSVD(of: matrices, family: $0) }
    for (family, svd) in zip(ck_family.present, decompositions) {
      let name = "\(rows)×\(columns), \(S.self), family \(family.rawValue)"
      #expect(svd.unfinished == 0 && svd.isClean, "\(name)")
      let bare = LaneSVD(of: matrices, family: family, vectors: false)
      #expect(bare.isClean && bare.values.isSame(as: svd.values), "\(name)")
      for (lane, a) in matrices.enumerated() { try checkLane(svd, lane, a, "\(name), lane \(lane)") }
    }
    let fused = zip(ck_family.present, decompositions).filter { $0.0 != ck_portable }.map(\.1)
    for svd in fused.dropFirst() {
      #expect(
        svd.u.isSame(as: fused[0].u) && svd.v.isSame(as: fused[0].v) && svd.values.isSame(as: fused[0].values)
      )
    }
  }

  private func checkLane<S: Scalar>(_ svd: LaneSVD, _ lane: Int, _ a: Matrix<S>, _ name: String) throws {
    let values = svd.values(lane)
    let exact = try a.singularValues()
    let largest = exact.first ?? 0
    for (x, y) in zip(values.sorted(by: >), exact) {
      #expect(abs(x - y) <= Self.accuracy * largest, "\(name): \(x), LAPACK \(y)")
    }
    let v: Matrix<S> = svd.v(lane)
    let tolerance = Tolerance.decomposition(max(svd.rows, 4), scale: 1)
    #expect(
      Matrix.product(v, .conjugateTranspose, v, .none).distance(to: .identity(v.columns)) <= tolerance,
      "\(name): V")
    let u: Matrix<S> = svd.u(lane)
    let back = Matrix<S>(rows: svd.rows, columns: svd.columns) { i, j in
      values[j] > 0 ? S(real: values[j] / max(largest, 1e-300)) * u[i, j] : 0
    }
    let again: Matrix<S> = .product(back, .none, v, .conjugateTranspose)
    let scaled = Matrix<S>(rows: svd.rows, columns: svd.columns) { i, j in
      S(
        real: a[i, j].realPart / max(largest, 1e-300), imaginary: a[i, j].imaginaryPart / max(largest, 1e-300)
      )
    }
    #expect(again.distance(to: scaled) <= tolerance, "\(name): U diag(σ) Vᴴ")
    // Of values below 2⁻²⁴⁰ of the largest no columns are promised.
    let sound = values.indices.filter { values[$0] > 0x1p-240 * largest }
    let columns = Matrix<S>(rows: svd.rows, columns: sound.count) { i, j in u[i, sound[j]] }
    #expect(
      Matrix.product(columns, .conjugateTranspose, columns, .none).distance(to: .identity(sound.count))
        <= tolerance,
      "\(name): U")
    for j in values.indices where values[j] == 0 { #expect(!u[0, j].realPart.isFinite, "\(name)") }
  }

  @Test(
    "Values agree with LAPACK to 1e-14 of the largest, and U diag(σ) Vᴴ gives the matrix back with orthonormal factors, up to 25 × 25",
    arguments: Array(1...16) + [20, 25])
  func lapack(rows: Int) throws {
    for columns in rows <= 16 ? Array(1...rows) : [1, 7, rows] {
      try check(rows, columns, over: Double.self)
      try check(rows, columns, over: Complex<Double>.self)
    }
  }

  @Test("Columns of lengths from 1 down to 1e-308 end in 64 sweeps, with an orthonormal V")
  func vanishingColumns() throws {
    for exponent in stride(from: 60, through: 308, by: 4) {
      var draw = Draw(UInt64(exponent))
      let matrices: [Matrix<Complex<Double>>] = (0..<lanes).map { lane in
        let a: Matrix<Complex<Double>> = draw.matrix(6, 4)
        let small = Double("1e-\(exponent)")! * Double(1 + lane)
        return a * .diagonal([small, 1, small, lane % 2 == 0 ? small : small * 1e8])
      }
      for family in ck_family.present {
        let svd = LaneSVD(of: matrices, family: family)
        #expect(svd.unfinished == 0, "1e-\(exponent), family \(family.rawValue)")
        for lane in 0..<lanes {
          let v: Matrix<Complex<Double>> = svd.v(lane)
          #expect(
            Matrix.product(v, .conjugateTranspose, v, .none).distance(to: .identity(4)) <= 1e-13,
            "1e-\(exponent)")
        }
      }
    }
  }

  @Test("A matrix that is not finite gives values that are not, and ends")
  func notFinite() {
    for strange in [Double.nan, .infinity] {
      let matrices = (0..<lanes).map { lane in
        Matrix<Double>(rows: 5, columns: 3) { i, j in i == lane % 5 && j == lane % 3 ? strange : Double(i - j)
        }
      }
      for family in ck_family.present {
        let svd = LaneSVD(of: matrices, family: family)
        for lane in 0..<lanes { #expect(svd.values(lane).contains { !$0.isFinite }) }
      }
    }
  }
}
