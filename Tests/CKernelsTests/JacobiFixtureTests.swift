import CKernels
import Foundation
import LinearAlgebra
import Testing

/// A matrix and its singular values by Oracles/jacobi.py.
private struct Fixture: Decodable {
  let promise: String
  let kind: String
  let rows: Int
  let columns: Int
  let complex: Bool
  let matrix: [String]
  let values: [String]

  /// The matrix in every lane, in lane l turned by 2^l, which rounds nothing.
  func lanesBuffer() throws -> LaneBuffer {
    let numbers = try matrix.map { try #require(Double($0)) }
    let buffer = LaneBuffer(count: numbers.count * lanes)
    for (i, x) in numbers.enumerated() {
      for lane in 0..<lanes { buffer[i * lanes + lane] = x * scale(lane) }
    }
    return buffer
  }

  /// The power of two by which a lane's matrix is multiplied: from 2⁻⁴⁰⁰ to 2³⁰⁰.
  func scale(_ lane: Int) -> Double { Double(sign: .plus, exponent: 100 * lane - 400, significand: 1) }
}

@Suite struct JacobiFixtureTests {
  private func fixtures() throws -> [Fixture] {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/singular-values", withExtension: "json"))
    return try JSONDecoder().decode([Fixture].self, from: Data(contentsOf: url))
  }

  /// The largest |σ − exact| / size over all families and lanes; `size` is the value itself, or the largest.
  private func worst(_ fixture: Fixture, relativeToEach: Bool) throws -> Double {
    let exact = try fixture.values.map { try #require(Double($0)) }
    var worst = 0.0
    for family in ck_family.present {
      let svd = LaneSVD(
        of: try fixture.lanesBuffer(), rows: fixture.rows, columns: fixture.columns,
        isComplex: fixture.complex,
        family: family)
      #expect(svd.unfinished == 0, "\(fixture.kind)")
      for lane in 0..<lanes {
        for (x, y) in zip(svd.values(lane).sorted(by: >), exact) {
          let error = abs(x / fixture.scale(lane) - y) / (relativeToEach ? y : exact[0])
          worst = max(worst, error.isNaN ? .infinity : error)
        }
      }
    }
    return worst
  }

  @Test(
    "Where the doubles of a matrix define every singular value, each is right to 1e-12 of itself, down to 1e-12 of the largest"
  )
  func each() throws {
    let fixtures = try fixtures().filter { $0.promise == "each" }
    #expect(fixtures.count == 68)
    for fixture in fixtures {
      let name =
        "\(fixture.kind), \(fixture.rows)×\(fixture.columns), \(fixture.complex ? "complex" : "real")"
      #expect(try worst(fixture, relativeToEach: true) <= 1e-12, "\(name)")
    }
  }

  @Test("Of other matrices every singular value is right to 1e-14 of the largest")
  func largest() throws {
    let fixtures = try fixtures()
    #expect(fixtures.count == 92)
    for fixture in fixtures {
      let name =
        "\(fixture.kind), \(fixture.rows)×\(fixture.columns), \(fixture.complex ? "complex" : "real")"
      #expect(try worst(fixture, relativeToEach: false) <= 1e-14, "\(name)")
    }
  }
}
