import DeepLinear
import LinearAlgebra
import SpecLanguage

/// The loss of matrix completion: only entries of Φ where a mask has a one count.
package struct MaskedLossVariant: LossVariant {
  package static let key = SpecKey(
    "mask", .orNone(.text(.file), "every entry counts"), .defaulted("none"), example: "mask.npy",
    "A .npy file of zeros and ones: only entries with a one count (matrix completion).")

  package static let formula =
    "ℓ = ½‖P_Ω(W_{1:N} − Φ)‖_F² (factor ½), Ω the entries where target.mask is 1, above its optimum over all matrices"

  package static let targetMeaning =
    "Φ: the target; quantities that compare with all of it are NaN where it has unknown entries"

  /// The mask's absolute path.
  package let file: String

  package init(_ value: SpecValue) { file = value.whole(\.text) }

  package func mayHoldOut(of target: (any TargetVariant)?) -> Bool { true }

  package func unusedEntries(from source: some ProblemSource) throws -> Matrix<Double>? {
    let mask = try mask(from: source)
    return mask.map { $0 == 0 ? 1 : 0 }
  }

  package func checkFiles<S: Scalar>(of source: some ProblemSource, over field: S.Type) throws {
    _ = try loss(target: Matrix<S>(rows: source.rows, columns: source.columns), from: source, isTimed: false)
  }

  package func loss<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource, isTimed: Bool
  ) throws -> any Loss<S> {
    guard !isTimed else { return SquareLoss(target: target.knownPart) }
    let mask = try mask(from: source)
    return try source.refusing(Self.path, file) { try MaskedLoss(target: target, mask: mask) }
  }

  /// A mask is real in a complex network too.
  private func mask(from source: some ProblemSource) throws -> Matrix<Double> {
    try source.matrix(
      file, key: Self.path, rows: source.rows, columns: source.columns,
      insteadOfComplex: "zeros and ones; write the mask with a real type, such as mask.real", mayBeNaN: nil,
      over: Double.self)
  }
}

extension ProblemSource {
  /// Gives what a loss says of a matrix the place of its key, and the name of its file.
  func refusing<Result>(_ key: String, _ file: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let refusal as LossError {
      throw error("\(key) names \(file.sourceName), \(refusal.clause).", at: key)
    }
  }
}
