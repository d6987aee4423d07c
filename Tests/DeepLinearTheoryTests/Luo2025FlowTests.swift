import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing
import _TestSupport

/// Statements of Luo et al. (2025) on flows of widths 2 to 6 over both fields. DEEPLINEAR_THEORY_SEEDS=24 runs the long sweep, with 120 seeds
/// of each field; with DEEPLINEAR_THEORY_RECORD=FILE it can be stopped and goes on.
@Suite struct Luo2025FlowTests {
  private static let balanced: [any Statement.Type] = [
    Luo2025Theorem2.self, Luo2025Theorem4.self, Luo2025Inequality11.self, Luo2025Theorem5.self,
    Luo2025Theorem8.self, Luo2025Lemma26.self, Luo2025Theorem11.self,
  ]

  private func checkBalanced<S: Scalar>(over field: S.Type) throws {
    let counts = try TheorySweep<S>(name: "balanced", statements: Self.balanced) { d, seed in
      // Two seeds of three have a positive determinant where the field is real, whose runs reach the local stage.
      let base = BalancedGaussianInitialization(deviation: 0.2)
      let sign = seed % 3 == 0 ? -1 : 1
      return TheoryRun<S>(
        widths: Array(repeating: d, count: 5), target: .identity(d, scale: seed % 2 == 0 ? 1 : 1.7),
        initialization: S.isComplex ? base : DeterminantConditioned(base, sign: sign),
        distribution: .balancedLayers(deviation: 0.2), latest: sign < 0 && !S.isComplex ? 200 : 3000)
    }.counts()
    #expect(counts.contradictions == [])
    let total = 5 * TheorySeeds.count
    for statement in [
      Luo2025Theorem4.self, Luo2025Inequality11.self, Luo2025Theorem5.self, Luo2025Theorem8.self,
      Luo2025Lemma26.self,
    ] as [any Statement.Type] {
      let identifier = statement.description.identifier
      // On a long plateau of few runs steps are too long to bound what happens between them.
      let undecided = counts.count(identifier, .inconclusive)
      #expect(undecided <= total / 40, "\(identifier): \(counts.text)")
      #expect(
        counts.count(identifier, .confirmed) + undecided == total, "\(identifier): \(counts.text)")
    }
    // A run may end before it converges: then nothing is decided.
    for statement in [Luo2025Theorem2.self, Luo2025Theorem11.self] as [any Statement.Type] {
      let identifier = statement.description.identifier
      #expect(counts.count(identifier, .confirmed) >= total / 2, "\(identifier): \(counts.text)")
      #expect(
        counts.count(identifier, .confirmed) + counts.count(identifier, .inconclusive) == total,
        "\(identifier): \(counts.text)")
    }
  }

  @Test(
    "From balanced starts of four layers all statements about flows are confirmed, d = 2 … 6, both fields")
  func balanced() throws {
    try checkBalanced(over: Double.self)
    try checkBalanced(over: Complex<Double>.self)
  }

  private func checkConvergence<S: Scalar>(over field: S.Type) throws {
    let statements: [any Statement.Type] = [Luo2025Theorem2.self, Luo2025Theorem11.self]
    let counts = try TheorySweep<S>(name: "convergence", statements: statements) { d, seed in
      let base = BalancedGaussianInitialization(deviation: 0.2)
      return TheoryRun<S>(
        widths: Array(repeating: d, count: 5), target: .identity(d, scale: seed % 2 == 0 ? 1 : 1.7),
        initialization: S.isComplex ? base : DeterminantConditioned(base, sign: 1),
        distribution: .balancedLayers(deviation: 0.2), latest: 300_000)
    }.counts()
    #expect(counts.contradictions == [])
    let total = 5 * TheorySeeds.count
    for statement in statements {
      let identifier = statement.description.identifier
      let confirmed = counts.count(identifier, .confirmed)
      // A start may be so close to a singular one that its run has not arrived even then.
      #expect(confirmed >= total * 9 / 10, "\(identifier): \(counts.text)")
      #expect(
        confirmed + counts.count(identifier, .inconclusive) == total, "\(identifier): \(counts.text)")
    }
  }

  @Test(
    "Real runs from a positive determinant and complex runs converge, and confirm Theorems 2 and 11, d = 2 … 6"
  )
  func convergence() throws {
    try checkConvergence(over: Double.self)
    try checkConvergence(over: Complex<Double>.self)
  }

  private func checkDepths<S: Scalar>(over field: S.Type) throws {
    let statements: [any Statement.Type] = [
      Luo2025Theorem4.self, Luo2025Inequality11.self, Luo2025Theorem8.self, Luo2025Lemma26.self,
    ]
    let counts = try TheorySweep<S>(name: "depths", statements: statements) { d, seed in
      var draw = Draw(seed)
      let depth = [2, 3, 5][Int(seed % 3)]
      return TheoryRun<S>(
        widths: Array(repeating: d, count: depth + 1), target: draw.matrix(d, d),
        initialization: BalancedGaussianInitialization(deviation: 0.3), latest: 50)
    }.counts()
    #expect(counts.contradictions == [])
    for statement in statements {
      let identifier = statement.description.identifier
      #expect(
        counts.count(identifier, .confirmed) == 5 * TheorySeeds.count, "\(identifier): \(counts.text)")
    }
  }

  @Test(
    "Theorem 4, inequality (11), Theorem 8 and Lemma 26 are confirmed at depths 2, 3 and 5 with any target")
  func depths() throws {
    try checkDepths(over: Double.self)
    try checkDepths(over: Complex<Double>.self)
  }

  private func checkPenalty<S: Scalar>(over field: S.Type) throws {
    let statements: [any Statement.Type] = [Luo2025Theorem7.self, Luo2025Theorem8.self, Luo2025Lemma26.self]
    let counts = try TheorySweep<S>(name: "penalty", statements: statements) { d, seed in
      var draw = Draw(seed)
      let depth = [2, 3, 4][Int(seed % 3)]
      return TheoryRun<S>(
        widths: Array(repeating: d, count: depth + 1), target: draw.matrix(d, d),
        initialization: GaussianInitialization(deviation: 0.4),
        distribution: .independentLayers(deviations: Array(repeating: 0.4, count: depth)),
        regularization: [0, 1, 20][Int(seed / 3 % 3)], latest: 20)
    }.counts()
    #expect(counts.contradictions == [])
    for identifier in ["luo2025-theorem-8", "luo2025-lemma-26"] {
      #expect(
        counts.count(identifier, .confirmed) == 5 * TheorySeeds.count, "\(identifier): \(counts.text)")
    }
    #expect(counts.count("luo2025-theorem-7", .confirmed) == 0)
  }

  @Test("Theorem 8 and Lemma 26 are confirmed from unbalanced starts with and without a penalty")
  func penalty() throws {
    try checkPenalty(over: Double.self)
    try checkPenalty(over: Complex<Double>.self)
  }
}
