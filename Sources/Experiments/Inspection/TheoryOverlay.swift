import Figures

extension FigureSource {
  /// What theory says of the runs of `curves`, as a group for each point and component, and the row of the legend for it; empty
  /// where it was not asked for.
  func theory(
    of variable: VariableDescription, _ components: [Component], beside curves: [StoredTrajectories.Curves]
  ) throws -> (groups: [TrajectoryPanel.Group], keys: [Legend.Key]) {
    guard request.theory else { return ([], []) }
    guard curves.count <= Self.mostTheories else {
      throw InputError(
        "--theory is worked out for at most \(Self.mostTheories) runs, and there are \(curves.count) here; choose some with --run or --point."
      )
    }
    let numbers = Set(curves.map(\.row.run))
    let times = Dictionary(
      uniqueKeysWithValues: try stored.curves(of: "time") { numbers.contains($0.run) }
        .map { ($0.row.run, $0.times) })
    let (source, shape) = (TheoryCurves(experiment), try stored.shape(of: variable.name))
    let known = try curves.map { curve in
      (
        curve: curve,
        theory: try source.curves(
          of: variable, row: curve.row, times: times[curve.row.run] ?? [], shape: shape)
      )
    }
    let points = Array(Set(curves.map(\.row.point))).sorted()
    let groups = points.flatMap { point in
      components.map { component in
        TrajectoryPanel.Group(
          color: .ink, line: .dashed,
          curves: known.filter { $0.curve.row.point == point }
            .map { (x: $0.curve.times, y: $0.theory.values[component.place]) })
      }
    }
    let names = Set(known.map(\.theory.name)).sorted()
    return (groups, names.map { Legend.Key($0, color: .ink, line: .dashed, width: 0.9) })
  }

  /// Above so many runs the end-to-end flow would take minutes, and nobody could tell the curves apart.
  private static let mostTheories = 128
}
