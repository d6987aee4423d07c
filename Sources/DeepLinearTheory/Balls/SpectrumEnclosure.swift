internal import CArb

// Eigenvalues of Hermitian matrices and singular values, enclosed one by one, repeated or not.

extension BallMatrix {
  /// Enclosures of λ_1 ≤ … ≤ λ_n of a Hermitian matrix.
  ///
  /// With Q any matrix near a unitary one, let D be diagonal and E = QᴴAQ − D. By Ostrowski's theorem the eigenvalues of QᴴAQ are
  /// θ_i λ_i with every θ_i within ‖QᴴQ − I‖ of 1, and by Weyl's they are within ‖E‖ of those of D. Both norms are bounded by
  /// Frobenius norms in ball arithmetic; how Q was found does not matter, so approximate eigenvectors do. Repeated eigenvalues need
  /// no care.
  ///
  /// - Precondition: the matrix is square, and every matrix in the balls that is meant is Hermitian.
  /// - Returns: in the order of the midpoints; not finite where Q is too far from unitary.
  /// - Complexity: O(n³) operations on numbers of `precision` bits.
  /// - Source: Horn and Johnson, Matrix Analysis, Theorems 4.3.1 and 4.5.9.
  public func hermitianEigenvalues() -> [Ball] {
    hermitianEigenvalues(along: approximateEigenvectors())
  }

  /// The same by the columns of any matrix.
  package func hermitianEigenvalues(along q: BallMatrix) -> [Ball] {
    let n = rows
    let (adjoint, one) = (q.adjoint, BallMatrix.identity(n, precision: precision))
    let form = adjoint * self * q
    let diagonal = (0..<n).map { form.midpoints.realPart($0, $0) }
    let error = (form - .diagonal(diagonal, precision: precision)).frobeniusNorm
    let defect = (adjoint * q - one).frobeniusNorm
    guard (defect < Ball(0.5, precision: precision)) == true else {
      return Array(repeating: Ball(.nan, precision: precision), count: n)
    }
    let factor = Ball(from: 1 - defect, to: defect + 1)
    return diagonal.sorted { ($0 < $1) == true }.map { $0.widened(by: error) / factor }
  }

  /// Enclosures of σ_1 ≥ … ≥ σ_k, k = min(rows, columns): the roots of the eigenvalues of the smaller Gram matrix.
  ///
  /// A singular value far below ‖A‖_2·2^(−precision/2) is enclosed by an interval that begins at 0.
  ///
  /// - Complexity: O(rows·columns·k) operations on numbers of `precision` bits.
  public func singularValues() -> [Ball] {
    let gram = rows <= columns ? self * adjoint : adjoint * self
    let zero = Ball(0, precision: precision)
    return gram.hermitianEigenvalues().reversed().map { Ball.max($0, zero).squareRootOfNonnegative }
  }

  /// Columns near orthonormal eigenvectors of the midpoints, without guarantee.
  private func approximateEigenvectors() -> BallMatrix {
    let middle = midpoints
    let values = _acb_vec_init(rows)
    defer { _acb_vec_clear(values, rows) }
    let found = BallMatrix(rows, rows, precision: precision) { vectors in
      // Where the iteration does not converge the vectors are bad, and the enclosure says so.
      _ = acb_mat_approx_eig_qr(values, nil, vectors, middle.pointer, nil, 0, precision)
    }
    return found.orthonormalized()
  }

  /// The columns made orthonormal, one after the other, twice, to the precision; a column that depends on those before it is replaced
  /// by what is left of rounding.
  private func orthonormalized() -> BallMatrix {
    let result = BallMatrix(rows, columns, precision: precision) { acb_mat_get_mid($0, pointer) }
    let (product, term) = (acb_scratch(), acb_scratch())
    for j in 0..<columns {
      for _ in 0..<2 {
        for k in 0..<j { result.subtractProjection(of: j, on: k, product.pointer, term.pointer) }
      }
      result.normalize(column: j, product.pointer, term.pointer)
    }
    return result
  }

  /// Column j ← column j − ⟨q_k, column j⟩ q_k, midpoints alone.
  private func subtractProjection(
    of j: Int, on k: Int, _ product: UnsafeMutablePointer<acb_struct>,
    _ term: UnsafeMutablePointer<acb_struct>
  ) {
    acb_zero(product)
    for i in 0..<rows {
      acb_conj(term, acb_mat_entry_ptr(pointer, i, k))
      acb_addmul(product, term, acb_mat_entry_ptr(pointer, i, j), precision)
    }
    acb_get_mid(product, product)
    for i in 0..<rows {
      let entry = acb_mat_entry_ptr(pointer, i, j)
      acb_submul(entry, product, acb_mat_entry_ptr(pointer, i, k), precision)
      acb_get_mid(entry, entry)
    }
  }

  /// Column j ← column j / ‖column j‖, midpoints alone.
  private func normalize(
    column j: Int, _ sum: UnsafeMutablePointer<acb_struct>, _ term: UnsafeMutablePointer<acb_struct>
  ) {
    acb_zero(sum)
    for i in 0..<rows {
      acb_conj(term, acb_mat_entry_ptr(pointer, i, j))
      acb_addmul(sum, term, acb_mat_entry_ptr(pointer, i, j), precision)
    }
    arb_sqrtpos(acb_real_ptr(sum), acb_real_ptr(sum), precision)
    guard arb_contains_zero(acb_real_ptr(sum)) == 0 else { return }
    for i in 0..<rows {
      let entry = acb_mat_entry_ptr(pointer, i, j)
      acb_div_arb(entry, entry, acb_real_ptr(sum), precision)
      acb_get_mid(entry, entry)
    }
  }
}

/// One number of Arb, for scratch.
private final class acb_scratch {
  let pointer = UnsafeMutablePointer<acb_struct>.allocate(capacity: 1)
  init() { acb_init(pointer) }
  deinit {
    acb_clear(pointer)
    pointer.deallocate()
  }
}
