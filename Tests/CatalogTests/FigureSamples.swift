import Catalog
import Experiments
import Figures
import Foundation
import Plotting
import Testing
import _ArchiveSupport

/// Small experiments that tests draw, each run once.
enum FigureSamples {
  /// Ten seeds of one problem.
  static let seeds = Result { try Sample("seeds", "") }

  /// Depth against deviation; the last column never converges.
  static let sweep = Result {
    try Sample(
      "sweep",
      "sweep: {network.depth: [2, 3, 4], initialization.gaussian.deviation: {log: {from: 0.0001, to: 0.5, count: 3}}}",
      seeds: 3)
  }

  /// Three keys, whose heatmaps are two for two of them.
  static let three = Result {
    try Sample(
      "three",
      "sweep: {initialization.gaussian.deviation: [0.4, 0.6], network.depth: [1, 2, 3], "
        + "dynamics.gradient-descent.step-size: [0.05, 0.1, 0.15]}", seeds: 2)
  }

  /// So many seeds that their quartiles are drawn in their place.
  static let many = Result { try Sample("many", "", seeds: 30) }

  /// A point whose singular values span many decades, and one whose do not.
  static let mixed = Result {
    try Sample(
      "mixed", "sweep: {initialization.gaussian.deviation: [0.0001, 0.9]}", seeds: 6,
      set: ["network.width=1", "initialization.determinant=positive"])
  }

  /// Words on one axis.
  static let words = Result { try Sample("words", "sweep: {network.field: [real, complex]}", seeds: 2) }

  /// Words and numbers on one axis.
  static let mixedWords = Result {
    try Sample(
      "mixed-words",
      "sweep: {initialization.gaussian.deviation: [0.3, 0.5, fan-in], network.depth: [2, 3]}", seeds: 3,
      set: ["initialization.determinant=positive"])
  }

  /// More words and numbers than an axis has room for.
  static let manyWords = Result {
    try Sample(
      "many-words",
      "sweep: {initialization.gaussian.deviation: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, fan-in]}", seeds: 1
    )
  }

  /// Whole mappings: gradient descent twice, and the flow.
  static let mappings = Result {
    try Sample(
      "mappings",
      "sweep: {dynamics: [{gradient-descent: {step-size: 0.05}}, {gradient-descent: {step-size: 0.1}}, {gradient-flow: {}}]}",
      seeds: 2, set: ["observe.quantities=[loss, flow-distance]", "stop={max-time: 4}"])
  }

  /// Descent and a flow with snapshots at the same times.
  static let clock = Result {
    try Sample(
      "clock", "sweep: {dynamics: [{gradient-descent: {step-size: 0.125}}, {gradient-flow: {}}]}", seeds: 2,
      set: ["observe.snapshots={times: [0.5, 1, 1.25, 3]}", "stop={max-time: 4}"])
  }

  /// Whole mappings of several methods, each with a step size.
  static let methods = Result {
    try Sample(
      "methods",
      """
      sweep:
        dynamics:
          - {heavy-ball: {step-size: 0.02, momentum: 0.5}}
          - {heavy-ball: {step-size: 0.05, momentum: 0.5}}
          - {nesterov: {step-size: 0.05, momentum: 0.5}}
          - {gradient-descent: {step-size: 0.02}}
      """, seeds: 2)
  }

  /// Whole mappings, over a grid of two keys inside of them.
  static let grid = Result {
    try Sample(
      "grid",
      """
      sweep:
        dynamics:
          - {gradient-descent: {step-size: 0.05}}
          - {gradient-descent: {step-size: 0.1}}
          - {gradient-descent: {step-size: 0.05}, regularization: 2}
          - {gradient-descent: {step-size: 0.1}, regularization: 2}
      """, seeds: 2)
  }

  /// A directory that lives as long as the tests.
  final class Sample: Sendable {
    let folder: ScratchFolder
    let stored: StoredExperiment

    init(_ name: String, _ more: String, seeds: Int = 10, set overrides: [String] = []) throws {
      folder = try ScratchFolder()
      let experiment = try Experiment(
        yaml: """
          name: \(name)
          network: {depth: 2, width: 2}
          target: {identity: {}}
          initialization: {gaussian: {deviation: 0.5}}
          dynamics: {gradient-descent: {step-size: 0.1}}
          stop: {loss-below: 1e-4, max-steps: 400}
          observe: {snapshots: {log: 20}, thresholds: [0.01]}
          seeds: {count: \(seeds)}
          \(more)
          """, source: "\(name).yaml", folder: folder.url, overrides: overrides)
      _ = try Runner(experiment, into: folder("results")).run()
      stored = try StoredExperiment(folder("results"))
    }

    /// The figure of a request.
    func figure(
      of: String..., against: [String] = [], _ change: (inout FigureRequest) -> Void = { _ in }
    ) throws -> Figure {
      var request = FigureRequest()
      (request.of, request.against) = (of, against)
      change(&request)
      let figure = try stored.figure(request)
      try figure.check()
      return figure
    }

    /// The sentence that a request meets.
    func refusal(
      of: String..., against: [String] = [], _ change: (inout FigureRequest) -> Void = { _ in }
    ) -> String {
      var request = FigureRequest()
      (request.of, request.against) = (of, against)
      change(&request)
      do {
        _ = try stored.figure(request)
        return ""
      } catch {
        return "\(error)"
      }
    }
  }
}
