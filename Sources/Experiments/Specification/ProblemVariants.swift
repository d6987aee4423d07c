import DeepLinear
import DeepLinearFlow
import DeepLinearTheory
import LinearAlgebra
import RunArchive

/// `target`: where Φ comes from.
package protocol TargetVariant: SpecVariant {
  /// Refuses a problem that this does not fit.
  func check(_ problem: Specification) throws(SpecConflict)
  /// The min(d_0, d_N) = `rank` entries of a Φ that is diagonal by construction; nil for another.
  func diagonal(rank: Int) -> [Double]?
  /// Whether Φ is read from a file.
  var readsFiles: Bool { get }
  /// A target of rank at most `rank` that takes as long to make and to decompose, without files; for timing.
  func narrowed(toRank rank: Int) -> any TargetVariant
  /// Φ, d_N × d_0.
  func matrix<S: Scalar>(from source: some ProblemSource, over field: S.Type) throws -> Matrix<S>
  /// The ℓ that comes with Φ in words; nil where it is the square loss.
  var ownLoss: OwnLoss? { get }
  /// The ℓ that comes with Φ = `target`; nil where it is the square loss. `isTimed` is as in `LossVariant`.
  func loss<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource, isTimed: Bool
  ) throws -> (any Loss<S>)?
  /// What a run leaves of a Φ that was computed from data; nil where the spec has Φ itself.
  func computed(from source: some ProblemSource) throws -> ComputedTarget?
}

extension TargetVariant {
  package static var section: String { "target" }
  package func check(_ problem: Specification) throws(SpecConflict) {}
  package func diagonal(rank: Int) -> [Double]? { nil }
  package var readsFiles: Bool { false }
  package func narrowed(toRank rank: Int) -> any TargetVariant { self }
  package var ownLoss: OwnLoss? { nil }
  package func loss<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource, isTimed: Bool
  ) throws -> (any Loss<S>)? { nil }
  package func computed(from source: some ProblemSource) throws -> ComputedTarget? { nil }
}

/// A loss that comes with a target, in words as `LossVariant` has them.
package struct OwnLoss: Sendable {
  /// ℓ as a formula, for the attributes of files.
  package let formula: String
  /// What quantities that compare the weights with Φ take for it.
  package let targetMeaning: String
}

/// A Φ that was computed from data, and where it comes from.
package struct ComputedTarget: Sendable, Equatable {
  /// Φ, real.
  package let matrix: Matrix<Double>
  /// The data.
  package let data: Provenance.DataProblem
}

/// A fitting loss other than the square loss, chosen by an optional key beside the target.
package protocol LossVariant: SpecVariant {
  /// ℓ as a formula, for the attributes of files.
  static var formula: String { get }
  /// What quantities that compare the weights with Φ take for it: `Loss.target` in words, for the attributes of files.
  static var targetMeaning: String { get }
  /// Whether a target may have known entries that do not enter the loss, on which a solution is tested.
  func mayHoldOut(of target: (any TargetVariant)?) -> Bool
  /// Ones at the entries of Φ that do not enter the loss, and may be unknown (NaN); nil where all enter.
  func unusedEntries(from source: some ProblemSource) throws -> Matrix<Double>?
  /// The files of which a run holds the numbers.
  var heldFiles: [String] { get }
  /// Reads the files and refuses what does not fit, without anything that takes longer than reading.
  func checkFiles<S: Scalar>(of source: some ProblemSource, over field: S.Type) throws
  /// Whether the loss has a covariance Λ_xx.
  var bringsCovariance: Bool { get }
  /// ℓ. Where `isTimed`, the files are replaced by matrices of the same shape with which a step takes as long.
  ///
  /// - Parameter target: Φ, NaN where it is unknown.
  func loss<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource, isTimed: Bool
  ) throws -> any Loss<S>
}

extension LossVariant {
  package static var section: String { "target" }
  package static var targetMeaning: String { TargetSpecification.plainTargetMeaning }
  package func mayHoldOut(of target: (any TargetVariant)?) -> Bool { false }
  package func unusedEntries(from source: some ProblemSource) throws -> Matrix<Double>? { nil }
  package var heldFiles: [String] { [] }
  package var bringsCovariance: Bool { false }
  package func checkFiles<S: Scalar>(of source: some ProblemSource, over field: S.Type) throws {}
}

extension TargetSpecification {
  /// ℓ as a formula.
  package var formula: String {
    loss.map { type(of: $0).formula } ?? source?.ownLoss?.formula
      ?? "ℓ = ½‖W_{1:N} − Φ‖_F² (factor ½), above its optimum over all matrices"
  }

  /// What quantities call Φ, in words.
  package var targetMeaning: String {
    loss.map { type(of: $0).targetMeaning } ?? source?.ownLoss?.targetMeaning ?? Self.plainTargetMeaning
  }

  static let plainTargetMeaning = "Φ: the target"

  /// Whether there may be known entries of Φ that do not enter the loss.
  package var mayHoldOut: Bool { loss?.mayHoldOut(of: source) ?? false }

  /// Φ, NaN where it is unknown: at every entry where the spec names none.
  package func matrix<S: Scalar>(from problem: some ProblemSource, over field: S.Type = S.self) throws
    -> Matrix<S>
  {
    try source?.matrix(from: problem, over: S.self)
      ?? Matrix(rows: problem.rows, columns: problem.columns) { _, _ in S(real: .nan) }
  }
}

/// `initialization`: the distribution of W_1 … W_N at step 0.
package protocol InitializationVariant: SpecVariant {
  /// Refuses a problem that this does not fit.
  func check(_ problem: Specification) throws(SpecConflict)
  /// Whether seeds differ, so that a condition on the determinant has a meaning.
  var isRandom: Bool { get }
  /// What to call weights that are not balanced, after "initialization."; nil where they are by their nature, or where only their
  /// numbers tell.
  func unbalancedName(_ network: NetworkSpecification) -> String?
  /// Whether weights are read from files.
  var readsFiles: Bool { get }
  /// An initialization for any widths that takes as long, without files; for timing.
  var narrowed: any InitializationVariant { get }
  /// For a caption: "Gaussian start of deviation 0.1"; nil where the spec has to be read.
  var caption: String? { get }
  /// The distribution by the name that theorems have for it.
  func distribution(of network: NetworkSpecification) -> Setting.Distribution
  /// The distribution.
  func initialization<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource
  ) throws -> any Initialization
}

extension InitializationVariant {
  package static var section: String { "initialization" }
  package func check(_ problem: Specification) throws(SpecConflict) {}
  package var isRandom: Bool { true }
  package func unbalancedName(_ network: NetworkSpecification) -> String? { nil }
  package var readsFiles: Bool { false }
  package var narrowed: any InitializationVariant { self }
  package var caption: String? { nil }
  package func distribution(of network: NetworkSpecification) -> Setting.Distribution { .other }
}

/// `dynamics`: the rule by which the weights move. `OptimizerVariant` and `FlowVariant` say what such rules have in common.
package protocol MethodVariant: SpecVariant {
  /// η, the time that a step takes; nil where a solver chooses its steps.
  var stepSize: Double? { get }
  /// How closely a flow is followed; nil for an optimizer.
  var accuracy: FlowAccuracy? { get }
  /// Refuses a problem that this does not fit.
  func check(_ problem: Specification) throws(SpecConflict)
  /// Refuses initial weights.
  ///
  /// - Throws: `FlowError`.
  func check<S: Scalar>(initial network: DeepLinearNetwork<S>) throws
  /// How many arrays of the weights' size a run holds, at least.
  var weightCopies: Double { get }
  /// For a caption: "step size 0.01".
  var caption: String { get }
  /// The rule.
  var method: any TrainingMethod { get }
  /// The rule by the name that theorems have for it.
  var rule: Setting.Dynamics { get }
}

extension MethodVariant {
  package static var section: String { "dynamics" }
  package func check(_ problem: Specification) throws(SpecConflict) {}
  package func check<S: Scalar>(initial network: DeepLinearNetwork<S>) throws {}
  package var rule: Setting.Dynamics { .other("the method \(words)") }
  /// Whether a solver chooses the steps and the clock is the flow's own time.
  package var isFlow: Bool { stepSize == nil }
  /// The name in words: "gradient descent".
  package var words: String { Self.key.words }
}
