import Figures
import Plotting
import Testing

@Suite("Medians and quartiles are interpolated on the axis that is drawn")
struct QuantileTests {
  private let inf = Double.infinity

  @Test("Odd counts have a value in the middle, the same on every axis", arguments: Scale.allCases)
  func odd(_ scale: Scale) {
    #expect([3, 1e-8, 1].quantile(0.5, on: scale) == 1)
    #expect([5.0].quantile(0.25, on: scale) == 5 && [5.0].quantile(0.5, on: scale) == 5)
    #expect(
      [5, 4, 3, 2, 1].quantile(0.25, on: scale) == 2 && [5, 4, 3, 2, 1].quantile(0.75, on: scale) == 4)
  }

  @Test(
    "Even counts have the middle between two values: of the values on a linear axis, of their logarithms on a logarithmic one"
  )
  func even() {
    #expect([1e-8, 1].quantile(0.5, on: .linear) == 0.5 * (1 + 1e-8))
    #expect(abs([1, 1e-8].quantile(0.5, on: .log) / 1e-4 - 1) < 1e-14)
    #expect([1, 2, 4, 10].quantile(0.5, on: .linear) == 3)
    #expect(abs([1, 2, 8, 10].quantile(0.5, on: .log) - 4) < 1e-14)
    // Places 0.75 and 2.25 of 0 … 3.
    #expect(
      [1, 2, 4, 8].quantile(0.25, on: .linear) == 1.75 && [1, 2, 4, 8].quantile(0.75, on: .linear) == 5)
    #expect(abs([1, 16, 32, 512].quantile(0.25, on: .log) - 8) < 1e-13)
    #expect(abs([1, 16, 32, 512].quantile(0.75, on: .log) - 64) < 1e-12)
    // A difference that overflows, and logarithms of the smallest numbers.
    #expect([-1.5e308, 1.5e308].quantile(0.5, on: .linear) == 0)
    #expect(
      abs([Double.leastNonzeroMagnitude, 1].quantile(0.5, on: .log) / 2.2227587494850775e-162 - 1) < 1e-12)
  }

  @Test(
    "NaN is left out; infinities and what a logarithmic axis has no place for are neither drawn nor averaged")
  func withoutPlace() {
    #expect([.nan, 1, .nan, 3].quantile(0.5, on: .linear) == 2)
    #expect([Double]().quantile(0.5, on: .log).isNaN && [Double.nan].quantile(0.5, on: .linear).isNaN)
    for scale in Scale.allCases {
      #expect([1, 2, inf].quantile(0.5, on: scale) == 2)
      #expect([1, inf].quantile(0.5, on: scale) == inf && [-inf, 1].quantile(0.5, on: scale) == -inf)
      #expect([-inf, inf].quantile(0.5, on: scale).isNaN && [inf, inf].quantile(0.5, on: scale) == inf)
    }
    #expect([0, 1].quantile(0.5, on: .log) == 0 && [-1, 1].quantile(0.5, on: .log) == -1)
    #expect([0, 1].quantile(0.5, on: .linear) == 0.5 && [-1, 1].quantile(0.5, on: .symlog) == 0)
    #expect([0, 1, 2].quantile(0.5, on: .log) == 1)
  }

  @Test("Quantiles rise with their order and stay among the values, on either axis")
  func monotone() {
    for (a, b) in [
      (1.0, 1.0.nextUp), (0.1, 0.3), (Double.leastNonzeroMagnitude, 2 * Double.leastNonzeroMagnitude),
      (1e307, 1.7e308),
    ] {
      for scale in [Scale.linear, .log] {
        let all = stride(from: 0.0, through: 1, by: 1 / 64).map { [b, a].quantile($0, on: scale) }
        #expect(all == all.sorted() && all.first == a && all.last == b, "\(a), \(b)")
      }
    }
  }

  @Test(
    "Along curves that end at different times, those that ended keep their last value and NaN does not count")
  func curves() {
    let curves: [(x: [Double], y: [Double])] = [
      ([0, 1, 2], [1, .nan, 100]), ([0, 1], [4, 4]), ([0], [16]), ([], []),
    ]
    let linear = Quartiles(curves, on: .linear)
    #expect(linear.x == [0, 1, 2] && linear.median == [4, 10, 16])
    let log = Quartiles(curves, on: .log)
    #expect(log.median[0] == 4 && abs(log.median[1] - 8) < 1e-14 && log.median[2] == 16)
    #expect(abs(log.low[0] - 2) < 1e-14 && abs(log.high[0] - 8) < 1e-14)
  }
}
