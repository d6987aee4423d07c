extension Runner {
  /// Stored runs of optimizers that diverged, and when.
  public struct Divergence: Sendable, Equatable, Encodable {
    /// How many there are.
    public var runs: Int
    /// The least number of steps after which one of them did; of one that overflowed, the steps to its last finite state.
    public var firstStep: Int
    /// The number of steps after which half of them had.
    public var medianStep: Int

    /// Nil where no run diverged. Flows that did are obstructions.
    init?(atSteps steps: [Int]) {
      let steps = steps.sorted()
      guard let first = steps.first else { return nil }
      (runs, firstStep, medianStep) = (steps.count, first, steps[(steps.count - 1) / 2])
    }

    private enum CodingKeys: String, CodingKey {
      case runs
      case firstStep = "first_step"
      case medianStep = "median_step"
    }
  }
}
