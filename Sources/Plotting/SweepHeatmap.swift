import Experiments
import Figures
import RunArchive
import SpecLanguage

extension FigureSource {
  /// One number a run over two swept keys: its median, or fraction, as colours; a panel for each combination of the other
  /// keys, with one scale of colours for all of them. Cells whose runs have no number, or a fraction of 0, are crossed out.
  ///
  /// - Parameter isFirstOnly: whether one combination of the other keys is enough.
  func heatmap(_ chosen: [RunColumn], _ xKey: String, _ yKey: String, isFirstOnly: Bool = false) throws
    -> Figure
  {
    let (columns, rows) = (try places(along: xKey), try places(along: yKey))
    let shown = points.filter { columns[$0] != nil && rows[$0] != nil }
    let along = experiment.keysAlong([xKey, yKey], at: shown)
    let all = Dictionary(grouping: shown) { point in
      experiment.label(of: point, among: shown, without: along)
    }.sorted { $0.value[0] < $1.value[0] }
    let families = isFirstOnly ? Array(all.prefix(1)) : all
    guard families.count * chosen.count <= 12 else {
      throw InputError(
        "that would be \(families.count * chosen.count) heatmaps, one for each combination of the other keys; choose points with --point."
      )
    }
    let byPoint = Dictionary(grouping: self.rows, by: \.point)
    let panels = try chosen.flatMap { column in
      let colors = try colors(of: column, byPoint, at: families.flatMap(\.value))
      return try families.map { label, points in
        try map(column, colors, byPoint, columns, rows, points: points, title: label.isEmpty ? nil : label)
      }
    }
    let width = request.width ?? (panels.count > 1 ? Figure.fullWidth : Figure.columnWidth)
    return Figure(
      name: request.name ?? name(of: chosen.map(\.name), against: [xKey, yKey]), title: request.title,
      caption: caption(
        chosen, over: xKey, yKey, families: families.count, panels: panels,
        leavesOut: points.count - shown.count),
      width: width,
      columns: width > 5 ? min(panels.count, 2) : 1, legend: Legend(.below), panels: panels)
  }

  /// The colours of all panels of a quantity.
  private struct Colors {
    let scale: Scale
    let from: Double?
    let to: Double?
  }

  private func colors(of column: RunColumn, _ byPoint: [Int: [RunRow]], at points: [Int]) throws -> Colors {
    func known(on scale: Scale) -> [Double] {
      points.map { cell(column, byPoint[$0] ?? [], on: scale) }.filter(\.isFinite)
    }
    // The medians choose the scale of the colours, and that how they are interpolated.
    let rough = known(on: .linear)
    guard !rough.isEmpty else {
      throw InputError(
        "no cell of the heatmap has a value: \(column.missing) in any of the \(points.count) points; there is nothing to draw."
      )
    }
    let scale = request.yScale ?? (column.isFraction ? .linear : Axis.scale(for: rough))
    if column.isFraction, scale == .linear { return Colors(scale: scale, from: 0, to: 1) }
    let shown = known(on: scale).filter { scale == .linear || $0 > 0 }
    guard let from = shown.min(), let to = shown.max(), from < to else {
      return Colors(scale: scale, from: nil, to: nil)
    }
    return Colors(scale: scale, from: from, to: to)
  }

  /// A median on a scale, or a fraction that is not 0.
  private func cell(_ column: RunColumn, _ rows: [RunRow], on scale: Scale) -> Double {
    let middle = Statistic(column, rows, on: scale).middle
    return column.isFraction && middle == 0 ? .nan : middle
  }

  private func map(
    _ column: RunColumn, _ colors: Colors, _ byPoint: [Int: [RunRow]], _ columns: SweptPlaces,
    _ rows: SweptPlaces, points: [Int], title: String?
  ) throws -> Panel {
    let (x, y) = (columns.all(at: points), rows.all(at: points))
    guard x.count > 1, y.count > 1 else {
      let single = x.count > 1 ? rows.key : columns.key
      throw InputError(
        "a heatmap needs several values of both keys, and \(single) has one here; draw against the other key alone."
      )
    }
    var cells = Array(repeating: Array(repeating: Double.nan, count: x.count), count: y.count)
    for point in points {
      guard let i = columns[point].flatMap(x.firstIndex), let j = rows[point].flatMap(y.firstIndex) else {
        continue
      }
      cells[j][i] = cell(column, byPoint[point] ?? [], on: colors.scale)
    }
    return Panel(
      title,
      x: try columns.axis(
        experiment.axisLabel(columns.key), at: points, asked: request.xScale, option: "--log-x"
      ).marking(x),
      y: try rows.axis(experiment.axisLabel(rows.key), at: points, asked: nil, option: "--log-y").marking(y),
      heatmap: Heatmap(
        x: x, y: y, values: cells, label: column.label, missing: column.missing, scale: colors.scale,
        from: colors.from, to: colors.to))
  }
}

extension Axis {
  /// With a tick at the middle of every cell where these are few, as ticks between the cells say nothing.
  fileprivate func marking(_ values: [Double]) -> Axis {
    var axis = self
    if scale == .linear, ticks == nil, values.count <= 6 { axis.ticks = values }
    return axis
  }
}
