public import LinearAlgebra

/// A fitting loss ℓ(W) of the end-to-end matrix W (d_N × d_0), measured above its least value over all matrices.
public protocol Loss<S>: Sendable {
  associatedtype S: Scalar

  /// What ℓ draws W to, finite: Φ for the square loss and the masked one, else the minimizer of ℓ of least norm.
  var target: Matrix<S> { get }

  /// Whether every entry of `target` is known (the default); where not, unknown ones are zero in it, and quantities that compare the
  /// weights with it are not defined.
  var isTargetKnown: Bool { get }

  /// Entries of Φ that are known and do not enter ℓ; nil (the default) where there is none.
  var heldOut: HeldOutEntries<S>? { get }

  /// The least value over all matrices of the sum of squares that ℓ is made of, which is subtracted; nil (the default) where it is 0 or
  /// the loss does not know it.
  var leastSum: Double? { get }

  /// Low-level: gradient ← ∇ℓ(W) in the convention ∂/∂Re + i ∂/∂Im, returning ℓ(W). Allocates nothing.
  ///
  /// - Parameters:
  ///   - w: W, of the target's shape.
  ///   - gradient: ∇ℓ, of the target's shape; overwritten.
  ///   - scratch: of the target's shape; overwritten.
  func evaluate(at w: MatrixView<S>, gradient: MutableMatrixView<S>, scratch: MutableMatrixView<S>) -> Double

  /// The same as a formula; nil (the default) where it is none of those that engines have code for, so that the reference engine
  /// runs.
  var form: LossForm<S>? { get }
}

extension Loss {
  /// None: the reference engine runs.
  public var form: LossForm<S>? { nil }
  /// All are.
  public var isTargetKnown: Bool { true }
  /// None.
  public var heldOut: HeldOutEntries<S>? { nil }
  /// Not known, or 0.
  public var leastSum: Double? { nil }

  /// ℓ(W) and ∇ℓ(W).
  public func evaluate(at w: Matrix<S>) -> (loss: Double, gradient: Matrix<S>) {
    var gradient = Matrix<S>(rows: w.rows, columns: w.columns)
    var scratch = gradient
    let loss = gradient.withMutableView { gradient in
      scratch.withMutableView { scratch in
        w.withView { evaluate(at: $0, gradient: gradient, scratch: scratch) }
      }
    }
    return (loss, gradient)
  }
}

/// Why a loss cannot be made. Entries are counted from 0.
public enum LossError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Matrices that do not fit one another.
  case shape(got: String, expected: String)
  /// An entry of a mask is neither 0 nor 1.
  case maskEntry(row: Int, column: Int, value: Double)
  /// A mask keeps no entry.
  case emptyMask
  /// A mask keeps an entry of the target that is NaN, and so unknown.
  case unknownEntry(row: Int, column: Int)
  /// All measurement matrices are zero.
  case zeroMeasurements
  /// The quadratic loss has no minimum: rows of Λ_yx lie outside the range of Λ_xx.
  case unbounded
  /// Λ_xx is not Hermitian: its entry at (row, column), and that at (column, row).
  case notHermitian(row: Int, column: Int, String, String)
  /// Λ_xx has an eigenvalue below 0.
  case negative(eigenvalue: Double)

  /// What is wrong with the matrix that was given, and what was expected: a clause to follow its name.
  public var clause: String {
    switch self {
    case .shape(let got, let expected): "which is \(got); expected \(expected)"
    case .maskEntry(let i, let j, let value):
      "whose entry [\(i), \(j)] (counted from 0) is \(value); expected 1 where the target is seen, and 0 elsewhere"
    case .emptyMask: "which keeps no entry; expected at least one 1"
    case .unknownEntry(let i, let j):
      "which keeps the target's entry [\(i), \(j)] (counted from 0), which is NaN; expected 0 there, or a number in the target"
    case .zeroMeasurements: "which has zeros alone, so that nothing is measured; expected another number"
    case .unbounded:
      "which is zero where the target is not, so that the loss has no minimum; expected the rows of the target to lie in "
        + "its range"
    case .notHermitian(let i, let j, let a, _) where i == j:
      "whose diagonal entry [\(i), \(i)] (counted from 0) is \(a); expected a Hermitian matrix, as Λ_xx = XXᴴ/m is"
    case .notHermitian(let i, let j, let a, let b):
      "whose entries [\(i), \(j)] and [\(j), \(i)] (counted from 0) are \(a) and \(b); expected a Hermitian matrix, as "
        + "Λ_xx = XXᴴ/m is"
    case .negative(let eigenvalue):
      "which has the eigenvalue \(eigenvalue); expected none below 0, as of Λ_xx = XXᴴ/m"
    }
  }

  /// What was got and expected, in a clause.
  public var description: String {
    switch self {
    case .shape(let got, let expected): "loss: got \(got); expected \(expected)"
    case .maskEntry, .emptyMask, .unknownEntry: "masked loss: got a mask \(clause)"
    case .zeroMeasurements: "measurements: got an array \(clause)"
    case .unbounded, .notHermitian, .negative: "quadratic loss: got a covariance \(clause)"
    }
  }
}
