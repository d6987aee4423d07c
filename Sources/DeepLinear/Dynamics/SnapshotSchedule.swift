/// The steps at which a run is observed; step 0 and the last step always are.
public enum SnapshotSchedule: Equatable, Sendable {
  /// About `count` steps, equally spaced in ln k; repeated ones are dropped.
  case logarithmic(Int)
  /// Every `interval`-th step.
  case every(Int)
  /// These steps.
  case at([Int])

  /// Every `interval`-th step.
  public static func steps(_ interval: Int) -> SnapshotSchedule { .every(interval) }

  /// The scheduled steps up to `last`, rising, with 0 and `last`.
  ///
  /// - Complexity: O(their number).
  public func steps(through last: Int) -> [Int] {
    var steps: [Int]
    switch self {
    case .logarithmic(let count):
      let top = Double.log(Double(max(1, last)))
      steps = (0..<max(0, count)).map { i in
        let fraction = count > 1 ? Double(i) / Double(count - 1) : 1
        return min(last, Int(Double.exp(top * fraction).rounded()))
      }
    case .every(let interval): steps = Array(stride(from: 0, through: last, by: max(1, interval)))
    case .at(let chosen): steps = chosen.filter { $0 >= 0 && $0 <= last }
    }
    var seen: [Int] = []
    for step in ([0] + steps + [last]).sorted() where seen.last != step { seen.append(step) }
    return seen
  }
}
