public import LinearAlgebra

/// A run at one step, for observables. What several of them need is computed once, when first used.
///
/// One thread uses it.
public final class Snapshot<S: Scalar> {
  /// W_1 … W_N at this step, finite.
  public let network: DeepLinearNetwork<S>
  /// k, from 0.
  public let step: Int
  /// t = η·k.
  public let time: Double
  /// What is minimized.
  public let objective: Objective<S>
  /// What does not change along the run.
  public let target: TargetSpectrum<S>
  private let readValue: () -> Evaluation
  private let readGradient: () -> [Matrix<S>]
  private let known: Precomputed
  private let decompose: Decomposition?

  /// What the engine has computed already.
  struct Precomputed {
    var endToEndMatrix: Matrix<S>?
    var imbalances: [Double]?
    var gradientNorm: Double?
    var residualNorm: Double?
    var layerMagnitudes: [Double]?
  }

  /// Decomposes a matrix of this snapshot together with those of others; nil where it cannot. Vectors are computed for W_{1:N} only.
  ///
  /// A closure, not a protocol: it is specialized for the field where it is made.
  typealias Decomposition = (Decomposed) -> SVD<S>?

  /// - Parameters:
  ///   - value: ℓ and r, evaluated at most once, where a quantity needs them.
  ///   - gradient: ∇_{W_1} L … ∇_{W_N} L, evaluated at most once, while the run is at this step.
  public convenience init(
    network: DeepLinearNetwork<S>, step: Int, time: Double, value: @autoclosure @escaping () -> Evaluation,
    gradient: @escaping () -> [Matrix<S>], objective: Objective<S>, target: TargetSpectrum<S>
  ) {
    self.init(
      network: network, step: step, time: time, value: value(), gradient: gradient, objective: objective,
      target: target, known: Precomputed(), decompose: nil)
  }

  init(
    network: DeepLinearNetwork<S>, step: Int, time: Double, value: @autoclosure @escaping () -> Evaluation,
    gradient: @escaping () -> [Matrix<S>], objective: Objective<S>, target: TargetSpectrum<S>,
    known: Precomputed, decompose: Decomposition?
  ) {
    (self.network, self.step, self.time) = (network, step, time)
    (readValue, readGradient, self.objective, self.target) = (value, gradient, objective, target)
    (self.known, self.decompose) = (known, decompose)
  }

  /// ℓ and r.
  public private(set) lazy var value: Evaluation = readValue()
  /// ∇_{W_1} L … ∇_{W_N} L.
  public private(set) lazy var gradient: [Matrix<S>] = readGradient()
  /// ‖∇L‖_F over all layers together.
  public private(set) lazy var gradientNorm: Double =
    known.gradientNorm ?? gradient.map { $0.realInner($0) }.reduce(0, +).squareRoot()
  /// ‖W_{1:N} − Φ‖_F.
  public private(set) lazy var residualNorm: Double =
    known.residualNorm ?? (endToEndMatrix - target.matrix).frobeniusNorm
  /// ‖W_j W_jᴴ‖_F = ‖W_jᴴ W_j‖_F for j = 1 … N; the smaller product does.
  public private(set) lazy var layerMagnitudes: [Double] =
    known.layerMagnitudes
    ?? network.layers.map { layer in
      layer.rows <= layer.columns
        ? Matrix.product(layer, .none, layer, .conjugateTranspose).frobeniusNorm
        : Matrix.product(layer, .conjugateTranspose, layer, .none).frobeniusNorm
    }
  /// W_{1:N}.
  public private(set) lazy var endToEndMatrix = known.endToEndMatrix ?? network.endToEndMatrix
  /// Its singular value decomposition U diag(σ) Vᴴ; nil where W_{1:N} is not finite.
  public private(set) lazy var endToEndSVD: SVD<S>? =
    decompose?(.endToEnd) ?? (try? endToEndMatrix.svd())
  /// The same for PᴴW_{1:N}Q with Φ = P diag(φ) Qᴴ: PᴴU, σ and QᴴV; itself where Φ is diagonal and non-negative.
  public private(set) lazy var reducedSVD: SVD<S>? = endToEndSVD.map(target.reducing)
  /// H and K; nil where they are not defined, or W_m ··· W_2 is singular.
  public private(set) lazy var hermitianTerms = try? network.hermitianTerms(relativeTo: target)
  /// ‖Δ_1‖_F … ‖Δ_{N−1}‖_F.
  public private(set) lazy var imbalances: [Double] =
    known.imbalances ?? network.balanceErrors.map { $0.frobeniusNorm }

  /// A matrix of a snapshot whose singular values are observed.
  package enum Decomposed: Hashable {
    case endToEnd
    case layer(Int)
    case hermitianMain
    case polarSum
  }

  /// Singular values, falling; nil where the matrix is not defined or has none.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  package func singularValues(of matrix: Decomposed) -> [Double]? {
    if let known = knownValues[matrix] { return known }
    let found = decompose?(matrix)?.values ?? self.matrix(matrix).flatMap { try? $0.singularValues() }
    knownValues[matrix] = .some(found)
    return found
  }

  private var knownValues: [Decomposed: [Double]?] = [:]

  /// σ_min(H); nil where H is not defined, or W_m ··· W_2 is singular.
  package var leastHermitianValue: Double? {
    @_specialize(where S == Double)
    @_specialize(where S == Complex<Double>)
    get { singularValues(of: .hermitianMain)?.last }
  }

  /// What `make` makes of this snapshot, once for each type of object: what is computed from a snapshot elsewhere and read by several.
  ///
  /// The object must not own the snapshot, which keeps it.
  package func derived<Object: AnyObject>(_ make: (Snapshot<S>) -> Object) -> Object {
    let key = ObjectIdentifier(Object.self)
    if let known = derivedObjects[key] { return unsafeDowncast(known, to: Object.self) }
    let made = make(self)
    derivedObjects[key] = made
    return made
  }

  private var derivedObjects: [ObjectIdentifier: AnyObject] = [:]

  /// The matrix itself; nil where it is not defined.
  func matrix(_ matrix: Decomposed) -> Matrix<S>? {
    switch matrix {
    case .endToEnd: endToEndMatrix
    case .layer(let j): network.layers[j]
    case .hermitianMain: hermitianTerms?.main
    // M = W + (W Wᴴ)^½ = U Σ (V + U)ᴴ, whose adjoint has the same singular values.
    case .polarSum:
      reducedSVD.map { svd in
        Matrix(rows: svd.u.rows, columns: svd.u.columns) { i, j in
          (svd.u[i, j] + svd.v[i, j]) * S(real: svd.values[j])
        }
      }
    }
  }
}
