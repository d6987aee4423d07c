internal import DeepLinear
internal import LinearAlgebra

/// Products and singular values in double precision with bounds on their errors: for matrices that are too large for balls.
///
/// A computed product C of A (m × k) and B differs from AB by at most γ_K ‖A‖_F ‖B‖_F, with K = k over the real and 4k + 8 over the
/// complex numbers, in any order of summation, fused or not (Higham, §3.5), and by 2⁻¹⁰⁷⁵ for each product of two numbers that underflows.
/// Approximate singular vectors are verified: with U and V
/// near orthonormal, the singular values of UᴴAV are within ‖UᴴAV − Σ‖_F of Σ, and within a factor of 1 ± ‖UᴴU − I‖_F and
/// 1 ± ‖VᴴV − I‖_F, as roots, of those of A. All bounds are combined in ball arithmetic.
final class DoubleEnclosures<S: Scalar>: EnclosureSource {
  /// A computed matrix, and a bound on its distance ‖·‖_F from the exact one.
  struct Approximate {
    var matrix: Matrix<S>
    var error: Ball
  }
  private let layers: [Approximate]
  private let target: Approximate
  private let precision: Int

  init(_ network: DeepLinearNetwork<S>, target: Matrix<S>, precision: Int) {
    let zero = Ball(0, precision: precision)
    layers = network.layers.map { Approximate(matrix: $0, error: zero) }
    self.target = Approximate(matrix: target, error: zero)
    self.precision = precision
  }

  private lazy var product = layers.dropFirst().reduce(layers[0]) {
    multiply($1, .none, $0, .none)
  }

  private func matrix(_ matrix: StartMatrix) -> Approximate {
    switch matrix {
    case .target: target
    case .product: product
    case .residual: subtract(product, target)
    case .layer(let j): layers[j]
    case .balanceError(let j):
      subtract(
        multiply(layers[j - 1], .none, layers[j - 1], .conjugateTranspose),
        multiply(layers[j], .conjugateTranspose, layers[j], .none))
    }
  }

  // MARK: Arithmetic with errors

  /// K·u / (1 − K·u), u = 2⁻⁵³.
  private func γ(_ k: Int) -> Ball {
    let operations = Double(S.isComplex ? 4 * k + 8 : k) * 0x1p-53
    let ku = Ball(operations, precision: precision)
    return ku / (1 - ku)
  }

  /// 2⁻¹⁰⁷⁴ times a number of operations: more than all of them lose where their results underflow.
  private func underflow(_ operations: Int) -> Ball {
    Double(operations) * Ball(Double.leastNonzeroMagnitude, precision: precision)
  }

  /// ‖A‖_F of the computed matrix: a sum of n squares and a root, each rounded, so that K = n + 2; squares that underflow are scaled first.
  private func norm(_ a: Matrix<S>) -> Ball {
    let computed = Ball(a.frobeniusNorm, precision: precision)
    if computed.midpoint == 0 { return computed }
    return computed.widened(by: computed * γ(2 * a.rows * a.columns + 4) + underflow(2))
  }

  private func multiply(_ a: Approximate, _ opA: Operation, _ b: Approximate, _ opB: Operation) -> Approximate
  {
    let inner = opA == .none ? a.matrix.columns : a.matrix.rows
    let (x, y) = (norm(a.matrix), norm(b.matrix))
    let result = Matrix<S>.product(a.matrix, opA, b.matrix, opB)
    let lost = underflow(4 * inner * result.rows * result.columns)
    let error = γ(inner) * x * y + lost + a.error * (y + b.error) + x * b.error
    return Approximate(matrix: result, error: error)
  }

  private func subtract(_ a: Approximate, _ b: Approximate) -> Approximate {
    let difference = a.matrix - b.matrix
    return Approximate(matrix: difference, error: a.error + b.error + γ(1) * norm(difference))
  }

  // MARK: What is enclosed

  func norm(_ matrix: StartMatrix) -> Ball {
    let found = self.matrix(matrix)
    let zero = Ball(0, precision: precision)
    return Ball.max(norm(found.matrix).widened(by: found.error), zero)
  }

  func singularValues(_ matrix: StartMatrix) -> [Ball] {
    let found = self.matrix(matrix)
    let nothing = Ball(.nan, precision: precision)
    guard let svd = try? found.matrix.svd() else {
      return Array(repeating: nothing, count: min(found.matrix.rows, found.matrix.columns))
    }
    let values = Matrix<S>.diagonal(svd.values)
    let (u, v) = (exact(svd.u), exact(svd.v))
    let form = multiply(multiply(u, .conjugateTranspose, found, .none), .none, v, .none)
    let rest = subtract(form, exact(values))
    let error = norm(rest.matrix) + rest.error
    let (zero, outside) = (Ball(0, precision: precision), remainder(found, u, v))
    let factor = factor(found.matrix, defect(u), defect(v))
    return svd.values.map { value in
      let middle = Ball(value, precision: precision).widened(by: error)
      return Ball.max((middle * factor).widened(by: outside), zero)
    }
  }

  /// σ_i(A) / σ_i(UᴴAV), but for what A does outside the space of the longer side's vectors: of square U and V both vary the singular
  /// values as factors; a thin U does so where it is applied from the left to UᴴA.
  private func factor(_ a: Matrix<S>, _ u: Ball, _ v: Ball) -> Ball {
    if a.rows > a.columns { return u / v }
    return a.rows < a.columns ? v / u : 1 / (u * v)
  }

  private func exact(_ matrix: Matrix<S>) -> Approximate {
    Approximate(matrix: matrix, error: Ball(0, precision: precision))
  }

  /// √(1 ± ‖QᴴQ − I‖_F): bounds on the singular values of Q.
  private func defect(_ q: Approximate) -> Ball {
    let gram = multiply(q, .conjugateTranspose, q, .none)
    let rest = subtract(gram, exact(.identity(q.matrix.columns)))
    let δ = norm(rest.matrix) + rest.error
    return Ball(from: (1 - δ).squareRoot, to: (δ + 1).squareRoot)
  }

  /// What A does outside the spaces of U and V: ‖A − UUᴴA‖_F for the longer side, 0 to rounding for a thin decomposition.
  private func remainder(_ a: Approximate, _ u: Approximate, _ v: Approximate) -> Ball {
    guard a.matrix.rows != a.matrix.columns else { return Ball(0, precision: precision) }
    let q = a.matrix.rows > a.matrix.columns ? u : v
    let isTall = a.matrix.rows > a.matrix.columns
    let projected =
      isTall
      ? multiply(q, .none, multiply(q, .conjugateTranspose, a, .none), .none)
      : multiply(multiply(a, .none, q, .none), .none, q, .conjugateTranspose)
    let rest = subtract(a, projected)
    return norm(rest.matrix) + rest.error
  }

  func targetEigenvalues() -> [Ball] {
    let nothing = Array(repeating: Ball(.nan, precision: precision), count: target.matrix.rows)
    guard let eigen = try? target.matrix.hermitianEigen() else { return nothing }
    let q = exact(eigen.vectors)
    let form = multiply(multiply(q, .conjugateTranspose, target, .none), .none, q, .none)
    let rest = subtract(form, exact(.diagonal(eigen.values)))
    let error = norm(rest.matrix) + rest.error
    let scale = defect(q)
    return eigen.values.map {
      Ball($0, precision: precision).widened(by: error) / (scale * scale)
    }
  }
}
