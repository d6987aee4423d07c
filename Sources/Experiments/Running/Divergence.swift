extension Runner {
  /// Stored runs of optimizers that diverged, and when.
  public struct Divergence: Sendable, Equatable, Encodable {
    /// How many there are.
    public var runs: Int
    /// The least step at which one of them ended.
    public var firstStep: Int
    /// The step by which half of them had ended.
    public var medianStep: Int

    /// Nil where no run diverged. Flows that did are obstructions, which have messages.
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
