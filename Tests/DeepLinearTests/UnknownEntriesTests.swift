import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

@Suite struct UnknownEntriesTests {
  /// A target of 3 × 4 and a mask that hides four entries, with `hidden` in their places.
  private func masked<S: Scalar>(hidden: (Int) -> S) throws -> MaskedLoss<S> {
    var draw = Draw(5)
    var target: Matrix<S> = draw.matrix(3, 4)
    let mask = Matrix<Double>(rows: 3, columns: 4) { i, j in (i + 2 * j) % 3 == 0 ? 0 : 1 }
    var count = 0
    for j in 0..<4 {
      for i in 0..<3 where mask[i, j] == 0 {
        target[i, j] = hidden(count)
        count += 1
      }
    }
    #expect(count == 4)
    return try MaskedLoss(target: target, mask: mask)
  }

  private static let compared = [
    "residual-norm", "deficiency-margin", "left-alignment", "right-alignment", "hermitian-singular-values",
    "skew-error", "balanced-skew-error", "polar-sum-singular-values",
  ]

  private func check<S: Scalar>(lockstep: Bool, over field: S.Type) throws {
    // NaN in one part is enough.
    let nan = S(real: .nan, imaginary: 1)
    let other = S.isComplex ? S(real: 1, imaginary: .nan) : nan
    func runs(_ loss: MaskedLoss<S>) throws -> [Run<S>] {
      var ensemble = Ensemble<S>(
        widths: [4, 4, 3], initialization: GaussianInitialization(deviation: 0.4),
        objective: loss + BalancePenalty(strength: 0.5), method: GradientDescent(stepSize: 0.02),
        until: .steps(100),
        observing: Observation(
          Observable.all, schedule: .every(10), stages: MethodReport.Stage.allCases, keepsWeights: true))
      ensemble.allowsKernels = lockstep
      if case .lockstep = ensemble.engine { #expect(lockstep) } else { #expect(!lockstep) }
      return try ensemble.runs(seeds: [1, 2, 3])
    }
    let unknown = try masked { $0 == 0 ? other : nan }
    let zero: MaskedLoss<S> = try masked { _ in .zero }
    #expect(!unknown.isTargetKnown && zero.isTargetKnown)
    #expect(unknown.heldOut == nil && zero.heldOut?.count == 4)
    #expect(unknown.target == zero.target)
    for (mine, theirs) in zip(try runs(unknown), try runs(zero)) {
      // What differs is what is not defined.
      let differences = Set(mine.differences(from: theirs))
      #expect(differences.subtracting(Self.compared + ["test-error"]).isEmpty, "\(differences)")
      for name in Self.compared + ["test-error"] {
        #expect(try #require(mine[name]).allSatisfy(\.isNaN), "\(name)")
      }
      #expect(try #require(theirs["residual-norm"]).allSatisfy(\.isFinite))
      #expect(try #require(theirs["test-error"]).allSatisfy(\.isFinite))
    }
  }

  @Test(
    "A hidden NaN is a hidden zero bit for bit, on both engines and in both fields; what compares with all of Φ is NaN"
  )
  func hiddenNaN() throws {
    for lockstep in [false, true] {
      try check(lockstep: lockstep, over: Double.self)
      try check(lockstep: lockstep, over: Complex<Double>.self)
    }
  }

  @Test("A NaN that the mask keeps is refused by its index, in one part of a complex entry too")
  func keptNaN() {
    let mask = Matrix<Double>([[1, 1], [0, 1]])
    let expected = LossError.unknownEntry(row: 0, column: 1)
    #expect(throws: expected) { try MaskedLoss(target: Matrix([[1, .nan], [.nan, 2]]), mask: mask) }
    let part = Complex<Double>(0, .nan)
    #expect(throws: expected) { try MaskedLoss(target: Matrix([[1, part], [part, 2]]), mask: mask) }
    #expect(expected.description.contains("[0, 1] (counted from 0), which is NaN; expected 0 there"))
  }

  @Test("The test error is the root mean square over the hidden entries that are known")
  func testError() throws {
    let target = Matrix<Double>([[1, 2, .nan], [3, 4, 5]])
    let mask = Matrix<Double>([[1, 0, 0], [0, 1, 1]])
    let w = Matrix<Double>([[9, 5, 7], [7, 9, 9]])
    // Hidden and known are 2 and 3, where W has 5 and 7.
    func error(_ loss: any Loss<Double>) throws -> Double {
      let run = try GradientDescent(stepSize: 0.1).train(
        DeepLinearNetwork(layers: [w]), on: Objective(loss), until: .steps(0), observing: [.testError])
      return try #require(run["test-error"]?.first)
    }
    #expect(
      abs(try error(MaskedLoss(target: target, mask: mask)) - (Double(9 + 16) / 2).squareRoot()) < 1e-15)
    #expect(try error(MaskedLoss(target: w, mask: w.map { _ in 1 })).isNaN)
  }

  @Test("Nuclear norm, its ratio to the Frobenius norm and the stable rank are those of the singular values")
  func norms() throws {
    func values<S: Scalar>(_ w: Matrix<S>) throws -> [Double] {
      let run = try GradientDescent(stepSize: 0.1).train(
        DeepLinearNetwork(layers: [w]), on: Objective(SquareLoss(target: w)), until: .steps(0),
        observing: [.nuclearNorm, .nuclearRatio, .stableRank])
      return try ["nuclear-norm", "nuclear-ratio", "stable-rank"].map { try #require(run[$0]?.first) }
    }
    #expect(
      zip(try values(Matrix<Double>.diagonal([3, -4])), [7, 1.4, 25.0 / 16]).allSatisfy {
        abs($0 - $1) < 1e-14
      })
    let rankOne = try values(Matrix<Complex<Double>>([[Complex(0, 3), Complex(4, 0)]]))
    #expect(zip(rankOne, [5, 1, 1]).allSatisfy { abs($0 - $1) < 1e-14 })
    // numpy.linalg.norm(a, 'nuc') and norm(a, 'fro') of a = np.arange(1, 7).reshape(2, 3) - 2.5.
    let a = Matrix<Double>([[-1.5, -0.5, 0.5], [1.5, 2.5, 3.5]])
    let expected = [6.180367178145572, 1.2749124034439694, 1.1234042658243728]
    #expect(zip(try values(a), expected).allSatisfy { abs($0 - $1) <= 1e-14 * $1 })
    let zero = try values(Matrix<Double>(rows: 2, columns: 2))
    #expect(zero[0] == 0 && zero[1].isNaN && zero[2].isNaN)
    // Squares of these overflow.
    let huge = try values(Matrix<Double>.diagonal([1e160, 1e160]))
    #expect(abs(huge[1] - Double(2).squareRoot()) < 1e-14 && abs(huge[2] - 2) < 1e-14)
  }
}
