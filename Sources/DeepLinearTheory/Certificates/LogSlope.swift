import Foundation

/// The exponent p of y ∝ x^p, by least squares of ln y over ln x, with its 95 % interval.
///
/// The interval is Student's, with n − 2 degrees of freedom: right where the deviations of ln y are independent and normal with one variance,
/// as those of medians over equally many seeds nearly are.
public struct LogSlope: Sendable, Equatable {
  /// p.
  public let exponent: Double
  /// The ends of its interval; infinite for two points, which no deviation is known of.
  public let interval: ClosedRange<Double>
  /// n.
  public let count: Int

  /// Fits the points whose numbers are positive and finite; nil where fewer than two of them have different x.
  public init?(_ points: [(x: Double, y: Double)]) {
    let logs = points.filter { $0.x > 0 && $0.y > 0 && $0.x.isFinite && $0.y.isFinite }.map {
      (x: log($0.x), y: log($0.y))
    }
    let n = Double(logs.count)
    let (meanX, meanY) = (logs.map(\.x).reduce(0, +) / n, logs.map(\.y).reduce(0, +) / n)
    let spread = logs.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
    guard logs.count >= 2, spread > 0 else { return nil }
    let slope = logs.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / spread
    (exponent, count) = (slope, logs.count)
    guard logs.count > 2 else {
      interval = -.infinity ... .infinity
      return
    }
    let squares = logs.reduce(0) { sum, point in
      let rest = point.y - meanY - slope * (point.x - meanX)
      return sum + rest * rest
    }
    let error = (squares / (n - 2) / spread).squareRoot()
    let half = StudentDistribution.quantile(missing: 0.05, freedom: logs.count - 2) * error
    interval = slope - half...slope + half
  }
}
