import Foundation

/// The exponent p of y ∝ x^p, by least squares of ln y over ln x, with its 95 % interval; over several groups of points the factor is that
/// of the group, and p is common to all.
///
/// The interval is Student's, with n − G − 1 degrees of freedom for n points in G groups: right where the deviations of ln y are independent and
/// normal with one variance, as those of medians over equally many seeds nearly are.
public struct LogSlope: Sendable, Equatable {
  /// p.
  public let exponent: Double
  /// The ends of its interval; infinite where there are as many numbers to fit as points, so that no deviation is known.
  public let interval: ClosedRange<Double>
  /// n.
  public let count: Int

  /// Fits the points whose numbers are positive and finite; nil where no group has two of them with different x.
  public init?(_ groups: [[(x: Double, y: Double)]]) {
    let centred = groups.map(Self.centred).filter { !$0.isEmpty }
    let points = centred.flatMap(\.self)
    let spread = points.reduce(0) { $0 + $1.x * $1.x }
    guard spread > 0 else { return nil }
    let slope = points.reduce(0) { $0 + $1.x * $1.y } / spread
    (exponent, count) = (slope, points.count)
    let freedom = points.count - centred.count - 1
    guard freedom > 0 else {
      interval = -.infinity ... .infinity
      return
    }
    let squares = points.reduce(0) { $0 + ($1.y - slope * $1.x) * ($1.y - slope * $1.x) }
    let error = (squares / Double(freedom) / spread).squareRoot()
    let half = StudentDistribution.quantile(missing: 0.05, freedom: freedom) * error
    interval = slope - half...slope + half
  }

  /// Fits the points of one group.
  public init?(_ points: [(x: Double, y: Double)]) { self.init([points]) }

  /// The logarithms of a group's points, less their means.
  private static func centred(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    let logs = points.filter { $0.x > 0 && $0.y > 0 && $0.x.isFinite && $0.y.isFinite }.map {
      (x: log($0.x), y: log($0.y))
    }
    let n = Double(logs.count)
    let (x, y) = (logs.map(\.x).reduce(0, +) / n, logs.map(\.y).reduce(0, +) / n)
    return logs.map { ($0.x - x, $0.y - y) }
  }
}
