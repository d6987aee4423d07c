import DataSets
import Experiments
import Figures
import Foundation
import SpecLanguage

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
  /// The same under the gradient flow; nil where the figure has no such version.
  public var flow: FlowVersion?
  /// The figures of finished runs of the spec or of one of its versions; throws `StoreError` where runs are missing.
  public let figures: @Sendable (StoredExperiment) throws -> [Figure]

  /// What a version changes whose dynamics is the gradient flow, as for `--set`.
  public struct FlowVersion: Sendable {
    /// In either size.
    public let changes: [String]
    /// What the smaller version changes besides.
    public let quick: [String]
  }

  /// How the weights move: as in the spec, or by the gradient flow.
  public enum Method: String, Sendable, CaseIterable {
    case descent, flow
  }

  /// The experiment, its small version, or those under the gradient flow: each has a name of its own.
  ///
  /// - Parameter data: where files of data are looked for.
  /// - Throws: `InputError` where there is no version under the flow.
  public func experiment(
    isQuick: Bool, method: Method = .descent, data: DataDirectory = DataDirectory(nil)
  ) throws(InputError) -> Experiment {
    var (name, overrides) = (id, isQuick ? quick : [])
    if method == .flow {
      guard let flow else {
        let others = Self.all.filter { $0.flow != nil }.map(\.id)
        throw InputError(
          "\(id) has no version under the gradient flow; --method flow goes with \(others.joined(last: "and"))."
        )
      }
      name += "-flow"
      overrides = flow.changes + (isQuick ? flow.quick : [])
    }
    if isQuick { name += "-quick" }
    if name != id { overrides.append("name=\(name)") }
    return try Experiment(
      yaml: specification, source: id, folder: URL(fileURLWithPath: FileManager.default.currentDirectoryPath),
      overrides: overrides, data: data)
  }
}

/// The papers' figures and the built-in experiments. A new one is a file and a line here.
extension CatalogEntry {
  /// In the order of `reproduce --list`.
  public static let all: [CatalogEntry] = [
    .luo2025Figure1, .luo2025Figure2, .luo2025Figure3, .luo2025Figure4, .arora2019Tightness,
    .arora2019Conditions,
  ]

  /// The entry of this name.
  public static func named(_ id: String) -> CatalogEntry? { all.first { $0.id == id } }
}
