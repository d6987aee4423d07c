import DeepLinear
import LinearAlgebra

/// The starts of Oracles/enclosures.py, which are not stored: both sides draw them, by exact operations alone.
struct DrawnStart<S: Scalar> {
  let network: DeepLinearNetwork<S>
  let target: Matrix<S>
}

/// Words of Philox, one after the other, and what is made of them.
struct Recipe {
  private let philox: Philox
  private var used: UInt32 = 0
  private var words = SIMD4<UInt32>()
  let kind: Int
  private(set) var isComplex = false
  private(set) var widths: [Int] = []

  init(_ seed: Int) {
    philox = Philox(key: SIMD2(UInt32(seed), 0))
    kind = seed % 10
    isComplex = integer(0...2) == 0
    let depth = integer(1...4)
    for _ in 0...depth { widths.append(integer(1...4)) }
    if kind == 8 || kind == 9 { widths[depth] = widths[0] }
    if kind == 8 { widths = Array(repeating: widths[0], count: depth + 1) }
  }

  private mutating func word() -> UInt32 {
    if used % 4 == 0 { words = philox(SIMD4(used / 4, 0, 0, 99)) }
    used += 1
    return words[Int(used - 1) % 4]
  }

  private mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(word()) % range.count
  }

  /// A multiple of 2⁻⁵¹ in [−1, 1).
  private mutating func mantissa() -> Double {
    let (high, low) = (Int(word()), Int(word()))
    return Double(((high << 20) | (low >> 12)) - (1 << 51)) * 0x1p-51
  }

  private mutating func small() -> Double { Double(integer(-3...3)) }

  private mutating func matrix<S: Scalar>(
    _ rows: Int, _ columns: Int, isSmall: Bool = false, scale: Double = 1,
    exponents: ClosedRange<Int>? = nil
  ) -> Matrix<S> {
    var result = Matrix<S>(rows: rows, columns: columns)
    for i in 0..<rows {
      let factor = scale * Double(sign: .plus, exponent: exponents.map { integer($0) } ?? 0, significand: 1)
      for j in 0..<columns {
        let re = isSmall ? small() : mantissa()
        let im = isComplex ? (isSmall ? small() : mantissa()) : 0
        result[i, j] = S(real: re * factor, imaginary: im * factor)
      }
    }
    return result
  }

  private func scaled<S: Scalar>(_ rows: Int, _ columns: Int, _ exponent: Int) -> Matrix<S> {
    let value = Double(sign: .plus, exponent: exponent, significand: 1)
    return .diagonal(Array(repeating: value, count: min(rows, columns)), rows: rows, columns: columns)
  }

  mutating func start<S: Scalar>(over field: S.Type) throws -> DrawnStart<S> {
    var (layers, target): ([Matrix<S>], Matrix<S>) = ([], Matrix(rows: 0, columns: 0))
    let shapes = (1..<widths.count).map { (widths[$0], widths[$0 - 1]) }
    let (m, n) = (widths[widths.count - 1], widths[0])
    switch kind {
    case 0, 1:
      for (rows, columns) in shapes { layers.append(matrix(rows, columns)) }
      target = matrix(m, n)
    case 2:
      for (rows, columns) in shapes { layers.append(matrix(rows, columns, isSmall: true)) }
      let product = layers.dropFirst().reduce(layers[0]) { .product($1, .none, $0, .none) }
      target = product + matrix(m, n, isSmall: true, scale: 0x1p-20)
    case 3:
      for (rows, columns) in shapes { layers.append(matrix(rows, columns, isSmall: true)) }
      target = matrix(m, n, isSmall: true)
      for j in 0..<n {
        layers[0][layers[0].rows - 1, j] = layers[0][0, j]
        target[m - 1, j] = target[0, j]
      }
    case 4:
      for (rows, columns) in shapes { layers.append(scaled(rows, columns, integer(-5...5))) }
      target = scaled(m, n, integer(-5...5))
    case 5:
      for (rows, columns) in shapes { layers.append(matrix(rows, columns, exponents: -20...20)) }
      target = matrix(m, n, exponents: -20...20)
    case 6, 7:
      let exponent = integer(kind == 6 ? -300 ... -100 : 60...120)
      let factor = Double(sign: .plus, exponent: exponent, significand: 1)
      for (rows, columns) in shapes { layers.append(matrix(rows, columns, scale: factor)) }
      target = matrix(m, n, scale: factor)
    case 8:
      for (rows, columns) in shapes {
        layers.append(scaled(rows, columns, 0) + matrix(rows, columns, isSmall: true, scale: 0x1p-30))
      }
      target = scaled(m, n, 1) + matrix(m, n, isSmall: true, scale: 0x1p-40)
    default:
      for (rows, columns) in shapes { layers.append(matrix(rows, columns)) }
      let a: Matrix<S> = matrix(m, n, isSmall: true)
      target = a + a.adjoint
    }
    return DrawnStart(network: try DeepLinearNetwork(layers: layers), target: target)
  }
}
