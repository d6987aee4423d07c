import DeepLinear
import Experiments
import Foundation
import LinearAlgebra
import RunArchive
import Testing
import _ArchiveSupport

/// A small experiment over both fields, and the same problem made by hand from the library.
enum SmallRun {
  static let yaml = """
    name: small
    network: {depth: 4, width: 3}
    target: {diagonal: [2.0, 1.0, 0.5]}
    initialization: {gaussian: {deviation: 0.6}}
    dynamics: {gradient-descent: {step-size: 0.02}, regularization: 2.0}
    stop: {loss-below: 1e-2, max-steps: 1200}
    observe: {snapshots: {log: 24}, thresholds: [1e-1, 1e-9, 1.0]}
    seeds: {first: 5, count: 3}
    sweep: {network.field: [real, complex]}
    """

  /// What `yaml` says, from the library's own parts.
  static func ensemble<S: Scalar>(over field: S.Type = S.self) -> Ensemble<S> {
    Ensemble(
      widths: [3, 3, 3, 3, 3], initialization: GaussianInitialization(deviation: 0.6),
      objective: SquareLoss(target: target()) + BalancePenalty(strength: 2),
      method: GradientDescent(stepSize: 0.02), until: .loss(below: 1e-2) || .steps(1200),
      observing: Observation(
        Observable.all, schedule: .logarithmic(24), thresholds: [1e-1, 1e-9, 1.0],
        stages: MethodReport.Stage.allCases, keepsWeights: true))
  }

  static func target<S: Scalar>(over field: S.Type = S.self) -> Matrix<S> { .diagonal([2, 1, 0.5]) }

  /// Many runs that are over at once: of 140 runs, blocks of 64, 64 and 12.
  static let crowd = """
    name: crowd
    network: {depth: 2, width: 2}
    target: {identity: {}}
    initialization: {gaussian: {deviation: 0.3}}
    dynamics: {gradient-descent: {step-size: 0.1}}
    stop: {loss-below: 1e-6, max-steps: 60}
    observe: {snapshots: {log: 5}, thresholds: [0.5]}
    seeds: {count: 70}
    sweep: {network.field: [real, complex]}
    """
}

/// A spec read as if it were in `folder`, run into `folder/name`.
func runner(
  _ yaml: String, in folder: ScratchFolder, into name: String = "out", threads: Int? = nil,
  set overrides: [String] = []
) throws -> Runner {
  let experiment = try Experiment(
    yaml: yaml, source: "spec.yaml", folder: folder.url, overrides: overrides)
  return Runner(experiment, into: folder(name), threads: threads, command: ["test"])
}

/// The rows without what the clock says.
func timeless(_ archive: ResultsArchive) throws -> [RunRow] {
  try archive.runs().map { row in
    var row = row
    row.wallSeconds = 0
    return row
  }
}

/// What a directory's runs are: the bytes of all trajectories and weights, by name.
func resultFiles(_ directory: URL) throws -> [String: Data] {
  let names = files(below: directory).filter { $0.hasSuffix(".nc") || $0.hasSuffix(".npy") }
  return try Dictionary(
    uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: directory.appending(path: $0))) })
}

/// Writes a matrix as NumPy would.
@discardableResult
func write<S: Scalar>(_ matrix: Matrix<S>, to url: URL) throws -> Matrix<S> {
  let entries = (0..<matrix.rows).flatMap { i in (0..<matrix.columns).map { matrix[i, $0] } }
  let values = entries.flatMap { S.isComplex ? [$0.realPart, $0.imaginaryPart] : [$0.realPart] }
  try NumpyFile.write(
    StoredArray(shape: [matrix.rows, matrix.columns], isComplex: S.isComplex, values: values), to: url)
  return matrix
}

/// The entries row by row, complex ones as pairs: the order of a `.npy` file.
func entries<S: Scalar>(_ matrix: Matrix<S>) -> [Double] {
  (0..<matrix.rows).flatMap { i in
    (0..<matrix.columns).flatMap { j in
      S.isComplex ? [matrix[i, j].realPart, matrix[i, j].imaginaryPart] : [matrix[i, j].realPart]
    }
  }
}
