import DeepLinear

/// How far a flow and its time have come within the last 1,000 steps of its solver: at rest, at an optimum or elsewhere, rounding keeps a
/// solver's steps short, and it would go on until they are used up.
///
/// What is found depends on the flow alone, not on the clock.
struct RestWindow: Codable {
  /// Steps between two looks.
  static let steps = 1000

  /// y, t and the steps at the last look.
  private(set) var state: PackedNumbers
  private(set) var time: Double
  private(set) var step: Int

  /// What a look finds.
  struct Look {
    /// The mean length of the steps since the last look.
    let meanLength: Double
    /// Whether every layer has moved by less than 10⁻⁹ of its norm.
    let isStill: Bool
    /// Whether 10¹² steps of that length would not double the time.
    let isShort: Bool
    /// Whether double precision can hardly add such steps to the time.
    let isBelowResolution: Bool
  }

  /// A flow that begins at y and t = 0.
  init(from y: UnsafePointer<Double>, count: Int) {
    state = PackedNumbers(Array(UnsafeBufferPointer(start: y, count: count)))
    (time, step) = (0, 0)
  }

  /// What there is to see at y; nil where 1,000 steps have not passed since the last look.
  mutating func look(
    at y: UnsafePointer<Double>, of system: FlowSystem, time now: Double, step count: Int
  ) -> Look? {
    guard count >= step + RestWindow.steps else { return nil }
    let meanLength = (now - time) / Double(count - step)
    let look = Look(
      meanLength: meanLength, isStill: hasHardlyMoved(y, system), isShort: meanLength < 1e-12 * now,
      isBelowResolution: meanLength < 4 * now.ulp)
    state = PackedNumbers(Array(UnsafeBufferPointer(start: y, count: system.dimension)))
    (time, step) = (now, count)
    return look
  }

  private func hasHardlyMoved(_ y: UnsafePointer<Double>, _ system: FlowSystem) -> Bool {
    let difference = zip(state.values, 0..<system.dimension).map { y[$1] - $0 }
    return difference.withUnsafeBufferPointer { difference in
      guard let difference = difference.baseAddress else { return true }
      return system.blocks.allSatisfy { system.norm(difference, $0) <= 1e-9 * system.norm(y, $0) }
    }
  }
}
