import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing
import _TestSupport

/// What Theorems 2, 3 and 6 of Luo et al. (2025) say of distributions, over seeds.
@Suite struct Luo2025SurveyTests {
  private func setting(_ d: Int, depth: Int, isComplex: Bool, _ distribution: Setting.Distribution) -> Setting
  {
    Setting(
      widths: Array(repeating: d, count: depth + 1), isComplex: isComplex, dynamics: .flow,
      distribution: distribution)
  }

  private func starts<S: Scalar>(
    _ setting: Setting, _ initialization: any Initialization, seeds: Range<UInt64>, over field: S.Type
  ) throws -> [StartQuantities<S>] {
    let d = setting.widths[0]
    return try seeds.map {
      let network: DeepLinearNetwork<S> = try initialization.network(
        widths: setting.widths, seed: $0, over: S.self)
      return StartExaminer(network, target: .identity(d), setting: setting).quantities()
    }
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  @Test("Theorem 2 over seeds: both signs have probability ½, and starts of one sign only contradict that")
  func signs() throws {
    let setting = setting(2, depth: 4, isComplex: false, .balancedLayers(deviation: 0.3))
    let drawn = try starts(
      setting, BalancedGaussianInitialization(deviation: 0.3), seeds: 0..<400, over: Double.self)
    let survey = try #require(Luo2025Theorem2.survey(setting))
    let oneSided = try #require(Luo2025Theorem2.survey(setting))
    var negative = 0
    for start in drawn {
      let sign = try start.network.determinantSign()
      if sign == -1 { negative += 1 }
      #expect(start.determinantSign == sign)
      let end = RunEnd(outcome: sign == 1 ? .converged : .exhausted, steps: 1, time: 1, loss: 0)
      survey.add(start, end)
      if sign == 1 { oneSided.add(start, end) }
    }
    let found = survey.finding().certificate(of: "luo2025-theorem-2", point: 0)
    // A fraction below ½ is undecided where the interval has ½ inside.
    let isAbove = 2 * negative >= 400
    #expect(found.verdict == (isAbove ? .confirmed : .inconclusive))
    #expect(found.promise("no-convergence")?.holds == (isAbove ? true : nil))
    #expect(found.promise("determinant-negative")?.fraction?.count == negative)
    #expect(found.promise("sign-deviation")?.value == abs(Double(negative) / 400 - 0.5))
    #expect(found.promise("sign-deviation")?.holds == true)
    #expect(found.promise("no-convergence")?.fraction?.count == negative)
    #expect(found.promise("convergence")?.fraction?.count == 400 - negative)
    #expect(found.promise("no-convergence")?.bound == 0.5 && found.promise("convergence")?.bound == 0.5)
    let broken = oneSided.finding().certificate(of: "luo2025-theorem-2", point: 0)
    #expect(broken.verdict == .contradicted)
    #expect(broken.promise("sign-deviation")?.holds == false)
    #expect(broken.promise("no-convergence")?.holds == false)
  }

  @Test("Theorem 2 over complex seeds reports the fraction that converged beside 1, and judges nothing")
  func complexSeeds() throws {
    let setting = setting(2, depth: 4, isComplex: true, .balancedLayers(deviation: 0.3))
    let survey = try #require(Luo2025Theorem2.survey(setting))
    let drawn = try starts(
      setting, BalancedGaussianInitialization(deviation: 0.3), seeds: 0..<10, over: Complex<Double>.self)
    for (i, start) in drawn.enumerated() {
      survey.add(start, RunEnd(outcome: i < 7 ? .converged : .exhausted, steps: 1, time: 1, loss: 0))
    }
    let found = survey.finding().certificate(of: "luo2025-theorem-2", point: 0)
    #expect(found.verdict == .inconclusive && found.promises.map(\.name) == ["convergence"])
    let item = try #require(found.promise("convergence"))
    #expect(item.bound == 1 && item.value == 0.7 && item.fraction?.count == 7 && !item.isJudged)
  }

  @Test("Theorem 2 over seeds of which no run is known leaves the convergence undecided")
  func notRun() throws {
    let setting = setting(2, depth: 4, isComplex: false, .balancedLayers(deviation: 0.3))
    let survey = try #require(Luo2025Theorem2.survey(setting))
    for start in try starts(
      setting, BalancedGaussianInitialization(deviation: 0.3), seeds: 0..<20, over: Double.self)
    {
      survey.add(start)
    }
    let found = survey.finding().certificate(of: "luo2025-theorem-2", point: 0)
    #expect(found.verdict == .inconclusive)
    #expect(found.promise("no-convergence")?.holds == nil)
  }

  private func checkTheorem3<S: Scalar>(over field: S.Type) throws {
    let (d, ε) = (3, 0.2)
    let setting = setting(d, depth: 4, isComplex: S.isComplex, .balancedLayers(deviation: ε))
    let drawn: [StartQuantities<S>] = try starts(
      setting, BalancedGaussianInitialization(deviation: ε), seeds: 0..<41, over: S.self)
    let survey = try #require(Luo2025Theorem3.survey(setting))
    for start in drawn { survey.add(start) }
    let found = survey.finding().certificate(of: "luo2025-theorem-3", point: 0)
    #expect(found.verdict == .inconclusive)
    // By the decomposition of W_{1:N} itself.
    var (norms, skews, sums): ([Double], [Double], [Double]) = ([], [], [])
    for start in drawn {
      guard try start.network.determinantSign() ?? 1 == 1 else { continue }
      let svd = try start.network.endToEndMatrix.svd()
      let root = Matrix<S>.diagonal(svd.values.map { Double.pow($0, 0.25) })
      norms.append(root[0, 0].realPart / (Double(d).squareRoot() * ε))
      skews.append(((svd.u - svd.v) * root).frobeniusNorm / (Double(d) * ε))
      sums.append(
        try ((svd.u + svd.v) * root).singularValues()[d - 1] * Double(d) * Double(d).squareRoot() / ε)
    }
    for (name, values) in [
      ("largest-layer-value", norms), ("skew-error", skews), ("smallest-sum-value", sums),
    ] {
      let item = try #require(found.promise(name))
      #expect(item.parameters["starts"] == Double(values.count))
      guard values.count % 2 == 1 else { continue }
      let value = try #require(item.value)
      #expect(abs(value - median(values)) <= 1e-9 * value, "\(name), \(S.self)")
    }
  }

  @Test("Theorem 3 reports the quantiles of the starts' scales, by another decomposition than the test's")
  func theorem3() throws {
    try checkTheorem3(over: Double.self)
    try checkTheorem3(over: Complex<Double>.self)
  }

  private func checkTheorem6<S: Scalar>(over field: S.Type) throws {
    let (d, ε, depth) = (3, 0.2, 3)
    let setting = setting(
      d, depth: depth, isComplex: S.isComplex,
      .independentLayers(deviations: Array(repeating: ε, count: depth)))
    let drawn: [StartQuantities<S>] = try starts(
      setting, GaussianInitialization(deviation: ε), seeds: 0..<101, over: S.self)
    let survey = try #require(Luo2025Theorem6.survey(setting))
    for start in drawn { survey.add(start) }
    let found = survey.finding().certificate(of: "luo2025-theorem-6", point: 0)
    #expect(found.verdict == (S.isComplex ? .inconclusive : .confirmed))
    #expect((found.promise("sign-deviation") == nil) == S.isComplex)
    var polar: [Double] = []
    for start in drawn {
      guard try start.network.determinantSign() ?? 1 == 1 else { continue }
      // (W Wᴴ)^{1/2} by the eigenvectors of W Wᴴ.
      let w = start.network.endToEndMatrix
      let gram = Matrix.product(w, .none, w, .conjugateTranspose)
      let eigen = try gram.hermitianEigen()
      let roots = Matrix<S>.diagonal(eigen.values.map { max($0, 0).squareRoot() })
      let root = Matrix.product(eigen.vectors * roots, .none, eigen.vectors, .conjugateTranspose)
      polar.append(
        try (w + root).singularValues()[d - 1] * .pow(Double(d), Double(depth) / 2 + 1)
          / .pow(ε, Double(depth)))
    }
    let item = try #require(found.promise("smallest-polar-sum-value"))
    #expect(item.parameters["starts"] == Double(polar.count))
    if polar.count % 2 == 1 {
      #expect(abs(try #require(item.value) - median(polar)) <= 1e-6 * median(polar))
    }
    guard !S.isComplex else { return }
    let singular = try #require(found.promise("singular-polar-sum"))
    #expect(singular.holds == true && (singular.bound ?? 1) < 1e-12)
    let (value, bound) = (try #require(singular.value), try #require(singular.bound))
    #expect(value > 0 && singular.slack == (bound - value) / bound)
  }

  @Test("Theorem 6: σ_min(M) is 0 where the determinant is negative; the other scales are reported")
  func theorem6() throws {
    try checkTheorem6(over: Double.self)
    try checkTheorem6(over: Complex<Double>.self)
  }

  @Test(
    "Theorem 6: the σ_min(M) that is largest beside its rounding is reported, whatever the scale of its start"
  )
  func largestBesideRounding() throws {
    let setting = setting(3, depth: 2, isComplex: false, .independentLayers(deviations: [1, 1]))
    let drawn = try starts(setting, GaussianInitialization(deviation: 1), seeds: 0..<40, over: Double.self)
      .filter { $0.determinantSign == -1 }
    let all = try #require(Luo2025Theorem6.survey(setting))
    var singles: [(value: Double, bound: Double)] = []
    for (k, start) in drawn.enumerated() {
      let scale = Double.pow(10, Double(k % 5 - 2))
      let network = try DeepLinearNetwork(layers: start.network.layers.map { scale * $0 })
      let scaled = StartExaminer(network, target: .identity(3), setting: setting).quantities()
      let alone = try #require(Luo2025Theorem6.survey(setting))
      for survey in [all, alone] { survey.add(scaled) }
      let item = try #require(alone.finding().promises.first { $0.name == "singular-polar-sum" })
      singles.append((try #require(item.value), try #require(item.bound)))
    }
    let largest = try #require(singles.max { $0.value / $0.bound < $1.value / $1.bound })
    let item = try #require(all.finding().promises.first { $0.name == "singular-polar-sum" })
    #expect(item.value == largest.value && item.bound == largest.bound)
    // The largest number, and the one with the largest product, are others.
    #expect(
      singles.contains { $0.value > largest.value && $0.value * $0.bound > largest.value * largest.bound })
  }

  @Test("Theorem 6: starts of one sign only contradict the split")
  func oneSided() throws {
    let setting = setting(2, depth: 2, isComplex: false, .independentLayers(deviations: [1, 1]))
    let survey = try #require(Luo2025Theorem6.survey(setting))
    for start in try starts(setting, GaussianInitialization(deviation: 1), seeds: 0..<120, over: Double.self)
    where start.determinantSign == -1 { survey.add(start) }
    #expect(survey.finding().certificate(of: "luo2025-theorem-6", point: 0).verdict == .contradicted)
  }

  @Test("Surveys are about their own distribution alone")
  func otherDistributions() {
    let gaussian = setting(2, depth: 4, isComplex: false, .independentLayers(deviations: [1, 1, 1, 1]))
    #expect(Luo2025Theorem2.survey(gaussian) == nil && Luo2025Theorem3.survey(gaussian) == nil)
    #expect(Luo2025Theorem6.survey(gaussian) != nil)
    let odd = setting(2, depth: 3, isComplex: false, .balancedLayers(deviation: 1))
    #expect(Luo2025Theorem2.survey(odd) == nil && Luo2025Theorem3.survey(odd) == nil)
    let mixed = setting(2, depth: 2, isComplex: false, .independentLayers(deviations: [1, 2]))
    #expect(Luo2025Theorem6.survey(mixed) == nil)
  }

  @Test(
    "Exponents over points: those of ε are exact for the same seeds, those of d are the slope of the medians")
  func exponents() throws {
    var medians: [ScaleMedian] = []
    var polar: [[(x: Double, y: Double)]] = []
    for ε in [0.1, 0.2, 0.4] {
      polar.append([])
      for d in [2, 3, 5] {
        let setting = setting(d, depth: 2, isComplex: false, .independentLayers(deviations: [ε, ε]))
        let survey = try #require(Luo2025Theorem6.survey(setting))
        let initialization = GaussianInitialization(deviation: ε)
        for start in try starts(setting, initialization, seeds: 0..<30, over: Double.self) {
          survey.add(start)
        }
        let finding = survey.finding()
        medians += finding.medians
        let item = try #require(finding.promises.first { $0.name == "smallest-polar-sum-value" })
        let value = try #require(item.value)
        polar[polar.count - 1].append((x: Double(d), y: value / Double(d * d) * ε * ε))
      }
    }
    let found = ScaleExponent.fitted(medians, of: "luo2025-theorem-6")
    let names = ["largest-layer-value", "smallest-layer-value", "smallest-polar-sum-value"]
    #expect(found.map(\.name) == names.flatMap { [$0, $0] })
    #expect(found.map(\.bound) == [0.5, 1, -0.5, 1, -2, 2])
    for (i, exponent) in found.enumerated() {
      let isWidth = i % 2 == 0
      #expect(exponent.parameter == (isWidth ? .width : .deviation) && exponent.points == 9)
      #expect(exponent.statement == "luo2025-theorem-6" && exponent.depth == 2 && exponent.field == "real")
      let interval = try #require(exponent.interval)
      #expect(interval[0] <= exponent.exponent && exponent.exponent <= interval[1])
      if !isWidth { #expect(abs(exponent.exponent - exponent.bound) <= 1e-12) }
    }
    let slope = try #require(LogSlope(polar))
    #expect(abs(found[4].exponent - slope.exponent) <= 1e-12)
    #expect(ScaleExponent.fitted(Array(medians.prefix(3)), of: "luo2025-theorem-6").isEmpty)
    // A point that differs in something else has the same starts, and counts once.
    #expect(ScaleExponent.fitted(medians + medians, of: "luo2025-theorem-6") == found)
  }
}
