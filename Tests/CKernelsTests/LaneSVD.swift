import CKernels
import LinearAlgebra

/// Eight singular value decompositions by `ck_jacobi`.
struct LaneSVD {
  let rows: Int
  let columns: Int
  let parts: Int
  let u: LaneBuffer
  let v: LaneBuffer
  let values: LaneBuffer
  let unfinished: Int32
  /// Whether memory outside the results was left alone.
  let isClean: Bool

  /// - Parameter matrices: eight matrices in lanes, rows ≥ columns.
  init(
    of matrices: LaneBuffer, rows: Int, columns: Int, isComplex: Bool, family: ck_family, vectors: Bool = true
  ) {
    (self.rows, self.columns, parts) = (rows, columns, isComplex ? 2 : 1)
    // A, V and the values with guards around each.
    let sizes = [rows * columns * parts, columns * columns * parts, columns].map { $0 * lanes }
    let starts = [16, 32 + sizes[0], 48 + sizes[0] + sizes[1]]
    let memory = LaneBuffer(count: starts[2] + sizes[2] + 16)
    for i in 0..<sizes[0] { memory[starts[0] + i] = matrices[i] }
    let before = LaneBuffer(copying: memory)
    unfinished = ck_jacobi(
      family, isComplex ? 1 : 0, memory.base + starts[0], Int32(rows), Int32(columns),
      vectors ? memory.base + starts[1] : nil, memory.base + starts[2])
    let written = zip(starts, sizes).enumerated().filter { $0.offset != 1 || vectors }.map { _, place in
      place.0..<place.0 + place.1
    }
    isClean = memory.isSame(as: before, except: written)
    let found = zip(starts, sizes).map { start, size in
      let buffer = LaneBuffer(count: size)
      buffer.base.update(from: memory.base + start, count: size)
      return buffer
    }
    (u, v, values) = (found[0], found[1], found[2])
  }

  /// Of eight matrices.
  init<S: Scalar>(of matrices: [Matrix<S>], family: ck_family, vectors: Bool = true) {
    let (rows, columns) = (matrices[0].rows, matrices[0].columns)
    let place = Place(offset: 0, rows: rows, columns: columns, parts: S.isComplex ? 2 : 1)
    let buffer = LaneBuffer(count: place.size)
    for (lane, matrix) in matrices.enumerated() {
      for i in 0..<rows {
        for j in 0..<columns {
          buffer[place.at(i, j, 0, lane: lane)] = matrix[i, j].realPart
          if S.isComplex { buffer[place.at(i, j, 1, lane: lane)] = matrix[i, j].imaginaryPart }
        }
      }
    }
    self.init(
      of: buffer, rows: rows, columns: columns, isComplex: S.isComplex, family: family, vectors: vectors)
  }

  /// Singular values in the order in which the kernel returns them.
  func values(_ lane: Int) -> [Double] { (0..<columns).map { values[$0 * lanes + lane] } }

  func u<S: Scalar>(_ lane: Int) -> Matrix<S> { read(u, rows, lane) }
  func v<S: Scalar>(_ lane: Int) -> Matrix<S> { read(v, columns, lane) }

  private func read<S: Scalar>(_ buffer: LaneBuffer, _ rows: Int, _ lane: Int) -> Matrix<S> {
    let place = Place(offset: 0, rows: rows, columns: columns, parts: parts)
    return Matrix(rows: rows, columns: columns) { i, j in
      let re = buffer[place.at(i, j, 0, lane: lane)]
      return parts == 2 ? S(real: re, imaginary: buffer[place.at(i, j, 1, lane: lane)]) : S(real: re)
    }
  }
}
