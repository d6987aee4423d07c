public import LinearAlgebra
public import DeepLinear

/// The numbers of one start that statements speak of, each enclosed; computed when first used.
///
/// The floating-point matrices are taken as they are. One thread uses it.
public final class StartQuantities<S: Scalar> {
  /// W_1 … W_N at step 0.
  public let network: DeepLinearNetwork<S>
  /// Φ.
  public let target: Matrix<S>
  /// Bits.
  public let precision: Int
  private let source: any EnclosureSource<S>

  /// The numbers of `network` relative to Φ = `target`.
  init(_ source: any EnclosureSource<S>, network: DeepLinearNetwork<S>, target: Matrix<S>, precision: Int) {
    (self.source, self.network, self.target, self.precision) = (source, network, target, precision)
  }

  /// The exact number.
  public func exact(_ number: Double) -> Ball { Ball(number, precision: precision) }
  /// The exact number.
  public func exact(_ number: Int) -> Ball { Ball(number, precision: precision) }

  /// ‖Φ‖_F.
  public private(set) lazy var targetNorm = source.norm(.target)
  /// σ_1(Φ) ≥ … ≥ σ_k(Φ), k = min(d_0, d_N).
  public private(set) lazy var targetSingularValues = source.singularValues(.target)
  /// σ_min(Φ).
  public var smallestTargetValue: Ball { targetSingularValues.last ?? exact(0) }
  /// ‖W_{1:N} − Φ‖_F.
  public private(set) lazy var residualNorm = source.norm(.residual)
  /// ℓ = ½‖W_{1:N} − Φ‖_F².
  public private(set) lazy var loss = 0.5 * (residualNorm * residualNorm)
  /// c = σ_min(Φ) − ‖W_{1:N} − Φ‖_F.
  public private(set) lazy var deficiencyMargin = smallestTargetValue - residualNorm
  /// ‖Δ_1‖_F … ‖Δ_{N−1}‖_F.
  public private(set) lazy var imbalances = (1..<network.depth).map { source.norm(.balanceError($0)) }
  /// δ = max_j ‖Δ_j‖_F; 0 at depth 1.
  public private(set) lazy var imbalance = imbalances.reduce(exact(0), Ball.max)
  /// The singular values of W_{1:N}, falling.
  public private(set) lazy var productSingularValues = source.singularValues(.product)
  /// Those of each W_j, falling.
  public private(set) lazy var layerSingularValues = (0..<network.depth).map {
    source.singularValues(.layer($0))
  }
  /// The eigenvalues of a Hermitian Φ, rising.
  public private(set) lazy var targetEigenvalues = source.targetEigenvalues()

  /// det W_{1:N} of a real network whose layers are square; otherwise not finite.
  ///
  /// - Complexity: O(N d³) operations in balls, whatever the arithmetic of the other numbers.
  public private(set) lazy var determinant: Ball = {
    guard !S.isComplex, network.shape.isUniform else { return exact(.nan) }
    return network.layers.reduce(exact(1)) { $0 * BallMatrix($1, precision: precision).realDeterminant }
  }()

  /// The sign of det W_{1:N}; nil where it has none, is undecided, or the determinant is 0.
  public var determinantSign: Int? {
    if (determinant > exact(0)) == true { return 1 }
    return (determinant < exact(0)) == true ? -1 : nil
  }

  /// σ with Φ = σ I to the last bit, σ > 0; nil for another target.
  public private(set) lazy var identityScale: Double? = {
    let scale = target[0, 0].realPart
    let isScaled = target.rows == target.columns && target == .identity(target.rows, scale: scale)
    return isScaled && scale > 0 ? scale : nil
  }()

  /// What "balanced" is judged by where a statement wants exact balance: 64·d·2⁻⁵³·max_j ‖W_j‖_F², d the largest width.
  ///
  /// Balanced starts are made by rounded operations, so that none is balanced exactly.
  public private(set) lazy var balanceRounding: Ball = {
    let scale = (0..<network.depth).map { source.norm(.layer($0)).power(2) }.reduce(exact(0), Ball.max)
    return Double(64 * network.widths.reduce(1, max)) * 0x1p-53 * scale
  }()
}

/// The matrices of a start that are enclosed.
enum StartMatrix: Hashable {
  case target
  case product
  /// W_{1:N} − Φ.
  case residual
  /// W_{j+1}, j from 0.
  case layer(Int)
  /// Δ_j, j from 1.
  case balanceError(Int)
}

/// How the matrices of a start are enclosed.
protocol EnclosureSource<S>: AnyObject {
  associatedtype S: Scalar
  /// ‖·‖_F.
  func norm(_ matrix: StartMatrix) -> Ball
  /// Singular values, falling.
  func singularValues(_ matrix: StartMatrix) -> [Ball]
  /// Eigenvalues of Φ, rising; Φ is Hermitian.
  func targetEigenvalues() -> [Ball]
}

/// Matrices of balls: what is reached to the last digit, whatever the precision.
final class BallEnclosures<S: Scalar>: EnclosureSource {
  private let layers: [BallMatrix]
  private let target: BallMatrix

  init(_ network: DeepLinearNetwork<S>, target: Matrix<S>, precision: Int) {
    layers = network.layers.map { BallMatrix($0, precision: precision) }
    self.target = BallMatrix(target, precision: precision)
  }

  private lazy var product = layers.dropFirst().reduce(layers[0]) { $1 * $0 }

  private func matrix(_ matrix: StartMatrix) -> BallMatrix {
    switch matrix {
    case .target: target
    case .product: product
    case .residual: product - target
    case .layer(let j): layers[j]
    case .balanceError(let j): layers[j - 1] * layers[j - 1].adjoint - layers[j].adjoint * layers[j]
    }
  }

  func norm(_ matrix: StartMatrix) -> Ball { self.matrix(matrix).frobeniusNorm }
  func singularValues(_ matrix: StartMatrix) -> [Ball] { self.matrix(matrix).singularValues() }
  func targetEigenvalues() -> [Ball] { target.hermitianEigenvalues() }
}
