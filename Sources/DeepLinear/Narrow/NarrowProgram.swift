import CKernels
import LinearAlgebra

/// Gradient descent for real networks with one output or one input and a = 0, by vectors: what all seeds of an ensemble share.
///
/// The products of a step are associated from the narrow end, so that a step takes 6 Σ d_j d_{j−1} operations and moves 24 bytes a
/// weight; the formulas are at `ck_narrow`. With one input the network of the adjoints W_Nᴴ, …, W_1ᴴ is stepped.
///
/// **Reduction.** Under the square loss the rows of W_1 stay in the span of its rows at the start and of Φ: their gradient is
/// S_1ᵀ (Φ − W_{1:N}). With Q an orthonormal basis of these d_1 + 1 rows, W_1 = W̃_1 Qᵀ and Φ = Φ̃ Qᵀ, the layers W̃_1, W_2, …, W_N
/// follow gradient descent for Φ̃ with the same loss. Wherever that leaves clearly fewer numbers, they are stepped instead.
struct NarrowProgram<S: Scalar>: Sendable {
  let family: KernelFamily
  /// η.
  let stepSize: Double
  let form: LossForm<S>
  /// Whether the adjoint network is stepped: where d_0 = 1.
  let isAdjoint: Bool
  /// Whether W_1 is stepped in the coordinates of Q.
  let isReduced: Bool
  /// d_0 … d_{N−1} of the network that is stepped, from the wide end, and these rounded up to whole vectors.
  let width: [Int32]
  let stride: [Int32]
  /// Where W_1 … W_N, S_0 … S_{N−1}, P_0 … P_{N−1} begin.
  let w: [Int]
  let s: [Int]
  let p: [Int]
  /// Doubles of the weights, which come first, and of everything.
  let weightSize: Int
  let size: Int

  /// nil where the network is not narrow, its hidden layers have less than a vector's width, or most of a vector would be empty.
  init?(widths: [Int], form: LossForm<S>, stepSize: Double, family: KernelFamily) {
    guard !S.isComplex, widths.count > 2, widths.dropFirst().dropLast().allSatisfy({ $0 >= Self.parts }),
      widths.first == 1 || widths.last == 1
    else { return nil }
    isAdjoint = widths.last != 1
    let oriented = isAdjoint ? widths.reversed() : widths
    let rank = oriented[1] + 1
    switch form {
    case .residual(_, mask: nil):
      isReduced = 4 * Self.padded(rank) <= 3 * Self.padded(oriented[0]) && rank <= oriented[0]
    case .residual: isReduced = false
    // Λ is a number where d_0 = 1.
    case .quadratic: if isAdjoint { return nil } else { isReduced = false }
    }
    let inner = [isReduced ? rank : oriented[0]] + oriented[1..<(oriented.count - 1)]
    guard inner.allSatisfy({ $0 < 1 << 30 }) else { return nil }
    (self.family, self.stepSize, self.form) = (family, stepSize, form)
    let stride = inner.map(Self.padded)
    var places: [Int] = []
    var end = 0
    func place(_ count: Int) {
      places.append(end)
      end += count
    }
    let rows = inner.dropFirst() + [1]
    for (rows, stride) in zip(rows, stride) { place(rows * stride) }
    weightSize = end
    for stride in stride + stride { place(stride) }
    let depth = inner.count
    (w, s) = (Array(places[..<depth]), Array(places[depth..<(2 * depth)]))
    (p, size) = (Array(places[(2 * depth)...]), end)
    let weights = zip(rows, inner).reduce(0) { $0 + $1.0 * $1.1 }
    guard weightSize <= 2 * weights else { return nil }
    (width, self.stride) = (inner.map(Int32.init), stride.map(Int32.init))
  }

  /// Doubles of a vector.
  private static var parts: Int { 8 }

  private static func padded(_ count: Int) -> Int { (count + parts - 1) / parts * parts }

  /// Steps that take a few milliseconds.
  var stepsAtOnce: Int { max(1, 10_000_000 / weightSize) }

  /// W_1 … W_N of the network that is stepped, of those that a user sees, and the other way round.
  func oriented(_ layers: [Matrix<S>]) -> [Matrix<S>] {
    isAdjoint ? layers.reversed().map(\.adjoint) : layers
  }
}
