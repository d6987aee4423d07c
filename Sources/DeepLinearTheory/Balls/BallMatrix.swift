internal import CArb
public import LinearAlgebra

/// A matrix each of whose entries lies in a ball; complex, with imaginary parts that are exactly 0 over the real numbers.
public struct BallMatrix: Sendable {
  /// Owns one matrix of Arb, which does not change once a `BallMatrix` has it.
  final class Storage: @unchecked Sendable {
    let pointer = UnsafeMutablePointer<acb_mat_struct>.allocate(capacity: 1)
    init(_ rows: Int, _ columns: Int) { acb_mat_init(pointer, rows, columns) }
    deinit {
      acb_mat_clear(pointer)
      pointer.deallocate()
    }
  }
  let storage: Storage
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Bits of the midpoints that results keep.
  public let precision: Int

  /// The matrix that `body` writes, from zeros.
  init(
    _ rows: Int, _ columns: Int, precision: Int, _ body: (UnsafeMutablePointer<acb_mat_struct>) -> Void
  ) {
    (storage, self.rows, self.columns, self.precision) = (Storage(rows, columns), rows, columns, precision)
    body(storage.pointer)
  }

  /// The floating-point matrix itself, with radii 0.
  public init<S: Scalar>(_ matrix: Matrix<S>, precision: Int) {
    self.init(matrix.rows, matrix.columns, precision: precision) { target in
      for j in 0..<matrix.columns {
        for i in 0..<matrix.rows {
          let entry = matrix[i, j]
          acb_set_d_d(acb_mat_entry_ptr(target, i, j), entry.realPart, entry.imaginaryPart)
        }
      }
    }
  }

  var pointer: UnsafeMutablePointer<acb_mat_struct> { storage.pointer }

  // MARK: Arithmetic

  /// The product.
  public static func * (a: BallMatrix, b: BallMatrix) -> BallMatrix {
    precondition(a.columns == b.rows, "a \(a.rows)×\(a.columns) matrix times a \(b.rows)×\(b.columns) one")
    return BallMatrix(a.rows, b.columns, precision: a.precision) {
      acb_mat_mul($0, a.pointer, b.pointer, a.precision)
    }
  }

  /// The sum.
  public static func + (a: BallMatrix, b: BallMatrix) -> BallMatrix {
    a.with(b) { acb_mat_add($0, $1, $2, $3) }
  }
  /// The difference.
  public static func - (a: BallMatrix, b: BallMatrix) -> BallMatrix {
    a.with(b) { acb_mat_sub($0, $1, $2, $3) }
  }

  private func with(
    _ other: BallMatrix,
    _ operation: (
      UnsafeMutablePointer<acb_mat_struct>, UnsafePointer<acb_mat_struct>, UnsafePointer<acb_mat_struct>, Int
    ) -> Void
  ) -> BallMatrix {
    precondition(rows == other.rows && columns == other.columns, "matrices of two shapes are added")
    return BallMatrix(rows, columns, precision: precision) {
      operation($0, pointer, other.pointer, precision)
    }
  }

  /// Aᴴ.
  public var adjoint: BallMatrix {
    BallMatrix(columns, rows, precision: precision) { acb_mat_conjugate_transpose($0, pointer) }
  }

  /// The same numbers without their radii.
  var midpoints: BallMatrix {
    BallMatrix(rows, columns, precision: precision) { acb_mat_get_mid($0, pointer) }
  }

  /// I, n × n.
  static func identity(_ n: Int, precision: Int) -> BallMatrix {
    BallMatrix(n, n, precision: precision) { acb_mat_one($0) }
  }

  /// ‖A‖_F.
  public var frobeniusNorm: Ball {
    Ball(precision: precision) { acb_mat_frobenius_norm($0, pointer, precision) }
  }

  /// Re det A of a square matrix; over the real numbers det A.
  ///
  /// - Complexity: O(n³) operations on numbers of `precision` bits.
  public var realDeterminant: Ball {
    precondition(rows == columns, "the determinant of a \(rows)×\(columns) matrix")
    return Ball(precision: precision) { target in
      var determinant = acb_struct()
      acb_init(&determinant)
      acb_mat_det(&determinant, pointer, precision)
      arb_set(target, acb_real_ptr(&determinant))
      acb_clear(&determinant)
    }
  }

  /// The real part of entry (i, j).
  public func realPart(_ i: Int, _ j: Int) -> Ball {
    Ball(precision: precision) { arb_set($0, acb_real_ptr(acb_mat_entry_ptr(pointer, i, j))) }
  }

  /// diag(values), n × n.
  static func diagonal(_ values: [Ball], precision: Int) -> BallMatrix {
    BallMatrix(values.count, values.count, precision: precision) { target in
      for (i, value) in values.enumerated() {
        arb_set(acb_real_ptr(acb_mat_entry_ptr(target, i, i)), value.pointer)
      }
    }
  }
}
