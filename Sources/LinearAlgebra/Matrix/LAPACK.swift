import CLinAlg
import ComplexModule

/// The routines of one field, by LAPACK's names without the letter of the type. Column-major; every buffer belongs
/// to the caller; the result is `info`. Real routines ignore the real work space (`rwork`).
public struct LAPACK<S: Scalar>: Sendable {
  typealias Entries = UnsafeMutablePointer<S>
  typealias Reals = UnsafeMutablePointer<Double>
  typealias Integers = UnsafeMutablePointer<Int32>

  let gesdd:
    @Sendable (
      CChar, Int32, Int32, Entries?, Int32, Reals?, Entries?, Int32, Entries?, Int32, Entries?, Int32, Reals?,
      Integers?
    ) -> Int32
  let heevd:
    @Sendable (CChar, Int32, Entries?, Int32, Reals?, Entries?, Int32, Reals?, Int32, Integers?, Int32) ->
      Int32
  let geqrf: @Sendable (Int32, Int32, Entries?, Int32, Entries?, Entries?, Int32) -> Int32
  let formq: @Sendable (Int32, Int32, Int32, Entries?, Int32, UnsafePointer<S>?, Entries?, Int32) -> Int32
  let gesv: @Sendable (Int32, Int32, Entries?, Int32, Integers?, Entries?, Int32) -> Int32
  let getrf: @Sendable (Int32, Int32, Entries?, Int32, Integers?) -> Int32
}

extension LAPACK {
  /// Entries of work space for `gesdd`: its documented minimum, and for matrices that it decomposes in blocks room for those; never
  /// less than its workspace query returns. (That query takes as long as a 3 × 3 decomposition.)
  static func gesddWork(_ rows: Int, _ columns: Int, vectors: Bool) -> Int {
    let (least, most) = (min(rows, columns), max(rows, columns))
    return (vectors ? 4 * least * least : 0) + 10 * least + (most > 32 ? 64 * (least + most) : most)
  }
}

extension Matrix {
  /// A copy with room behind its last entry, to be given to LAPACK.
  ///
  /// Matrix–vector kernels of OpenBLAS (`zgemv_n` of 0.3.21 on Haswell and newer: its issue 4013) read a little beyond the end
  /// of a matrix. Where a page ends there, and no other follows, that kills the process.
  package func withRoom() -> Matrix {
    var copy = Matrix(rows: 0, columns: 0)
    copy.entries.reserveCapacity(entries.count + 64)
    copy.entries.append(contentsOf: entries)
    return Matrix(rows: rows, columns: columns, entries: copy.entries)
  }
}

let realLAPACK = LAPACK<Double>(
  gesdd: { la_dgesdd($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) },
  heevd: { la_dheevd($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) },
  geqrf: { la_dgeqrf($0, $1, $2, $3, $4, $5, $6) },
  formq: { la_dformq($0, $1, $2, $3, $4, $5, $6, $7) },
  gesv: { la_dgesv($0, $1, $2, $3, $4, $5, $6) },
  getrf: { la_dgetrf($0, $1, $2, $3, $4) })

let complexLAPACK = LAPACK<Complex<Double>>(
  gesdd: { la_zgesdd($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) },
  heevd: { la_zheevd($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) },
  geqrf: { la_zgeqrf($0, $1, $2, $3, $4, $5, $6) },
  formq: { la_zformq($0, $1, $2, $3, $4, $5, $6, $7) },
  gesv: { la_zgesv($0, $1, $2, $3, $4, $5, $6) },
  getrf: { la_zgetrf($0, $1, $2, $3, $4) })

extension CChar {
  init(_ scalar: Unicode.Scalar) { self = CChar(UInt8(ascii: scalar)) }
}
