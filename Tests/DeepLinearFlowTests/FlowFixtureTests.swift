import DeepLinear
import DeepLinearFlow
import Foundation
import Testing
import _TestSupport

/// A flow that Oracles/flows.py solved with SciPy.
private struct FlowFixture: Decodable {
  let widths: [Int]
  let complex: Bool
  let kind: String
  let penalty: Double
  let times: [Double]
  let start: [[Double]]
  let target: [Double]
  let mask: [Double]
  let covariance: [Double]
  let uncertainty: Double
  let weights: [[[Double]]]

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

  func objective<S: Scalar>() throws -> Objective<S> {
    let (rows, columns) = (widths[widths.count - 1], widths[0])
    let target: Matrix<S> = matrix(target, rows, columns)
    let loss: any Loss<S> =
      switch kind {
      case "masked":
        try MaskedLoss(
          target: target, mask: Matrix(rows: rows, columns: columns) { mask[$0 * columns + $1] })
      case "quadratic":
        try QuadraticLoss(covariance: matrix(covariance, columns, columns), crossCovariance: target)
      default: SquareLoss(target: target)
      }
    return Objective(loss, penalty: BalancePenalty(strength: penalty))
  }
}

@Suite struct FlowFixtureTests {
  private func check<S: Scalar>(
    _ fixture: FlowFixture, _ method: FlowAccuracy.Method, _ name: String, over field: S.Type
  ) throws {
    let start = try DeepLinearNetwork(layers: fixture.layers(fixture.start) as [Matrix<S>])
    let run = try GradientFlow(accuracy: FlowAccuracy(method: method)).run(
      start, on: fixture.objective(), until: .time(fixture.times.last ?? 0),
      observing: Observation(keepsWeights: true), at: .at(fixture.times))
    #expect(run.outcome.kind == .exhausted, "\(name)")
    #expect(run.times == [0] + fixture.times, "\(name)")
    for (network, expected) in zip(run.snapshotNetworks.dropFirst(), fixture.weights) {
      for (w, exact) in zip(network.layers, fixture.layers(expected) as [Matrix<S>]) {
        #expect(w.distance(to: exact) <= flowTolerance, "\(name)")
      }
    }
    if fixture.penalty == 0 { #expect(try #require(run.flow?.conservationDrift) <= 1e-9, "\(name)") }
    if fixture.penalty > 5e3, method == .automatic {
      #expect(run.flow?.stiffFrom != nil, "\(name) is seen to be stiff")
    }
  }

  @Test(
    "Flows agree with SciPy to 1e-8 at the default tolerances: 20 problems, three losses, both fields, stiff ones too",
    arguments: [FlowAccuracy.Method.automatic, .bdf])
  func scipy(method: FlowAccuracy.Method) throws {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/flows", withExtension: "json"))
    let fixtures = try JSONDecoder().decode([FlowFixture].self, from: Data(contentsOf: url))
    #expect(fixtures.count == 20)
    for (i, fixture) in fixtures.enumerated() {
      let name = "case \(i): \(fixture.kind), widths \(fixture.widths), a = \(fixture.penalty), \(method)"
      #expect(fixture.uncertainty < 1e-9)
      if fixture.complex {
        try check(fixture, method, name, over: Complex<Double>.self)
      } else {
        try check(fixture, method, name, over: Double.self)
      }
    }
  }
}
