import Figures
import RunArchive
import SpecLanguage

extension FigureSource {
  /// A panel that is not filled yet: panels that share an axis must first agree on it, as medians depend on its scale.
  struct Draft {
    /// Axes, title and stages.
    var frame: Panel
    let drawing: TrajectoryPanel
    /// What colours and lines mean.
    let keys: [[Legend.Key]]
    var panel: Panel { drawing.filling(frame) }
  }

  /// One panel of a variable over some runs.
  func panel(
    of variable: RecordedVariable, against clock: RecordedVariable, rows: [RunRow], title: String? = nil
  ) throws -> Draft {
    let curves = try stored.curves(of: variable.name, against: clock.name, rows: rows)
    // Shallow networks have no values where deeper ones of the sweep do.
    let components = try components(of: variable).filter { component in
      curves.contains { $0.values[component.place].contains(where: \.isFinite) }
    }
    let style = ComponentStyle(components, hasOverlays: request.overlays != nil)
    let points = Array(Set(rows.map(\.point))).sorted()
    let isAlongTime = clock.isClock
    let namesSeeds = points.count == 1 && !style.isFamily && (2...4).contains(rows.count)
    let overlays = try overlays(of: variable, against: clock, over: curves)
    let isAlone = points.count == 1 && !style.isFamily && !namesSeeds
    var groups: [TrajectoryPanel.Group] = []
    var overlaid: [TrajectoryPanel.Group] = []
    let byPoint = Dictionary(grouping: curves, by: \.row.point)
    for (place, point) in points.enumerated() {
      let own = byPoint[point] ?? []
      for component in components {
        let seen = own.filter { $0.values[component.place].contains(where: \.isFinite) }
        let color = style.color(component) ?? Self.color(place, of: points.count)
        for (seed, alike) in (namesSeeds ? seen.map { [$0] } : [seen]).enumerated() where !alike.isEmpty {
          let color = namesSeeds ? .category(seed) : color
          groups.append(TrajectoryPanel.Group(alike, component, color, style))
          overlaid += overlays.groups(
            over: alike.map(\.row.run), at: component, color: isAlone ? nil : color)
        }
      }
    }
    var drawing = TrajectoryPanel(groups, isAlongTime: isAlongTime)
    (drawing.overlaid, drawing.overlays) = (overlaid, overlays)
    let values = drawing.values
    guard values.y.contains(where: \.isFinite) else {
      throw InputError(
        "\(variable.name.hyphenated) has no value in these runs, for which it may not be defined.")
    }
    var x = try Axis(
      clock.label, for: values.x, requested: request.xScale, option: "--log-x",
      preferred: isAlongTime ? clockScale : nil,
      isBestLinear: clock.isBestLinear)
    let first = values.x.filter { $0 > 0 }.min()
    if isAlongTime { (x.from, x.to) = (x.scale == .log ? first : 0, values.x.max()) }
    if let from = x.from, let to = x.to, from >= to { (x.from, x.to) = (nil, nil) }
    let ceiling = drawing.ceiling
    var y = try Axis(
      variable.label(k: style.onlyK, layer: style.onlyLayer),
      for: values.y.filter { $0 <= ceiling ?? .infinity }, requested: request.yScale, option: "--log-y",
      isBestLinear: variable.isBestLinear, trim: variable.trim)
    if let ceiling, ceiling > 0 {
      y.to = (y.scale == .log ? 10 : 1.2) * ceiling
      let floor = values.y.filter { $0.isFinite && (y.scale != .log || $0 > 0) && $0 <= ceiling }.min()
      y.from = floor.map { y.scale == .log ? $0 / 2 : min(0, 1.2 * $0) }
    }
    var shading: [Stage] = []
    if rows.count == 1, clock.name == "time", rows[0]["alignment_time"] != nil, let end = x.to {
      shading = stages(of: rows[0], end: end).compactMap { stage in
        let from = max(stage.from ?? 0, x.from ?? 0)
        return from < stage.to ?? end ? Stage(stage.label, from: from, to: stage.to) : nil
      }
    }
    var keys = style.keys
    // Some points may have nothing to show: a flow has no distance to itself.
    let shown = Set(
      points.filter { point in
        byPoint[point]?.contains { $0.values.joined().contains(where: \.isFinite) } == true
      })
    drawing.empty = points.count - shown.count
    if points.count > 1 { keys.append(pointKeys(points, where: shown.contains)) }
    if namesSeeds {
      keys.append(
        rows.enumerated().map { Legend.Key("seed \($0.element.seed)", color: .category($0.offset)) })
    } else {
      keys.append(drawing.keys(seeds: Dictionary(grouping: rows, by: \.point).values.map(\.count).max() ?? 0))
    }
    keys = keys.map { $0.map(drawing.toned) } + [overlays.keys]
    return Draft(frame: Panel(title, x: x, y: y, stages: shading), drawing: drawing, keys: keys)
  }

  /// Logarithmic where snapshots were taken evenly over the logarithm of the step.
  private var clockScale: Scale {
    spec.hasLogarithmicSnapshots ? .log : .linear
  }

  /// Of a few points any colour; of many a ramp in their order.
  static func color(_ place: Int, of count: Int) -> Color {
    count <= 6 ? .category(place) : .order(place + 1, of: count)
  }

  /// The points' names; of many points some, evenly chosen.
  ///
  /// - Parameters:
  ///   - keys: what an axis shows already.
  ///   - isShown: which of them have a curve; colours are by the place among all.
  ///   - noun: what each of them is called.
  func pointKeys(
    _ points: [Int], without keys: [String] = [], where isShown: (Int) -> Bool = { _ in true },
    noun: String = "points"
  ) -> [Legend.Key] {
    let (most, all) = (Self.mostNamed, points.indices.filter { isShown(points[$0]) })
    let chosen = all.count <= most ? all : (0..<most).map { all[$0 * (all.count - 1) / (most - 1)] }
    let labels = PointLabels(spec, of: points, without: keys)
    let named = chosen.map { Legend.Key(labels[points[$0]], color: Self.color($0, of: points.count)) }
    return all.count <= most ? named : named + [Self.others(of: all.count, noun)]
  }

  /// The most points that a legend names.
  static let mostNamed = 8

  /// The last key of a legend that does not name all points.
  static func others(of count: Int, _ noun: String = "points") -> Legend.Key {
    Legend.Key("(\(mostNamed) of \(count) \(noun))", color: .muted, line: .none)
  }

  /// Panels in a row of a page.
  static func columns(_ count: Int) -> Int { count <= 3 ? count : count == 4 ? 2 : 3 }

  /// What medians and quartiles along runs are; nil where every run has a curve of its own.
  func statistics(_ drawings: [TrajectoryPanel]) -> String? {
    let words = drawings.compactMap(\.statistics)
    guard let most = words.max(by: { $0.count < $1.count }) else { return nil }
    return
      "\(most.capitalizedFirst) over seeds are \(Self.interpolation); runs that have ended keep their last value in them"
  }
}
