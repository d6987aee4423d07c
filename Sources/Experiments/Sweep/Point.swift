import SpecLanguage

/// One point of a sweep: one fully stated problem, run for every seed.
public struct Point: Sendable {
  /// A key that the sweep varies, with its value here.
  public struct Parameter: Sendable, Equatable {
    /// Dotted, as in `sweep`.
    public let path: String
    /// As the spec has it.
    public let value: SpecValue
  }

  /// From 0, the first axis of the sweep slowest.
  public let index: Int
  /// Only what is swept, in the spec's order; empty without a sweep.
  public let parameters: [Parameter]
  /// The problem, read from `resolved`.
  public let specification: Specification
  /// The whole spec of this point, without its sweep, and with `best` without a value of the key that it is over.
  public let resolved: SpecValue
  /// With `best`, the problem with each of its values, in the order of the grid; empty without. This point's own `specification` is that
  /// of the first.
  public let candidates: [Point]

  init(
    index: Int, parameters: [Parameter], specification: Specification, resolved: SpecValue,
    candidates: [Point] = []
  ) {
    (self.index, self.parameters, self.specification) = (index, parameters, specification)
    (self.resolved, self.candidates) = (resolved, candidates)
  }

  /// The parameters as one JSON object: `{"network.depth":3}`.
  public var parametersJSON: String {
    SpecValue.mapping(parameters.map { .init($0.path, $0.value) }).json
  }
}
