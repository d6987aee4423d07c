public import DeepLinearFlow
import Foundation
import SpecLanguage

/// One fully resolved problem: what a spec says at one point of its sweep, every default filled in.
///
/// The keys and their meanings are those of the spec; nothing here has been loaded from disk yet.
public struct Specification: Sendable, Equatable {
  /// The experiment's name, which is also the default output folder.
  public var name: String
  /// The problem: the network's shape, Φ and the law of the start.
  public var network: NetworkSpecification
  public var target: TargetSpecification
  public var initialization: InitializationSpecification
  /// How the weights move, when a run ends, what it leaves, and which runs there are.
  public var dynamics: DynamicsSpecification
  public var stop: StopSpecification
  public var observe: ObserveSpecification
  public var seeds: SeedsSpecification
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
}

/// The field over which the weights are taken.
public enum Field: String, Sendable, Equatable, CaseIterable {
  case real, complex
}

/// `target`: Φ, and what of it the loss sees.
public struct TargetSpecification: Sendable, Equatable {
  /// Where Φ comes from.
  public enum Source: Sendable, Equatable {
    /// scale · I, padded with zeros where not square.
    case identity(scale: Double)
    /// A diagonal matrix.
    case diagonal([Double])
    /// U · diag(values) · Vᴴ with U and V Haar, drawn with `seed`.
    case singularValues([Double], seed: UInt64)
    /// Independent Gaussian entries.
    case gaussian(deviation: Double, seed: UInt64)
    /// A `.npy` file of shape d_N × d_0.
    case file(String)
  }
  /// Where Φ comes from; in a complex network it may be complex.
  public var source: Source
  /// A `.npy` file of zeros and ones: only entries with a one count (matrix completion).
  public var mask: String?
  /// A `.npy` file with Λ_xx (d_0 × d_0, Hermitian, non-negative): the general quadratic loss, Φ being Λ_yx.
  public var covariance: String?
}

/// `initialization`: the law of W_1 … W_N at step 0.
public struct InitializationSpecification: Sendable, Equatable {
  /// What is drawn, before any condition on it.
  public enum Law: Sendable, Equatable {
    case gaussian(deviation: Deviation)
    case balanced(deviation: Double, rotations: Rotations)
    case balancedGaussian(deviation: Double)
    case identity(scale: Double)
    case orthogonal(scale: Double)
    /// One `.npy` file a layer, W_1 first.
    case files([String])
    /// The counterexamples of Arora et al. (2019): claim 4 (with its margin) or 5.
    case counterexample(claim: Int, margin: Double)
  }
  /// The standard deviation s_j of the entries of W_j; over the complex numbers E|w|² = s_j².
  public enum Deviation: Sendable, Equatable {
    /// One s for all layers.
    case uniform(Double)
    /// s_1 … s_N.
    case perLayer([Double])
    /// 1/√d_{j−1} for layer j.
    case fanIn
  }
  /// Whether hidden layers of a balanced start are rotated by independent Haar matrices.
  public enum Rotations: String, Sendable, Equatable, CaseIterable { case none, haar }
  /// Conditions the start on the sign of det W_{1:N} (real, square).
  public enum Determinant: String, Sendable, Equatable, CaseIterable { case any, positive, negative }

  /// The law of the start, and the sign of det W_{1:N} on which it is conditioned.
  public var law: Law
  public var determinant: Determinant
}

/// `dynamics`: how the weights move.
public struct DynamicsSpecification: Sendable, Equatable {
  /// The rule by which weights move.
  public enum Method: Sendable, Equatable {
    /// W_j ← W_j − η ∇_{W_j} L with η = `stepSize`.
    case gradientDescent(stepSize: Double)
    /// dW_j/dt = −∇_{W_j} L, followed so closely.
    case gradientFlow(FlowAccuracy)
    /// The flow of W_{1:N} under exact balance.
    case endToEndFlow(FlowAccuracy)

    /// η; nil for a flow.
    public var stepSize: Double? { if case .gradientDescent(let η) = self { η } else { nil } }
    /// How closely a flow is followed; nil for gradient descent.
    public var flow: FlowAccuracy? {
      switch self {
      case .gradientDescent: nil
      case .gradientFlow(let accuracy), .endToEndFlow(let accuracy): accuracy
      }
    }
  }
  /// The rule, with its own settings.
  public var method: Method
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
  }
  /// Which of a run's weights are written to files.
  public enum Weights: String, Sendable, Equatable, CaseIterable { case none, initial, final, snapshots }
  /// When a run is observed.
  public var snapshots: Snapshots
  /// Names with hyphens; nil means all the cheap ones.
  public var quantities: [String]?
  /// Whether the distance of gradient descent to the flow is asked for.
  public var asksFlowDistance: Bool { quantities?.contains(SpecKey.flowDistance) == true }
  /// The step and the time at which the loss first falls below each are recorded.
  public var thresholds: [Double]
  /// Whose weights are kept.
  public var weights: Weights
}

/// `seeds`: first, first + 1, …, first + count − 1.
public struct SeedsSpecification: Sendable, Equatable {
  /// The first seed, and how many there are: at least one.
  public var first: UInt64
  public var count: Int
}
