/// When a run is observed; its beginning and its end always are.
///
/// Numbers are steps for an optimizer, and times for a gradient flow, whose steps have no length of their own; those of `times` are
/// times for both.
public enum SnapshotSchedule: Equatable, Sendable {
  /// About `count` steps or times, equally spaced in their logarithm: steps from 1 on, times from the last one times 10⁻⁴.
  case logarithmic(Int)
  /// `count` times equally spaced in ln t, from a first one on.
  case logarithmicFrom(Double, count: Int)
  /// Every so many steps, or every so long.
  case every(Double)
  /// These steps or times.
  case at([Double])
  /// These times; for an optimizer, of each the last step that does not exceed it.
  case times([Double])

  /// Every `interval`-th step.
  public static func steps(_ interval: Int) -> SnapshotSchedule { .every(Double(interval)) }

  /// The scheduled steps up to `last`, rising, with 0 and `last`; repeated ones are dropped.
  ///
  /// - Parameter stepSize: η, by which times are counted in steps as `StepsWithin` counts.
  /// - Complexity: O(their number).
  public func steps(through last: Int, stepSize: Double) -> [Int] {
    var steps: [Int]
    switch self {
    case .logarithmic(let count):
      let top = Double.log(Double(max(1, last)))
      steps = (0..<max(0, count)).map { i in
        let fraction = count > 1 ? Double(i) / Double(count - 1) : 1
        return min(last, Int(Double.exp(top * fraction).rounded()))
      }
    case .logarithmicFrom(let first, let count):
      steps = SnapshotSchedule.logarithmicFrom(first, count: count).times(through: Double(last)).map {
        min(last, Int($0.rounded()))
      }
    case .every(let interval):
      steps = Array(stride(from: 0, through: last, by: max(1, Int(min(interval, 0x1p62)))))
    case .at(let chosen): steps = chosen.filter { $0 >= 0 && $0 <= Double(last) }.map { min(last, Int($0)) }
    case .times(let chosen):
      steps = chosen.compactMap { StepsWithin.count(within: $0, of: stepSize) }.filter { $0 <= last }
    }
    var seen: [Int] = []
    for step in ([0] + steps + [last]).sorted() where seen.last != step { seen.append(step) }
    return seen
  }

  /// The scheduled times up to `end`, rising, with 0 and `end`.
  ///
  /// - Complexity: O(their number).
  public func times(through end: Double) -> [Double] {
    var times: [Double]
    switch self {
    case .logarithmic(let count):
      return SnapshotSchedule.logarithmicFrom(1e-4 * end, count: count).times(through: end)
    case .logarithmicFrom(let first, let count):
      let ratio = Double.log(end / first)
      times = (0..<max(0, count)).map { i in
        i == count - 1 ? end : first * .exp(ratio * Double(i) / Double(max(1, count - 1)))
      }
    case .every(let interval):
      let count = interval > 0 ? end / interval : 0
      times = (0...Int(min(count.rounded(.down), 0x1p40))).map { Double($0) * interval }
    case .at(let chosen), .times(let chosen): times = chosen
    }
    times = times.filter { $0 > 0 && $0 < end }
    var seen: [Double] = []
    for time in ([0] + times + [end]).sorted() where seen.last != time { seen.append(time) }
    return seen
  }
}
