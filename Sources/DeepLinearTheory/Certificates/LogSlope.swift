import Foundation

/// The exponent p of y ∝ x^p, by least squares of ln y over ln x, with its 95 % interval; over several groups of points the factor is that
/// of the group, and p is common to all.
///
/// The interval is Student's, with X − 2 degrees of freedom for X different x. Points of several groups with the same x count as one, with
/// the mean of their deviations: they are made from the same seeds, whose deviations are the same. It is right where the deviations at
/// different x are independent and normal with one variance, as those of medians over equally many seeds nearly are, and where y is such a
/// power; where it is not, p is that of these x alone.
public struct LogSlope: Sendable, Equatable {
  /// p.
  public let exponent: Double
  /// The ends of its interval; infinite where there are as many numbers to fit as points, so that no deviation is known.
  public let interval: ClosedRange<Double>
  /// n.
  public let count: Int

  /// Fits the points whose numbers are positive and finite; nil where no group has two of them with different x.
  public init?(_ groups: [[(x: Double, y: Double)]]) {
    let points = groups.flatMap(Self.centred)
    let spread = points.reduce(0) { $0 + $1.x * $1.x }
    guard spread > 0 else { return nil }
    let slope = points.reduce(0) { $0 + $1.x * $1.y } / spread
    (exponent, count) = (slope, points.count)
    // In a fixed order: sums in another one have other last bits.
    let places = Set(points.map(\.place)).sorted()
    let deviations: [(count: Double, sum: Double)] = places.map { place in
      let same = points.filter { $0.place == place }
      let sum: Double = same.reduce(0) { $0 + ($1.y - slope * $1.x) }
      return (Double(same.count), sum)
    }
    let freedom = deviations.count - 2
    guard freedom > 0 else {
      interval = -.infinity ... .infinity
      return
    }
    let squares = deviations.reduce(0) { $0 + $1.sum * $1.sum / $1.count }
    let error = (squares / Double(freedom) / spread).squareRoot()
    let half = StudentDistribution.quantile(missing: 0.05, freedom: freedom) * error
    interval = slope - half...slope + half
  }

  /// Fits the points of one group.
  public init?(_ points: [(x: Double, y: Double)]) { self.init([points]) }

  /// The logarithms of a group's points, less their means, with ln x itself; none of a single point.
  private static func centred(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double, place: Double)] {
    let logs = points.filter { $0.x > 0 && $0.y > 0 && $0.x.isFinite && $0.y.isFinite }.map {
      (x: log($0.x), y: log($0.y))
    }
    guard logs.count > 1 else { return [] }
    let n = Double(logs.count)
    let (x, y) = (logs.map(\.x).reduce(0, +) / n, logs.map(\.y).reduce(0, +) / n)
    return logs.map { ($0.x - x, $0.y - y, $0.x) }
  }
}
