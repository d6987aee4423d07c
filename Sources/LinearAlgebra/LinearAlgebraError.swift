/// What a matrix operation can refuse.
public enum LinearAlgebraError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An operand holds NaN or infinity.
  case notFinite(operation: String)
  /// LAPACK's iteration did not converge.
  case noConvergence(operation: String)
  /// A matrix that must be invertible is singular to working precision.
  case singular(operation: String)
  /// An operand has a shape that the operation cannot take.
  case shape(operation: String, got: String, expected: String)

  /// A sentence: the operation, what it got, what it expects.
  public var description: String {
    switch self {
    case .notFinite(let operation):
      "\(operation): the matrix holds NaN or infinity; expected finite entries"
    case .noConvergence(let operation):
      "\(operation): LAPACK's iteration did not converge on this matrix; try scaling it"
    case .singular(let operation):
      "\(operation): the matrix is singular to working precision; expected an invertible one"
    case .shape(let operation, let got, let expected):
      "\(operation): got \(got); expected \(expected)"
    }
  }
}
