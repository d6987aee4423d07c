import LinearAlgebra

/// R of the QR decomposition of centred data, features before labels: [X_c; Y_c]ᵀ = Q R.
///
/// Everything that the reduction needs of m instances is in the (d + l)² numbers of R, as Q has orthonormal columns. R has the singular values and
/// the principal directions of the data themselves, not those of a covariance, whose condition number is the square of theirs.
/// It is accumulated over blocks of instances, so that the data are neither copied nor held centred.
///
/// - Complexity: about 2.5 m (d + l)² operations, in memory of about 10 (d + l)² numbers, or 2000 (d + l) where that is more.
struct TriangularFactor {
  /// (d + l) × (d + l), upper triangular.
  let matrix: Matrix<Double>
  /// d, the number of features.
  let features: Int

  /// - Parameters:
  ///   - x: X, the instances' features, d × m.
  ///   - y: Y, their labels, l × m.
  ///   - xMeans: what is subtracted from each row of X.
  ///   - yMeans: what is subtracted from each row of Y.
  /// - Throws: `LinearAlgebraError.notFinite`.
  init(
    of x: Matrix<Double>, less xMeans: [Double], and y: Matrix<Double>, less yMeans: [Double]
  ) throws(LinearAlgebraError) {
    let (m, d, n) = (x.columns, x.rows, x.rows + y.rows)
    let height = max(4 * n, 1024)
    var r = Matrix<Double>(rows: n, columns: n)
    for first in stride(from: 0, to: m, by: height) {
      let count = min(height, m - first)
      // The first block has no R above it, unless it has too few rows for a decomposition.
      let above = first == 0 && count >= n ? 0 : n
      let block = Matrix<Double>(rows: above + count, columns: n) { i, j in
        guard i >= above else { return r[i, j] }
        let instance = first + i - above
        return j < d ? x[j, instance] - xMeans[j] : y[j - d, instance] - yMeans[j - d]
      }
      r = try block.triangularFactor()
    }
    (matrix, features) = (r, d)
  }

  /// R_xx, d × d: X_cᵀ = Q_1 R_xx.
  var ofFeatures: Matrix<Double> { block(rows: 0..<features, columns: 0..<features) }

  /// R_xy, d × l: the part of the labels that features explain.
  var ofLabelsExplained: Matrix<Double> { block(rows: 0..<features, columns: features..<matrix.columns) }

  /// R_yy, l × l: the part that no feature explains.
  var ofLabelsUnexplained: Matrix<Double> {
    block(rows: features..<matrix.rows, columns: features..<matrix.columns)
  }

  private func block(rows: Range<Int>, columns: Range<Int>) -> Matrix<Double> {
    Matrix(rows: rows.count, columns: columns.count) { i, j in
      matrix[rows.lowerBound + i, columns.lowerBound + j]
    }
  }
}

extension Matrix<Double> {
  /// The mean of each row, to rounding of the deviations from it; of a constant row exactly its value.
  var rowMeans: [Double] {
    let m = Double(columns)
    let first = (0..<columns).reduce(into: Array(repeating: 0.0, count: rows)) { sums, j in
      for i in 0..<rows { sums[i] += self[i, j] }
    }.map { $0 / m }
    // The first sums are off by the rounding of values, which may be far from 0.
    let second = (0..<columns).reduce(into: Array(repeating: 0.0, count: rows)) { sums, j in
      for i in 0..<rows { sums[i] += self[i, j] - first[i] }
    }
    let constant = constantRows
    return (0..<rows).map { constant[$0] ? self[$0, 0] : first[$0] + second[$0] / m }
  }

  /// Whether all entries of each row are the same.
  var constantRows: [Bool] {
    (0..<columns).reduce(into: Array(repeating: true, count: rows)) { constant, j in
      for i in 0..<rows where self[i, j] != self[i, 0] { constant[i] = false }
    }
  }
}
