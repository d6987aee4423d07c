/// Times to an event of n runs, not all of which arrived: of those it is known that they are later than the end of the run.
public struct CensoredTimes: Sendable {
  /// The times of the runs that arrived, rising.
  public let arrivals: [Double]
  /// The ends of the runs that did not, rising; ∞ for a run that never will.
  public let ends: [Double]

  /// - Parameters:
  ///   - arrivals: the times of the runs that arrived, in any order; NaN is none.
  ///   - ends: how long each of the others was followed; ∞ for a run that is known never to arrive.
  /// - Precondition: no time is NaN.
  public init(arrivals: [Double], ends: [Double]) {
    precondition(!(arrivals + ends).contains(where: \.isNaN), "a time that is no number")
    (self.arrivals, self.ends) = (arrivals.sorted(), ends.sorted())
  }

  /// n, the number of all runs.
  public var count: Int { arrivals.count + ends.count }

  /// Whether a run ended without arriving before another arrived, so that how long it was followed matters: it may have been as
  /// fast as the others.
  public var endsDiffer: Bool {
    guard let end = ends.first, let last = arrivals.last else { return false }
    return end < last
  }

  /// The q-quantile over all runs, those that did not arrive counted as later than every time.
  ///
  /// It exists where at least q of the runs arrived. It is at place q·(n − 1) of the sorted times (Hyndman and Fan's type 7); where
  /// the run after that place did not arrive there is nothing to interpolate with, and the quantile is the time of the run before:
  /// the first time by which at least q of the runs had arrived.
  ///
  /// - Parameters:
  ///   - q: in [0, 1].
  ///   - interpolate: the value between two times, at a part of the way from the first to the second.
  /// - Returns: nil where fewer than q of the runs arrived: the quantile is later than their ends.
  public func quantile(
    _ q: Double, interpolate: (Double, Double, Double) -> Double = { $0 + $2 * ($1 - $0) }
  ) -> Double? {
    guard !arrivals.isEmpty, Double(arrivals.count) >= q * Double(count) else { return nil }
    let position = q * Double(count - 1)
    let place = Int(position)
    let part = position - Double(place)
    guard part > 0, place + 1 < arrivals.count else { return arrivals[place] }
    return interpolate(arrivals[place], arrivals[place + 1], part)
  }
}
