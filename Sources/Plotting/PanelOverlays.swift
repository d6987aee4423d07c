import Figures
import RunArchive

/// The overlays of one panel.
struct PanelOverlays {
  /// By run.
  private let byRun: [Int: Overlay]
  /// The sorts of curves that there are, in the order of legends.
  let sorts: [Overlay.Sort]

  /// None.
  init() { (byRun, sorts) = ([:], []) }

  init(_ overlays: [Overlay], sorts: [Overlay.Sort]) {
    byRun = Dictionary(uniqueKeysWithValues: overlays.map { ($0.run, $0) })
    self.sorts = sorts.filter { sort in overlays.contains { $0.sort == sort } }
  }

  /// Whether a curve is drawn for several points at once.
  var hasShared: Bool { byRun.values.contains(where: \.isShared) }

  /// A row of the legend.
  var keys: [Legend.Key] { sorts.map { Legend.Key($0.title, color: .ink, line: $0.line) } }

  /// The curves over those of some runs, which differ by their seed alone: a group for each sort.
  ///
  /// - Parameter color: that of the runs, of which the curves take the dark tone; nil for black.
  func groups(over runs: [Int], at component: Component, color: Color?) -> [TrajectoryPanel.Group] {
    let own = runs.compactMap { byRun[$0] }
    return sorts.compactMap { sort in
      let alike = own.filter { $0.sort == sort }
      guard let first = alike.first else { return nil }
      return TrajectoryPanel.Group(
        color: first.isShared ? .ink : color?.dark ?? .ink, line: sort.line,
        curves: alike.map { (x: $0.x, y: $0.values[component.place]) })
    }
  }
}

extension FigureSource {
  /// The overlays over the curves of a panel; none where the request has none.
  func overlays(
    of variable: RecordedVariable, against clock: RecordedVariable,
    over curves: [StoredTrajectories.Curves]
  ) throws -> PanelOverlays {
    guard let overlays = request.overlays else { return PanelOverlays() }
    let times = Dictionary(
      uniqueKeysWithValues: try stored.curves(of: "time", rows: curves.map(\.row))
        .map { ($0.row.run, $0.times) })
    let runs = curves.map { RunCurves.Run(row: $0.row, times: times[$0.row.run] ?? [], x: $0.times) }
    let panel = RunCurves(
      variable: variable, shape: try stored.shape(of: variable.name), clock: clock, runs: runs)
    return PanelOverlays(try overlays.overlays(panel), sorts: overlays.sorts)
  }
}
