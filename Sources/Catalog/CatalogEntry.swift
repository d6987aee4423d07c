import DataSets
import Experiments
import Figures
import Foundation
import SpecLanguage

/// A built-in experiment: runs, and the figures that they become.
public struct CatalogEntry: Sendable {
  /// The name for `reproduce`, and of the default folder.
  public let id: String
  /// One line for `reproduce --list`.
  public let summary: String
  /// The published data that its runs need, in one form or another: the first that is complete is used. Empty for none.
  public let data: [DataChoice]
  /// What is run.
  public let runs: Runs

  /// A published data set, and what a spec changes to use it, as for `--set`.
  public struct DataChoice: Sendable {
    /// All files of it are needed.
    public let set: PublishedDataSet
    /// None where the spec names its files already.
    public let changes: [String]
  }

  /// What an entry runs: a spec, or runs of its own.
  public enum Runs: Sendable {
    case specified(SpecifiedRuns)
    case own(any OwnRuns)
  }

  /// Runs of a spec.
  public struct SpecifiedRuns: Sendable {
    /// The spec as a user would write it.
    public let specification: String
    /// What a smaller version of the same changes, as for `--set`.
    public let quick: [String]
    /// The same under the gradient flow; nil where the figure has no such version.
    public let flow: FlowVersion?
    /// The figures of finished runs of the spec or of one of its versions; throws `StoreError` where runs are missing.
    public let figures: @Sendable (StoredExperiment) throws -> [Figure]
  }

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

  /// An entry whose runs are those of a spec.
  init(
    id: String, summary: String, data: [DataChoice] = [], specification: String, quick: [String],
    flow: FlowVersion? = nil, figures: @escaping @Sendable (StoredExperiment) throws -> [Figure]
  ) {
    (self.id, self.summary, self.data) = (id, summary, data)
    runs = .specified(
      SpecifiedRuns(specification: specification, quick: quick, flow: flow, figures: figures))
  }

  /// An entry with runs of its own.
  init(id: String, summary: String, data: PublishedDataSet, runs: some OwnRuns) {
    (self.id, self.summary, self.data) = (id, summary, [DataChoice(set: data, changes: [])])
    self.runs = .own(runs)
  }

  /// The runs of its spec; nil where it has none.
  public var specified: SpecifiedRuns? {
    if case .specified(let runs) = runs { runs } else { nil }
  }

  /// The name of a version, and of its directory.
  ///
  /// - Parameter data: where files of data are looked for.
  /// - Throws: `InputError` where there is no version under the flow.
  public func name(isQuick: Bool, method: Method = .descent) throws(InputError) -> String {
    guard method == .descent || specified?.flow != nil else {
      let others = Self.all.filter { $0.specified?.flow != nil }.map(\.id)
      throw InputError(
        "\(id) has no version under the gradient flow; --method flow goes with \(others.joined(last: "and"))."
      )
    }
    return id + (method == .flow ? "-flow" : "") + (isQuick ? "-quick" : "")
  }

  /// The experiment of its spec, its small version, or those under the gradient flow: each has a name of its own.
  ///
  /// - Throws: `InputError` where there is no spec, or no version under the flow.
  public func experiment(
    isQuick: Bool, method: Method = .descent, data: DataDirectory = DataDirectory(nil)
  ) throws(InputError) -> Experiment {
    let name = try name(isQuick: isQuick, method: method)
    guard let specified else {
      let others = Self.all.filter { $0.specified != nil }.map(\.id)
      throw InputError(
        "\(id) has no spec, as it trains no deep linear network; \(others.joined(last: "and")) have one.")
    }
    var overrides = isQuick ? specified.quick : []
    if method == .flow, let flow = specified.flow { overrides = flow.changes + (isQuick ? flow.quick : []) }
    if let choice = try? chosenData(in: data) { overrides = choice.changes + overrides }
    if name != id { overrides.append("name=\(name)") }
    return try Experiment(
      yaml: specified.specification, source: id,
      folder: URL(fileURLWithPath: FileManager.default.currentDirectoryPath), overrides: overrides,
      data: data)
  }

  /// Refuses to begin where data are missing.
  ///
  /// - Throws: `DataError` with what to download, and from where.
  public func requireData(in directory: DataDirectory) throws { _ = try chosenData(in: directory) }

  /// The first form of the data that is complete in a folder; nil where none is needed.
  private func chosenData(in directory: DataDirectory) throws -> DataChoice? {
    func requireAll(_ choice: DataChoice) throws {
      for file in choice.set.files { _ = try directory.located(file, of: choice.set) }
    }
    guard let first = data.first else { return nil }
    if let complete = data.first(where: { (try? requireAll($0)) != nil }) { return complete }
    try requireAll(first)
    return first
  }
}

/// The papers' figures and the built-in experiments. A new one is a file and a line here.
extension CatalogEntry {
  /// In the order of `reproduce --list`.
  public static let all: [CatalogEntry] = [
    .luo2025Figure1, .luo2025Figure2, .luo2025Figure3, .luo2025Figure4, .arora2019Figure1a,
    .arora2019Figure1b, .arora2019Figure1c, .arora2019Figure1d,
    .arora2019Tightness, .arora2019Conditions,
  ]

  /// The entry of this name.
  public static func named(_ id: String) -> CatalogEntry? { all.first { $0.id == id } }
}
