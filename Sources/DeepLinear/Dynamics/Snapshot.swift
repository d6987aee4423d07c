public import LinearAlgebra

/// A run at one step, as observables see it. What several of them need is computed once, when first asked for.
///
/// One thread uses it.
public final class Snapshot<S: Scalar> {
  /// W_1 … W_N at this step, finite.
  public let network: DeepLinearNetwork<S>
  /// k, from 0.
  public let step: Int
  /// t = η·k.
  public let time: Double
  /// ℓ and r.
  public let value: Evaluation
  /// What is minimized.
  public let objective: Objective<S>
  /// What does not change along the run.
  public let target: TargetSpectrum<S>
  private let readGradient: () -> [Matrix<S>]
  private let known: Known
  private let company: (any SnapshotCompany<S>)?
  private let seat: Int

  /// What the engine has computed already.
  struct Known {
    var endToEndMatrix: Matrix<S>?
    var imbalances: [Double]?
  }

  /// - Parameter gradient: ∇_{W_1} L … ∇_{W_N} L, asked for at most once, while the run stands at this step.
  public convenience init(
    network: DeepLinearNetwork<S>, step: Int, time: Double, value: Evaluation,
    gradient: @escaping () -> [Matrix<S>], objective: Objective<S>, target: TargetSpectrum<S>
  ) {
    self.init(
      network: network, step: step, time: time, value: value, gradient: gradient, objective: objective,
      target: target, known: Known(), company: nil, seat: 0)
  }

  /// - Parameter company: decomposes this snapshot's matrices together with others', this one at `seat`.
  init(
    network: DeepLinearNetwork<S>, step: Int, time: Double, value: Evaluation,
    gradient: @escaping () -> [Matrix<S>], objective: Objective<S>, target: TargetSpectrum<S>,
    known: Known, company: (any SnapshotCompany<S>)?, seat: Int
  ) {
    (self.network, self.step, self.time, self.value) = (network, step, time, value)
    (readGradient, self.objective, self.target) = (gradient, objective, target)
    (self.known, self.company, self.seat) = (known, company, seat)
  }

  /// ∇_{W_1} L … ∇_{W_N} L.
  public private(set) lazy var gradient: [Matrix<S>] = readGradient()
  /// W_{1:N}.
  public private(set) lazy var endToEndMatrix = known.endToEndMatrix ?? network.endToEndMatrix
  /// Its singular value decomposition U diag(σ) Vᴴ; nil where W_{1:N} is not finite.
  public private(set) lazy var endToEndSVD: SVD<S>? =
    company?.svd(.endToEnd, seat) ?? (try? endToEndMatrix.svd())
  /// The same for PᴴW_{1:N}Q with Φ = P diag(φ) Qᴴ: PᴴU, σ and QᴴV; itself where Φ is diagonal and non-negative.
  public private(set) lazy var reducedSVD: SVD<S>? = endToEndSVD.map(target.reducing)
  /// H and K; nil where they are not defined, or W_m ··· W_2 is singular.
  public private(set) lazy var hermitianTerms = try? network.hermitianTerms(relativeTo: target)
  /// ‖Δ_1‖_F … ‖Δ_{N−1}‖_F.
  public private(set) lazy var imbalances: [Double] =
    known.imbalances ?? network.balanceErrors.map { $0.frobeniusNorm }

  /// A matrix of a snapshot whose singular values are watched.
  enum Decomposed: Hashable {
    case endToEnd
    case layer(Int)
    case hermitianMain
    case polarSum
  }

  /// Singular values, falling; nil where the matrix is not defined or has none.
  func singularValues(of matrix: Decomposed) -> [Double]? {
    company?.singularValues(matrix, seat) ?? self.matrix(matrix).flatMap { try? $0.singularValues() }
  }

  /// The matrix itself; nil where it is not defined.
  func matrix(_ matrix: Decomposed) -> Matrix<S>? {
    switch matrix {
    case .endToEnd: endToEndMatrix
    case .layer(let j): network.layers[j]
    case .hermitianMain: hermitianTerms?.main
    // M = W + (W Wᴴ)^½ = U Σ (V + U)ᴴ, whose adjoint has the same singular values.
    case .polarSum: reducedSVD.map { ($0.u + $0.v) * .diagonal($0.values) }
    }
  }
}

/// Snapshots whose matrices are decomposed together.
protocol SnapshotCompany<S>: AnyObject {
  associatedtype S: Scalar
  /// The decomposition of the matrix of the snapshot at `seat`; nil where it cannot be had so.
  func svd(_ matrix: Snapshot<S>.Decomposed, _ seat: Int) -> SVD<S>?
  /// Its singular values, falling.
  func singularValues(_ matrix: Snapshot<S>.Decomposed, _ seat: Int) -> [Double]?
}
