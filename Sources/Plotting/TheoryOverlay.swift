import Experiments
import Figures
import RunArchive
import SpecLanguage

/// What theory says of the runs in a panel, by run; empty where it was not asked for.
struct TheoryOverlay {
  /// One run's curves.
  struct Part {
    /// What stands on the horizontal axis.
    let x: [Double]
    let theory: TheoryCurves.Curves
    /// Whether it speaks for several points, whose starts and targets are the same.
    let isShared: Bool
  }

  var parts: [Int: Part] = [:]

  /// The kinds of formula, in their order.
  var formulas: [TheoryFormula] {
    TheoryFormula.allCases.filter { one in parts.values.contains { $0.theory.formula == one } }
  }

  /// A row of the legend.
  var keys: [Legend.Key] { formulas.map { Legend.Key($0.title, color: .ink, line: $0.line) } }

  /// The curves beside some runs, which differ by their seed alone: a group for each kind of formula.
  ///
  /// - Parameter color: that of the runs, of which theory takes the dark tone; nil for black.
  func groups(beside runs: [Int], at component: Component, color: Color?) -> [TrajectoryPanel.Group] {
    let own = runs.compactMap { parts[$0] }
    return formulas.compactMap { formula in
      let alike = own.filter { $0.theory.formula == formula }
      guard let first = alike.first else { return nil }
      return TrajectoryPanel.Group(
        color: first.isShared ? .ink : color?.dark ?? .ink, line: formula.line,
        curves: alike.map { (x: $0.x, y: $0.theory.values[component.place]) })
    }
  }
}

extension FigureSource {
  /// What theory says of the runs of `curves`.
  ///
  /// Points that differ in their dynamics alone have one flow, which is drawn once along time, at the snapshots of the longest.
  func theory(
    of variable: VariableDescription, against clock: VariableDescription,
    beside curves: [StoredTrajectories.Curves]
  ) throws -> TheoryOverlay {
    guard request.theory else { return TheoryOverlay() }
    guard curves.count <= Self.mostTheories else {
      throw InputError(
        "--theory is worked out for at most \(Self.mostTheories) runs, and there are \(curves.count) here; choose some with --run or --point."
      )
    }
    let times = Dictionary(
      uniqueKeysWithValues: try stored.curves(of: "time", rows: curves.map(\.row)).map {
        ($0.row.run, $0.times)
      })
    let (source, shape) = (TheoryCurves(experiment), try stored.shape(of: variable.name))
    let byPoint = Dictionary(grouping: curves, by: \.row.point)
    var overlay = TheoryOverlay()
    for alike in clock.name == "time" ? sameFlow(byPoint.keys.sorted()) : byPoint.keys.map({ [$0] }) {
      let speaker = alike.max { extent(byPoint[$0] ?? []) < extent(byPoint[$1] ?? []) }
      for curve in speaker.flatMap({ byPoint[$0] }) ?? [] {
        let theory = try source.curves(
          of: variable, row: curve.row, times: times[curve.row.run] ?? [], shape: shape)
        overlay.parts[curve.row.run] = .init(x: curve.times, theory: theory, isShared: alike.count > 1)
      }
    }
    return overlay
  }

  /// The points grouped by what determines their flows: network, target and start.
  private func sameFlow(_ points: [Int]) -> [[Int]] {
    Array(
      Dictionary(grouping: points) { point in
        ["network", "target", "initialization"].map { experiment.points[point].resolved[$0]?.flow ?? "" }
      }.values)
  }

  /// How much of the flow a point's curves show: seeds, time, snapshots.
  private func extent(_ curves: [StoredTrajectories.Curves]) -> (Int, Double, Int) {
    (curves.count, curves.compactMap(\.times.last).max() ?? 0, curves.map(\.times.count).max() ?? 0)
  }

  /// Above so many runs the end-to-end flow would take minutes, and nobody could tell the curves apart.
  private static let mostTheories = 128
}
