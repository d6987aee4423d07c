internal import CArb
import Foundation

/// A real number known to lie within a radius of a midpoint: ball arithmetic with Arb, every rounding accounted for.
///
/// Whatever exact numbers the operands enclose, the exact result lies in the ball of the result. A result that is not defined
/// for all of them (the root of a ball that holds negative numbers, say) is not finite, and no comparison with it is decided.
///
/// - Source: Johansson, Arb (IEEE Transactions on Computers, 2017).
public struct Ball: Sendable {
  /// Owns one Arb number, which does not change once a ball has it.
  final class Storage: @unchecked Sendable {
    let pointer = UnsafeMutablePointer<arb_struct>.allocate(capacity: 1)
    init() { arb_init(pointer) }
    deinit {
      arb_clear(pointer)
      pointer.deallocate()
    }
  }
  let storage: Storage
  /// Bits of the midpoint that results keep.
  public let precision: Int

  /// The ball that `body` writes.
  init(precision: Int, _ body: (UnsafeMutablePointer<arb_struct>) -> Void) {
    (storage, self.precision) = (Storage(), precision)
    body(storage.pointer)
  }

  /// The number itself, with radius 0; not finite where it is not.
  public init(_ value: Double, precision: Int) { self.init(precision: precision) { arb_set_d($0, value) } }

  /// The integer itself.
  public init(_ value: Int, precision: Int) { self.init(precision: precision) { arb_set_si($0, value) } }

  /// All numbers from `low` to `high`.
  public init(from low: Ball, to high: Ball) {
    let precision = Swift.max(low.precision, high.precision)
    self.init(precision: precision) { arb_union($0, low.pointer, high.pointer, precision) }
  }

  /// The number, moved by at most `error` either way.
  public func widened(by error: Ball) -> Ball { Ball(from: self - error, to: self + error) }

  var pointer: UnsafeMutablePointer<arb_struct> { storage.pointer }

  // MARK: Reading

  /// Whether midpoint and radius are finite.
  public var isFinite: Bool { arb_is_finite(pointer) != 0 }

  /// The double nearest to the midpoint.
  public var midpoint: Double { arf_get_d(arb_midpoint, ARF_RND_NEAR) }

  /// A double that no number of the ball is above; infinite where there is none.
  public var upper: Double { end(ARF_RND_CEIL) { arb_get_ubound_arf($0, $1, $2) } }

  /// A double that no number of the ball is below.
  public var lower: Double { end(ARF_RND_FLOOR) { arb_get_lbound_arf($0, $1, $2) } }

  /// A double that the distance of every number of the ball from the double `midpoint` is not above.
  public var radius: Double {
    let middle = Ball(midpoint, precision: precision)
    return abs(self - middle).upper
  }

  private var arb_midpoint: UnsafeMutablePointer<arf_struct> { arb_mid_ptr(pointer) }

  private func end(
    _ rounding: Int32, _ bound: (UnsafeMutablePointer<arf_struct>, UnsafePointer<arb_struct>, Int) -> Void
  ) -> Double {
    guard isFinite else { return rounding == ARF_RND_CEIL ? .infinity : -.infinity }
    var number = arf_struct()
    arf_init(&number)
    defer { arf_clear(&number) }
    bound(&number, pointer, precision)
    return arf_get_d(&number, rounding)
  }

  // MARK: Comparing

  /// Whether every number of the first ball is below every number of the second; false where no number is; nil where that is
  /// undecided.
  public static func < (a: Ball, b: Ball) -> Bool? {
    if arb_lt(a.pointer, b.pointer) != 0 { return true }
    return arb_ge(a.pointer, b.pointer) != 0 ? false : nil
  }

  /// As `<`, with equal numbers allowed.
  public static func <= (a: Ball, b: Ball) -> Bool? {
    if arb_le(a.pointer, b.pointer) != 0 { return true }
    return arb_gt(a.pointer, b.pointer) != 0 ? false : nil
  }

  /// As `<`, the other way round.
  public static func > (a: Ball, b: Ball) -> Bool? { b < a }
  /// As `<=`, the other way round.
  public static func >= (a: Ball, b: Ball) -> Bool? { b <= a }

  /// The larger one of two numbers.
  public static func max(_ a: Ball, _ b: Ball) -> Ball { a.with(b, arb_max) }
  /// The smaller one of two numbers.
  public static func min(_ a: Ball, _ b: Ball) -> Ball { a.with(b, arb_min) }
}

// Arithmetic.

extension Ball {
  typealias Binary = (
    UnsafeMutablePointer<arb_struct>, UnsafePointer<arb_struct>, UnsafePointer<arb_struct>, Int
  ) -> Void
  typealias Unary = (UnsafeMutablePointer<arb_struct>, UnsafePointer<arb_struct>, Int) -> Void

  fileprivate func with(_ other: Ball, _ operation: Binary) -> Ball {
    let precision = Swift.max(precision, other.precision)
    return Ball(precision: precision) { operation($0, pointer, other.pointer, precision) }
  }

  private func applying(_ function: Unary) -> Ball {
    Ball(precision: precision) { function($0, pointer, precision) }
  }

  private func exact(_ number: Double) -> Ball { Ball(number, precision: precision) }

  /// The sum.
  public static func + (a: Ball, b: Ball) -> Ball { a.with(b, arb_add) }
  /// The difference.
  public static func - (a: Ball, b: Ball) -> Ball { a.with(b, arb_sub) }
  /// The product.
  public static func * (a: Ball, b: Ball) -> Ball { a.with(b, arb_mul) }
  /// The quotient; not finite where the divisor may be 0.
  public static func / (a: Ball, b: Ball) -> Ball { a.with(b, arb_div) }
  /// The sum with a number that is exact.
  public static func + (a: Ball, b: Double) -> Ball { a + a.exact(b) }
  /// The difference from a number that is exact.
  public static func - (a: Ball, b: Double) -> Ball { a - a.exact(b) }
  /// The difference of a number that is exact.
  public static func - (a: Double, b: Ball) -> Ball { b.exact(a) - b }
  /// The product with a number that is exact.
  public static func * (a: Double, b: Ball) -> Ball { b.exact(a) * b }
  /// The quotient by a number that is exact.
  public static func / (a: Ball, b: Double) -> Ball { a / a.exact(b) }
  /// The quotient of a number that is exact.
  public static func / (a: Double, b: Ball) -> Ball { b.exact(a) / b }
  /// The negative.
  public static prefix func - (a: Ball) -> Ball { Ball(precision: a.precision) { arb_neg($0, a.pointer) } }

  /// x^{p/q} for x ≥ 0, the q-th root of the p-th power; with p = 0 it is 1.
  ///
  /// - Precondition: q > 0.
  public func power(_ p: Int, over q: Int = 1) -> Ball {
    precondition(q > 0, "the exponent \(p)/\(q) has no positive denominator")
    guard p >= 0 else { return 1 / power(-p, over: q) }
    let power = applying { arb_pow_ui($0, $1, UInt(p), $2) }
    return q == 1 ? power : power.applying { arb_root_ui($0, $1, UInt(q), $2) }
  }

  /// √x, and 0 where rounding alone leaves room for negative numbers: for sums of squares.
  public var squareRootOfNonnegative: Ball { applying { arb_sqrtpos($0, $1, $2) } }
  /// √x.
  public var squareRoot: Ball { applying { arb_sqrt($0, $1, $2) } }
  /// ln x.
  public var logarithm: Ball { applying { arb_log($0, $1, $2) } }
  /// eˣ.
  public var exponential: Ball { applying { arb_exp($0, $1, $2) } }
  /// F(x), the distribution function of the standard normal distribution: ½ erfc(−x/√2).
  public var normalProbability: Ball {
    let argument = -self / Ball(2, precision: precision).squareRoot
    return 0.5 * argument.applying { arb_hypgeom_erfc($0, $1, $2) }
  }

  /// |x|.
  fileprivate func abs(_ ball: Ball) -> Ball { Ball(precision: precision) { arb_abs($0, ball.pointer) } }
}

extension Ball: CustomStringConvertible {
  /// Midpoint and radius.
  public var description: String { "\(midpoint) ± \(radius)" }
}
