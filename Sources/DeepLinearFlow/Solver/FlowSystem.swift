/// An autonomous system dy/dt = f(y) as the solvers see it: plain real numbers, complex ones as pairs.
///
/// The entries of y fall into blocks (the layers), and errors are measured by the whole norm of each block. Such a
/// norm does not change under rotations of a layer, so that a rotated problem is solved with the same steps up to
/// rounding, nor does it depend on the field: a real start takes the same steps over the complex numbers.
///
/// One thread uses it.
class FlowSystem {
  /// The number of real entries of y.
  let dimension: Int
  /// Where each block of y begins and ends.
  let blocks: [Range<Int>]
  /// About how many floating-point operations an evaluation of f takes.
  let operations: Double
  /// How often f was evaluated, for whatever purpose.
  private(set) var evaluations = 0
  /// Whether any evaluation since this was last reset was not finite.
  var sawNotFinite = false
  /// Polled before each evaluation, where those take long; nil where they do not.
  var isInterrupted: (() -> Bool)?
  /// Whether it has returned true.
  private(set) var wasInterrupted = false
  private var scratch: [Double]

  init(blockSizes: [Int], operations: Double) {
    self.operations = operations
    var start = 0
    blocks = blockSizes.map { size in
      defer { start += size }
      return start..<start + size
    }
    dimension = start
    scratch = Array(repeating: 0, count: 3 * start)
  }

  /// f(y), or false where it is not finite.
  func computeRate(at y: UnsafePointer<Double>, into rate: UnsafeMutablePointer<Double>) -> Bool {
    fatalError("a flow without a right-hand side")
  }

  /// The number of functions whose zeros are looked for.
  var rootCount: Int { 0 }

  /// Their values at y.
  func computeRoots(at y: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>) {}

  /// Drops cached values of earlier points, so that a restarted flow computes the same numbers.
  func forget() {}

  /// Adds the evaluations of an earlier part of the flow.
  final func resume(evaluations: Int) { self.evaluations = evaluations }

  /// f(y), counted; false where it is not finite, or was not evaluated since an interruption came.
  final func rate(at y: UnsafePointer<Double>, into rate: UnsafeMutablePointer<Double>) -> Bool {
    if let isInterrupted, wasInterrupted || isInterrupted() {
      wasInterrupted = true
      return false
    }
    evaluations += 1
    let isFinite = computeRate(at: y, into: rate)
    sawNotFinite = sawNotFinite || !isFinite
    return isFinite
  }

  /// Weights with which the root mean square of a vector e is (Σ_B (‖e_B‖ / (relative·‖y_B‖ + absolute_B))²)^½, B the blocks.
  final func errorWeights(
    at y: UnsafePointer<Double>, relative: Double, absolute: [Double],
    into weights: UnsafeMutablePointer<Double>
  ) {
    let scale = Double(dimension).squareRoot()
    for (block, absolute) in zip(blocks, absolute) {
      let weight = scale / (relative * norm(y, block) + absolute)
      for i in block { weights[i] = weight }
    }
  }

  /// f'(y)·v by central differences, to about ten digits; false where f is not finite near y.
  final func jacobianProduct(
    at y: UnsafePointer<Double>, _ v: UnsafePointer<Double>, into product: UnsafeMutablePointer<Double>
  ) -> Bool {
    let n = dimension
    let length = norm(v, 0..<n)
    guard length > 0 else {
      product.update(repeating: 0, count: n)
      return true
    }
    // Third root of the unit roundoff: truncation and rounding are then of one size.
    let h = 6e-6 * max(norm(y, 0..<n), .leastNormalMagnitude) / length
    return scratch.withUnsafeMutableBufferPointer { scratch in
      guard let base = scratch.baseAddress else { return false }
      let (point, behind) = (base, base + n)
      for i in 0..<n { point[i] = y[i] - h * v[i] }
      guard rate(at: point, into: behind) else { return false }
      for i in 0..<n { point[i] = y[i] + h * v[i] }
      guard rate(at: point, into: product) else { return false }
      for i in 0..<n { product[i] = (product[i] - behind[i]) / (2 * h) }
      return true
    }
  }

  /// ‖y_B‖_2, of the smallest and the largest numbers too.
  final func norm(_ y: UnsafePointer<Double>, _ block: Range<Int>) -> Double {
    var sum = 0.0
    for i in block { sum += y[i] * y[i] }
    if sum > 0x1p-960, sum < .infinity { return sum.squareRoot() }
    // Squares have left the range of double precision.
    return sum.isNaN ? sum : scaledNorm(y, block)
  }

  @inline(never)
  private func scaledNorm(_ y: UnsafePointer<Double>, _ block: Range<Int>) -> Double {
    var largest = 0.0
    for i in block { largest = max(largest, abs(y[i])) }
    guard largest > 0, largest.isFinite else { return largest }
    var sum = 0.0
    for i in block { sum += y[i] / largest * (y[i] / largest) }
    return largest * sum.squareRoot()
  }
}
