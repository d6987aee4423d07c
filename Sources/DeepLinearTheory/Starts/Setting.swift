internal import DeepLinear

/// What a problem is beside its matrices: all that a statement may require of it.
public struct Setting: Sendable, Equatable {
  /// The rule by which the weights move.
  public enum Dynamics: Sendable, Equatable {
    /// W_j ← W_j − η ∇_{W_j} L with this η.
    case descent(stepSize: Double)
    /// dW_j/dt = −∇_{W_j} L.
    case flow
    /// Another, by its name in words.
    case other(String)
  }
  /// The distribution from which W_1 … W_N are drawn, where a statement is about one.
  public enum Distribution: Sendable, Equatable {
    /// Independent layers with entries of deviation s_j.
    case independentLayers(deviations: [Double])
    /// Procedure 1 of Arora et al.: balanced, W_{1:N} with entries of deviation s.
    case balancedProduct(deviation: Double)
    /// The balanced Gaussian distribution of Luo et al., §4.1, with this ε.
    case balancedLayers(deviation: Double)
    /// Any other, or none.
    case other
  }
  /// d_0 … d_N.
  public var widths: [Int]
  /// Whether the weights are complex.
  public var isComplex: Bool
  /// Whether ℓ = ½‖W_{1:N} − Φ‖_F², without mask, covariance and measurements.
  public var hasSquareLoss: Bool
  /// Whether every entry of Φ is known; those that a mask hides may not be.
  public var isTargetKnown = true
  /// a.
  public var regularization: Double
  /// The rule.
  public var dynamics: Dynamics
  /// The distribution of the initial weights, before any condition on a determinant.
  public var distribution: Distribution
  /// Whether the distribution is conditioned on the sign of det W_{1:N}: 1, −1, or 0 where it is not.
  public var conditionedSign: Int
  /// ε, the loss at which runs stop; nil where none is given.
  public var lossBelow: Double?
  /// The relative tolerance τ of a flow; what statements allow its solver's errors is derived from it. Without meaning elsewhere.
  public var flowTolerance: Double

  /// A setting; see the properties.
  public init(
    widths: [Int], isComplex: Bool, hasSquareLoss: Bool = true, regularization: Double = 0,
    dynamics: Dynamics, distribution: Distribution = .other, conditionedSign: Int = 0,
    lossBelow: Double? = nil, flowTolerance: Double = 1e-10
  ) {
    (self.widths, self.isComplex, self.hasSquareLoss) = (widths, isComplex, hasSquareLoss)
    (self.regularization, self.dynamics, self.distribution) = (regularization, dynamics, distribution)
    (self.conditionedSign, self.lossBelow) = (conditionedSign, lossBelow)
    self.flowTolerance = flowTolerance
  }

  /// The network without its numbers.
  private var shape: NetworkShape { NetworkShape(widths: widths, isComplex: isComplex) }
  /// N.
  public var depth: Int { shape.depth }
  /// min(d_0, d_N).
  public var rank: Int { shape.rank }
  /// The least hidden width; nil at depth 1.
  public var narrowestHiddenWidth: Int? { shape.narrowestHiddenWidth }
  /// max_j d_j.
  var largestWidth: Int { widths.reduce(1, max) }
  /// Whether all widths are equal.
  public var isUniform: Bool { shape.isUniform }
  /// η; nil for another rule than gradient descent.
  public var stepSize: Double? {
    if case .descent(let stepSize) = dynamics { stepSize } else { nil }
  }
  /// Whether the rule is the gradient flow.
  public var isFlow: Bool { dynamics == .flow }
}

/// What a problem has to be for a statement to be about it: clauses that say why it is not.
enum Scope {
  static func real(_ setting: Setting) -> String? {
    setting.isComplex ? "stated for real networks; these weights are complex" : nil
  }
  static func squareLoss(_ setting: Setting) -> String? {
    setting.hasSquareLoss
      ? nil : "stated for the square loss; this one has a mask, a covariance or measurements"
  }
  static func noPenalty(_ setting: Setting) -> String? {
    setting.regularization == 0 ? nil : "stated without a balance penalty; here a = \(setting.regularization)"
  }
  static func descent(_ setting: Setting) -> String? {
    setting.stepSize == nil ? "stated for gradient descent; this is \(setting.dynamics.words)" : nil
  }
  static func flow(_ setting: Setting) -> String? {
    setting.isFlow ? nil : "stated for gradient flow; this is \(setting.dynamics.words)"
  }
  static func depth(_ depth: Int, _ setting: Setting) -> String? {
    setting.depth == depth ? nil : "stated for depth \(depth); this network has depth \(setting.depth)"
  }
  static func evenDepth(_ setting: Setting) -> String? {
    setting.depth % 2 == 0 ? nil : "stated for even depths; this network has depth \(setting.depth)"
  }
  static func square(_ setting: Setting) -> String? {
    setting.isUniform ? nil : "stated for square layers of one width; these are of several"
  }
}

extension Setting.Dynamics {
  /// In words.
  var words: String {
    switch self {
    case .descent: "gradient descent"
    case .flow: "a gradient flow"
    case .other(let words): words
    }
  }
}
