import Experiments
import Foundation
import RunArchive
import Testing
import _ArchiveSupport

/// Small problems of completion and sensing with their files, in a folder.
struct MeasuredRun {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  func yaml(
    _ target: String, field: String = "real", dynamics: String = "{gradient-descent: {step-size: 0.02}}"
  )
    -> String
  {
    """
    name: sensing
    network: {widths: [3, 3, 2], field: \(field)}
    target: \(target)
    initialization: {gaussian: {deviation: 0.4}}
    dynamics: \(dynamics)
    stop: {max-time: 2}
    observe: {snapshots: {times: [0, 1, 2]}}
    seeds: {count: 2}
    """
  }

  func run(_ target: String, field: String = "real", into name: String, dynamics: String? = nil)
    throws
    -> ResultsArchive
  {
    let text = dynamics.map { yaml(target, field: field, dynamics: $0) } ?? yaml(target, field: field)
    _ = try runner(text, in: folder, into: name).run()
    return try ResultsArchive(folder(name))
  }

  func store(_ name: String, _ shape: [Int], _ values: [Double], complex: Bool = false) throws {
    let url = folder(name)
    try? FileManager.default.removeItem(at: url)
    try NumpyFile.write(StoredArray(shape: shape, isComplex: complex, values: values), to: url)
  }

  /// E_00, E_01 and E_12 of 2 × 3 matrices, and a mask of the same places.
  func storeUnits() throws {
    try store("a.npy", [3, 2, 3], [1, 0, 0, 0, 0, 0] + [0, 1, 0, 0, 0, 0] + [0, 0, 0, 0, 0, 1])
    try store("y.npy", [3], [2, -1, 0.5])
    try store("mask.npy", [2, 3], [1, 1, 0, 0, 0, 1])
    try store("phi.npy", [2, 3], [2, -1, 4, 5, 6, 0.5])
    try store("holes.npy", [2, 3], [2, -1, .nan, .nan, .nan, 0.5])
    try store("some.npy", [2, 3], [2, -1, 4, 5, .nan, 0.5])
  }
}

/// Files that cannot be used, and the words of the refusal.
struct BadMeasurement: Sendable, CustomTestStringConvertible {
  let target: String
  let files: [(String, [Int], [Double])]
  let words: [String]
  var testDescription: String { words[0] }
}
