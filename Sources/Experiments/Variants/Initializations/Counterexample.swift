import DeepLinear
import LinearAlgebra
import SpecLanguage

/// Initial weights from which gradient descent fails.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Claims 4 and 5.
package struct CounterexampleVariant: InitializationVariant {
  package static let key = SpecKey(
    "counterexample",
    .keys(
      SpecKey("claim", .integer(4...5), .required, example: "4", "Which claim of Arora et al., 2019."),
      SpecKey(
        "margin", .number(.betweenZeroAndOne), .defaulted(0.5),
        "The deficiency margin of claim 4's start; claim 5 does not use it.")),
    .required, example: "{claim: 4, margin: 0.5}", "A start from which gradient descent fails.")

  /// 4 or 5; nil where the identity is timed instead.
  package let claim: Int?
  /// The deficiency margin of claim 4.
  package let margin: Double

  package init(_ value: SpecValue) {
    (claim, margin) = (value.required("claim", \.integer), value.required("margin", \.number))
  }

  private init() { (claim, margin) = (nil, 0.5) }

  package func check(_ problem: Specification) throws(SpecConflict) {
    let (path, network) = (Self.path, problem.network)
    guard claim != 4 || problem.dynamics.method.stepSize != nil else {
      throw SpecConflict(
        at: path,
        "\(path) of claim 4 is made for a step size, and a flow has none; use dynamics.gradient-descent, or claim 5."
      )
    }
    guard network.isUniform else {
      throw SpecConflict(at: path, "\(path) needs all widths the same, not \(network.shownWidths).")
    }
    let diagonal = problem.target.source?.diagonal(rank: network.rank)
    if claim == 4 {
      guard network.depth.isMultiple(of: 2) else {
        throw SpecConflict(
          at: path, "\(path) of claim 4 needs an even depth; the network has depth \(network.depth).")
      }
      guard diagonal?.allSatisfy({ $0 == 1 }) == true else {
        throw SpecConflict(at: path, "\(path) of claim 4 needs target: {identity: {scale: 1.0}}.")
      }
    } else if let diagonal, !diagonal.contains(where: { $0 < 0 }) {
      throw SpecConflict(
        at: path, "\(path) of claim 5 needs a target with a negative eigenvalue, such as diagonal: [1, -1].")
    }
  }

  package var isRandom: Bool { false }

  package var narrowed: any InitializationVariant { Self() }

  package func initialization<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource
  ) throws -> any Initialization {
    // Specs refuse claim 4 for a flow.
    if claim == 4, let η = source.specification.dynamics.method.stepSize {
      return UnbalancedCounterexample(margin: margin, stepSize: η)
    }
    if claim == 5 { try requireNegativeEigenvalue(target, of: source) }
    return IdentityInitialization()
  }

  /// Claim 5 speaks of Hermitian targets with a negative eigenvalue.
  private func requireNegativeEigenvalue<S: Scalar>(
    _ target: Matrix<S>, of source: some ProblemSource
  ) throws {
    let asymmetry = (target - target.adjoint).frobeniusNorm
    guard asymmetry <= 1e-12 * target.frobeniusNorm, try target.hermitianEigen().values.first ?? 0 < 0 else {
      throw source.error(
        "\(Self.path) with claim 5 starts at the identity and needs a symmetric target with a negative eigenvalue; got another "
          + "target; try target.diagonal: [1, -1].", at: Self.path)
    }
  }
}
