import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing
import _TestSupport

/// The bounds of `DoubleEnclosures`, in plain doubles: errors of results by the errors of what they are made from.
private struct Bounds<S: Scalar> {
  /// A computed matrix, and how far it may be from the exact one.
  typealias Known = (matrix: Matrix<S>, error: Double)

  /// γ_K with K = k, or 4k + 8 over the complex numbers.
  static func γ(_ k: Int) -> Double { Double(S.isComplex ? 4 * k + 8 : k) * 0x1p-53 }
  static func exact(_ matrix: Matrix<S>) -> Known { (matrix, 0) }
  static func norm(_ a: Matrix<S>) -> Double { a.frobeniusNorm }

  static func product(_ a: Known, _ b: Known, inner: Int, _ matrix: Matrix<S>) -> Known {
    let (x, y) = (norm(a.matrix), norm(b.matrix))
    return (matrix, γ(inner) * x * y + a.error * y + x * b.error)
  }
  static func times(_ a: Known, _ b: Known) -> Known {
    product(a, b, inner: a.matrix.columns, .product(a.matrix, .none, b.matrix, .none))
  }
  /// AᴴB.
  static func adjoint(_ a: Known, times b: Known) -> Known {
    product(a, b, inner: a.matrix.rows, .product(a.matrix, .conjugateTranspose, b.matrix, .none))
  }
  /// ABᴴ.
  static func times(_ a: Known, adjoint b: Known) -> Known {
    product(a, b, inner: a.matrix.columns, .product(a.matrix, .none, b.matrix, .conjugateTranspose))
  }
  static func difference(_ a: Known, _ b: Known) -> Known {
    let rest = a.matrix - b.matrix
    return (rest, a.error + b.error + γ(1) * norm(rest))
  }
  /// How far a matrix is from 0 at most.
  static func size(_ a: Known) -> Double { norm(a.matrix) + a.error }
  /// ‖QᴴQ − I‖_F.
  static func defect(_ q: Known) -> Double {
    size(difference(adjoint(q, times: q), exact(.identity(q.matrix.columns))))
  }
  /// Of ‖A‖_F as it is computed.
  static func normError(_ a: Known) -> Double {
    norm(a.matrix) * γ(2 * a.matrix.rows * a.matrix.columns + 4) + a.error
  }

  /// The radii of the singular values of A.
  static func singularValues(_ a: Known) throws -> [Double] {
    let svd = try a.matrix.svd()
    let (u, v) = (exact(svd.u), exact(svd.v))
    let form = times(adjoint(u, times: a), v)
    let error = size(difference(form, exact(.diagonal(svd.values))))
    // A root of 1 ± δ for each side; what a longer side has outside its vectors.
    let factor = 0.5 * defect(u) + 0.5 * defect(v)
    var outside = 0.0
    if a.matrix.rows > a.matrix.columns {
      outside = size(difference(a, times(u, adjoint(u, times: a))))
    } else if a.matrix.rows < a.matrix.columns {
      outside = size(difference(a, times(times(a, v), adjoint: v)))
    }
    return svd.values.map { error + $0 * factor + outside }
  }

  /// The radii of the eigenvalues of a Hermitian A.
  static func eigenvalues(_ a: Matrix<S>) throws -> [Double] {
    let eigen = try a.hermitianEigen()
    let q = exact(eigen.vectors)
    let error = size(difference(times(adjoint(q, times: exact(a)), q), exact(.diagonal(eigen.values))))
    return eigen.values.map { error + abs($0) * defect(q) }
  }
}

@Suite("The radii of numbers that are enclosed in doubles")
struct DoubleEnclosureTests {
  /// Half the width, which the rounding of the middle to a double is no part of. Radii have 30 bits.
  private func radius(_ ball: Ball) -> Double {
    let off = ball - ball.midpoint
    return 0.5 * (off.upper - off.lower)
  }

  private func quantities<S: Scalar>(_ layers: [Matrix<S>], _ target: Matrix<S>) throws -> StartQuantities<S>
  {
    let network = try DeepLinearNetwork(layers: layers)
    let setting = Setting(widths: network.widths, isComplex: S.isComplex, dynamics: .flow)
    return StartExaminer(network, target: target, setting: setting, arithmetic: .doubles).quantities()
  }

  private func check<S: Scalar>(_ widths: [Int], _ seed: UInt64, over field: S.Type) throws {
    typealias B = Bounds<S>
    var draw = Draw(seed)
    let layers: [Matrix<S>] = (1..<widths.count).map { draw.matrix(widths[$0], widths[$0 - 1]) }
    let target: Matrix<S> = draw.matrix(widths[widths.count - 1], widths[0])
    let found = try quantities(layers, target)
    let what = "\(widths), \(S.self)"
    func expect(_ ball: Ball, _ expected: Double, _ name: String) {
      #expect(isClose(radius(ball), expected, 1e-4), "\(name), \(what): \(radius(ball)), \(expected)")
    }
    let known = layers.map(B.exact)
    let product = known.dropFirst().reduce(known[0]) { B.times($1, $0) }
    expect(found.targetNorm, B.normError(B.exact(target)), "‖Φ‖")
    expect(found.residualNorm, B.normError(B.difference(product, B.exact(target))), "‖R‖")
    for (j, ball) in found.imbalances.enumerated() {
      let error = B.difference(
        B.times(known[j], adjoint: known[j]), B.adjoint(known[j + 1], times: known[j + 1]))
      expect(ball, B.normError(error), "Δ_\(j + 1)")
    }
    for (balls, matrix) in [
      (found.targetSingularValues, B.exact(target)), (found.productSingularValues, product),
      (found.layerSingularValues[0], known[0]),
    ] {
      let radii = try B.singularValues(matrix)
      #expect(balls.count == radii.count)
      // Radii of the size of a value come with an end at 0.
      for (ball, expected) in zip(balls, radii) where expected < 0.5 * ball.midpoint {
        expect(ball, expected, "σ")
      }
    }
    guard widths[0] == widths[widths.count - 1] else { return }
    let hermitian = target + target.adjoint
    let eigenvalues = try quantities(layers, hermitian).targetEigenvalues
    for (ball, expected) in zip(eigenvalues, try B.eigenvalues(hermitian)) { expect(ball, expected, "λ") }
  }

  @Test("Radii are the bounds in the comments, for tall, wide and square matrices and over both fields")
  func radii() throws {
    for (seed, widths) in [[3, 3], [2, 5], [5, 2], [3, 4, 2], [2, 4, 3], [3, 2, 5, 3], [1, 1]].enumerated() {
      try check(widths, UInt64(seed), over: Double.self)
      try check(widths, UInt64(seed), over: Complex<Double>.self)
    }
  }

  @Test("Products and squares that underflow are allowed what they lose, in units of 2⁻¹⁰⁷⁴")
  func underflow() throws {
    let least = Double.leastNonzeroMagnitude
    // W_2 W_1 of a 2 × 3 and a 3 × 4 matrix is 0 in doubles: 4·3 products of each of 2·4 entries.
    func entries(_ value: Double) -> [Matrix<Double>] {
      [Matrix(rows: 3, columns: 4) { _, _ in value }, Matrix(rows: 2, columns: 3) { _, _ in value }]
    }
    let found = try quantities(entries(1e-170), Matrix(rows: 2, columns: 4))
    #expect(found.residualNorm.upper >= 96 * least && found.residualNorm.upper <= 98 * least)
    // Of a norm: 2 roundings.
    let single = try quantities([Matrix([[1]])], Matrix([[2000 * least]]))
    let norm = single.targetNorm
    #expect(norm.upper >= 2002 * least && norm.upper <= 2003 * least)
    #expect(norm.lower <= 1998 * least && norm.lower >= 1997 * least)
    #expect(try quantities([Matrix([[1.0]])], Matrix([[0]])).targetNorm.upper == 0)
    // At 2⁻¹⁰²² both parts count: γ_6 of it is 3 units.
    let smallest = try quantities([Matrix([[1]])], Matrix([[0x1p-1022]])).targetNorm
    #expect(smallest.upper >= 0x1p-1022 + 5 * least && smallest.upper <= 0x1p-1022 + 6 * least)
    // Entries of 2⁻⁵¹¹: γ_3 ‖W_2‖ ‖W_1‖ beside 96 units, γ_1 ‖R‖, then γ_20 of the norm and 2 units; all norms are √72·2⁻¹⁰²².
    let both = try quantities(
      entries(0x1p-511), Matrix(rows: 2, columns: 4)
    ).residualNorm
    let units = 96 + 2 + (1.5 + 0.5 + 10) * 72.0.squareRoot()
    #expect(radius(both) >= (units - 1) * least && radius(both) <= (units + 2) * least)
  }

  @Test("What LAPACK cannot decompose is not enclosed, with as many numbers as there are")
  func infinite() throws {
    let huge = try quantities(
      [.identity(3, scale: 1e200), .identity(3, scale: 1e200)], Matrix<Double>.identity(3))
    #expect(huge.productSingularValues.count == 3)
    #expect(huge.productSingularValues.allSatisfy { !$0.isFinite })
    let wide: Matrix<Double> = .diagonal([1e200, 1e200], rows: 2, columns: 3)
    let outer = try quantities([wide, .identity(2, scale: 1e200)], wide)
    #expect(outer.productSingularValues.count == 2)
    let infinite = Matrix<Double>([[.infinity, 0], [0, 1]])
    let unknown = try quantities([.identity(2)], infinite).targetEigenvalues
    #expect(unknown.count == 2 && unknown.allSatisfy { !$0.isFinite })
  }
}
