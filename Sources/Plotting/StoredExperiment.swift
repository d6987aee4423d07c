import Experiments
import Foundation
import RunArchive
import SpecLanguage

/// A directory that `deeplinear run` left, finished or not: its spec and its results.
public struct StoredExperiment: Sendable {
  /// The spec as resolved.
  public let experiment: Experiment
  /// The results.
  public package(set) var archive: ResultsArchive

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

  /// The keys that the sweep varies, in the spec's order.
  public var sweptKeys: [String] { experiment.points[0].parameters.map(\.path) }
}
