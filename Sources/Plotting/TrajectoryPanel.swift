import Figures

/// Curves of one variable over some runs, as a panel.
struct TrajectoryPanel {
  /// Curves that differ by their seed alone: one point, one component.
  struct Group {
    let color: Color
    let line: LineStyle
    let curves: [(x: [Double], y: [Double])]
    /// Those of `curves` whose runs did not diverge.
    var tame: [(x: [Double], y: [Double])] = []
    /// The markers on the curves, and how far from their beginnings the first one is.
    var marker = Marker.none
    var markerPhase: Double?
  }

  /// How many curves of a group are drawn one by one.
  enum Manner: Equatable {
    case each
    case eachAndQuartiles
    case quartiles
    case median

    /// What is drawn of many runs together; nil where each has a curve of its own.
    var statistics: String? {
      switch self {
      case .each: nil
      case .median: "medians"
      case .eachAndQuartiles, .quartiles: "medians and quartiles"
      }
    }
  }

  let groups: [Group]
  let manner: Manner
  /// Curves drawn over those of the runs; they have no part in the choice of axes.
  var overlaid: [Group] = []
  /// How many points have no value to draw.
  var empty = 0
  /// The overlays of which `overlaid` are the curves.
  var overlays = PanelOverlays()

  /// - Parameter isAlongTime: whether x rises along a run, so that runs can be averaged at equal x.
  init(_ groups: [Group], isAlongTime: Bool) {
    self.groups = groups
    let seeds = groups.map(\.curves.count).max() ?? 0
    manner =
      !isAlongTime || seeds < 5
      ? .each
      : groups.count == 1 && seeds <= 20 ? .eachAndQuartiles : groups.count <= 8 ? .quartiles : .median
  }

  /// Every value that a curve has, for the choice of axes.
  var values: (x: [Double], y: [Double]) {
    (groups.flatMap { $0.curves.flatMap(\.x) }, groups.flatMap { $0.curves.flatMap(\.y) })
  }

  /// The largest value of the runs that did not diverge, where others did: a diverging curve would hide all others.
  var ceiling: Double? {
    guard groups.contains(where: { $0.tame.count < $0.curves.count }) else { return nil }
    return groups.flatMap { $0.tame.flatMap(\.y) }.filter(\.isFinite).max()
  }

  /// Whether curves are drawn over those of the runs, which then are wide and pale, so that both are seen where they agree.
  private var isBeneath: Bool { !overlaid.isEmpty }

  private func tone(_ color: Color) -> Color { isBeneath ? color.pale : color }

  /// A key of the legend as the curves are drawn.
  func toned(_ key: Legend.Key) -> Legend.Key {
    guard isBeneath, key.line != .none else { return key }
    var key = key
    key.color = tone(key.color)
    switch key.stroke {
    case .faintMember: break
    case .member: key.stroke = .memberUnder
    default: key.stroke = .under
    }
    return key
  }

  /// The panel with the curves in it; medians and quartiles are those on its y-axis.
  func filling(_ panel: Panel) -> Panel {
    var panel = panel
    for group in groups {
      let alone = group.curves.count == 1
      if alone || manner == .each || manner == .eachAndQuartiles {
        panel.series += group.curves.prefix(Self.mostCurves).map {
          Series(
            x: $0.x, y: $0.y, color: tone(group.color), line: group.line,
            stroke: alone ? stroke : stroke(ofOneAmong: manner), marker: group.marker,
            markerPhase: group.markerPhase)
        }
      }
    }
    for group in groups where group.curves.count > 1 && manner != .each {
      let quartiles = Quartiles(group.curves, on: panel.y.scale)
      if manner != .median {
        panel.bands.append(
          Band(
            x: quartiles.x, low: quartiles.low, high: quartiles.high, color: group.color,
            role: bandRole))
      }
      panel.series.append(
        Series(
          x: quartiles.x, y: quartiles.median, color: tone(group.color), line: group.line,
          stroke: isBeneath ? .under : .median, marker: group.marker, markerPhase: group.markerPhase))
    }
    panel.series += overlaid.flatMap { Self.overlay($0, manner, on: panel.y.scale) }
    return panel
  }

  /// Overlays are drawn as their runs are: one by one, or their median.
  private static func overlay(_ group: Group, _ manner: Manner, on scale: Scale) -> [Series] {
    let isMedian = group.curves.count > 1 && manner != .each
    let median = isMedian ? Quartiles(group.curves, on: scale) : nil
    let curves = median.map { [(x: $0.x, y: $0.median)] } ?? Array(group.curves.prefix(mostCurves))
    return curves.map { Series(x: $0.x, y: $0.y, color: group.color, line: group.line, stroke: .over) }
  }

  /// The stroke of a curve that is the only one of its group.
  private var stroke: Stroke { isBeneath ? .under : groups.count > 12 ? .crowded : .primary }

  /// The stroke of one of several curves of a group.
  private func stroke(ofOneAmong manner: Manner) -> Stroke {
    manner != .each ? .faintMember : isBeneath ? .memberUnder : .member
  }

  private var bandRole: Band.Role { groups.count > 3 ? .crowdedRuns : .runs }

  /// "medians", "medians and quartiles"; nil where neither is drawn.
  var statistics: String? { groups.contains { $0.curves.count > 1 } ? manner.statistics : nil }

  /// More lines of one group than this are no longer seen apart.
  static let mostCurves = 64

  /// What thin and thick lines are; none for a single seed.
  func keys(seeds: Int) -> [Legend.Key] {
    guard seeds > 1 else { return [] }
    let color = groups.count == 1 ? groups[0].color : .ink
    switch manner {
    case .each: return [Legend.Key("one of \(seeds) seeds", color: color, stroke: .member)]
    case .eachAndQuartiles:
      return [
        Legend.Key("one of \(seeds) seeds", color: color, stroke: .faintMember),
        Legend.Key("median and quartiles", color: color, stroke: .median, band: bandRole),
      ]
    case .quartiles:
      return [
        Legend.Key("median and quartiles of \(seeds) seeds", color: color, stroke: .median, band: bandRole)
      ]
    case .median: return [Legend.Key("median of \(seeds) seeds", color: color, stroke: .median)]
    }
  }
}

extension TrajectoryPanel.Group {
  /// One component of runs that differ by their seed alone.
  init(_ runs: [StoredTrajectories.Curves], _ component: Component, _ color: Color, _ style: ComponentStyle) {
    func drawn(_ run: StoredTrajectories.Curves) -> (x: [Double], y: [Double]) {
      (x: run.times, y: run.values[component.place])
    }
    self.init(
      color: color, line: style.line(component), curves: runs.map(drawn),
      tame: runs.filter { $0.row.outcome != "diverged" }.map(drawn), marker: style.marker(component),
      markerPhase: style.markerPhase(component))
  }
}
