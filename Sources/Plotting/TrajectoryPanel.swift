import Figures

/// Curves of one variable over some runs, as a panel.
struct TrajectoryPanel {
  /// Curves that differ by their seed alone: one point, one component.
  struct Group {
    let color: Color
    let line: LineStyle
    let curves: [(x: [Double], y: [Double])]
    /// Those of `curves` that do not run away.
    var tame: [(x: [Double], y: [Double])] = []
    /// What stands on the curves, apart, and how far from their beginnings.
    var marker = Marker.none
    var markerPhase: Double?
  }

  /// How many curves of a group are drawn one by one.
  enum Manner: Equatable {
    case each
    case eachAndQuartiles
    case quartiles
    case median

    /// What is drawn of many runs together; nil where each stands for itself.
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
  /// What theory says of the same runs; drawn above them, and no part of the choice of axes.
  var theory: [Group] = []
  /// How many points have no value to draw.
  var empty = 0
  /// Where `theory` is from.
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

  /// The largest value of the runs that did not diverge, where others did: what runs away would hide all else.
  var ceiling: Double? {
    guard groups.contains(where: { $0.tame.count < $0.curves.count }) else { return nil }
    return groups.flatMap { $0.tame.flatMap(\.y) }.filter(\.isFinite).max()
  }

  /// Below theory, curves are wide and pale, so that both are seen where they agree.
  private var isBeneath: Bool { !theory.isEmpty }

  private func tone(_ color: Color) -> Color { isBeneath ? color.pale : color }

  /// A key of the legend as the curves are drawn.
  func toned(_ key: Legend.Key) -> Legend.Key {
    guard isBeneath, key.line != .none else { return key }
    var key = key
    key.color = tone(key.color)
    if key.opacity == 1 { key.width = key.width < 1 ? Self.wideAmongMany : Self.wide }
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
            width: alone ? width : manner == .each && isBeneath ? Self.wideAmongMany : Self.thin,
            marker: group.marker, markerPhase: group.markerPhase,
            opacity: alone || isBeneath && manner == .each ? 1 : manner == .each ? 0.8 : Self.pale)
        }
      }
    }
    for group in groups where group.curves.count > 1 && manner != .each {
      let quartiles = Quartiles(group.curves, on: panel.y.scale)
      if manner != .median {
        panel.bands.append(
          Band(
            x: quartiles.x, low: quartiles.low, high: quartiles.high, color: group.color,
            opacity: bandOpacity))
      }
      panel.series.append(
        Series(
          x: quartiles.x, y: quartiles.median, color: tone(group.color), line: group.line,
          width: isBeneath ? Self.wide : 1.4, marker: group.marker, markerPhase: group.markerPhase))
    }
    panel.series += theory.flatMap { theoretical($0, on: panel.y.scale) }
    return panel
  }

  /// Theory is drawn as its runs are: one by one, or their median.
  private func theoretical(_ group: Group, on scale: Scale) -> [Series] {
    let isMedian = group.curves.count > 1 && manner != .each
    let median = isMedian ? Quartiles(group.curves, on: scale) : nil
    let curves = median.map { [(x: $0.x, y: $0.median)] } ?? Array(group.curves.prefix(Self.mostCurves))
    return curves.map { Series(x: $0.x, y: $0.y, color: group.color, line: group.line, width: 1) }
  }

  /// The width of a curve that stands for itself.
  private var width: Double { isBeneath ? Self.wide : groups.count > 12 ? 0.7 : 1.2 }

  /// The width of curves below theory.
  private static let wide = 2.4
  /// The same of one of many.
  private static let wideAmongMany = 1.4

  /// The width of one of many curves, and the opacity of one that stands beside their median.
  private static let thin = 0.5
  private static let pale = 0.45

  private var bandOpacity: Double { groups.count > 3 ? 0.15 : 0.25 }

  /// "medians", "medians and quartiles"; nil where neither is drawn.
  var statistics: String? { groups.contains { $0.curves.count > 1 } ? manner.statistics : nil }

  /// More lines of one group than this are no longer seen apart.
  static let mostCurves = 64

  /// What thin and thick lines are, where there is anything to tell.
  func keys(seeds: Int) -> [Legend.Key] {
    guard seeds > 1 else { return [] }
    let color = groups.count == 1 ? groups[0].color : .ink
    switch manner {
    case .each: return [Legend.Key("one of \(seeds) seeds", color: color, width: 0.6)]
    case .eachAndQuartiles:
      return [
        Legend.Key("one of \(seeds) seeds", color: color, width: Self.thin, opacity: Self.pale),
        Legend.Key("median and quartiles", color: color, width: 1.4, band: bandOpacity),
      ]
    case .quartiles:
      return [
        Legend.Key("median and quartiles of \(seeds) seeds", color: color, width: 1.4, band: bandOpacity)
      ]
    case .median: return [Legend.Key("median of \(seeds) seeds", color: color, width: 1.4)]
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
