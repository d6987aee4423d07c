import CKernels
import LinearAlgebra

/// The weights of one seed where `NarrowProgram` steps them. One thread uses it.
final class NarrowState<S: Scalar> {
  let program: NarrowProgram<S>
  /// Q, d_0 × (d_1 + 1); nil where W_1 is stepped as it is.
  private let basis: Matrix<S>?
  private let memory: UnsafeMutablePointer<Double>
  /// Φ, or Φ̃; a mask; Λ.
  private let constants: [UnsafeMutablePointer<Double>]
  private let tables: (integers: UnsafeMutablePointer<Int32>, places: UnsafeMutablePointer<Int>)
  private let network: ck_narrow

  /// - Parameter initial: W_1 … W_N at step 0, which choose Q; they are loaded.
  /// - Throws: `LinearAlgebraError` where Q cannot be computed.
  init(_ program: NarrowProgram<S>, initial: [Matrix<S>]) throws {
    self.program = program
    var target: Matrix<S>
    var more: [Matrix<S>] = []
    switch program.form {
    case .residual(let Φ, let mask):
      target = program.oriented([Φ])[0]
      if let mask {
        more = program.oriented([Matrix(rows: mask.rows, columns: mask.columns) { S(real: mask[$0, $1]) }])
      }
    case .quadratic(let optimum, let Λ):
      target = optimum
      more = [Λ]
    }
    var basis: Matrix<S>?
    if program.isReduced {
      let first = program.oriented(initial)[0]
      let q = try Matrix<S>(rows: first.columns, columns: first.rows + 1) { i, j in
        (j < first.rows ? first[j, i] : target[0, i]).conjugated
      }.qr().q
      target = target * q
      basis = q
    }
    self.basis = basis
    let stride = Int(program.stride[0])
    constants = ([target] + more).map { matrix in
      let place = Self.zeros(matrix.rows * stride)
      Self.write(matrix, to: place, stride: stride)
      return place
    }
    memory = Self.zeros(program.size)
    let depth = program.width.count
    tables = (.allocate(capacity: 2 * depth), .allocate(capacity: 3 * depth))
    for (i, number) in (program.width + program.stride).enumerated() { tables.integers[i] = number }
    for (i, place) in (program.w + program.s + program.p).enumerated() { tables.places[i] = place }
    let isQuadratic = if case .quadratic = program.form { true } else { false }
    let second = constants.count > 1 ? UnsafePointer(constants[1]) : nil
    network = ck_narrow(
      depth: Int32(depth), width: tables.integers, stride: tables.integers + depth, w: tables.places,
      s: tables.places + depth, p: tables.places + 2 * depth, step_size: program.stepSize,
      target: UnsafePointer(constants[0]), mask: isQuadratic ? nil : second,
      covariance: isQuadratic ? second : nil)
    load(initial)
  }

  deinit {
    for place in constants + [memory] { place.deallocate() }
    tables.integers.deallocate()
    tables.places.deallocate()
  }

  /// Takes up to `steps` steps from the present weights, and ends before the first whose weights leave the bounds: ℓ < `lossBound`,
  /// or not ℓ ≤ `objectiveBound`.
  ///
  /// - Parameter isTested: whether the present weights were tested: a step is taken from them in any case.
  /// - Returns: the steps taken.
  func run(_ steps: Int, isTested: Bool, lossBound: Double, objectiveBound: Double) -> Int {
    var loss = 0.0
    return withUnsafePointer(to: network) {
      ck_narrow_run(
        $0, program.family.code, memory, steps, isTested ? 1 : 0, lossBound, objectiveBound, &loss)
    }
  }

  /// Takes exactly `steps` steps, whatever they come to.
  func advance(_ steps: Int) {
    var left = steps
    // The kernel returns at NaN.
    while left > 0 { left -= run(left, isTested: true, lossBound: -.infinity, objectiveBound: .infinity) }
  }

  /// ℓ at the present weights.
  var value: Evaluation {
    let loss = withUnsafePointer(to: network) { ck_narrow_loss($0, program.family.code, memory) }
    return Evaluation(loss: loss, penalty: 0)
  }

  /// The weights, to the bit.
  var numbers: [Double] {
    get { Array(UnsafeBufferPointer(start: memory, count: program.weightSize)) }
    set {
      precondition(newValue.count == program.weightSize, "weights of another network")
      memory.update(from: newValue, count: newValue.count)
    }
  }

  /// Whether the weights are these, to the bit.
  func isIdentical(to numbers: [Double]) -> Bool {
    numbers.indices.allSatisfy { numbers[$0].bitPattern == memory[$0].bitPattern }
  }

  /// W_1 … W_N.
  var layers: [Matrix<S>] {
    let rows = program.width.dropFirst().map(Int.init) + [1]
    var layers = rows.indices.map { j in
      let (place, stride) = (memory + program.w[j], Int(program.stride[j]))
      return Matrix<S>(rows: rows[j], columns: Int(program.width[j])) { S(real: place[$0 * stride + $1]) }
    }
    if let basis { layers[0] = .product(layers[0], .none, basis, .conjugateTranspose) }
    return program.oriented(layers)
  }

  private func load(_ layers: [Matrix<S>]) {
    var layers = program.oriented(layers)
    if let basis { layers[0] = layers[0] * basis }
    for (j, layer) in layers.enumerated() {
      Self.write(layer, to: memory + program.w[j], stride: Int(program.stride[j]))
    }
  }

  /// Writes a matrix row by row.
  private static func write(_ matrix: Matrix<S>, to place: UnsafeMutablePointer<Double>, stride: Int) {
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns { place[i * stride + j] = matrix[i, j].realPart }
    }
  }

  /// Memory that begins with a vector.
  private static func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, count) * 8, alignment: 64)
    let place = bytes.bindMemory(to: Double.self).baseAddress.unsafelyUnwrapped
    place.initialize(repeating: 0, count: max(1, count))
    return place
  }
}
