package import LinearAlgebra

/// The bounds that define a problem's stages; nil where a stage is not defined for it.
package struct StageBounds: Equatable, Sendable {
  /// The part of r(0) below which the layers are aligned.
  package static let alignedPart = 1e-3

  /// ½ σ_min(Φ)², less what rounding may have added to σ_min(Φ): a loss that ends at ½ σ_min(Φ)² has not escaped.
  package let escapeLoss: Double?
  /// ½ σ_min(Φ)² itself, for messages.
  let statedEscapeLoss: Double
  /// 2^{1−1/N} σ_min(Φ)^{1/N}, for even N and equal widths: at the target σ_min(H) = 2 σ_min(Φ)^{1/N}.
  package let saddleValue: Double?

  /// - Parameter isSquare: whether ℓ is the square loss, the only one with bounds.
  package init<S: Scalar>(_ shape: NetworkShape, _ target: TargetSpectrum<S>, isSquare: Bool) {
    statedEscapeLoss = 0.5 * target.smallest * target.smallest
    guard isSquare, target.isFullRank else {
      (escapeLoss, saddleValue) = (nil, nil)
      return
    }
    escapeLoss = 0.5 * target.smallestBeyondRounding * target.smallestBeyondRounding
    let n = Double(shape.depth)
    saddleValue = shape.hasHermitianTerm ? .pow(2, 1 - 1 / n) * .pow(target.smallest, 1 / n) : nil
  }
}

/// Which stages of Luo et al. (2025) are to be located along one run.
///
/// The threshold of saddle avoidance presumes balance: it is read from the end of alignment on.
package struct StagesToLocate: Equatable, Sendable {
  /// Whether T_1 is 0: the initial weights are balanced to rounding.
  package let startsAligned: Bool
  /// Whether T_1 is to be located.
  package let hasAlignment: Bool
  /// What σ_min(H) has to reach; nil where the end of saddle avoidance is not to be located.
  package let saddleValue: Double?

  /// None.
  init() { (startsAligned, hasAlignment, saddleValue) = (false, false, nil) }

  /// - Parameters:
  ///   - stages: those that the observation names.
  ///   - strength: a.
  init<S: Scalar>(
    _ stages: [MethodReport.Stage], _ bounds: StageBounds, strength: Double,
    from initial: DeepLinearNetwork<S>
  ) {
    let bound = stages.contains(.saddleEscape) ? bounds.saddleValue : nil
    let isWanted = bound != nil || stages.contains(.alignment)
    let isBalanced = isWanted && initial.isBalancedToRounding
    (startsAligned, hasAlignment) = (isBalanced, isWanted && !isBalanced && strength > 0)
    saddleValue = isBalanced || strength > 0 ? bound : nil
  }
}
