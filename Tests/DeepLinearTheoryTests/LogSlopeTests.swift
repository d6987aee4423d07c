import DeepLinearTheory
import Foundation
import Testing

@Suite struct LogSlopeTests {
  @Test("The exponent of a power of x is found, with an interval of rounding")
  func exact() throws {
    let slope = try #require(LogSlope([1, 2, 3, 5, 8].map { (x: $0, y: 7 * pow($0, -2.5)) }))
    #expect(abs(slope.exponent + 2.5) <= 1e-14 && slope.count == 5)
    #expect(slope.interval.upperBound - slope.interval.lowerBound <= 1e-13)
  }

  @Test("The interval is Student's: 0.6 ± t·√0.08 of the points (1, 2), (2, 4), (3, 5), (4, 4), (5, 5)")
  func interval() throws {
    let points = zip([1.0, 2, 3, 4, 5], [2.0, 4, 5, 4, 5]).map { (x: exp($0), y: exp($1)) }
    let slope = try #require(LogSlope(points))
    #expect(abs(slope.exponent - 0.6) <= 1e-14)
    // t of three degrees of freedom at 97.5 %, by mpmath: the root of betainc(1.5, 0.5, 0, 3/(3 + t²)) = 0.05.
    let half = 3.18244630528371 * 0.08.squareRoot()
    #expect(abs(slope.interval.upperBound - 0.6 - half) <= 1e-13)
    #expect(abs(slope.interval.lowerBound - 0.6 + half) <= 1e-13)
  }

  @Test("Points without a logarithm do not count, two points have no interval, one x has no slope")
  func few() throws {
    let slope = try #require(LogSlope([(1, 1), (2, 4), (0, 1), (3, -1), (4, .infinity), (5, .nan), (6, 0)]))
    #expect(abs(slope.exponent - 2) <= 1e-15 && slope.count == 2)
    #expect(slope.interval == -.infinity ... .infinity)
    // Three points leave one degree of freedom: slope ½ and residuals 1/6, −1/3, 1/6; t = 12.7062047…
    let three = try #require(LogSlope(zip([0.0, 1, 2], [0.0, 0, 1]).map { (x: exp($0), y: exp($1)) }))
    let half = 12.706204736174694 * (1.0 / 12).squareRoot()
    #expect(abs(three.exponent - 0.5) <= 1e-14 && abs(three.interval.upperBound - 0.5 - half) <= 1e-12)
    #expect(
      LogSlope([(2, 1), (2, 3)]) == nil && LogSlope([(1, 1)]) == nil
        && LogSlope([] as [(x: Double, y: Double)]) == nil)
  }

  @Test(
    "Groups have a factor each, and their points with one x count as one: 1.02 of six points, with two degrees of freedom"
  )
  func groups() throws {
    func points(_ logs: [(Double, Double)]) -> [(x: Double, y: Double)] {
      logs.map { (x: exp($0.0), y: exp($0.1)) }
    }
    let groups = [points([(0, 1), (1, 2.2), (2, 2.9)]), points([(0, 3), (1, 3.8), (3, 6.1)])]
    let slope = try #require(LogSlope(groups))
    #expect(abs(slope.exponent - 1.02) <= 1e-14 && slope.count == 6)
    #expect(abs(slope.interval.upperBound - 1.02 - 0.21925242058327163) <= 1e-13)
    // The same points again say no more.
    let twice = try #require(LogSlope(groups + groups))
    #expect(abs(twice.exponent - 1.02) <= 1e-14)
    #expect(abs(twice.interval.upperBound - slope.interval.upperBound) <= 1e-13)
    // A group of one point says nothing of the slope.
    let more = try #require(LogSlope(groups + [points([(5, 0)])]))
    #expect(abs(more.exponent - slope.exponent) <= 1e-14)
    #expect(abs(more.interval.upperBound - slope.interval.upperBound) <= 1e-13)
    #expect(LogSlope([points([(1, 1)]), points([(2, 2)])]) == nil)
  }
}
