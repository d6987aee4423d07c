import CArb
import Foundation
import Statistics
import Testing

/// An interval by Oracles/intervals.py.
private struct Fixture: Decodable {
  let successes: Int
  let trials: Int
  let missing: String
  let lower: String
  let upper: String
}

@Suite("Exact intervals")
struct ExactIntervalTests {
  private func fixtures() throws -> [Fixture] {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/intervals", withExtension: "json"))
    return try JSONDecoder().decode([Fixture].self, from: Data(contentsOf: url))
  }

  @Test(
    "Both ends are SciPy's to 1e-12 of themselves, from 1 trial to ten million and from 68 % to 1 − 10⁻¹⁵")
  func scipy() throws {
    let fixtures = try fixtures()
    #expect(fixtures.count > 500)
    for fixture in fixtures {
      let interval = ExactInterval(
        fixture.successes, of: fixture.trials,
        Confidence(missing: try #require(Double(fixture.missing))))
      for (end, text) in [(interval.lower, fixture.lower), (interval.upper, fixture.upper)] {
        let expected = try #require(Double(text))
        #expect(abs(end - expected) <= 1e-12 * expected, "\(fixture): \(end)")
      }
    }
  }

  @Test("No success has 0 below and every success 1 above, with the other end of closed form")
  func extremes() {
    for n in [1, 2, 10, 64, 4096, 10_000_000] {
      for confidence in [Confidence.shown, .contradiction] {
        let (none, all) = (ExactInterval(0, of: n, confidence), ExactInterval(n, of: n, confidence))
        // (α/2)^(1/n), and 1 less it without a cancellation.
        let logarithm = log(confidence.missing / 2) / Double(n)
        #expect(none.lower == 0 && all.upper == 1)
        #expect(abs(none.upper + expm1(logarithm)) <= 1e-13 * none.upper)
        #expect(abs(all.lower - exp(logarithm)) <= 1e-13 * all.lower)
      }
    }
    let nothing = ExactInterval(0, of: 0)
    #expect(nothing.lower == 0 && nothing.upper == 1 && nothing.fraction.isNaN)
  }

  @Test(
    "The ends are outward and next to the root: the tail is certainly below α/2 there, and not at the next double inwards",
    arguments: [(1, 3), (5, 9), (2, 64), (63, 64), (500, 1000), (3, 1_000_000), (999_999, 1_000_000)])
  func enclosed(successes: Int, trials: Int) {
    for confidence in [Confidence.shown, .contradiction] {
      let interval = ExactInterval(successes, of: trials, confidence)
      let half = confidence.missing / 2
      #expect(Self.isUpperTailBelow(half, successes, trials, interval.lower))
      #expect(!Self.isUpperTailBelow(half, successes, trials, interval.lower.nextUp))
      #expect(Self.isLowerTailBelow(half, successes, trials, interval.upper))
      #expect(!Self.isLowerTailBelow(half, successes, trials, interval.upper.nextDown))
    }
  }

  @Test("Successes and failures mirror each other")
  func mirror() {
    for (k, n) in [(1, 5), (7, 20), (64, 1000)] {
      let (interval, mirrored) = (ExactInterval(k, of: n), ExactInterval(n - k, of: n))
      #expect(abs(interval.lower - (1 - mirrored.upper)) < 1e-15)
      #expect(interval.contains(interval.fraction) && interval.halfWidth > 0)
      let wide = ExactInterval(k, of: n, .contradiction)
      #expect(wide.lower < interval.lower && interval.upper < wide.upper)
    }
  }

  @Test("Ten million trials take less than a second")
  func speed() {
    let time = ContinuousClock().measure { _ = ExactInterval(5_000_000, of: 10_000_000) }
    #expect(time < .seconds(1), "\(time)")
  }

  // P(X ≥ k) and P(X ≤ k) as sums of binomial probabilities in balls: another way than the beta function.

  private static func isUpperTailBelow(_ tail: Double, _ k: Int, _ n: Int, _ p: Double) -> Bool {
    isSumBelow(tail, from: k, n, p, failures: false)
  }

  private static func isLowerTailBelow(_ tail: Double, _ k: Int, _ n: Int, _ p: Double) -> Bool {
    isSumBelow(tail, from: n - k, n, p, failures: true)
  }

  /// Whether P(Y ≥ least) < `tail`, Y the number of successes, or of failures, each of probability `p` or 1 − p.
  private static func isSumBelow(_ tail: Double, from least: Int, _ n: Int, _ p: Double, failures: Bool)
    -> Bool
  {
    let precision = 200
    let balls = UnsafeMutablePointer<arb_struct>.allocate(capacity: 5)
    for i in 0..<5 { arb_init(balls + i) }
    defer {
      for i in 0..<5 { arb_clear(balls + i) }
      balls.deallocate()
    }
    let (q, rest, term, sum, factor) = (balls, balls + 1, balls + 2, balls + 3, balls + 4)
    arb_set_d(rest, p)
    arb_sub_si(q, rest, 1, precision)
    arb_neg(q, q)
    if !failures { arb_swap(q, rest) }
    // C(n, least) q^least (1 − q)^(n − least), and the terms after it by their ratios, until they no longer count.
    arb_bin_uiui(term, UInt(n), UInt(least), precision)
    arb_pow_ui(factor, q, UInt(least), precision)
    arb_mul(term, term, factor, precision)
    arb_pow_ui(factor, rest, UInt(n - least), precision)
    arb_mul(term, term, factor, precision)
    arb_div(factor, q, rest, precision)
    for y in least...n {
      arb_add(sum, sum, term, precision)
      arb_mul(term, term, factor, precision)
      arb_mul_ui(term, term, UInt(n - y), precision)
      arb_div_ui(term, term, UInt(y + 1), precision)
      if y > least, arf_get_d(&term.pointee.mid, ARF_RND_UP) < 1e-40 { break }
    }
    arb_set_d(factor, tail)
    return arb_lt(sum, factor) != 0
  }
}
