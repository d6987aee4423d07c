import DataSets
import Foundation
import LinearAlgebra
import Testing
import _TestSupport

@Suite("Reduction of the published data sets", .enabled(if: RealData.isThere, "\(RealData.reason)"))
struct RealWhiteningTests {
  private func ethanol() throws -> DataTable {
    let file = try #require(PublishedDataSet.ethanol.files.first)
    let path = try DataDirectory(RealData.folder).verified(file, of: .ethanol)
    return try DelimitedText(labels: ["ppm"], ignored: ["batch"]).read(path)
  }

  private func covariance(_ x: Matrix<Double>) -> Matrix<Double> {
    (1 / Double(x.columns)) * Matrix.product(x, .none, x, .conjugateTranspose)
  }

  @Test(
    "Ethanol, of condition number 1.2·10⁷, is whitened to the identity to 1e-10, which its covariance misses")
  func identity() throws {
    let table = try ethanol()
    let problem = try MatrixProblem(table, .init(whitens: true, normalizesLabels: true))
    #expect(table.count == 2565 && problem.rank == 128)
    let condition = try #require(problem.conditionNumber)
    #expect(abs(condition / 1.2e7 - 1) < 0.05, "\(condition)")
    guard case .whitened(let whitening) = problem.form else {
      Issue.record("not whitened")
      return
    }
    let instances = try whitening.instances(of: table.features)
    #expect((covariance(instances) - .identity(128)).frobeniusNorm <= 1e-10)
    #expect((covariance(whitening.coordinates(of: table.features)) - .identity(128)).frobeniusNorm <= 1e-6)

    let centred = Matrix<Double>(rows: 128, columns: table.count) {
      table.features[$0, $1] - whitening.means[$0]
    }
    let eigen = try covariance(centred).hermitianEigen()
    let map = Matrix<Double>(rows: 128, columns: 128) { i, j in
      eigen.vectors[j, i] / max(eigen.values[i], 1e-300).squareRoot()
    }
    #expect((covariance(map * centred) - .identity(128)).frobeniusNorm > 1e-3)

    // Φ by the whitened instances themselves, and the loss at Φ is the least.
    let labels = problem.labelScale * table.labels
    let target = (1 / Double(table.count)) * Matrix.product(labels, .none, instances, .conjugateTranspose)
    #expect((target - problem.target).frobeniusNorm <= 1e-8)
    let residual =
      (problem.target * instances - labels).withView { $0.squaredNorm } / (2 * Double(table.count))
    #expect(abs(residual - problem.optimalLoss) <= 1e-10 * max(1, residual))
  }

  @Test(
    "MNIST is reduced in seconds beside its own memory: 717 pixels vary, and so many directions are kept as have variance"
  )
  func images() throws {
    let set = PublishedDataSet.mnist
    let paths = try set.files.prefix(2).map { try DataDirectory(RealData.folder).verified($0, of: set) }
    let table = try LabelledImages.read(images: paths[0], labels: paths[1]).table()
    #expect(table.constantFeatures.count == 67)
    #expect(throws: ReductionError.self) { try MatrixProblem(table, .init(whitens: true)) }
    let start = ContinuousClock().now
    let problem = try MatrixProblem(table, .init(whitens: true, dropsConstantDirections: true))
    print("MNIST: rank \(problem.rank), c = \(problem.optimalLoss), in \(ContinuousClock().now - start)")
    #expect(problem.rank > 700 && problem.rank <= 717 && problem.target.rows == 10)
    // Half the mean square of one-hot labels is ½; a linear map explains a part of that.
    #expect(problem.optimalLoss > 0 && problem.optimalLoss < 0.5)
  }
}
