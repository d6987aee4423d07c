import DeepLinear

/// Whether a flow has come to rest long before its last time: looked at after every 1,000 steps of its solver.
///
/// At a critical point rounding keeps a solver's steps short, and the last time may be 10³⁰⁰: it would go on until its steps are
/// used up, for hours, and nothing would change. What is found depends on the flow, its last time and its bound on the
/// steps alone.
struct RestWindow: Codable {
  /// Steps between two looks.
  static let steps = 1000
  /// At rest every layer moves by less than this part of its norm in so many steps.
  static let motion = 1e-9

  /// y, t and the steps at the last look.
  private(set) var state: PackedNumbers
  private(set) var time: Double
  private(set) var step: Int

  /// A flow that begins at y and t = 0.
  init(from y: UnsafePointer<Double>, count: Int) {
    state = PackedNumbers(Array(UnsafeBufferPointer(start: y, count: count)))
    (time, step) = (0, 0)
  }

  /// Whether the flow is at rest at y, and the solver's `maximumSteps` would not reach the time `end` at the mean length of the last ones.
  mutating func isOver(
    _ y: UnsafePointer<Double>, of system: FlowSystem, time now: Double, step count: Int, end: Double,
    maximumSteps: Int
  ) -> Bool {
    guard count >= step + RestWindow.steps else { return false }
    let meanLength = (now - time) / Double(count - step)
    let isLate = end - now > meanLength * Double(max(0, maximumSteps - count))
    let isStill = isLate && hasHardlyMoved(y, system)
    state = PackedNumbers(Array(UnsafeBufferPointer(start: y, count: system.dimension)))
    (time, step) = (now, count)
    return isStill
  }

  private func hasHardlyMoved(_ y: UnsafePointer<Double>, _ system: FlowSystem) -> Bool {
    let difference = zip(state.values, 0..<system.dimension).map { y[$1] - $0 }
    return difference.withUnsafeBufferPointer { difference in
      guard let difference = difference.baseAddress else { return true }
      return system.blocks.allSatisfy {
        system.norm(difference, $0) <= RestWindow.motion * system.norm(y, $0)
      }
    }
  }
}
