import CArb
import Foundation

/// The probability of at least a of n successes as a function of the probability p of one success; or of at least a of n
/// failures.
///
/// Either is T = I_q(a, n − a + 1), with q = p or 1 − p; log T is concave and rises in log q.
struct BinomialTail {
  private let a: Double
  private let b: Double
  /// Whether successes are counted, so that T rises with p.
  private let isUpper: Bool

  /// - Parameters:
  ///   - least: a, in 1 … n.
  ///   - trials: n.
  ///   - isUpper: whether successes are counted; otherwise failures.
  init(_ least: Int, of trials: Int, isUpper: Bool) {
    (a, b) = (Double(least), Double(trials - least + 1))
    self.isUpper = isUpper
  }

  /// The double next to the p where T = `tail`, on the side where T is smaller: below the root where T rises with p.
  ///
  /// - Parameter tail: in (0, 1/2).
  func outerRoot(of tail: Double) -> Double {
    // Doubles in [0, 1] are ordered as their bits are.
    var outer = approximateRoot(of: tail).bitPattern
    var stride: UInt64 = 1
    while !isBelow(tail, at: outer) {
      outer = moved(outer, by: stride, outwards: true)
      stride *= 2
    }
    var inner = moved(outer, by: 1, outwards: false)
    stride = 2
    while isBelow(tail, at: inner) {
      (outer, inner) = (inner, moved(inner, by: stride, outwards: false))
      stride *= 2
    }
    while max(outer, inner) - min(outer, inner) > 1 {
      let middle = min(outer, inner) + (max(outer, inner) - min(outer, inner)) / 2
      if isBelow(tail, at: middle) { outer = middle } else { inner = middle }
    }
    return Double(bitPattern: outer)
  }

  /// The bits of a number further out, or further in, but not beyond 0 and 1.
  private func moved(_ bits: UInt64, by stride: UInt64, outwards: Bool) -> UInt64 {
    let one = (1.0).bitPattern
    return outwards == isUpper ? bits - min(stride, bits) : bits + min(stride, one - bits)
  }

  /// Whether T < `tail` is certain at the p of these bits.
  private func isBelow(_ tail: Double, at bits: UInt64) -> Bool {
    let p = Double(bitPattern: bits)
    if p <= 0 || p >= 1 { return isUpper ? p <= 0 : p >= 1 }
    for precision in [80, 160, 320] {
      let ratio = logRatio(to: tail, at: p, precision)
      if ratio.isNegative { return true }
      if ratio.isPositive { return false }
    }
    return false
  }

  /// The root to some roundings, by Newton's method in log q: from a point above the root its first step goes below it, as log T
  /// is concave, and from there the steps rise to the root.
  private func approximateRoot(of tail: Double) -> Double {
    let logBeta = lgamma(a) + lgamma(b) - lgamma(a + b)
    var u = log(a / (a + b))
    for _ in 0..<100 {
      let excess = logRatio(to: tail, at: probability(u), 80).midpoint
      // The derivative of T in log q is q^a (1 − q)^(b − 1) / B(a, b).
      let slope = exp(a * u + (b - 1) * log(-expm1(u)) - logBeta - (excess + log(tail)))
      let next = u - excess / slope
      guard next.isFinite, next < 0, (1e-300..<1).contains(probability(next)) else { break }
      let isSettled = abs(next - u) <= 1e-15 * abs(next)
      u = next
      if isSettled { break }
    }
    return probability(u)
  }

  /// p, from u = log q.
  private func probability(_ u: Double) -> Double { isUpper ? exp(u) : -expm1(u) }

  /// log(T / `tail`).
  private func logRatio(to tail: Double, at p: Double, _ precision: Int) -> Ball {
    let (a, b, q, ratio) = (Ball(self.a), Ball(self.b), Ball(p), Ball(tail))
    if !isUpper {
      arb_sub_ui(q.value, q.value, 1, precision)
      arb_neg(q.value, q.value)
    }
    arb_hypgeom_beta_lower(q.value, a.value, b.value, q.value, 1, precision)
    arb_div(ratio.value, q.value, ratio.value, precision)
    arb_log(ratio.value, ratio.value, precision)
    return ratio
  }
}

/// A real number of Arb: a midpoint and a radius within which the number certainly is.
private final class Ball {
  /// Where Arb reads and writes it; arguments and results may be the same.
  let value: UnsafeMutablePointer<arb_struct>

  /// The number `x` itself.
  init(_ x: Double) {
    value = .allocate(capacity: 1)
    arb_init(value)
    arb_set_d(value, x)
  }

  deinit {
    arb_clear(value)
    value.deallocate()
  }

  /// Whether it is certainly below 0.
  var isNegative: Bool { arb_is_negative(value) != 0 }
  /// Whether it is certainly above 0.
  var isPositive: Bool { arb_is_positive(value) != 0 }
  /// The midpoint, rounded.
  var midpoint: Double { arf_get_d(&value.pointee.mid, ARF_RND_NEAR) }
}
