import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("The numbers of a start, by hand")
struct StartQuantityTests {
  private func quantities<S: Scalar>(_ layers: [Matrix<S>], _ target: Matrix<S>) throws -> StartQuantities<S>
  {
    let network = try DeepLinearNetwork(layers: layers)
    let setting = Setting(widths: network.widths, isComplex: S.isComplex, dynamics: .flow)
    return StartExaminer(network, target: target, setting: setting).quantities()
  }

  @Test("Imbalance, its rounding and the loss are those of the definitions")
  func balance() throws {
    let found = try quantities(
      [.diagonal([2, 1], rows: 3, columns: 2), .diagonal([1, 2], rows: 2, columns: 3), .diagonal([1, 4])],
      Matrix<Double>.diagonal([5, 4]))
    // Δ_1 = diag(3, −3, 0); Δ_2 = diag(0, −12); W_{1:3} = diag(2, 8).
    #expect(found.imbalances.count == 2 && isClose(found.imbalances[0].midpoint, 18.0.squareRoot(), 1e-15))
    #expect(found.imbalances[1].midpoint == 12 && found.imbalance.midpoint == 12)
    #expect(found.residualNorm.midpoint == 5 && found.loss.midpoint == 12.5)
    #expect(found.smallestTargetValue.midpoint == 4 && found.deficiencyMargin.midpoint == -1)
    // The largest ‖W_j‖² is 17, the largest width 3.
    #expect(isClose(found.balanceRounding.midpoint, 64 * 3 * 0x1p-53 * 17, 1e-15))
    let single = try quantities([Matrix([[2.0]])], Matrix([[1]]))
    #expect(single.imbalances.isEmpty && single.imbalance.midpoint == 0 && single.imbalance.radius == 0)
    #expect(single.balanceRounding.midpoint == 64 * 0x1p-53 * 4)
    let small = try quantities([Matrix([[0.25]]), Matrix([[0.5]])], Matrix<Double>([[1]]))
    #expect(small.balanceRounding.midpoint == 64 * 0x1p-53 * 0.25)
  }

  @Test("What a setting does not say is the plain problem, solved at the default tolerance")
  func setting() {
    let plain = Setting(widths: [2, 2], isComplex: false, dynamics: .flow)
    #expect(plain.hasSquareLoss && plain.regularization == 0 && plain.distribution == .other)
    #expect(plain.conditionedSign == 0 && plain.lossBelow == nil && plain.flowTolerance == 1e-10)
  }

  @Test("The determinant of square real layers has a sign unless it is 0")
  func determinant() throws {
    func sign(_ a: Double) throws -> Int? {
      try quantities([.diagonal([a, 2]), .identity(2)], Matrix<Double>.identity(2)).determinantSign
    }
    #expect(try sign(3) == 1 && sign(-3) == -1 && sign(0) == nil)
    let zero = try quantities([.diagonal([0, 2])], Matrix<Double>.identity(2)).determinant
    #expect(zero.midpoint == 0 && zero.radius == 0)
    #expect(
      try quantities([.diagonal([-3, 2]), .diagonal([5, 1])], Matrix<Double>.identity(2)).determinant.midpoint
        == -30)
    let complex = try quantities([.identity(2)], Matrix<Complex<Double>>.identity(2))
    #expect(!complex.determinant.isFinite && complex.determinantSign == nil)
    let wide = try quantities(
      [.diagonal([1, 1], rows: 3, columns: 2), .diagonal([1, 1], rows: 2, columns: 3)],
      Matrix<Double>.identity(2))
    #expect(!wide.determinant.isFinite)
  }

  @Test("A target is a multiple of the identity to the last bit, or none; the multiple is positive")
  func identity() throws {
    func scale(_ target: Matrix<Double>) throws -> Double? {
      let layer = Matrix<Double>.diagonal(
        Array(repeating: 1, count: min(target.rows, target.columns)), rows: target.rows,
        columns: target.columns)
      return try quantities([layer], target).identityScale
    }
    #expect(try scale(.identity(2, scale: 3)) == 3 && scale(Matrix([[0.5]])) == 0.5)
    for target: Matrix<Double> in [
      .identity(2, scale: 0), .identity(2, scale: -1), .diagonal([1, (1.0).nextUp]),
      .diagonal([(1.0).nextUp, 1]),
      .diagonal([2, 2], rows: 2, columns: 3), .diagonal([2, 2], rows: 3, columns: 2),
      Matrix([[1, 0.5], [0, 1]]),
    ] {
      #expect(try scale(target) == nil, "\(target)")
    }
  }
}
