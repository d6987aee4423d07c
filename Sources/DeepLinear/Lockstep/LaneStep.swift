import CKernels
import LinearAlgebra

/// Writes down the operations of a step; the formulas are at `LaneProgram`.
struct LaneStep<S: Scalar> {
  let widths: [Int]
  /// a.
  let strength: Double
  /// Where ℓ and r go.
  let loss: Int
  let penalty: Int
  let constants: LaneConstants<S>

  private var depth: Int { widths.count - 1 }

  /// One step from `w` to `x`.
  func advancing(
    _ w: [LaneMatrix<S>], into x: [LaneMatrix<S>], by stepSize: Double, _ arena: inout LaneArena<S>
  ) -> [ck_operation] {
    var operations: [ck_operation] = []
    let prefixes = prefixes(w, &arena, &operations)
    descend(w, prefixes, &arena, &operations) { j in
      var update = ck_operation(x[j], ck_updated)
      update.x = Int32(w[j].offset)
      update.scale = stepSize
      return update
    }
    return operations
  }

  /// ∇L at `w`, with W_{1:N} and `norms` beside it.
  func observing(
    _ w: [LaneMatrix<S>], gradient: [LaneMatrix<S>], product: LaneMatrix<S>, norms: LaneNorms,
    _ arena: inout LaneArena<S>
  ) -> [ck_operation] {
    var operations: [ck_operation] = []
    let prefixes = prefixes(w, &arena, &operations)
    var last = ck_operation(product, ck_store)
    last.add(
      depth == 1 ? ck_a : ck_ab, w[depth - 1], depth == 1 ? w[0] : prefixes[depth - 2],
      inner: widths[depth - 1])
    operations.append(last)
    for j in 1..<depth {
      let scratch = arena.place(widths[j], widths[j])
      operations.append(
        .balance(w[j - 1], w[j], into: scratch, scale: 1, total: norms.balance[j - 1], factor: 1, adds: false)
      )
      arena.release(scratch)
    }
    for (layer, norm) in zip(w, norms.layers) {
      let isTall = layer.rows > layer.columns
      let (small, long) = isTall ? (layer.columns, layer.rows) : (layer.rows, layer.columns)
      let scratch = arena.place(small, small)
      // ‖0 − W_j W_jᴴ‖_F²: the residual is the epilogue that sums squares.
      var gram = ck_operation(scratch, ck_residual)
      gram.add(isTall ? ck_ahb : ck_abh, layer, layer, inner: long)
      (gram.target, gram.total, gram.factor) = (constants.zeros, Int32(norm), 1)
      operations.append(gram)
      arena.release(scratch)
    }
    let scratch = arena.place(product.rows, product.columns)
    var distance = ck_operation(scratch, ck_residual)
    distance.add(ck_a, product, product, inner: 0)
    (distance.target, distance.total, distance.factor) = (constants.target, Int32(norms.distance), 1)
    operations.append(distance)
    arena.release(scratch)
    descend(w, prefixes, &arena, &operations) { j in
      var negated = ck_operation(gradient[j], ck_scaled)
      negated.scale = -1
      return negated
    }
    return operations
  }

  /// P_1 = W_1, P_2 … P_{N−1}.
  private func prefixes(
    _ w: [LaneMatrix<S>], _ arena: inout LaneArena<S>, _ operations: inout [ck_operation]
  ) -> [LaneMatrix<S>] {
    var prefixes = [w[0]]
    for layer in w.dropFirst().dropLast() {
      let result = arena.place(layer.rows, widths[0])
      var product = ck_operation(result, ck_store)
      product.add(ck_ab, layer, prefixes[prefixes.count - 1], inner: layer.columns)
      operations.append(product)
      prefixes.append(result)
    }
    return prefixes
  }

  /// From E_N down to layer 1; `epilogue` says what becomes of each layer's −∇.
  private func descend(
    _ w: [LaneMatrix<S>], _ prefixes: [LaneMatrix<S>], _ arena: inout LaneArena<S>,
    _ operations: inout [ck_operation], epilogue: (_ layer: Int) -> ck_operation
  ) {
    var error = self.error(w, prefixes, &arena, &operations)
    // a Δ_j.
    var upper: LaneMatrix<S>?
    for j in stride(from: depth, through: 1, by: -1) {
      let below = j > 1 && strength > 0 ? balance(j, w, &arena, &operations) : nil
      var next = error
      if j > 2 {
        next = arena.place(widths[j - 1], widths[0])
        var product = ck_operation(next, ck_store)
        product.add(ck_ahb, w[j - 1], error, inner: widths[j])
        operations.append(product)
      }
      var update = epilogue(j - 1)
      if j > 1 {
        update.add(ck_abh, error, prefixes[j - 2], inner: widths[0])
      } else if depth > 1 {
        update.add(ck_ahb, w[1], error, inner: widths[2])
      } else {
        update.add(ck_a, error, error, inner: 0)
      }
      if let upper {
        update.add(ck_minus_ab, upper, w[j - 1], inner: widths[j])
        arena.release(upper)
      }
      if let below { update.add(ck_ab, w[j - 1], below, inner: widths[j - 1]) }
      operations.append(update)
      if j > 2 {
        arena.release(error)
        arena.release(prefixes[j - 2])
      }
      (error, upper) = (next, below)
    }
  }

  /// E_N, and ℓ.
  private func error(
    _ w: [LaneMatrix<S>], _ prefixes: [LaneMatrix<S>], _ arena: inout LaneArena<S>,
    _ operations: inout [ck_operation]
  ) -> LaneMatrix<S> {
    let residual = arena.place(widths[depth], widths[0])
    var difference = ck_operation(residual, constants.mask == nil ? ck_residual : ck_masked)
    if depth == 1 {
      difference.add(ck_a, w[0], w[0], inner: 0)
    } else {
      difference.add(ck_ab, w[depth - 1], prefixes[depth - 2], inner: widths[depth - 1])
    }
    (difference.target, difference.mask) = (constants.target, constants.mask)
    (difference.total, difference.factor) = (Int32(loss), 0.5)
    operations.append(difference)
    guard let covariance = constants.covariance else { return residual }
    let error = arena.place(widths[depth], widths[0])
    var weighted = ck_operation(error, ck_weighted)
    weighted.add(ck_ab, residual, covariance, inner: widths[0])
    (weighted.x, weighted.total, weighted.factor) = (Int32(residual.offset), Int32(loss), 0.5)
    operations.append(weighted)
    arena.release(residual)
    return error
  }

  /// a Δ_{j−1}, and its part of r = ¼ a Σ ‖Δ_j‖_F² = Σ ‖a Δ_j‖_F² / 4a.
  private func balance(
    _ j: Int, _ w: [LaneMatrix<S>], _ arena: inout LaneArena<S>, _ operations: inout [ck_operation]
  ) -> LaneMatrix<S> {
    let result = arena.place(widths[j - 1], widths[j - 1])
    operations.append(
      .balance(
        w[j - 2], w[j - 1], into: result, scale: strength, total: penalty, factor: 0.25 / strength,
        adds: j < depth))
    return result
  }
}

extension ck_operation {
  /// An operation without terms that makes `result`.
  init<S>(_ result: LaneMatrix<S>, _ epilogue: ck_epilogue) {
    self.init()
    (rows, columns, c) = (Int32(result.rows), Int32(result.columns), Int32(result.offset))
    self.epilogue = epilogue
  }

  /// scale·(A Aᴴ − Bᴴ B).
  static func balance<S>(
    _ a: LaneMatrix<S>, _ b: LaneMatrix<S>, into result: LaneMatrix<S>, scale: Double, total: Int,
    factor: Double,
    adds: Bool
  ) -> ck_operation {
    var operation = ck_operation(result, ck_balance)
    operation.add(ck_abh, a, a, inner: a.columns)
    operation.add(ck_ahb, b, b, inner: b.rows)
    (operation.scale, operation.factor, operation.adds) = (scale, factor, adds ? 1 : 0)
    operation.total = Int32(total)
    return operation
  }

  /// Adds a term after the others.
  mutating func add<S>(_ product: ck_product, _ a: LaneMatrix<S>, _ b: LaneMatrix<S>, inner: Int) {
    let new = ck_term(product: product, inner: Int32(inner), a: Int32(a.offset), b: Int32(b.offset))
    if term.0.product == ck_none {
      term.0 = new
    } else if term.1.product == ck_none {
      term.1 = new
    } else {
      term.2 = new
    }
  }
}
