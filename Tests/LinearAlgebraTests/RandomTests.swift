import Foundation
import LinearAlgebra
import Testing
import _TestSupport

@Suite struct RandomTests {
  @Test("Philox4x32-10 gives Random123's published known answers")
  func knownAnswers() {
    #expect(
      Philox(key: SIMD2(0, 0))(SIMD4(0, 0, 0, 0)) == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    )
    let ones = UInt32.max
    #expect(
      Philox(key: SIMD2(ones, ones))(SIMD4(ones, ones, ones, ones))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox(key: SIMD2(0xa409_3822, 0x299f_31d0))(SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  private struct Draws: Decodable {
    let seed: UInt64
    let purpose: UInt32
    let layer: Int
    let bits: [[String]]
  }

  @Test("The NumPy recipe of Documentation/Notation.md regenerates our Gaussians to the last bit")
  func numpyRecipe() throws {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/gaussians", withExtension: "json"))
    let cases = try JSONDecoder().decode([Draws].self, from: Data(contentsOf: url))
    #expect(cases.count >= 4)
    for draws in cases {
      let purpose = try #require(RandomStream.Purpose(rawValue: draws.purpose))
      let stream = RandomStream(seed: draws.seed, purpose: purpose, layer: draws.layer)
      for (block, pair) in draws.bits.enumerated() {
        let (a, b) = stream.gaussianPair(UInt32(block))
        #expect(
          [a, b].map { String($0.bitPattern, radix: 16) } == pair, "seed \(draws.seed), block \(block)")
      }
    }
  }

  @Test("Gaussians have the moments and the tail of N(0, 1) within five sigma over 400,000 draws")
  func moments() {
    let n = 200_000
    let stream = RandomStream(seed: 11, purpose: .weights, layer: 1)
    let values = (0..<UInt32(n)).flatMap { [stream.gaussianPair($0).0, stream.gaussianPair($0).1] }
    let count = Double(values.count)
    // E xᵏ and the variance of xᵏ for k = 1 … 4.
    for (k, mean, variance) in [(1, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)] {
      let moment = values.reduce(0) { $0 + Double.pow($1, k) } / count
      #expect(abs(moment - mean) <= Tolerance.sigmas * (variance / count).squareRoot(), "moment \(k)")
    }
    let beyond2 = Double(values.filter { abs($0) > 2 }.count) / count
    let p = 0.04550026389635842
    #expect(abs(beyond2 - p) <= Tolerance.sigmas * (p * (1 - p) / count).squareRoot())
    let pairs = stride(from: 0, to: values.count, by: 2).map { values[$0] * values[$0 + 1] }
    #expect(
      abs(pairs.reduce(0, +) / Double(pairs.count)) <= Tolerance.sigmas / Double(pairs.count).squareRoot())
  }

  /// Traces of Haar matrices: E |tr Q|² = 1 in both fields; E (tr Q)⁴ = 3 on O(n), E |tr U|⁴ = 2 on U(n), n ≥ 4.
  private func traceMoments<S: Scalar>(over field: S.Type) throws -> (
    second: Double, fourth: Double, n: Double
  ) {
    let count = 4000
    var (second, fourth) = (0.0, 0.0)
    for seed in 0..<UInt64(count) {
      let t = try Matrix<S>.haar(5, stream: RandomStream(seed: seed, purpose: .rotation)).trace
        .squaredMagnitude
      second += t
      fourth += t * t
    }
    return (second / Double(count), fourth / Double(count), Double(count))
  }

  @Test("Traces of Haar matrices have the moments of O(5) and U(5)")
  func haarMoments() throws {
    let o = try traceMoments(over: Double.self)
    #expect(abs(o.second - 1) <= Tolerance.sigmas * (2 / o.n).squareRoot())
    #expect(abs(o.fourth - 3) <= Tolerance.sigmas * (96 / o.n).squareRoot())
    let u = try traceMoments(over: Complex<Double>.self)
    #expect(abs(u.second - 1) <= Tolerance.sigmas * (1 / u.n).squareRoot())
    #expect(abs(u.fourth - 2) <= Tolerance.sigmas * (20 / u.n).squareRoot())
  }

  @Test(
    "Without the phase correction Q of a Gaussian matrix is not Haar: LAPACK's convention shows in the traces"
  )
  func phaseCorrectionMatters() throws {
    let count = 4000
    let second = try (0..<UInt64(count)).reduce(0.0) { sum, seed in
      let g = Matrix<Double>.gaussian(
        rows: 5, columns: 5, stream: RandomStream(seed: seed, purpose: .rotation))
      return sum + (try g.qr().q.trace.squaredMagnitude)
    }
    #expect(abs(second / Double(count) - 1) > 2 * Tolerance.sigmas * (2 / Double(count)).squareRoot())
  }

  @Test("Haar matrices are unitary, and half of the orthogonal ones are reflections")
  func haarDeterminants() throws {
    let n = 2000
    var reflections = 0
    for seed in 0..<UInt64(n) {
      let q = try Matrix<Double>.haar(3, stream: RandomStream(seed: seed, purpose: .rotation))
      if seed < 20 {
        #expect(Matrix.product(q, .conjugateTranspose, q, .none).distance(to: .identity(3)) < 1e-14)
      }
      if try q.logDeterminant().phase < 0 { reflections += 1 }
    }
    #expect(abs(Double(reflections) - Double(n) / 2) <= Tolerance.sigmas * (Double(n) / 4).squareRoot())
  }
}
