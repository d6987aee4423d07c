/// One fully resolved problem: what a spec says at one point of its sweep, every default filled in.
///
/// The keys and their meanings are those of the spec; nothing here has been loaded from disk yet.
public struct Specification: Sendable {
  /// The experiment's name, which is also the default output folder.
  public var name: String
  /// The network's shape and field.
  public var network: NetworkSpecification
  /// Φ and the loss.
  public var target: TargetSpecification
  /// The distribution of the initial weights.
  public var initialization: InitializationSpecification
  /// How the weights move.
  public var dynamics: DynamicsSpecification
  /// When a run ends.
  public var stop: StopSpecification
  /// What a run leaves.
  public var observe: ObserveSpecification
  /// Which runs there are.
  public var seeds: SeedsSpecification
  /// The key of which each run has its best value; nil where there is none.
  public var best: BestSpecification?
  /// Seconds between two checkpoints of a run.
  public var checkpointInterval: Double
}

/// `network`: the widths d_0 … d_N and the field.
public struct NetworkSpecification: Sendable, Equatable {
  /// d_0 … d_N, input first; N + 1 positive numbers.
  public var widths: [Int]
  /// F, to which all entries of W_1 … W_N and Φ belong.
  public var field: Field

  /// N, the number of layers.
  public var depth: Int { widths.count - 1 }
  /// min(d_0, d_N), the number of singular values of Φ.
  var rank: Int { min(widths[0], widths[depth]) }
  /// The least of the hidden widths; `Int.max` where there are none.
  var narrowest: Int { widths.dropFirst().dropLast().min() ?? Int.max }
  /// Whether all widths are the same.
  var isUniform: Bool { Set(widths).count == 1 }
  /// The widths for a message, the first twelve of many.
  var shownWidths: String {
    let shown = widths.prefix(12).map(String.init).joined(separator: ", ")
    return "[\(shown)\(widths.count > 12 ? ", …" : "")]"
  }
}

/// The field over which the weights are taken.
public enum Field: String, Sendable, Equatable, CaseIterable {
  case real, complex
}

/// `target`: Φ, and the part of it that enters the loss.
public struct TargetSpecification: Sendable {
  /// Where Φ comes from; in a complex network it may be complex. Nil where the loss needs none and none is given.
  package var source: (any TargetVariant)?
  /// The loss; nil where every entry of Φ enters it, with the same weight.
  package var loss: (any LossVariant)?

  /// Whether ℓ is ½ ‖W − Φ‖_F².
  package var hasSquareLoss: Bool { loss == nil && source?.ownLoss == nil }
}

/// `initialization`: the distribution of W_1 … W_N at step 0.
public struct InitializationSpecification: Sendable {
  /// Conditions the initial weights on the sign of det W_{1:N} (real, square).
  public enum Determinant: String, Sendable, Equatable, CaseIterable { case any, positive, negative }

  /// What is drawn, before any condition on it.
  package var distribution: any InitializationVariant
  /// The sign of det W_{1:N} on which it is conditioned.
  public var determinant: Determinant
}

/// `dynamics`: how the weights move.
public struct DynamicsSpecification: Sendable {
  /// The rule, with its own settings.
  package var method: any MethodVariant
  /// a, the strength of the balance penalty; zero switches it off.
  public var regularization: Double
}

/// `stop`: when a run ends. At least one of `maxSteps` and `maxTime` is set.
public struct StopSpecification: Sendable, Equatable {
  /// A run has converged below this ℓ, tested at every step (of a flow, met at its exact time); nil means that none does.
  public var lossBelow: Double?
  /// A run diverges above this L; nil means 10¹² · max(1, L(0)).
  public var lossAbove: Double?
  /// The most steps k, of a flow those that its solver accepts; nil means no bound.
  public var maxSteps: Int?
  /// In units of step-size × steps; always set for a flow.
  public var maxTime: Double?
  /// Whether a step that changes no bit of any weight ends the run.
  public var stopWhenStalled: Bool
}

/// `observe`: what is recorded and when.
public struct ObserveSpecification: Sendable, Equatable {
  /// The steps, for a flow the times, at which a run is observed; the first and the last always are.
  public enum Snapshots: Sendable, Equatable {
    /// About so many, equally spaced in ln k or ln t.
    case log(Int)
    /// Every so many steps, or every so long.
    case every(Double)
    /// At these: steps for descent, times for a flow.
    case at([Double])
    /// At these times, also of descent: after the last step that does not exceed each.
    case times([Double])
  }
  /// Which of a run's weights are written to files.
  public enum Weights: String, Sendable, Equatable, CaseIterable { case none, initial, final, snapshots }
  /// When a run is observed.
  public var snapshots: Snapshots
  /// Names with hyphens; nil means all the cheap ones.
  public var quantities: [String]?
  /// Whether the spec lists the distance to the gradient flow.
  public var listsFlowDistance: Bool { quantities?.contains(Self.flowDistance) == true }
  /// The quantity for which a flow is followed beside an optimizer.
  static let flowDistance = "flow-distance"
  /// The step and the time at which the loss first falls below each are recorded.
  public var thresholds: [Double]
  /// Whose weights are kept.
  public var weights: Weights
}

/// `seeds`: first, first + 1, …, first + count − 1.
public struct SeedsSpecification: Sendable, Equatable {
  /// The first seed.
  public var first: UInt64
  /// How many seeds there are, of a point with `halfWidth` at most; at least 1.
  public var count: Int
  /// Half the width of the exact 95 % interval of its success fraction at which a point gets no more seeds; nil where all points have
  /// `count`.
  public var halfWidth: Double?
}
