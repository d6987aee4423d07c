import Figures
import Foundation

/// A built-in experiment: a spec, and the figure that its runs become.
public struct CatalogEntry: Sendable {
  /// The name for `reproduce`, and of the default folder.
  public let id: String
  /// One line for `reproduce --list`.
  public let summary: String
  /// The spec as a user would write it.
  public let specification: String
  /// What a smaller version of the same changes, as for `--set`.
  public let quick: [String]
  /// Draws what a directory holds.
  public let figures: @Sendable (Experiment, RunArchive) throws -> [Figure]

  /// The experiment, or its small version, which has a name of its own.
  public func experiment(isQuick: Bool) throws(InputError) -> Experiment {
    let overrides = isQuick ? ["name=\(id)-quick"] + quick : []
    return try Experiment(
      yaml: specification, source: id, folder: URL(fileURLWithPath: FileManager.default.currentDirectoryPath),
      overrides: overrides)
  }
}

/// The papers' figures and the built-in experiments. A new one is a file and a line here.
public enum Catalog {
  /// In the order in which they are listed and reproduced.
  public static let all: [CatalogEntry] = [
    .luo2025Figure1, .luo2025Figure2, .luo2025Figure3, .luo2025Figure4,
  ]

  /// The entry of this name.
  public static func entry(_ id: String) -> CatalogEntry? { all.first { $0.id == id } }
}
