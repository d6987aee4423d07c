public import LinearAlgebra

/// Matrix completion: ℓ(W) = ½ ‖P_Ω(W − Φ)‖_F² where P_Ω sets the entries outside Ω to zero; ∇ℓ = P_Ω(W − Φ).
///
/// - Source: Arora, Cohen, Hu, Luo (NeurIPS 2019), §2.
public struct MaskedLoss<S: Scalar>: Loss {
  /// Φ; its entries outside Ω are not used, and zero where they are unknown.
  public let target: Matrix<S>
  /// Whether no entry of Φ is NaN, and so unknown.
  public let isTargetKnown: Bool
  /// The known entries outside Ω.
  public let heldOut: HeldOutEntries<S>?
  /// 1 in Ω and 0 elsewhere.
  private let mask: Matrix<Double>

  /// - Parameters:
  ///   - target: Φ; entries outside Ω that are NaN, in one part at least, are unknown.
  ///   - mask: of the target's shape, ones in Ω and zeros elsewhere; at least one 1.
  /// - Throws: `LossError.shape`, `.maskEntry`, `.emptyMask`, `.unknownEntry`.
  public init(target: Matrix<S>, mask: Matrix<Double>) throws(LossError) {
    guard mask.rows == target.rows, mask.columns == target.columns else {
      throw .shape(
        got: "a \(mask.rows)×\(mask.columns) mask",
        expected: "\(target.rows)×\(target.columns) like the target")
    }
    if let place = mask.columnMajor.firstIndex(where: { $0 != 0 && $0 != 1 }) {
      let (column, row) = place.quotientAndRemainder(dividingBy: mask.rows)
      throw .maskEntry(row: row, column: column, value: mask[row, column])
    }
    guard mask.columnMajor.contains(1) else { throw .emptyMask }
    isTargetKnown = !target.hasUnknownEntries
    if !isTargetKnown {
      for i in 0..<target.rows {
        for j in 0..<target.columns where mask[i, j] == 1 && target.isUnknown(i, j) {
          throw .unknownEntry(row: i, column: j)
        }
      }
    }
    heldOut = HeldOutEntries(of: target) { mask[$0, $1] == 0 }
    (self.target, self.mask) = (target.knownPart, mask)
  }

  /// A residual W − Φ on the entries of the mask.
  public var form: LossForm<S>? { .residual(target: target, mask: mask) }

  // Called once a step; without specialization every call would look up the types of its buffers at run time.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func evaluate(at w: MatrixView<S>, gradient: MutableMatrixView<S>, scratch: MutableMatrixView<S>)
    -> Double
  {
    target.withView { S.combine(into: gradient, w, -1, $0) }
    mask.withView { S.multiplyElements(of: gradient, by: $0) }
    return 0.5 * gradient.squaredNorm
  }
}
