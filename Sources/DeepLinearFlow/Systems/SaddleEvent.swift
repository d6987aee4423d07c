import DeepLinear

/// Whether a network has left the saddle: σ_min(H) against its bound.
///
/// Evaluated after every step, mostly far from the bound. σ_min(H) ≤ ‖Hᴴx‖/‖x‖ for every x: as long as the singular vector
/// found last keeps the ratio below the bound, a few products of a matrix with a vector suffice; only where it does not are H and
/// its singular values computed. The sign is exact either way.
///
/// - Source of the bound: Luo, Xu, Gao, Fazel, Du (2025), §5.
final class SaddleEvent<S: Scalar> {
  private let bound: Double
  private let target: TargetSpectrum<S>
  /// N/2.
  private let half: Int
  /// With P = W_m ··· W_2: z at 0, such that Pᴴz was the last left singular vector of H. After it the images of a vector under the
  /// layers, and three vectors of the input's size.
  private let vectors: MatrixStack<S>
  private var hasVector = false

  /// - Precondition: H is defined for the shape.
  init(_ shape: NetworkShape, target: TargetSpectrum<S>, bound: Double) {
    (self.bound, self.target, half) = (bound, target, shape.depth / 2)
    let d = shape.widths[0]
    vectors = MatrixStack(shapes: (shape.widths + [d, d, d]).map { ($0, 1) })
  }

  /// The bound less the singular value, or less an estimate from above: positive before the saddle is left, and falling through
  /// zero there.
  ///
  /// - Parameters:
  ///   - layers: W_1 … W_N where they are in memory, for the estimate.
  ///   - network: the same as a network, made only where the estimate does not decide.
  func distance(_ layers: MatrixStackView<S>?, _ network: () -> DeepLinearNetwork<S>?) -> Double {
    if hasVector, let layers, let estimate = ratio(layers), estimate < bound { return bound - estimate }
    return bound - (network().flatMap(leastSingularValue) ?? 0)
  }

  /// Whether σ_min(H) is below its bound by more than the accuracy of a flow.
  ///
  /// - Parameter isThorough: whether H is decomposed where the vector found last does not show that it is.
  func isBelow(
    _ layers: MatrixStackView<S>?, _ network: () -> DeepLinearNetwork<S>?, isThorough: Bool
  ) -> Bool {
    let allowed = bound * (1 - 1e-8)
    if hasVector, let layers, let estimate = ratio(layers), estimate < allowed { return true }
    return isThorough && network().flatMap(leastSingularValue) ?? 0 < allowed
  }

  /// Drops the vector that was found last: near zero the exact value and its estimate differ, and with them a time in its last bits.
  func forget() { hasVector = false }

  // MARK: The estimate

  /// ‖Hᴴx‖/‖x‖ for x = Pᴴz; nil where x is 0.
  private func ratio(_ w: MatrixStackView<S>) -> Double? {
    let (m, n) = (half, w.count)
    // x = W_2ᴴ ··· W_mᴴ z, then W_1ᴴ x = Aᴴz; all widths are the same.
    var x = vectors[0].readOnly
    for j in stride(from: m - 1, to: 0, by: -1) {
      S.multiply(into: vectors[j + 1], 1, w[j], .conjugateTranspose, x, .none, 0)
      x = vectors[j + 1].readOnly
    }
    let (first, second, sum) = (vectors[n + 1], vectors[n + 2], vectors[n + 3])
    S.multiply(into: first, 1, w[0], .conjugateTranspose, x, .none, 0)
    let last = apply(w, m..<n, to: vectors[0].readOnly)
    if target.isReduced {
      S.combine(into: sum, first.readOnly, 1, last)
    } else {
      target.svd.v.withView { S.multiply(into: sum, 1, $0, .conjugateTranspose, first.readOnly, .none, 0) }
      target.svd.u.withView { S.multiply(into: second, 1, $0, .conjugateTranspose, last, .none, 0) }
      S.combine(into: sum, sum.readOnly, 1, second.readOnly)
    }
    return quotient(sum.readOnly, x)
  }

  /// The layers of `range` applied to x, the first one first.
  private func apply(_ w: MatrixStackView<S>, _ range: Range<Int>, to x: MatrixView<S>) -> MatrixView<S> {
    var x = x
    for j in range {
      S.multiply(into: vectors[j + 1], 1, w[j], .none, x, .none, 0)
      x = vectors[j + 1].readOnly
    }
    return x
  }

  private func quotient(_ y: MatrixView<S>, _ x: MatrixView<S>) -> Double? {
    let length = x.squaredNorm
    return length > 0 ? (y.squaredNorm / length).squareRoot() : nil
  }

  // MARK: The exact value

  /// σ_min, with its vector for the estimates that follow; nil where it cannot be computed.
  private func leastSingularValue(_ network: DeepLinearNetwork<S>) -> Double? {
    hasVector = false
    let matrix = (try? network.hermitianTerms(relativeTo: target))??.main
    guard let svd = try? matrix?.svd(), let least = svd.values.last else { return nil }
    let k = svd.values.count - 1
    var vector = Matrix(rows: svd.u.rows, columns: 1) { i, _ in svd.u[i, k] }
    if half > 1 {
      let middle = network.layers[2..<half].reduce(network.layers[1]) { $1 * $0 }
      guard let solved = try? middle.adjoint.solve(vector) else { return least }
      vector = solved
    }
    vector.withView { vectors[0].assign($0) }
    hasVector = vector.isFinite
    return least
  }
}
