import DataSets
import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

@Suite("Reduction of data to a matrix problem")
struct ReductionTests {
  /// d × m data with singular values that fall geometrically to 1/`condition`, around means far from 0.
  private func table(
    _ draw: inout Draw, rows m: Int, features d: Int, condition: Double
  ) throws -> Matrix<Double> {
    let gaussian: Matrix<Double> = draw.matrix(m, d)
    let means = (0..<d).map { j in (0..<m).reduce(0.0) { $0 + gaussian[$1, j] } / Double(m) }
    let q = try Matrix(rows: m, columns: d) { gaussian[$0, $1] - means[$1] }.qr().q
    let rotation: Matrix<Double> = try .haar(d, stream: RandomStream(seed: 3, purpose: .target))
    let values = (0..<d).map { Double.exp(-Double.log(condition) * Double($0) / Double(max(1, d - 1))) }
    let centred = q * .diagonal(values) * rotation
    return Matrix(rows: d, columns: m) { centred[$1, $0] + 0.01 * Double($0 + 1) }
  }

  private func names(_ x: Matrix<Double>) -> [String] { (0..<x.rows).map { "f\($0 + 1)" } }

  private func covariance(_ x: Matrix<Double>) -> Matrix<Double> {
    (1 / Double(x.columns)) * Matrix.product(x, .none, x, .conjugateTranspose)
  }

  /// (1/2m) ‖W X − Y‖_F².
  private func dataLoss(_ w: Matrix<Double>, _ x: Matrix<Double>, _ y: Matrix<Double>) -> Double {
    (w * x - y).withView { $0.squaredNorm } / (2 * Double(x.columns))
  }

  @Test(
    "Whitened instances have mean 0 and covariance I to 1e-10 at a condition number of 10⁸, where the covariance's route misses it"
  )
  func identity() throws {
    for seed in TestSeed.cases(3) {
      var draw = Draw(seed)
      let x = try table(&draw, rows: 400, features: 12, condition: 1e8)
      let problem = try MatrixProblem(
        x: x, y: draw.matrix(1, 400), featureNames: names(x), options: .init(whitens: true))
      guard case .whitened(let whitening) = problem.form else { Issue.record("not whitened"); return }
      let instances = try whitening.instances(of: x)
      #expect((covariance(instances) - .identity(12)).frobeniusNorm <= 1e-10, "seed \(seed)")
      let means = instances * Matrix<Double>(rows: 400, columns: 1) { _, _ in 1.0 / 400 }
      #expect(means.frobeniusNorm <= 1e-7, "seed \(seed)")
      let condition = try #require(problem.conditionNumber)
      #expect(abs(condition / 1e8 - 1) <= 1e-6, "seed \(seed): \(condition)")

      // From the covariance Λ = V λ Vᵀ the map λ^{−1/2} Vᵀ loses the small directions.
      let centred = Matrix<Double>(rows: 12, columns: 400) { x[$0, $1] - whitening.means[$0] }
      let eigen = try covariance(centred).hermitianEigen()
      let map = Matrix<Double>(rows: 12, columns: 12) { i, j in
        eigen.vectors[j, i] / max(eigen.values[i], 1e-300).squareRoot()
      }
      #expect((covariance(map * centred) - .identity(12)).frobeniusNorm > 1e-3, "seed \(seed)")
    }
  }

  @Test("The loss of the matrix problem plus c is the data's loss at random W, whitened or not")
  func losses() throws {
    for seed in TestSeed.cases(10) {
      var draw = Draw(seed)
      let (m, d, l) = (draw.integer(30...2500), draw.integer(1...9), draw.integer(1...4))
      let x = try table(&draw, rows: m, features: d, condition: 50)
      let y: Matrix<Double> = draw.matrix(l, m, deviation: 3)
      for (whitens, normalizes, centres) in [
        (true, true, false), (true, false, true), (false, true, false), (false, false, true),
      ] {
        let problem = try MatrixProblem(
          x: x, y: y, featureNames: names(x),
          options: .init(whitens: whitens, normalizesLabels: normalizes, centresLabels: centres))
        let means = (0..<l).map { i in centres ? (0..<m).reduce(0.0) { $0 + y[i, $1] } / Double(m) : 0 }
        let labels = Matrix<Double>(rows: l, columns: m) { problem.labelScale * (y[$0, $1] - means[$0]) }
        let w: Matrix<Double> = draw.matrix(l, d)
        let (loss, instances): (any Loss<Double>, Matrix<Double>)
        switch problem.form {
        case .whitened(let whitening):
          (loss, instances) = (SquareLoss(target: problem.target), try whitening.instances(of: x))
        case .quadratic(let covariance, let minimizer):
          (loss, instances) = (QuadraticLoss(covariance: covariance, minimizer: minimizer), x)
        }
        let (ours, data) = (loss.evaluate(at: w).loss + problem.optimalLoss, dataLoss(w, instances, labels))
        #expect(abs(ours - data) <= 1e-10 * data, "seed \(seed): \(ours) \(data)")
        #expect(
          abs(dataLoss(loss.target, instances, labels) - problem.optimalLoss) <= 1e-10
            * max(1, problem.optimalLoss), "seed \(seed)")
      }
    }
  }

  @Test(
    "Without whitening the minimizer has the least loss at a condition number of 10⁹, where their covariance has no minimum"
  )
  func illConditioned() throws {
    var draw = Draw(5)
    let x = try table(&draw, rows: 300, features: 8, condition: 1e9)
    let noise: Matrix<Double> = draw.matrix(1, 300, deviation: 1e-3)
    let y = draw.matrix(1, 8) * x + noise
    let problem = try MatrixProblem(x: x, y: y, featureNames: names(x))
    guard case .quadratic(let covariance, let minimizer) = problem.form else {
      Issue.record("whitened")
      return
    }
    #expect(problem.rank == 8)
    #expect(abs(dataLoss(minimizer, x, y) / problem.optimalLoss - 1) <= 1e-6)
    // The covariance, of condition number 10¹⁸, has lost directions that Λ_yx has.
    #expect(throws: LossError.self) {
      try QuadraticLoss(covariance: covariance, crossCovariance: problem.target)
    }
  }

  @Test(
    "Labels that features explain exactly have c = 0 to rounding, and no W of whitened data has a smaller loss than c"
  )
  func optimum() throws {
    var draw = Draw(7)
    let x = try table(&draw, rows: 200, features: 5, condition: 10)
    let w: Matrix<Double> = draw.matrix(2, 5)
    let centred = Matrix<Double>(rows: 5, columns: 200) { i, j in
      x[i, j] - (0..<200).reduce(0.0) { $0 + x[i, $1] } / 200
    }
    let exact = w * centred
    let options = MatrixProblem.Options(whitens: true)
    let perfect = try MatrixProblem(x: x, y: exact, featureNames: names(x), options: options)
    #expect(perfect.optimalLoss <= 1e-28)
    // A mean of the labels cannot be explained by instances of mean 0: it adds half its square.
    let shifted = exact.map { $0 + 3 }
    let raised = try MatrixProblem(x: x, y: shifted, featureNames: names(x), options: options)
    #expect(abs(raised.optimalLoss - 9) <= 1e-12)
    let centring = MatrixProblem.Options(whitens: true, centresLabels: true)
    #expect(
      try MatrixProblem(x: x, y: shifted, featureNames: names(x), options: centring).optimalLoss <= 1e-26)
  }

  @Test("Dropped directions change neither the loss nor c: the problem has rank(X) columns")
  func pseudoInverse() throws {
    var draw = Draw(11)
    let basis = try table(&draw, rows: 90, features: 4, condition: 20)
    // Feature 5 is the sum of two others, feature 6 is constant.
    let x = Matrix<Double>(rows: 6, columns: 90) { i, j in
      i < 4 ? basis[i, j] : i == 4 ? basis[0, j] + basis[1, j] : 0.1
    }
    let y: Matrix<Double> = draw.matrix(2, 90)
    let problem = try MatrixProblem(
      x: x, y: y, featureNames: names(x), options: .init(whitens: true, dropsConstantDirections: true))
    let plain = try MatrixProblem(x: basis, y: y, featureNames: names(basis), options: .init(whitens: true))
    #expect(problem.rank == 4 && problem.target.columns == 4 && problem.singularValues.count == 6)
    #expect(abs(problem.optimalLoss - plain.optimalLoss) <= 1e-12)
    #expect(abs(problem.target.frobeniusNorm - plain.target.frobeniusNorm) <= 1e-12)
    guard case .whitened(let whitening) = problem.form else { Issue.record("not whitened"); return }
    #expect((covariance(try whitening.instances(of: x)) - .identity(4)).frobeniusNorm <= 1e-12)

    let wide: Matrix<Double> = draw.matrix(9, 5)
    let few = try MatrixProblem(
      x: wide, y: draw.matrix(1, 5), featureNames: names(wide),
      options: .init(whitens: true, dropsConstantDirections: true))
    #expect(few.rank == 4 && few.target.columns == 4)
  }

  @Test("The directions fall in variance, and the largest entry of each is positive")
  func directions() throws {
    for seed in TestSeed.cases(5) {
      var draw = Draw(seed)
      let x = try table(&draw, rows: 60, features: 7, condition: 100)
      let problem = try MatrixProblem(
        x: x, y: draw.matrix(1, 60), featureNames: names(x), options: .init(whitens: true))
      guard case .whitened(let whitening) = problem.form else { Issue.record("not whitened"); return }
      #expect(whitening.values == whitening.values.sorted(by: >))
      for k in 0..<7 {
        let column = (0..<7).map { whitening.directions[$0, k] }
        #expect(column.max { abs($0) < abs($1) }! > 0, "seed \(seed)")
      }
    }
  }

  @Test("Data that cannot be whitened or normalized are refused with the columns, the rows or the ranks")
  func refusals() throws {
    var draw = Draw(13)
    let (y, whiten) = (draw.matrix(1, 20) as Matrix<Double>, MatrixProblem.Options(whitens: true))
    func refusal(_ x: Matrix<Double>, _ y: Matrix<Double>, _ options: MatrixProblem.Options)
      -> ReductionError?
    {
      #expect(throws: ReductionError.self) {
        try MatrixProblem(x: x, y: y, featureNames: names(x), options: options)
      }
    }
    let sound: Matrix<Double> = draw.matrix(3, 20)
    let constant = Matrix<Double>(rows: 3, columns: 20) { $0 == 1 ? 0.1 : sound[$0, $1] }
    #expect(refusal(constant, y, whiten) == .constant(["f2"]))
    let dependent = Matrix<Double>(rows: 4, columns: 20) {
      $0 < 3 ? sound[$0, $1] : 2 * sound[0, $1] - sound[2, $1]
    }
    #expect(refusal(dependent, y, whiten) == .dependent(rank: 3, features: 4))
    let wide: Matrix<Double> = draw.matrix(3, 3)
    #expect(refusal(wide, draw.matrix(1, 3), whiten) == .tooFewRows(3, features: 3))
    let flat = Matrix<Double>(rows: 2, columns: 20) { i, _ in Double(i) }
    #expect(refusal(flat, y, .init(whitens: true, dropsConstantDirections: true)) == .nothingVaries)
    let fives = Matrix<Double>(rows: 1, columns: 20) { _, _ in 5 }
    #expect(refusal(sound, fives, .init(whitens: true, normalizesLabels: true)) == .uncorrelated)
    #expect(refusal(sound, fives, .init(normalizesLabels: true, centresLabels: true)) == .uncorrelated)
    #expect(refusal(sound.map { $0 * 1e200 }, y, whiten) == .overflow)
    #expect(refusal(Matrix(rows: 2, columns: 0), Matrix(rows: 1, columns: 0), whiten) == .empty)
    #expect(throws: LinearAlgebraError.self) {
      try MatrixProblem(x: sound.map { $0 / 0 }, y: y, featureNames: names(sound), options: whiten)
    }
  }
}
