/// The times at which a flow is observed; 0 and the end always are.
public enum TimeSchedule: Equatable, Sendable {
  /// `count` times equally spaced in ln t, from the last one times 10⁻⁴.
  case logarithmic(Int)
  /// `count` times equally spaced in ln t, from a first one on.
  case logarithmicFrom(Double, count: Int)
  /// Every so long.
  case every(Double)
  /// These times.
  case at([Double])

  /// The scheduled times up to `end`, rising, with 0 and `end`.
  ///
  /// - Complexity: O(their number).
  public func times(through end: Double) -> [Double] {
    var times: [Double]
    switch self {
    case .logarithmic(let count):
      return TimeSchedule.logarithmicFrom(1e-4 * end, count: count).times(through: end)
    case .logarithmicFrom(let first, let count):
      let ratio = Double.log(end / first)
      times = (0..<max(0, count)).map { i in
        i == count - 1 ? end : first * .exp(ratio * Double(i) / Double(max(1, count - 1)))
      }
    case .every(let interval):
      let count = interval > 0 ? end / interval : 0
      times = (0...Int(min(count.rounded(.down), 0x1p40))).map { Double($0) * interval }
    case .at(let chosen): times = chosen
    }
    times = times.filter { $0 > 0 && $0 < end }
    var seen: [Double] = []
    for time in ([0] + times + [end]).sorted() where seen.last != time { seen.append(time) }
    return seen
  }
}
