import Experiments
import Figures
import Foundation
import Plotting
import RunArchive
import SpecLanguage

/// What the figures of Luo et al. (2025) have in common.
enum Luo2025 {
  /// The three problems that Luo et al. (2025) compare, in the order of the specs' zipped axes.
  static let panelTitles = [
    "real, $\\det W_{1:4}(0) > 0$", "real, $\\det W_{1:4}(0) < 0$", "complex",
  ]

  /// The singular values of all layers of one run a panel against time, with the stages shaded.
  ///
  /// - Parameters:
  ///   - time: the label of the horizontal axis.
  ///   - hasEqualValues: whether curves come to lie on one another, and are nested.
  static func layerSingularValuePanels(
    _ stored: StoredExperiment, width d: Int, depth: Int, time: String, hasEqualValues: Bool
  ) throws -> [Panel] {
    let trajectories = try StoredTrajectories(stored.archive)
    try trajectories.read(["layer_singular_values"], ofPoints: panelTitles.indices)
    return try panelTitles.enumerated().map { point, title in
      guard let curves = try trajectories.curves(of: "layer_singular_values", point: point).first,
        let row = trajectories.runs(ofPoint: point).first
      else {
        throw StoreError(
          "\(stored.archive.directory.path): has no run of point \(point); expected a finished directory")
      }
      let series = (0..<d).flatMap { k in
        (0..<depth).map { j in
          Series(
            x: curves.times, y: curves.values[j * d + k], color: .order(k + 1, of: d),
            stroke: stroke(k, of: d, hasEqualValues: hasEqualValues))
        }
      }
      return Panel(
        title, x: Axis(time, from: 0, to: curves.times.last),
        y: Axis("singular values $\\sigma_k(W_j)$", scale: .log), series: series,
        stages: stages(of: row, end: curves.times.last ?? 0))
    }
  }

  /// Where values come to be equal, each is drawn over those before it.
  private static func stroke(_ k: Int, of d: Int, hasEqualValues: Bool) -> Stroke {
    hasEqualValues ? .nested(under: d - 1 - k) : .primary
  }

  /// Keys for curves coloured by k.
  static func singularValueKeys(width d: Int, hasEqualValues: Bool) -> [[Legend.Key]] {
    [
      (0..<d).map {
        Legend.Key(
          "$k = \($0 + 1)$", color: .order($0 + 1, of: d),
          stroke: stroke($0, of: d, hasEqualValues: hasEqualValues))
      }
    ]
  }

  /// The hyper-parameters in a sentence; the text of the source at hand does not give the paper's.
  ///
  /// - Parameters:
  ///   - start: what the initial weights are called.
  ///   - deviation: the key of their deviation.
  static func settings(_ stored: StoredExperiment, start: String, deviation: String) -> String {
    let s = stored[deviation]?.number.map { " of deviation \($0)" } ?? ""
    // The method comes first, and its most important setting first in it.
    let setting = stored["dynamics"]?.entries?.first?.value.entries?.first
    let method = setting.map { "\($0.key.replacing("-", with: " ")) \($0.value.number ?? .nan)" } ?? ""
    let a = stored["dynamics.regularization"]?.number ?? 0
    return
      "Settings, ours and chosen so that the stages show (the paper's are not known): d = \(stored.network.widths[0]), \(start)\(s), \(method), \(a == 0 ? "no penalty" : "a = \(a)")."
  }

  /// Three significant digits, for prose.
  static func rounded(_ x: Double) -> Double { Double(String(format: "%.3g", x)) ?? x }
}

extension StoredExperiment {
  /// The network of the first point.
  var network: NetworkSpecification { experiment.points[0].specification.network }

  /// The value of a key at the first point, from its dotted path.
  subscript(path: String) -> SpecValue? {
    experiment.points[0].resolved[path.split(separator: ".").map(String.init)]
  }

  /// - Throws: `StoreError` where a run of the spec is not stored yet.
  func requireAllRuns() throws {
    let (stored, all) = (try archive.runCount(), experiment.runCount)
    guard stored < all else { return }
    throw StoreError("\(archive.directory.path): has \(stored) of \(all) runs; expected a finished directory")
  }

  /// "12 of 16" of the runs of a point that ended in `outcome`.
  func count(_ outcome: String, point: Int) throws -> String {
    let rows = try archive.runs(ofPoint: point)
    return "\(rows.count { $0.outcome == outcome }) of \(rows.count)"
  }

  /// "12 of 16" of the runs of a point whose loss fell below the spec's first threshold.
  func countBelowFirstThreshold(point: Int) throws -> String {
    let steps = try archive.trajectories().values(of: "threshold_step") { _, p in p == point }
    let reached = steps.runs.indices.count { steps[$0].first?.isNaN == false }
    return "\(reached) of \(steps.runs.count)"
  }
}
