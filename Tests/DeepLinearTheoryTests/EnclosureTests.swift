import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

/// Norms and singular values of a drawn start, by Oracles/enclosures.py: mpmath at 200 digits.
private struct Known: Decodable {
  /// Widths.
  let w: [Int]
  /// ‖W_{1:N} − Φ‖_F.
  let r: Digits
  /// The singular values of Φ, and of W_{1:N}.
  let t: [Digits]
  let p: [Digits]
  /// ‖Δ_j‖_F.
  let b: [Digits]
  /// The eigenvalues of a Hermitian Φ.
  let e: [Digits]?
}

@Suite("Enclosures of 1,000 starts against mpmath at 200 digits")
struct EnclosureTests {
  /// Whether a ball holds a number known to 50 digits, and so does the item made of it.
  private func expectHeld(_ ball: Ball, _ number: Digits, width: Double, _ what: String) {
    let exact = number.ball(precision: 400)
    #expect(ball.isFinite, "\(what)")
    #expect((ball < exact) != true && (exact < ball) != true, "\(what): \(ball) misses \(number.text)")
    let item = Item("number", ball, .atMost, ball)
    let (value, radius) = (item.value ?? .nan, item.radius ?? .nan)
    let distance = exact - value
    #expect((distance <= Ball(radius, precision: 400)) != false, "\(what): \(item)")
    #expect((distance >= Ball(-radius, precision: 400)) != false, "\(what): \(item)")
    // An enclosure that says nothing would miss nothing.
    let off = ball - exact
    #expect(off.upper <= width && off.lower >= -width, "\(what): \(ball) is wider than \(width)")
  }

  private func check<S: Scalar>(
    _ seed: Int, _ recipe: inout Recipe, _ known: Known, _ arithmetic: Arithmetic, over field: S.Type
  ) throws {
    let start = try recipe.start(over: S.self)
    #expect(start.network.widths == known.w, "seed \(seed)")
    let setting = Setting(widths: known.w, isComplex: S.isComplex, dynamics: .flow)
    let found = StartExaminer(start.network, target: start.target, setting: setting, arithmetic: arithmetic)
      .quantities()
    let norms = start.network.layers.map(\.frobeniusNorm)
    let (target, product) = (start.target.frobeniusNorm, norms.reduce(1, *))
    let squares = norms.map { $0 * $0 }.max() ?? 0
    // Norms keep their digits; singular values are roots of eigenvalues, of which the smallest ones lose half of them.
    let isBalls = arithmetic == .balls
    let (norm, value) = isBalls ? (1e-34, 1e-16) : (1e-13, 1e-12)
    let least = 1e-300
    let what = "seed \(seed), \(arithmetic)"
    expectHeld(found.residualNorm, known.r, width: norm * (product + target) + least, "\(what): residual")
    if known.t.count == 1 {
      expectHeld(found.targetNorm, known.t[0], width: norm * target + least, "\(what): ‖Φ‖")
    }
    for (k, exact) in known.t.enumerated() {
      expectHeld(
        found.targetSingularValues[k], exact, width: value * target + least, "\(what): σ_\(k) of Φ")
    }
    for (k, exact) in known.p.enumerated() {
      expectHeld(
        found.productSingularValues[k], exact, width: value * product + least, "\(what): σ_\(k) of W")
    }
    #expect(found.imbalances.count == known.b.count)
    for (j, exact) in known.b.enumerated() {
      expectHeld(found.imbalances[j], exact, width: 4 * norm * squares + least, "\(what): Δ_\(j + 1)")
    }
    for (k, exact) in (known.e ?? []).enumerated() {
      expectHeld(found.targetEigenvalues[k], exact, width: value * target + least, "\(what): λ_\(k)")
    }
  }

  @Test(
    "No enclosure misses, and none is wide: both arithmetics, both fields", arguments: Arithmetic.allCases)
  func enclosures(_ arithmetic: Arithmetic) throws {
    let all = try fixture("enclosures", as: [Known].self)
    #expect(all.count == 1000)
    for (seed, known) in all.enumerated() {
      var recipe = Recipe(seed)
      if recipe.isComplex {
        try check(seed, &recipe, known, arithmetic, over: Complex<Double>.self)
      } else {
        try check(seed, &recipe, known, arithmetic, over: Double.self)
      }
    }
  }
}
