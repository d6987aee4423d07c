import DeepLinear
import Testing
import _TestSupport

@Suite struct StepsWithinTests {
  /// A whole number as decimal digits, the least significant first.
  private struct Digits: Comparable {
    var digits: [Int]

    static func < (a: Digits, b: Digits) -> Bool {
      let count = max(a.digits.count, b.digits.count)
      for i in (0..<count).reversed() {
        let (x, y) = (i < a.digits.count ? a.digits[i] : 0, i < b.digits.count ? b.digits[i] : 0)
        if x != y { return x < y }
      }
      return false
    }

    static func * (a: Digits, b: Digits) -> Digits {
      var product = Array(repeating: 0, count: a.digits.count + b.digits.count)
      for (i, x) in a.digits.enumerated() { for (j, y) in b.digits.enumerated() { product[i + j] += x * y } }
      for i in product.indices.dropLast() {
        product[i + 1] += product[i] / 10
        product[i] %= 10
      }
      return Digits(digits: product)
    }

    init(digits: [Int]) { self.digits = digits }
    init(_ value: Int) { digits = String(value).reversed().compactMap(\.wholeNumberValue) }

    /// The decimal times 10³⁶⁰, which is whole.
    init(_ decimal: String) {
      let parts = decimal.split(separator: "e")
      let halves = parts[0].split(separator: ".")
      let fraction = halves.count > 1 ? String(halves[1]) : ""
      let zeros = 360 + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) - fraction.count
      let written = (String(halves[0]) + fraction).reversed().compactMap(\.wholeNumberValue)
      digits = Array(repeating: 0, count: zeros) + written
    }
  }

  private func check(_ time: Double, _ stepSize: Double, _ name: String) {
    let (t, η) = (Digits(time.description), Digits(stepSize.description))
    guard let k = StepsWithin.count(within: time, of: stepSize) else {
      #expect(Digits(1 << 62) * η < t || !(t < Digits(1 << 62) * η), "\(name): \(time), \(stepSize)")
      return
    }
    #expect(
      k >= 0 && k < 1 << 62 && !(t < Digits(k) * η), "\(name): \(k) steps of \(stepSize) exceed \(time)")
    #expect(t < Digits(k + 1) * η, "\(name): \(k + 1) steps of \(stepSize) fit into \(time)")
  }

  @Test("The steps of a size that fit into a time are counted by their decimals, without rounding")
  func known() {
    for (time, stepSize, count) in [
      (1.0, 0.1, 10), (1.0, 0.3, 3), (0.3, 0.1, 3), (0.7, 0.1, 7), (2.1, 0.7, 3), (0.29, 0.1, 2),
      (1e-3, 1e-5, 100),
      (4.35, 0.01, 435), (1e16, 1e-2, 1_000_000_000_000_000_000),
      (.leastNonzeroMagnitude, .leastNonzeroMagnitude, 1), (.leastNonzeroMagnitude, 1, 0),
      (0, 0.1, 0), (-3, 0.1, 0),
      (1e22, 1e10, 1_000_000_000_000), (9_007_199_254_740_992, 1, 9_007_199_254_740_992),
      (1.7976931348623157e308, 1.7976931348623157e308, 1),
      (4.611686018427387e18, 1, 4_611_686_018_427_387_000),
    ] as [(Double, Double, Int)] {
      #expect(StepsWithin.count(within: time, of: stepSize) == count, "\(time), \(stepSize)")
    }
    for (time, stepSize) in [
      (1e308, .leastNonzeroMagnitude), (.infinity, 1), (4.611686018427388e18, 1), (1e20, 1),
    ]
      as [(Double, Double)]
    {
      #expect(StepsWithin.count(within: time, of: stepSize) == nil, "\(time), \(stepSize)")
    }
  }

  @Test(
    "k steps fit and k + 1 do not, whatever the numbers, compared as decimals of any length",
    arguments: TestSeed.cases(400))
  func any(seed: UInt64) {
    var draw = Draw(seed)
    func number(_ range: ClosedRange<Int>) -> Double {
      let value = draw.number(in: 1...10)
      let digits = draw.integer(1...17)
      let written = value.description.prefix(digits + 1)
      return Double("\(written.hasSuffix(".") ? written.dropLast() : written)e\(draw.integer(range))") ?? 1
    }
    let stepSize = number(-12...4)
    check(number(-12...20), stepSize, "seed \(seed)")
    check(number(-320...307), number(-320...307), "seed \(seed), any exponent")
    // Whole multiples, and their neighbours.
    let multiple = stepSize * Double(draw.integer(1...1_000_000))
    for time in [multiple, multiple.nextUp, multiple.nextDown] {
      check(time, stepSize, "seed \(seed), a multiple")
    }
    let decimal = Double("\(draw.integer(1...100_000))e-5") ?? 1
    let size = Double("\(draw.integer(1...100))e-4") ?? 1
    check(decimal, size, "seed \(seed), short decimals")
  }
}
