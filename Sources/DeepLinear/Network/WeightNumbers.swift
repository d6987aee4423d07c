import LinearAlgebra

// Weights as plain real numbers, W_1 … W_N one after the other, column by column, complex entries in pairs.

extension MatrixStackView {
  /// All entries.
  package var numbers: [Double] {
    (0..<count).flatMap { UnsafeBufferPointer(start: self[$0].reals, count: self[$0].realCount) }
  }

  /// How many real numbers those are.
  package var numberCount: Int { (0..<count).reduce(0) { $0 + self[$1].realCount } }
}

extension MatrixStack {
  /// Takes entries in the order of `numbers`; false, with nothing changed, where there are more or fewer of them.
  package func assign(numbers: ArraySlice<Double>) -> Bool {
    guard readOnly.numberCount == numbers.count else { return false }
    var rest = numbers
    for i in 0..<count {
      let size = self[i].readOnly.realCount
      rest.withUnsafeBufferPointer { rest in
        rest.baseAddress.map { self[i].reals.update(from: $0, count: size) }
      }
      rest = rest.dropFirst(size)
    }
    return true
  }
}

extension MatrixView {
  /// The entries as real numbers, complex ones in pairs.
  package var reals: UnsafePointer<Double> {
    UnsafeRawPointer(base).assumingMemoryBound(to: Double.self)
  }

  /// How many real numbers those are.
  package var realCount: Int { count * MemoryLayout<S>.stride / MemoryLayout<Double>.stride }
}

extension MutableMatrixView {
  /// The entries as real numbers, complex ones in pairs.
  package var reals: UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(base).assumingMemoryBound(to: Double.self)
  }
}
