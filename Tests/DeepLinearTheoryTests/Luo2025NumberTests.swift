import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing
import _TestSupport

/// The numbers of the certificates of Luo et al. (2025) against formulas that are computed in another way, from the states of the run.
@Suite struct Luo2025NumberTests {
  private func run<S: Scalar>(
    over field: S.Type, depth: Int = 4, target: Matrix<S>? = nil, latest: Double = 2000
  ) -> TheoryRun<S> {
    let base = BalancedGaussianInitialization(deviation: 0.3)
    return TheoryRun<S>(
      widths: Array(repeating: 3, count: depth + 1), target: target ?? .identity(3, scale: 1.3),
      initialization: S.isComplex ? base : DeterminantConditioned(base, sign: 1),
      distribution: .balancedLayers(deviation: 0.3), latest: latest)
  }

  /// The states at and before the step of an item.
  private func pair<S: Scalar>(_ item: Item, _ states: [Snapshot<S>]) throws -> (Snapshot<S>, Snapshot<S>) {
    let place = try #require(states.firstIndex { $0.step == item.step && $0.time == item.time })
    return (states[max(0, place - 1)], states[place])
  }

  private func isNear(_ a: Double?, _ b: Double, _ tolerance: Double) -> Bool {
    guard let a else { return false }
    return abs(a - b) <= tolerance * max(abs(b), .leastNormalMagnitude)
  }

  @Test("A flow's states are shown from the start on, in the order of time")
  func order() throws {
    for stepSize in [nil, 0.05] {
      var problem = run(over: Double.self, latest: 30)
      problem.stepSize = stepSize
      let (states, end) = try problem.states(seed: 1)
      let start: DeepLinearNetwork<Double> = try problem.initialization.network(
        widths: problem.widths, seed: 1, over: Double.self)
      #expect(states.first?.network == start && states.first?.time == 0 && states.first?.step == 0)
      #expect(states.count > 50)
      for (before, after) in zip(states, states.dropFirst()) {
        #expect(after.time > before.time)
        #expect(after.step >= before.step && after.step <= before.step + 1)
      }
      #expect(states.last?.time == end.time && states.last?.step == end.steps)
    }
  }

  private func checkTheorem4<S: Scalar>(over field: S.Type) throws {
    for depth in [2, 3, 4] {
      var draw = Draw(UInt64(depth))
      let target: Matrix<S> = draw.matrix(3, 3)
      let problem = run(over: S.self, depth: depth, target: target, latest: 20)
      let item = try #require(problem.certificate(Luo2025Theorem4.self, seed: 2).promise("skew-error"))
      let spectrum = try target.svd()
      // ‖φ^{1/2}(XᴴU − YᴴV)S‖_F² by the decomposition of W_{1:N}.
      func error(_ state: Snapshot<S>) throws -> Double {
        let svd = try state.network.endToEndMatrix.svd()
        let roots = Matrix<S>.diagonal(svd.values.map { .pow($0, 1 / Double(depth)) })
        let u: Matrix<S> = .product(spectrum.u, .conjugateTranspose, svd.u, .none)
        let v: Matrix<S> = .product(spectrum.v, .conjugateTranspose, svd.v, .none)
        let y = Matrix<S>.diagonal(spectrum.values.map { $0.squareRoot() }) * (u - v) * roots
        return y.realInner(y)
      }
      let (before, after) = try pair(item, problem.states(seed: 2).states)
      #expect(isNear(item.value, try error(after), 1e-6), "depth \(depth), \(S.self)")
      #expect(isNear(item.bound, try error(before), 1e-6), "depth \(depth), \(S.self)")
    }
  }

  @Test(
    "Theorem 4's skew-Hermitian error is that of the singular vectors of W_{1:N}, reduced by the target's")
  func theorem4() throws {
    try checkTheorem4(over: Double.self)
    try checkTheorem4(over: Complex<Double>.self)
  }

  @Test("Theorem 4's hypotheses are the singular values of W_{1:N} and their smallest distance")
  func theorem4Hypotheses() throws {
    let problem = run(over: Double.self)
    let examination = try #require(try problem.examiner(seed: 1).examine(Luo2025Theorem4.self))
    let values = try problem.examiner(seed: 1).network.endToEndMatrix.singularValues()
    let found = Dictionary(uniqueKeysWithValues: examination.hypotheses.map { ($0.name, $0) })
    #expect(isNear(found["smallest-singular-value"]?.value, values[2], 1e-9))
    #expect(
      isNear(found["singular-value-gap"]?.value, min(values[0] - values[1], values[1] - values[2]), 1e-9))
    #expect(found["imbalance"]?.holds == true && found["imbalance"]?.assurance == .enclosed)
  }

  private func checkSums<S: Scalar>(over field: S.Type) throws {
    let problem = run(over: S.self, latest: 20)
    let states = try problem.states(seed: 2).states
    // x = (U + V)S and y = (U − V)S by the decomposition of W_{1:4}.
    func sums(_ state: Snapshot<S>) throws -> (x: [Double], y: Matrix<S>, s: [Double]) {
      let svd = try state.network.endToEndMatrix.svd()
      let s = svd.values.map { Double.pow($0, 0.25) }
      let roots = Matrix<S>.diagonal(s)
      return (try ((svd.u + svd.v) * roots).singularValues(), (svd.u - svd.v) * roots, s)
    }
    let eleven = try problem.certificate(Luo2025Inequality11.self, seed: 2)
    let smallest = try #require(eleven.promise("smallest-upper-bound"))
    let (x, y, s) = try sums(pair(smallest, states).1)
    #expect(isNear(smallest.value, s[2], 1e-6))
    let norm = try y.spectralNorm()
    #expect(isNear(smallest.bound, 0.5 * (x[2] * x[2] + norm * norm).squareRoot(), 1e-6))
    let lower = try #require(eleven.promise("lower-bound"))
    let least = try sums(pair(lower, states).1)
    #expect(
      (0..<3).contains {
        isNear(lower.value, least.s[$0], 1e-6) && isNear(lower.bound, 0.5 * least.x[$0], 1e-6)
      })
    let upper = try #require(eleven.promise("upper-bound"))
    let most = try sums(pair(upper, states).1)
    let wide = try most.y.spectralNorm()
    #expect(
      (0..<3).contains {
        isNear(upper.value, most.s[$0], 1e-6)
          && isNear(
            upper.bound, 0.5.squareRoot() * (most.x[$0] * most.x[$0] + wide * wide).squareRoot(), 1e-6)
      })

    let five = try problem.certificate(Luo2025Theorem5.self, seed: 2)
    let growth = try #require(five.promise("growth"))
    let (before, after) = try pair(growth, states)
    let (first, last, start) = (try sums(before), try sums(after), try sums(states[0]))
    let h = after.time - before.time
    let trapezoid = h * (first.s[0] * first.s[0] + last.s[0] * last.s[0]) / 2
    let factor = Double.exp(0.5 * 1.3 * (2 * trapezoid + start.y.realInner(start.y) * h))
    let k = try #require((0..<3).first { isNear(growth.value, 0.5 * last.x[$0], 1e-6) })
    // The bound on the integral is above the trapezoid, but not by much.
    let bound = try #require(growth.bound)
    let exact = 0.5 * first.x[k] * factor
    #expect(bound >= exact * (1 - 1e-7) && bound <= exact * (1 + 0.05 * (factor - 1) + 1e-7))
  }

  @Test("Inequality (11) and Theorem 5 compare the sums of the singular vectors of W_{1:4}")
  func sums() throws {
    try checkSums(over: Double.self)
    try checkSums(over: Complex<Double>.self)
  }

  @Test("Theorem 7 reports the rate of r until it is a thousandth, beside a·σ_min²")
  func theorem7() throws {
    var problem = run(over: Double.self)
    (problem.initialization, problem.regularization) = (GaussianInitialization(deviation: 0.5), 20)
    problem.latest = 30
    let states = try problem.states(seed: 5).states
    let item = try #require(problem.certificate(Luo2025Theorem7.self, seed: 5).promise("decay-rate"))
    let end = try #require(states.firstIndex { $0.value.penalty < 1e-3 * states[0].value.penalty })
    let rate = Double.log(states[0].value.penalty / states[end].value.penalty) / states[end].time
    let smallest =
      try states[...end].flatMap { try $0.network.layers.map { try $0.singularValues()[2] } }.min() ?? 0
    #expect(isNear(item.value, rate, 1e-12))
    #expect(isNear(item.bound, 20 * smallest * smallest, 1e-12))
    #expect(isNear(item.parameters["ratio"], rate / (20 * smallest * smallest), 1e-12))
    #expect(item.step == states[end].step && !item.isJudged)
  }

  @Test("Lemma 26 compares ¼ a Σ‖Δ_j‖_F² with the state before")
  func lemma26() throws {
    var problem = run(over: Complex<Double>.self)
    (problem.initialization, problem.regularization, problem.latest) = (
      GaussianInitialization(deviation: 0.5), 3, 2
    )
    let states = try problem.states(seed: 6).states
    let item = try #require(problem.certificate(Luo2025Lemma26.self, seed: 6).promise("penalty"))
    let (before, after) = try pair(item, states)
    func penalty(_ state: Snapshot<Complex<Double>>) -> Double {
      0.75 * state.network.balanceErrors.map { $0.realInner($0) }.reduce(0, +)
    }
    #expect(isNear(item.value, penalty(after), 1e-10) && isNear(item.bound, penalty(before), 1e-10))
    #expect(item.holds == true && item.assurance == .replayed)
  }

  private func checkTheorem11<S: Scalar>(over field: S.Type) throws {
    let problem = run(over: S.self)
    let states = try problem.states(seed: 2).states
    let found = try problem.certificate(Luo2025Theorem11.self, seed: 2)
    // σ_min(H) by W_2⁻¹ itself.
    let threshold = Double.pow(2, 0.75) * .pow(1.3, 0.25)
    let values = try states.map { state in
      let w = state.network.layers
      let rest = Matrix<S>.product(w[2], .conjugateTranspose, w[3], .conjugateTranspose)
      return try (w[0] + w[1].solve(rest)).singularValues()[2]
    }
    let begin = try #require(values.lastIndex { $0 < threshold }) + 1
    let item = try #require(found.promise("loss-decay"))
    let place = try #require(states.firstIndex { $0.step == item.step && $0.time == item.time })
    let t = states[place].time - states[begin].time
    #expect(isNear(item.value, states[place].value.loss, 1e-12))
    #expect(isNear(item.bound, states[begin].value.loss * .exp(-Double.pow(1.3, 1.5) * t), 1e-11))
    let smallest = try #require(found.promise("hermitian-smallest"))
    #expect(isNear(smallest.value, try #require(values[begin...].min()), 1e-10))
    #expect(isNear(smallest.bound, threshold, 1e-14))
    let rate = try #require(found.promise("local-rate"))
    let last = try #require(states.last)
    #expect(
      isNear(
        rate.value, Double.log(states[begin].value.loss / last.value.loss) / (last.time - states[begin].time),
        1e-9))
    #expect(isNear(rate.bound, .pow(1.3, 1.5), 1e-14))
    #expect(isNear(rate.parameters["linearized"], 8 * .pow(1.3, 1.5), 1e-14))
    #expect(found.promise("skew-error")?.value.map { $0 > 0 && $0 < 3 } == true)
  }

  @Test("Theorem 11 begins with the local stage, and compares the loss with the exponential from there")
  func theorem11() throws {
    try checkTheorem11(over: Double.self)
    try checkTheorem11(over: Complex<Double>.self)
  }

  @Test("Theorem 2's bound is ½σ_1², and its determinant is enclosed")
  func theorem2() throws {
    for seed in TestSeed.cases(20) {
      var problem = run(over: Double.self)
      problem.initialization = BalancedGaussianInitialization(deviation: 0.3)
      let examiner = try problem.examiner(seed: seed)
      let found = try #require(examiner.examine(Luo2025Theorem2.self))
      let sign = try #require(try examiner.network.determinantSign())
      let determinant = try #require(found.hypotheses.first { $0.name == "determinant" })
      #expect(determinant.relation == (sign < 0 ? .below : .above) && determinant.holds == true)
      let modulus = try examiner.network.layers.map { try $0.singularValues().reduce(1, *) }.reduce(1, *)
      #expect(isNear(determinant.value, Double(sign) * modulus, 1e-9))
      guard sign < 0 else { continue }
      #expect(found.promises.map(\.item.name) == ["loss"])
      #expect(isNear(found.promises[0].item.bound, 0.5 * 1.3 * 1.3, 1e-15))
    }
  }
}
