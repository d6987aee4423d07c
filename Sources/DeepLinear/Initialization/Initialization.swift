public import LinearAlgebra

/// The distribution of W_1 … W_N at step 0.
///
/// A value without state: the same seed gives the same bits, in whatever order seeds are drawn.
public protocol Initialization: Sendable {
  /// Draws the start of `seed`.
  ///
  /// - Parameters:
  ///   - widths: d_0 … d_N, positive.
  ///   - seed: chooses the start; different seeds are independent.
  /// - Throws: `InitializationError` where the distribution is not defined for these widths.
  func network<S: Scalar>(widths: [Int], seed: UInt64, over field: S.Type) throws -> DeepLinearNetwork<S>
}

/// Why a start cannot be drawn.
public enum InitializationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Hidden layers too narrow for the end-to-end matrix to have full rank.
  case bottleneck(distribution: String, narrowest: Int, needed: Int)
  /// Widths, layers or settings for which the distribution is not defined.
  case shape(distribution: String, got: String, expected: String)
  /// A condition on the sign of a determinant that has none.
  case determinant(String)

  /// One sentence: what, got and expected.
  public var description: String {
    switch self {
    case .bottleneck(let distribution, let narrowest, let needed):
      """
      \(distribution) start: the narrowest hidden width is \(narrowest) but min(d_0, d_N) is \(needed); expected every hidden \
      width to be at least \(needed), so widen the network or use a gaussian start
      """
    case .shape(let distribution, let got, let expected):
      "\(distribution) start: got \(got); expected \(expected)"
    case .determinant(let sentence): sentence
    }
  }
}

extension Initialization {
  /// Throws unless every hidden width is at least min(d_0, d_N); returns that number.
  func requireNoBottleneck(_ widths: [Int], distribution: String) throws(InitializationError) -> Int {
    let shape = NetworkShape(widths: widths, isComplex: false)
    if let narrowest = shape.narrowestHiddenWidth, shape.isNarrow {
      throw .bottleneck(distribution: distribution, narrowest: narrowest, needed: shape.rank)
    }
    return shape.rank
  }

  /// The one width of a network whose layers are all square.
  func requireUniform(_ widths: [Int], distribution: String) throws(InitializationError) -> Int {
    guard widths.allSatisfy({ $0 == widths[0] }) else {
      throw .shape(distribution: distribution, got: "widths \(widths)", expected: "all widths equal")
    }
    return widths[0]
  }
}
