import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

@Suite struct ObservableTests {
  /// The values of `observable` at `network`, in the form that a run records.
  private func value<S: Scalar>(
    _ observable: Observable<S>, _ network: DeepLinearNetwork<S>, target: Matrix<S>, a: Double = 0
  ) throws -> [Double] {
    let run = try GradientDescent(stepSize: 0.01).train(
      network, on: SquareLoss(target: target) + BalancePenalty(strength: a), until: .steps(0),
      observing: [observable])
    return try #require(run[observable.name])
  }

  private func checkHermitian<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(10) {
      var draw = Draw(seed)
      let w: DeepLinearNetwork<S> = try draw.network([3, 3, 3, 3, 3])
      let target = Matrix<S>.diagonal([1, 3, 2])
      // H, K = W_1 ± W_2⁻¹ W_3ᴴ W_4ᴴ.
      let x = try w.layers[1].solve(w.layers[2].adjoint * w.layers[3].adjoint)
      let expected = try (w.layers[0] + x).singularValues()
      for (a, b) in zip(try value(.hermitianSingularValues, w, target: target), expected) {
        #expect(abs(a - b) <= 1e-12 * expected[0], "seed \(seed)")
      }
      let skew = try value(.skewError, w, target: target)[0]
      #expect(abs(skew - (w.layers[0] - x).frobeniusNorm) <= 1e-12 * skew, "seed \(seed)")
    }
  }

  @Test("Quantities ask a snapshot for the loss and the gradient only where they need them")
  func needs() throws {
    final class Count { var value = 0, gradient = 0 }
    var draw = Draw(3)
    let network: DeepLinearNetwork<Double> = try draw.network([3, 3, 3])
    let objective = Objective(SquareLoss(target: Matrix<Double>.diagonal([1, 3, 2])))
    let known = try objective.evaluate(at: network)
    for (observable, needsValue, needsGradient) in [
      (Observable<Double>.singularValues, 0, 0), (.layerSingularValues, 0, 0), (.imbalance, 0, 0),
      (.loss, 1, 0),
      (.gradientNorm, 0, 1),
    ] {
      let count = Count()
      func value() -> Evaluation {
        count.value += 1
        return known.value
      }
      let snapshot = try Snapshot(
        network: network, step: 0, time: 0, value: value(),
        gradient: {
          count.gradient += 1
          return known.gradient
        }, objective: objective, target: TargetSpectrum(objective.target))
      #expect(try observable.evaluate(snapshot) == observable.evaluate(snapshot))
      #expect(count.value == needsValue && count.gradient == needsGradient, "\(observable.name)")
    }
  }

  @Test(
    "H and K at depth 4 are W_1 ± W_2⁻¹ W_3ᴴ W_4ᴴ, in both fields; at depth 2, W_1 ± W_2ᴴ; at depth 3 there is none"
  )
  func hermitian() throws {
    try checkHermitian(over: Double.self)
    try checkHermitian(over: Complex<Double>.self)
    var draw = Draw(1)
    let two: DeepLinearNetwork<Double> = try draw.network([2, 2, 2])
    let expected = try (two.layers[0] + two.layers[1].adjoint).singularValues()
    for (a, b) in zip(try value(.hermitianSingularValues, two, target: .identity(2)), expected) {
      #expect(abs(a - b) < 1e-14)
    }
    let three: DeepLinearNetwork<Double> = try draw.network([2, 2, 2, 2])
    #expect(try value(.hermitianSingularValues, three, target: .identity(2)).allSatisfy(\.isNaN))
  }

  private func checkReduction<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(10) {
      var draw = Draw(seed)
      let w: DeepLinearNetwork<S> = try draw.network([3, 3, 3, 3, 3])
      let p = try Matrix<S>.haar(3, stream: RandomStream(seed: seed, purpose: .rotation, layer: 1))
      let q = try Matrix<S>.haar(3, stream: RandomStream(seed: seed, purpose: .rotation, layer: 2))
      let φ = Matrix<S>.diagonal([3, 2, 1])
      var turned = w.layers
      turned[0] = .product(turned[0], .none, q, .conjugateTranspose)
      turned[3] = p * turned[3]
      let other = try DeepLinearNetwork(layers: turned)
      let target = Matrix.product(p * φ, .none, q, .conjugateTranspose)
      for o in [
        Observable<S>.hermitianSingularValues, .balancedSkewError, .polarSumSingularValues, .skewError,
      ] {
        for (a, b) in zip(try value(o, w, target: φ), try value(o, other, target: target)) {
          #expect(abs(a - b) <= 1e-11 * max(1, abs(a)), "seed \(seed), \(o.name)")
        }
      }
    }
  }

  @Test("Quantities of Luo et al. are the same for Φ and for P Φ Qᴴ with weights turned alike")
  func reduction() throws {
    try checkReduction(over: Double.self)
    try checkReduction(over: Complex<Double>.self)
  }

  @Test("At a balanced start H has the singular values of (U + V)S, with W_{1:N} = U S⁴ Vᴴ")
  func hermitianUnderBalance() throws {
    for seed in TestSeed.cases(10) {
      let w = try BalancedGaussianInitialization(deviation: 0.7)
        .network(widths: [3, 3, 3, 3, 3], seed: seed, over: Complex<Double>.self)
      let svd = try w.endToEndMatrix.svd()
      let s = Matrix<Complex<Double>>.diagonal(svd.values.map { Double.pow($0, 0.25) })
      let expected = try ((svd.u + svd.v) * s).singularValues()
      for (a, b) in zip(try value(.hermitianSingularValues, w, target: .identity(3)), expected) {
        #expect(abs(a - b) < 1e-8, "seed \(seed)")
      }
      let error = try value(.balancedSkewError, w, target: .identity(3))[0]
      let difference = (svd.u - svd.v) * s
      #expect(abs(error - difference.realInner(difference)) < 1e-12)
      // M(W) = W + (W Wᴴ)^½.
      let m = w.endToEndMatrix
      let root = try Matrix.product(m, .none, m, .conjugateTranspose).hermitianEigen().applying {
        max(0, $0).squareRoot()
      }
      for (a, b) in zip(
        try value(.polarSumSingularValues, w, target: .identity(3)), try (m + root).singularValues())
      {
        #expect(abs(a - b) < 1e-7, "seed \(seed)")
      }
    }
  }

  @Test("Losses, norms, margin, magnitude and effective rank of a network worked out by hand")
  func byHand() throws {
    // W_1 = diag(2, 1), W_2 = diag(1, 3): W = diag(2, 3), Δ_1 = diag(3, −8).
    let w = try DeepLinearNetwork(layers: [Matrix<Double>.diagonal([2, 1]), .diagonal([1, 3])])
    let target = Matrix<Double>.diagonal([1, 1])
    #expect(try value(.loss, w, target: target) == [2.5])
    #expect(try value(.penalty, w, target: target, a: 2) == [36.5])
    #expect(try value(.imbalance, w, target: target) == [Double(73).squareRoot()])
    #expect(try value(.magnitude, w, target: target) == [Double(17).squareRoot()])
    #expect(try value(.residualNorm, w, target: target) == [Double(5).squareRoot()])
    #expect(try value(.deficiencyMargin, w, target: target) == [1 - Double(5).squareRoot()])
    #expect(try value(.singularValues, w, target: target) == [3, 2])
    #expect(try value(.singularValues(top: 1), w, target: target) == [3])
    #expect(try value(.layerSingularValues, w, target: target) == [2, 1, 3, 1])
    // ∇W_1 = W_2(W − Φ) = diag(1, 6), ∇W_2 = (W − Φ)W_1 = diag(2, 2).
    #expect(try value(.gradientNorm, w, target: target) == [Double(45).squareRoot()])
    let p = 0.4
    let entropy = -p * Double.log(p) - 0.6 * Double.log(0.6)
    #expect(abs(try value(.effectiveRank, w, target: target)[0] - .exp(entropy)) < 1e-14)
    // Singular vectors e_2, e_1 against Φ = diag(1, 2)'s e_2, e_1.
    #expect(try value(.leftAlignment, w, target: .diagonal([1, 2])) == [1, 1])
    #expect(try value(.rightAlignment, w, target: .diagonal([2, 1])) == [0, 0])
    #expect(try value(.mutualAlignment, w, target: target) == [1, 1])
  }

  @Test("Layers of different shapes pad their singular values with NaN")
  func padding() throws {
    let w = try GaussianInitialization(deviation: 1).network(widths: [4, 2, 3], seed: 1, over: Double.self)
    let values = try value(.layerSingularValues, w, target: Matrix(rows: 3, columns: 4))
    #expect(values.count == 4 && !values.contains(where: \.isNaN))
    let deep = try GaussianInitialization(deviation: 1).network(
      widths: [4, 4, 1], seed: 1, over: Double.self)
    let padded = try value(.layerSingularValues, deep, target: Matrix(rows: 1, columns: 4))
    #expect(padded.count == 8 && padded[5...].allSatisfy(\.isNaN) && !padded[..<5].contains(where: \.isNaN))
  }

  @Test("Names are unique, hyphenated and found again; complex runs record complex alignments")
  func registry() throws {
    let names = Observable<Double>.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { Observable<Complex<Double>>.named($0)?.name == $0 && !$0.contains("_") })
    #expect(Observable<Double>.named("lust") == nil)
    var draw = Draw(2)
    let w: DeepLinearNetwork<Complex<Double>> = try draw.network([2, 2, 2])
    #expect(try value(.mutualAlignment, w, target: .identity(2)).count == 4)
  }
}
