public import LinearAlgebra

// Entries of Φ that are not known are NaN, in one part at least, as NumPy and NetCDF write them. A loss that does not use them puts zeros
// in their place as it is made, so that no computation meets a NaN.

extension Matrix {
  /// Whether an entry is NaN in one of its parts: of a target, whether it is unknown.
  public func isUnknown(_ row: Int, _ column: Int) -> Bool {
    self[row, column].realPart.isNaN || self[row, column].imaginaryPart.isNaN
  }

  /// Whether there is such an entry.
  public var hasUnknownEntries: Bool {
    !isFinite && columnMajor.contains { $0.realPart.isNaN || $0.imaginaryPart.isNaN }
  }

  /// The matrix with zeros in place of those entries; all others to the bit.
  public var knownPart: Matrix {
    guard hasUnknownEntries else { return self }
    return Matrix(rows: rows, columns: columns) { isUnknown($0, $1) ? .zero : self[$0, $1] }
  }
}
