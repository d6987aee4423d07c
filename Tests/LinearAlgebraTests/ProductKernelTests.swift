import LinearAlgebra
import Testing
import _TestSupport

/// Products of every size below those that BLAS computes.
@Suite struct ProductKernelTests {
  private static let operations: [Operation] = [.none, .conjugateTranspose]

  /// (rows, columns, inner): every order that has code of its own; small ones for plain loops; with every remainder of eight rows, odd
  /// columns, thin and flat ones, up to the largest.
  private static let shapes =
    (1...16).map { ($0, $0, $0) } + [
      (2, 3, 4), (3, 2, 1), (5, 5, 6), (6, 1, 6), (4, 6, 5),
      (16, 16, 15), (1, 30, 20), (30, 1, 20), (20, 30, 1), (3, 40, 9), (33, 5, 11), (128, 2, 16),
      (2, 128, 16),
    ]

  /// Entry (i, j) of α·op(A)·op(B) + β·C, summed over k upward.
  private func entry<S: Scalar>(
    _ i: Int, _ j: Int, _ alpha: Double, _ a: Matrix<S>, _ opA: Operation, _ b: Matrix<S>, _ opB: Operation,
    _ beta: Double, _ c: Matrix<S>
  ) -> (Double, Double) {
    var (re, im) = (0.0, 0.0)
    for k in 0..<(opA == .none ? a.columns : a.rows) {
      let x = opA == .none ? a[i, k] : a[k, i].conjugated
      let y = opB == .none ? b[k, j] : b[j, k].conjugated
      let (ar, ax, br, bx) = (x.realPart, x.imaginaryPart, y.realPart, y.imaginaryPart)
      if S.isComplex {
        re += ar * br - ax * bx
        im += ar * bx + ax * br
      } else {
        re += ar * br
      }
    }
    guard beta != 0 else { return (alpha * re, alpha * im) }
    return (alpha * re + beta * c[i, j].realPart, alpha * im + beta * c[i, j].imaginaryPart)
  }

  private func check<S: Scalar>(over field: S.Type) {
    var draw = Draw(7)
    for (m, n, k) in Self.shapes {
      for opA in Self.operations {
        for opB in Self.operations {
          let a: Matrix<S> = opA == .none ? draw.matrix(m, k) : draw.matrix(k, m)
          let b: Matrix<S> = opB == .none ? draw.matrix(k, n) : draw.matrix(n, k)
          let c: Matrix<S> = draw.matrix(m, n)
          for (alpha, beta) in [(1.0, 0.0), (-1, 1), (0.7, 0.3)] {
            let stack = MatrixStack<S>(shapes: [a, b, c].map { ($0.rows, $0.columns) })
            for (place, matrix) in zip(0..., [a, b, c]) {
              matrix.withView { stack[place].assign($0) }
            }
            S.multiply(into: stack[2], alpha, stack[0].readOnly, opA, stack[1].readOnly, opB, beta)
            let found = Matrix(stack[2].readOnly)
            let isSame = (0..<m).allSatisfy { i in
              (0..<n).allSatisfy { j in
                let (re, im) = entry(i, j, alpha, a, opA, b, opB, beta, c)
                return found[i, j].realPart == re && (!S.isComplex || found[i, j].imaginaryPart == im)
              }
            }
            // BLAS, which takes the larger complex ones, sums in an order of its own.
            let isOurs = m * n * k <= (S.isComplex ? 729 : 4096)
            #expect(isSame || !isOurs, "\(m)×\(n)×\(k), \(opA), \(opB), α = \(alpha), β = \(beta)")
          }
        }
      }
    }
  }

  @Test("Each entry is the plain sum, to the bit, whatever the shape, the transposes and the factors")
  func bits() {
    check(over: Double.self)
    check(over: Complex<Double>.self)
  }
}
