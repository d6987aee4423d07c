import DataSets
import Foundation
import LinearAlgebra
import Testing

/// A table by Oracles/whitening.py, whitened by NumPy.
private struct Fixture: Decodable {
  let x, y, whitened, target, covariance, cross_covariance, minimizer: [[String]]
  let singular_values: [String]
  let centres_labels: Bool
  let label_scale, optimal_loss, raw_optimal_loss: String
}

@Suite("Whitening against NumPy")
struct WhiteningFixtureTests {
  private func fixtures() throws -> [Fixture] {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/whitening", withExtension: "json"))
    return try JSONDecoder().decode([Fixture].self, from: Data(contentsOf: url))
  }

  private func number(_ text: String) throws -> Double { try #require(Double(text)) }

  private func matrix(_ rows: [[String]]) throws -> Matrix<Double> {
    Matrix(try rows.map { try $0.map(number) })
  }

  /// The sign that a row of NumPy's must be multiplied with: vectors of a pair are determined up to that.
  private func sign(_ a: Matrix<Double>, _ b: Matrix<Double>, row k: Int) -> Double {
    (0..<a.columns).reduce(0.0) { $0 + a[k, $1] * b[k, $1] } < 0 ? -1 : 1
  }

  @Test(
    "Whitened instances, singular values, Φ, the labels' scale and the optimum are NumPy's to 1e-10, up to signs of rows"
  )
  func whitened() throws {
    for fixture in try fixtures() {
      let (x, y) = (try matrix(fixture.x).adjoint, try matrix(fixture.y).adjoint)
      let problem = try MatrixProblem(
        x: x, y: y, featureNames: (0..<x.rows).map { "f\($0)" },
        options: .init(whitens: true, normalizesLabels: true, centresLabels: fixture.centres_labels))
      guard case .whitened(let whitening) = problem.form else { Issue.record("not whitened"); continue }
      let (instances, numpy) = (try whitening.instances(of: x), try matrix(fixture.whitened))
      let target = try matrix(fixture.target)
      let mapped = whitening.coordinates(of: x)
      for k in 0..<x.rows {
        let sign = sign(instances, numpy, row: k)
        for i in 0..<x.columns {
          #expect(abs(instances[k, i] - sign * numpy[k, i]) <= 1e-10)
          #expect(abs(mapped[k, i] - sign * numpy[k, i]) <= 1e-10)
        }
        for i in 0..<y.rows { #expect(abs(problem.target[i, k] - sign * target[i, k]) <= 1e-10) }
        let value = try number(fixture.singular_values[k])
        #expect(
          abs(whitening.values[k] - value) <= 1e-10 * value
            && problem.singularValues[k] == whitening.values[k])
      }
      #expect(abs(problem.labelScale - (try number(fixture.label_scale))) <= 1e-10 * problem.labelScale)
      #expect(abs(problem.optimalLoss - (try number(fixture.optimal_loss))) <= 1e-10)
      #expect(abs(problem.target.frobeniusNorm - 1) <= 1e-14)
    }
  }

  @Test("Without whitening, covariances, the minimizer and the optimum are NumPy's to 1e-10")
  func quadratic() throws {
    for fixture in try fixtures() {
      let (x, y) = (try matrix(fixture.x).adjoint, try matrix(fixture.y).adjoint)
      let problem = try MatrixProblem(
        x: x, y: y, featureNames: (0..<x.rows).map { "f\($0)" },
        options: .init(centresLabels: fixture.centres_labels))
      guard case .quadratic(let covariance, let minimizer) = problem.form else {
        Issue.record("whitened"); continue
      }
      for (ours, numpy) in [
        (covariance, fixture.covariance), (problem.target, fixture.cross_covariance),
        (minimizer, fixture.minimizer),
      ] {
        let numpy = try matrix(numpy)
        #expect((ours - numpy).frobeniusNorm <= 1e-10 * max(1, numpy.frobeniusNorm))
      }
      #expect(
        abs(problem.optimalLoss - (try number(fixture.raw_optimal_loss))) <= 1e-10 && problem.labelScale == 1)
    }
  }
}
