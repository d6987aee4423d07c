import DeepLinear

/// A solve between two steps, without what a solver remembers of the steps before: what a new solver begins from.
struct SolverPosition: Codable, Equatable {
  /// t.
  var time: Double
  /// y there.
  var state: PackedNumbers
  /// The length of the next step.
  var stepSize: Double
  /// The steps accepted until then.
  var steps: Int
  /// Whether the steps are BDF's.
  var isImplicit: Bool
  /// The time from which on BDF was first used; nil while it was not.
  var stiffFrom: Double?
  /// What was found about stiffness last.
  var stiffness: StiffnessDetector.Memory
}
