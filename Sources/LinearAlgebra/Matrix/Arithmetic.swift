extension Matrix {
  /// op(A) · op(B).
  ///
  /// - Complexity: O(m·n·k) for an m × k by a k × n product.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public static func product(_ a: Matrix, _ opA: Operation, _ b: Matrix, _ opB: Operation) -> Matrix {
    let (m, ka) = opA == .none ? (a.rows, a.columns) : (a.columns, a.rows)
    let (kb, n) = opB == .none ? (b.rows, b.columns) : (b.columns, b.rows)
    precondition(ka == kb, "product of a \(m)×\(ka) and a \(kb)×\(n) matrix")
    var c = Matrix(rows: m, columns: n)
    c.withMutableView { c in
      a.withView { a in b.withView { b in S.multiply(into: c, 1, a, opA, b, opB, 0) } }
    }
    return c
  }

  /// A · B.
  public static func * (a: Matrix, b: Matrix) -> Matrix { product(a, .none, b, .none) }

  /// α · A.
  public static func * (alpha: Double, a: Matrix) -> Matrix {
    a.map { S(real: alpha) * $0 }
  }

  /// A + B.
  public static func + (a: Matrix, b: Matrix) -> Matrix { combination(a, 1, b) }
  /// A − B.
  public static func - (a: Matrix, b: Matrix) -> Matrix { combination(a, -1, b) }
  /// −A.
  public static prefix func - (a: Matrix) -> Matrix { a.map { .zero - $0 } }

  /// A + α·B.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public static func combination(_ a: Matrix, _ alpha: Double, _ b: Matrix) -> Matrix {
    precondition(
      a.rows == b.rows && a.columns == b.columns,
      "sum of a \(a.rows)×\(a.columns) and a \(b.rows)×\(b.columns) matrix")
    var out = a
    out.withMutableView { out in b.withView { b in S.combine(into: out, out.readOnly, alpha, b) } }
    return out
  }

  /// The matrix of `transform(entry)`.
  @inlinable public func map(_ transform: (S) -> S) -> Matrix {
    Matrix(rows: rows, columns: columns) { i, j in transform(entries[i + j * rows]) }
  }

  /// Whether every entry is finite.
  public var isFinite: Bool {
    @_specialize(where S == Double)
    @_specialize(where S == Complex<Double>)
    get { withView { S.isFinite($0) } }
  }

  /// Re ⟨A, B⟩ = Re tr(Aᴴ B).
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func realInner(_ b: Matrix) -> Double {
    precondition(rows == b.rows && columns == b.columns, "inner product of matrices of different shapes")
    return withView { a in b.withView { b in S.realInner(a, b) } }
  }

  /// Σ a_ii.
  public var trace: S {
    precondition(rows == columns, "trace of a \(rows)×\(columns) matrix")
    return (0..<rows).reduce(.zero) { $0 + self[$1, $1] }
  }

  /// ‖A‖_F = (Σ |a_ij|²)^½; scaled by the largest entry first where the plain sum would overflow or underflow.
  public var frobeniusNorm: Double {
    @_specialize(where S == Double)
    @_specialize(where S == Complex<Double>)
    get {
      let plain = withView { $0.squaredNorm }
      return plain.isFinite && plain > 1e-280 ? plain.squareRoot() : scaledNorm(plain)
    }
  }

  private func scaledNorm(_ plain: Double) -> Double {
    let largest = columnMajor.reduce(0) { Swift.max($0, $1.modulus) }
    guard largest > 0, largest.isFinite else { return plain.squareRoot() }
    return largest
      * columnMajor.reduce(0) { sum, z in
        let r = z.modulus / largest
        return sum + r * r
      }.squareRoot()
  }
}
