public import LinearAlgebra

/// Matrix completion: ℓ(W) = ½ ‖P_Ω(W − Φ)‖_F² with P_Ω keeping the entries in Ω; ∇ℓ = P_Ω(W − Φ).
///
/// - Source: Arora, Cohen, Hu, Luo (NeurIPS 2019), §2.
public struct MaskedLoss<S: Scalar>: Loss {
  /// Φ; its entries outside Ω are not seen.
  public let target: Matrix<S>
  /// 1 in Ω and 0 elsewhere.
  private let mask: Matrix<Double>

  /// - Parameter mask: of the target's shape, ones in Ω and zeros elsewhere.
  public init(target: Matrix<S>, mask: Matrix<Double>) throws(LossError) {
    guard mask.rows == target.rows, mask.columns == target.columns else {
      throw .shape(
        got: "a \(mask.rows)×\(mask.columns) mask",
        expected: "\(target.rows)×\(target.columns) like the target")
    }
    guard mask.columnMajor.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      throw .shape(
        got: "a mask with other entries than 0 and 1", expected: "ones where the target is seen, else zeros")
    }
    (self.target, self.mask) = (target, mask)
  }

  public var laneForm: LaneForm<S>? { .residual(target: target, mask: mask) }

  public func evaluate(at w: MatrixPointer<S>, gradient: MatrixPointer<S>, scratch: MatrixPointer<S>)
    -> Double
  {
    target.withReadPointer { S.combine(into: gradient, w, -1, $0) }
    mask.withReadPointer { S.multiplyElements(of: gradient, by: $0.base) }
    return 0.5 * gradient.squaredNorm
  }
}
