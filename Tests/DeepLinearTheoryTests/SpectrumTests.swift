import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("Enclosures of spectra along any vectors, and Student's distribution")
struct SpectrumTests {
  private func along<S: Scalar>(_ q: Matrix<S>, _ matrix: Matrix<S>) -> [Ball] {
    BallMatrix(matrix, precision: 128).hermitianEigenvalues(along: BallMatrix(q, precision: 128))
  }

  private func ends(_ ball: Ball?, _ low: Double, _ high: Double) -> Bool {
    // Radii have 30 bits.
    isClose(ball?.lower, low, 1e-7) && isClose(ball?.upper, high, 1e-7)
  }

  @Test("Vectors that are not orthonormal widen the enclosure by as much as they must")
  func defect() throws {
    // QᴴQ = 1.44: the eigenvalue of the form is 1.44, within a factor of 1 ± 0.44 of the right one.
    let one = along(Matrix([[1.2]]), Matrix([[1.0]]))
    #expect(one.count == 1 && ends(one.first, 1, 1.44 / 0.56))
    let negative = along(Matrix([[1.2]]), Matrix([[-1.0]]))
    #expect(ends(negative.first, -1.44 / 0.56, -1))
    // |½ + ½i|² = ½: at a defect of ½ there is no enclosure.
    let half = along(Matrix([[Complex(0.5, 0.5)]]), Matrix([[Complex(1.0, 0)]]))
    #expect(half.count == 1 && half.allSatisfy { !$0.isFinite })
    #expect(along(Matrix([[0.75]]), Matrix([[1.0]])).allSatisfy { $0.isFinite })
    #expect(along(Matrix([[1.3]]), Matrix([[1.0]])).allSatisfy { !$0.isFinite })
  }

  @Test("Vectors that are no eigenvectors widen it by what is left beside the diagonal")
  func rest() throws {
    let matrix = Matrix<Double>([[2, 0.5], [0.5, 1]])
    let found = along(.identity(2), matrix)
    // In rising order, each within ‖E‖_F = √½.
    let error = 0.5.squareRoot()
    #expect(found.count == 2 && ends(found.first, 1 - error, 1 + error))
    #expect(ends(found.last, 2 - error, 2 + error))
    let sorted = along(.identity(3), .diagonal([3, -1, 2]) as Matrix<Double>)
    #expect(sorted.map(\.midpoint) == [-1, 2, 3] && sorted.allSatisfy { $0.radius == 0 })
  }

  @Test("Repeated and clustered eigenvalues are known to the last bits, and a matrix without rows has none")
  func clusters() throws {
    for gap in [0, 0x1p-40] {
      // Eigenvalues 1 + gap/2 ± √(gap²/4 + ¼) of [[1, ½], [½, 1 + gap]].
      let found = BallMatrix(Matrix<Double>([[1, 0.5], [0.5, 1 + gap]]), precision: 128)
        .hermitianEigenvalues()
      let root = (0.25 * Ball(gap, precision: 256).power(2) + 0.25).squareRoot
      for (ball, exact) in zip(found, [-root, root].map { $0 + (1 + 0.5 * gap) }) {
        let off = ball - exact
        #expect(off.lower <= 0 && off.upper >= 0 && off.upper - off.lower < 0x1p-110)
      }
    }
    #expect(BallMatrix(Matrix<Double>(rows: 0, columns: 0), precision: 64).hermitianEigenvalues().isEmpty)
  }

  @Test("Singular values of wide, tall and square matrices are as many as the smaller side has")
  func singularValues() {
    for (rows, columns) in [(2, 3), (3, 2), (2, 2)] {
      let matrix = Matrix<Double>.diagonal([1, 4], rows: rows, columns: columns)
      let found = BallMatrix(matrix, precision: 128).singularValues()
      #expect(
        found.count == 2 && isClose(found[0].midpoint, 4, 1e-15) && isClose(found[1].midpoint, 1, 1e-15))
      #expect(found.allSatisfy { $0.radius < 1e-30 })
    }
  }

  @Test("Results keep the bits of the more precise operand")
  func precision() {
    let (low, high) = (Ball(1, precision: 64), Ball(3, precision: 256))
    for quotient in [low / high, Ball(1, precision: 256) / Ball(3, precision: 64)] {
      #expect(quotient.precision == 256 && (3 * quotient - 1).upper < 0x1p-250)
    }
    #expect(Ball(from: low, to: high).precision == 256 && Ball(from: high, to: low).precision == 256)
    let third = Ball(from: 1 / high, to: 1 / high)
    #expect((3 * third - 1).upper < 0x1p-250)
  }

  @Test("P(|T| > t) is that of Cauchy's distribution at one degree of freedom, and 1/√3 of P at √2 at two")
  func tail() {
    for (t, exact) in [(1.0, 0.5), (0, 1), (-1, 0.5)] {
      let found = StudentDistribution.tail(beyond: Ball(t, precision: 128), freedom: 1)
      #expect(abs(found.midpoint - exact) < 1e-30 && found.radius < 1e-30)
    }
    // With two degrees of freedom 1 − t/√(2 + t²).
    let two = StudentDistribution.tail(beyond: Ball(2, precision: 128), freedom: 2)
    #expect(abs(two.midpoint - (1 - 2 / 6.0.squareRoot())) < 1e-15)
  }

  @Test("A quantile is the least double beyond which there is no more than what may be missing")
  func quantile() {
    for (missing, freedom) in [(0.05, 3), (0.9, 1), (0.3, 2), (1e-6, 1), (0.01, 30)] {
      let t = StudentDistribution.quantile(missing: missing, freedom: freedom)
      let bound = Ball(missing, precision: 256)
      func tail(_ t: Double) -> Ball {
        StudentDistribution.tail(beyond: Ball(t, precision: 256), freedom: freedom)
      }
      #expect(
        (tail(t) <= bound) == true && (tail(t.nextDown) > bound) == true, "\(missing), \(freedom): \(t)")
    }
    // tan(π/20) at P = 0.9.
    #expect(isClose(StudentDistribution.quantile(missing: 0.9, freedom: 1), 0.15838444032453629, 1e-15))
  }
}
