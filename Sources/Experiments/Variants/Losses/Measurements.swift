import DeepLinear
import LinearAlgebra
import SpecLanguage

/// The loss of matrix sensing: linear measurements of Φ, which itself may be given beside them to be compared with.
package struct MeasurementsVariant: LossVariant {
  package static let key = SpecKey(
    "measurements",
    .keys(
      SpecKey(
        "matrices", .text(.file), .required, example: "a.npy",
        "A .npy file of shape m × d_N × d_0 with A_1 … A_m."),
      SpecKey("values", .text(.file), .required, example: "y.npy", "A .npy file of y_1 … y_m, real.")),
    .optional, example: "{matrices: a.npy, values: y.npy}", synonyms: ["sensing"],
    "Matrix sensing: the loss is ½ Σ_i (Re⟨A_i, W_{1:N}⟩ − y_i)² with ⟨A, B⟩ = tr(Aᴴ B); needs no target, and one beside it serves the test error alone."
  ).replacingVariants

  package static let formula =
    "ℓ = ½ Σ_i (Re⟨A_i, W_{1:N}⟩ − y_i)² (factor ½), A_i and y_i those of target.measurements, above its optimum over all matrices"

  package static let targetMeaning =
    "W*: the minimizer of the loss of least norm; a target beside the measurements serves test_error alone"

  /// The absolute paths of A_1 … A_m, m × d_N × d_0, and of y_1 … y_m.
  package let matrices, values: String

  package init(_ value: SpecValue) {
    (matrices, values) = (value.required("matrices", \.text), value.required("values", \.text))
  }

  package func mayHoldOut(of target: (any TargetVariant)?) -> Bool { target != nil }

  package func unusedEntries(from source: some ProblemSource) throws -> Matrix<Double>? {
    Matrix(rows: source.rows, columns: source.columns) { _, _ in 1 }
  }

  package var heldFiles: [String] { [matrices] }

  package func checkFiles<S: Scalar>(of source: some ProblemSource, over field: S.Type) throws {
    _ = try read(from: source) as (matrices: [Matrix<S>], values: [Double])
  }

  package func loss<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource, isTimed: Bool
  ) throws -> any Loss<S> {
    let (a, y): ([Matrix<S>], [Double])
    if isTimed {
      let count = try source.leadingSize(matrices, key: Self.matricesPath)
      a = (0..<count).map { i in
        .gaussian(
          rows: target.rows, columns: target.columns, deviation: 1,
          stream: RandomStream(seed: UInt64(i), purpose: .target))
      }
      y = Array(repeating: 1, count: count)
    } else {
      (a, y) = try read(from: source)
    }
    return try source.refusing(Self.matricesPath, matrices) {
      try SensingLoss(matrices: a, values: y, truth: target)
    }
  }

  private static let matricesPath = "\(path).matrices"

  private func read<S: Scalar>(from source: some ProblemSource) throws -> (
    matrices: [Matrix<S>], values: [Double]
  ) {
    let a: [Matrix<S>] = try source.matrices(
      matrices, key: Self.matricesPath, rows: source.rows, columns: source.columns, over: S.self)
    let y = try source.numbers(
      values, key: "\(Self.path).values", count: a.count,
      meaning: "one for each matrix of \(Self.matricesPath)")
    return (a, y)
  }
}
