import DeepLinear
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
  public package(set) var archive: ResultsArchive

  /// A spec, and the results that its runs have left.
  public init(_ experiment: Experiment, _ archive: ResultsArchive) {
    (self.experiment, self.archive) = (experiment, archive)
  }

  /// Opens a directory.
  ///
  /// - Throws: `InputError` where there is no such directory, or one without a spec or results; `StoreError` where its
  ///   results cannot be read.
  public init(_ directory: URL) throws {
    let shown = directory.shown
    let expected = "expected a directory that `deeplinear run` left"
    if let absence = SystemReason.absence(at: directory.path) {
      throw InputError("\(shown) \(absence); \(expected).")
    }
    guard SystemReason.found(at: directory.path) == .folder else {
      throw InputError("\(shown) is a file; \(expected).")
    }
    for name in ["spec.yaml", "results.sqlite"] {
      let file = directory.appending(path: name).path
      guard let absence = SystemReason.absence(at: file) else { continue }
      guard SystemReason.found(at: file) == .nothing else {
        throw InputError("\(shown)/\(name) \(absence).")
      }
      let isBegun = SystemReason.absence(at: directory.appending(path: "results.sqlite").path) == nil
      throw InputError(
        isBegun
          ? "\(shown) has results but no \(name): give the spec it was begun with to `deeplinear run`, and --out \(shown)."
          : "\(shown) has no \(name); \(expected).")
    }
    archive = try ResultsArchive(directory)
    if let damage = try archive.specDamage() {
      throw StoreError("\(shown): \(damage): bring that back")
    }
    experiment = try Experiment(contentsOf: directory.appending(path: "spec.yaml"))
  }

  /// What figures are made from.
  public var results: StoredResults {
    let points = experiment.points.map { point in
      StoredSpec.Point(
        parameters: point.parameters.map { .init($0.path, $0.value) }, resolved: point.resolved)
    }
    let synonyms = Observable<Double>.all.flatMap { one in one.notation.synonyms.map { ($0, one.name) } }
    return StoredResults(
      archive,
      StoredSpec(
        root: .spec, points: points, seedCount: experiment.seeds.count,
        runCount: experiment.seeds.halfWidth == nil ? nil : try? archive.runsNumbered(),
        variables: experiment.layout().variables.map(RecordedVariable.init(stored:)),
        synonyms: Dictionary(synonyms) { first, _ in first }))
  }

  /// The figure that a request describes.
  ///
  /// - Throws: `InputError` for a name or a number that the directory does not have, and what does not go together;
  ///   `StoreError` where results cannot be read.
  public func figure(_ request: FigureRequest) throws -> Figure { try results.figure(request) }
}

extension RecordedVariable {
  /// A stored variable with its notation: that of the observable, of the clocks, or of what is composed of whole runs.
  fileprivate init(stored description: VariableDescription) {
    if let notation = Observable<Double>.named(description.name.replacing("_", with: "-"))?.notation {
      self.init(
        description, label: notation.label, isBestLinear: notation.isBestLinear,
        showsExtremes: notation.showsExtremes)
      return
    }
    // Of a flow, time is no multiple of a step size, and steps are its solver's.
    let labels = [
      "time": description.longName == "time t = η·k" ? "time $t = \\eta k$" : "time $t$",
      "step": description.longName == "step k" ? "step $k$" : "steps",
      FlowDistance.variable.name: "distance to the flow",
    ]
    self.init(description, label: labels[description.name])
  }
}
