import Experiments
import Figures
import Foundation
import Plotting
import RunArchive
import SpecLanguage

/// A directory that `deeplinear run` left, finished or not: its spec and its results.
public struct StoredExperiment: Sendable {
  /// The spec as resolved.
  public let experiment: Experiment
  /// The results.
  public let archive: ResultsArchive

  /// A spec, and the results that its runs have left.
  public init(_ experiment: Experiment, _ archive: ResultsArchive) {
    (self.experiment, self.archive) = (experiment, archive)
  }

  /// Opens a directory.
  ///
  /// - Throws: `InputError` where there is no such directory, or one without a spec or results; `StoreError` where its
  ///   results cannot be read.
  public init(_ directory: URL) throws {
    let shown = directory.relativePath.printable
    var isFolder: ObjCBool = false
    let expected = "expected a directory that `deeplinear run` left"
    guard FileManager.default.fileExists(atPath: directory.path, isDirectory: &isFolder) else {
      throw InputError("\(shown) does not exist; \(expected).")
    }
    guard isFolder.boolValue else { throw InputError("\(shown) is a file; \(expected).") }
    for name in ["spec.yaml", "results.sqlite"] {
      guard FileManager.default.fileExists(atPath: directory.appending(path: name).path) else {
        let isBegun = FileManager.default.fileExists(atPath: directory.appending(path: "results.sqlite").path)
        throw InputError(
          isBegun
            ? "\(shown) has results but no \(name): give the spec it was begun with to `deeplinear run`, and --out \(shown)."
            : "\(shown) has no \(name); \(expected).")
      }
    }
    experiment = try Experiment(contentsOf: directory.appending(path: "spec.yaml"))
    archive = try ResultsArchive(directory)
  }

  /// What figures are made from.
  public var results: StoredResults {
    let points = experiment.points.map { point in
      StoredSpec.Point(
        parameters: point.parameters.map { .init($0.path, $0.value) }, resolved: point.resolved)
    }
    return StoredResults(
      archive,
      StoredSpec(
        root: .spec, points: points, seedCount: experiment.seeds.count,
        variables: experiment.layout().variables))
  }

  /// The figure that a request describes.
  ///
  /// - Throws: `InputError` for a name or a number that the directory does not have, and what does not go together;
  ///   `StoreError` where results cannot be read.
  public func figure(_ request: FigureRequest) throws -> Figure { try results.figure(request) }
}
