package import DeepLinear
package import LinearAlgebra

/// What a flow can do between two states that a solver accepted, one after the other: bounds that hold at every time between them.
///
/// With v = ‖∇L‖_F, the speed of all layers together, d(v²)/dt = −2 ⟨∇L, ∇²L ∇L⟩. The Hessian of ℓ = ½‖W_{1:N} − Φ‖_F² is a square and a
/// term with the residual, so that no eigenvalue is below −(N − 1) M^{N−2} ‖W_{1:N} − Φ‖, M the largest ‖W_j‖; that of r likewise has none below
/// −2a max_j ‖Δ_j‖. Along the exact flow ℓ does not rise, as dℓ/dt = −‖∇ℓ‖² − ⟨∇ℓ, ∇r⟩ and the penalty's flow keeps W_{1:N}, so that the second
/// term is 0; Σ_j ‖Δ_j‖_F² does not rise (Lemma 26). With D the larger (Σ_j ‖Δ_j‖_F²)^{1/2} of both ends, v_0 the speed at the first, M̂ and ρ bounds on M
/// and the residual between, and h the time between them:
/// v ≤ v̂ = v_0 exp(Λh), Λ = (N − 1) M̂^{N−2} ρ + 2aD.
/// No time between is farther than h/2 from one of the ends, so that M̂ = max(M_0, M_1) + (h/2) v̂ is a bound, and ρ the smaller of ‖W_{1:N} − Φ‖_F and
/// ‖W_{1:N} − Φ‖_op + (h/2) √N M̂^{N−1} v̂, each the larger of both ends. The least solution of these equations is taken; infinite where there is none.
///
/// It is derived for the square loss alone.
package struct FlowInterval<S: Scalar> {
  /// h.
  package let duration: Double
  /// M̂.
  package let layerNorm: Double
  /// v̂: no layer moves faster.
  package let speed: Double
  private let depth: Int
  private let residual: Double

  /// - Parameters:
  ///   - norms: the largest ‖W_j‖ at both ends.
  ///   - regularization: a.
  package init(
    _ previous: Snapshot<S>, _ state: Snapshot<S>, norms: (Double, Double), regularization a: Double
  ) {
    let h = state.time - previous.time
    let depth = state.network.depth
    let norm = max(previous.residualNorm, state.residualNorm)
    let operatorNorm = max(
      previous.quantities.residualOperatorNorm, state.quantities.residualOperatorNorm)
    let imbalance = max(previous.totalImbalance, state.totalImbalance)
    let ends = max(norms.0, norms.1)
    let first = previous.gradientNorm
    var (bound, speed, residual) = (ends, first, min(norm, operatorNorm))
    var isBound = false
    for _ in 0..<200 {
      let power = Double.pow(bound, Double(max(depth - 2, 0)))
      let curvature = Double(depth - 1) * power * residual + 2 * a * imbalance
      // From below they rise to the least solution; a margin of 10⁻⁹ covers what is left of the way.
      let faster = first * .exp(curvature * h)
      let next = (ends + h / 2 * faster) * (1 + 1e-9)
      let product = Double(depth).squareRoot() * .pow(next, Double(depth - 1)) * faster
      let larger = min(norm, operatorNorm + h / 2 * product) * (1 + 1e-9)
      isBound = next <= bound * (1 + 1e-12) && larger <= residual * (1 + 1e-12)
      (bound, speed, residual) = (next, faster, larger)
      if isBound || !(next <= 2 * ends) { break }
    }
    duration = h
    layerNorm = isBound ? bound : .infinity
    self.speed = isBound ? speed : .infinity
    (self.depth, self.residual) = (depth, residual)
  }

  /// M̂^{N−1}: no ‖∇_{W_j} ℓ‖ is above this times ‖W_{1:N} − Φ‖.
  package var gradientFactor: Double { power(depth - 1) }

  /// No ∇_{W_j} ℓ changes faster: ‖∇²ℓ‖ v̂, with ‖∇²ℓ‖ ≤ N M̂^{2(N−1)} + (N − 1) M̂^{N−2} ρ.
  package var gradientChange: Double {
    let square = Double(depth) * power(2 * (depth - 1))
    return (square + Double(depth - 1) * power(max(depth - 2, 0)) * residual) * speed
  }

  /// An upper bound on the integral over the step of a function with these values at its ends that changes no faster than `change`.
  ///
  /// The largest such function rises from one end and falls to the other with that slope.
  package func integral(_ first: Double, _ last: Double, change: Double) -> Double {
    guard change > 0, change.isFinite else {
      return change == 0 ? duration * max(first, last) : .infinity
    }
    let trapezoid = duration * (first + last) / 2
    let rise = last - first
    let excess = (change * duration * duration - rise * rise / change) / 4
    return trapezoid + max(0, excess)
  }

  private func power(_ exponent: Int) -> Double { .pow(layerNorm, Double(exponent)) }
}

extension Snapshot {
  /// (Σ_j ‖Δ_j‖_F²)^{1/2}.
  var totalImbalance: Double { imbalances.map { $0 * $0 }.reduce(0, +).squareRoot() }

  /// ∇_{W_1} ℓ … ∇_{W_N} ℓ of the square loss, without the penalty's part.
  var lossGradients: [Matrix<S>] {
    let layers = network.layers
    // above[j] = (W_N ··· W_{j+2})ᴴ R, from the last layer down; below = W_j ··· W_1 on the way up.
    var above = [endToEndMatrix - target.matrix]
    for layer in layers.dropFirst().reversed() {
      above.append(.product(layer, .conjugateTranspose, above[above.count - 1], .none))
    }
    var found = [above[layers.count - 1]]
    var below = layers[0]
    for j in 1..<max(layers.count, 1) {
      found.append(.product(above[layers.count - 1 - j], .none, below, .conjugateTranspose))
      below = layers[j] * below
    }
    return found
  }
}
