import DeepLinear
import Foundation
import LinearAlgebra
import Testing
import _TestSupport

/// A trajectory that Oracles/trajectories.py made with NumPy.
private struct Trajectory: Decodable {
  let widths: [Int]
  let complex: Bool
  let kind: String
  let penalty: Double
  let step: Double
  let start: [[Double]]
  let target: [Double]
  let mask: [Double]
  let covariance: [Double]
  let steps: [Int]
  let losses: [Double]
  let penalties: [Double]
  let end: [[Double]]

  /// A matrix from numbers row by row, complex ones in pairs.
  func matrix<S: Scalar>(_ values: [Double], _ rows: Int, _ columns: Int) -> Matrix<S> {
    Matrix(rows: rows, columns: columns) { i, j in
      let e = i * columns + j
      return S.isComplex ? S(real: values[2 * e], imaginary: values[2 * e + 1]) : S(real: values[e])
    }
  }

  func layers<S: Scalar>(_ values: [[Double]]) -> [Matrix<S>] {
    values.indices.map { matrix(values[$0], widths[$0 + 1], widths[$0]) }
  }

  func loss<S: Scalar>() throws -> any Loss<S> {
    let (rows, columns) = (widths[widths.count - 1], widths[0])
    let target: Matrix<S> = matrix(target, rows, columns)
    switch kind {
    case "masked":
      return try MaskedLoss(
        target: target, mask: Matrix(rows: rows, columns: columns) { mask[$0 * columns + $1] })
    case "quadratic":
      return try QuadraticLoss(covariance: matrix(covariance, columns, columns), crossCovariance: target)
    default: return SquareLoss(target: target)
    }
  }
}

@Suite struct TrajectoryTests {
  private func check<S: Scalar>(_ trajectory: Trajectory, _ name: String, over field: S.Type) throws {
    let run = try GradientDescent(stepSize: trajectory.step).train(
      DeepLinearNetwork(layers: trajectory.layers(trajectory.start) as [Matrix<S>]),
      on: Objective(trajectory.loss(), penalty: BalancePenalty(strength: trajectory.penalty)),
      until: .steps(trajectory.steps.last ?? 0), observing: [.loss, .penalty],
      every: .at(trajectory.steps.map(Double.init)))
    #expect(run.steps == trajectory.steps, "\(name)")
    // A loss above its optimum is a difference of numbers of the first loss' size; so is its error.
    for (name, values, expected) in [
      ("loss", run["loss"], trajectory.losses), ("penalty", run["penalty"], trajectory.penalties),
    ] {
      let scale = expected.map { abs($0) }.max() ?? 0
      for (x, y) in zip(try #require(values), expected) {
        #expect(abs(x - y) <= Tolerance.trajectory * scale, "\(name)")
      }
    }
    for (w, expected) in zip(run.finalNetwork.layers, trajectory.layers(trajectory.end) as [Matrix<S>]) {
      #expect(w.distance(to: expected) <= Tolerance.trajectory * expected.frobeniusNorm, "\(name)")
    }
  }

  @Test(
    "Whole trajectories agree with NumPy to 1e-11 after 2,000 steps: three losses, penalty or none, both fields"
  )
  func numpy() throws {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/trajectories", withExtension: "json"))
    let trajectories = try JSONDecoder().decode([Trajectory].self, from: Data(contentsOf: url))
    #expect(trajectories.count == 16)
    for (i, t) in trajectories.enumerated() {
      let name = "case \(i): \(t.kind), widths \(t.widths)"
      if t.complex {
        try check(t, name, over: Complex<Double>.self)
      } else {
        try check(t, name, over: Double.self)
      }
    }
  }
}
