import DeepLinear
import Foundation
import LinearAlgebra

/// Repeatable random cases: `seed` is printed with every failure, and DEEPLINEAR_TEST_SEED replays one.
public enum TestSeed {
  /// `count` seeds, or the one that the environment names.
  public static func cases(_ count: Int) -> [UInt64] {
    if let chosen = ProcessInfo.processInfo.environment["DEEPLINEAR_TEST_SEED"].flatMap({ UInt64($0) }) {
      return [chosen]
    }
    return (1...UInt64(count)).map { $0 }
  }
}

/// Draws of all sorts from one seed.
public struct Draw {
  private let philox: Philox
  private var counter: UInt32 = 0

  public init(_ seed: UInt64) {
    philox = Philox(
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32) ^ 0x5EED))
  }

  /// A whole number in `range`.
  public mutating func integer(_ range: ClosedRange<Int>) -> Int {
    counter += 1
    return range.lowerBound + Int(philox(SIMD4(counter, 0, 0, 77)).x) % range.count
  }

  /// A number in `range`.
  public mutating func number(in range: ClosedRange<Double>) -> Double {
    counter += 1
    let random = philox(SIMD4(counter, 0, 0, 79))
    let unit = (Double(random.x) + Double(random.y) * 0x1p-32) * 0x1p-32
    return range.lowerBound + unit * (range.upperBound - range.lowerBound)
  }

  /// d_0 … d_N between 1 and `widest`.
  public mutating func widths(depth: Int, widest: Int = 5) -> [Int] {
    (0...depth).map { _ in integer(1...widest) }
  }

  /// A Gaussian matrix.
  public mutating func matrix<S: Scalar>(_ rows: Int, _ columns: Int, deviation: Double = 1) -> Matrix<S> {
    counter += 1
    let stream = RandomStream(
      seed: UInt64(counter) << 32 | UInt64(philox(SIMD4(counter, 0, 0, 78)).x), purpose: .target)
    return .gaussian(rows: rows, columns: columns, deviation: deviation, stream: stream)
  }

  /// A Gaussian network.
  public mutating func network<S: Scalar>(_ widths: [Int], deviation: Double = 0.7) throws
    -> DeepLinearNetwork<S>
  {
    try DeepLinearNetwork(
      layers: (1..<widths.count).map { matrix(widths[$0], widths[$0 - 1], deviation: deviation) })
  }

  /// A Hermitian matrix A Aᴴ/n.
  public mutating func covariance<S: Scalar>(_ n: Int) -> Matrix<S> {
    let a: Matrix<S> = matrix(n, n + 2)
    return (1 / Double(n)) * .product(a, .none, a, .conjugateTranspose)
  }
}

extension Matrix {
  /// ‖A − B‖_F, infinite where shapes differ.
  public func distance(to other: Matrix) -> Double {
    rows == other.rows && columns == other.columns ? (self - other).frobeniusNorm : .infinity
  }
}
