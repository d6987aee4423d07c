import Foundation
import Statistics
import Testing

/// Times and what lifelines makes of them, by Oracles/survival.py.
private struct Fixture: Decodable {
  let name: String
  let arrivals: [Double]
  let ends: [Double]
  let quartile: Double?
  let median: Double?
  let upperQuartile: Double?
  let lower: Double?
  let upper: Double?
}

@Suite("Times of runs, not all of which arrive")
struct CensoredTimesTests {
  @Test(
    "Runs that do not arrive are later than all that do: 2 of 64 have no median, and not the median of the 2")
  func fewArrive() {
    let times = CensoredTimes(arrivals: [30, 10], ends: Array(repeating: 100, count: 62))
    #expect(times.count == 64 && times.arrivals == [10, 30])
    #expect(times.quantile(0.5) == nil && times.quantile(0.25) == nil)
    #expect(times.quantile(0) == 10)
    #expect(KaplanMeier(times).quantile(0.5) == nil)
  }

  @Test("Where all arrive, quantiles are those of the times, interpolated as requested")
  func allArrive() {
    let times = CensoredTimes(arrivals: [4, 1, 3, 2], ends: [])
    #expect(times.quantile(0.5) == 2.5 && times.quantile(0.25) == 1.75 && times.quantile(1) == 4)
    #expect(times.quantile(0.5) { a, b, part in part == 0.5 ? (a * b).squareRoot() : .nan } == 6.squareRoot())
    #expect(CensoredTimes(arrivals: [], ends: []).quantile(0.5) == nil)
  }

  @Test("A quantile q exists exactly where at least q of the runs arrived, and rises with q")
  func existence() {
    for n in 1...40 {
      for arrived in 0...n {
        let times = CensoredTimes(
          arrivals: (0..<arrived).map { Double($0 + 1) }, ends: Array(repeating: 1000, count: n - arrived))
        var last = 0.0
        for q in [0.25, 0.5, 0.75, 1] {
          let quantile = times.quantile(q)
          #expect((quantile != nil) == (arrived > 0 && 4 * Double(arrived) >= 4 * q * Double(n)))
          guard let quantile else { continue }
          #expect(quantile >= last && quantile <= Double(arrived))
          last = quantile
          // The whole of those that arrived, as the others are later.
          let below = times.arrivals.count { $0 <= quantile.rounded(.up) }
          #expect(Double(below) >= q * Double(n))
        }
      }
    }
  }

  @Test("How long runs were followed matters where one ended before another arrived")
  func differentEnds() {
    #expect(!CensoredTimes(arrivals: [1, 2, 3], ends: [3, 10]).endsDiffer)
    #expect(!CensoredTimes(arrivals: [1, 2, 3], ends: [.infinity]).endsDiffer)
    #expect(!CensoredTimes(arrivals: [], ends: [1, 2]).endsDiffer)
    #expect(CensoredTimes(arrivals: [1, 2, 3], ends: [2, 10]).endsDiffer)
  }

  @Test(
    "Kaplan and Meier's quantiles and the median's interval are those of lifelines, and of Freireich's patients"
  )
  func lifelines() throws {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/survival", withExtension: "json"))
    let fixtures = try JSONDecoder().decode([Fixture].self, from: Data(contentsOf: url))
    #expect(fixtures.count > 100 && fixtures[0].name == "remission" && fixtures[0].median == 23)
    for fixture in fixtures {
      let estimate = KaplanMeier(CensoredTimes(arrivals: fixture.arrivals, ends: fixture.ends))
      #expect(estimate.quantile(0.25) == fixture.quartile, "\(fixture.name)")
      #expect(estimate.quantile(0.5) == fixture.median, "\(fixture.name)")
      #expect(estimate.quantile(0.75) == fixture.upperQuartile, "\(fixture.name)")
      let interval = estimate.medianInterval()
      #expect(interval.lower == fixture.lower && interval.upper == fixture.upper, "\(fixture.name)")
    }
  }

  @Test("Where no run ends early, 1 − S is the fraction that arrived, to the last bit at one half")
  func fraction() {
    for n in 1...60 {
      let all = KaplanMeier(CensoredTimes(arrivals: (1...2 * n).map(Double.init), ends: []))
      #expect(all.quantile(0.5) == Double(n))
      let half = KaplanMeier(
        CensoredTimes(arrivals: (1...n).map(Double.init), ends: Array(repeating: .infinity, count: n)))
      #expect(half.quantile(0.5) == Double(n) && half.quantile(0.75) == nil)
    }
  }
}
