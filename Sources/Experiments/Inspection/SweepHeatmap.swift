import Figures

extension FigureSource {
  /// One number a run over two swept keys: its median, or fraction, as colours; a panel for each combination of the other
  /// keys. Cells whose runs have no number, or a fraction of 0, are crossed out.
  func heatmap(_ chosen: [RunColumn], _ xKey: String, _ yKey: String) throws -> Figure {
    for key in [xKey, yKey] where !numericKeys.contains(key) {
      throw InputError(
        "\(key) has words or lists for values, which have no place on an axis; draw over keys with numbers.")
    }
    let along = experiment.keysAlong([xKey, yKey], at: points)
    let families = Dictionary(grouping: points) { point in
      experiment.label(of: point, among: points, without: along)
    }.sorted { $0.value[0] < $1.value[0] }
    guard families.count * chosen.count <= 12 else {
      throw InputError(
        "that would be \(families.count * chosen.count) heatmaps, one for each combination of the other keys; choose points with --point."
      )
    }
    let byPoint = Dictionary(grouping: rows, by: \.point)
    let panels = try chosen.indices.flatMap { index in
      try families.map { label, points in
        try map(
          chosen[index], byPoint, xKey, yKey, points: points,
          title: label.isEmpty ? nil : label)
      }
    }
    let width = request.width ?? (panels.count > 1 ? Figure.fullWidth : Figure.columnWidth)
    return Figure(
      name: request.name ?? name(of: chosen.map(\.name), against: [xKey, yKey]), title: request.title,
      caption: caption(chosen, over: xKey, yKey, families: families.count), width: width,
      columns: width > 5 ? min(panels.count, 2) : 1, legend: Legend(.below), panels: panels)
  }

  private func map(
    _ column: RunColumn, _ byPoint: [Int: [RunRow]], _ xKey: String, _ yKey: String, points: [Int],
    title: String?
  ) throws -> Panel {
    let x = Array(Set(points.compactMap { experiment.points[$0].number(xKey) })).sorted()
    let y = Array(Set(points.compactMap { experiment.points[$0].number(yKey) })).sorted()
    guard x.count > 1, y.count > 1 else {
      let single = x.count > 1 ? yKey : xKey
      throw InputError(
        "a heatmap needs several values of both keys, and \(single) has one here; draw against the other key alone."
      )
    }
    /// The medians on a scale, or the fractions that are not 0.
    func cells(on scale: Scale) -> [[Double]] {
      var cells = Array(repeating: Array(repeating: Double.nan, count: x.count), count: y.count)
      for point in points {
        guard let i = experiment.points[point].number(xKey).flatMap(x.firstIndex),
          let j = experiment.points[point].number(yKey).flatMap(y.firstIndex)
        else { continue }
        let middle = Statistic(column, byPoint[point] ?? [], on: scale).middle
        cells[j][i] = column.isFraction && middle == 0 ? .nan : middle
      }
      return cells
    }
    // The medians choose the scale of the colours, and that how they are interpolated.
    let known = cells(on: .linear).joined().filter(\.isFinite)
    guard !known.isEmpty else {
      throw InputError(
        "no cell of the heatmap has a value: \(column.missing) in any of the \(points.count) points; there is nothing to draw."
      )
    }
    let colors = request.yScale ?? (column.isFraction ? .linear : Axis.scale(for: known))
    let isEven = column.isFraction && colors == .linear
    return Panel(
      title, x: try Axis(sweptKey: experiment.axisLabel(xKey), values: x, asked: request.xScale),
      y: try Axis(sweptKey: experiment.axisLabel(yKey), values: y, asked: nil),
      heatmap: Heatmap(
        x: x, y: y, values: cells(on: colors), label: column.label, missing: column.missing, scale: colors,
        from: isEven ? 0 : nil, to: isEven ? 1 : nil))
  }
}
