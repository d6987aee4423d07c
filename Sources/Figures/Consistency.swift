import Foundation

extension Figure {
  /// Throws where the figure could not be drawn as described.
  ///
  /// - Throws: `FigureError` for the first defect: a name that is no file name, nothing to draw, lengths that
  ///   differ, a log axis without a positive value, limits in the wrong order, an unpaired dollar sign, ….
  public func check() throws {
    let here = "figure “\(name)”"
    if name.isEmpty || name.hasPrefix(".") || name.contains("/") || name.contains("\0") {
      throw FigureError(
        "\(here) cannot name a file; expected a name without “/” that does not begin with a dot")
    }
    if panels.isEmpty { throw FigureError("\(here) has no panels; expected at least one") }
    if columns < 1 { throw FigureError("\(here): columns is \(columns); expected 1 or more") }
    try checkText(title, "the title", here)
    for key in (legend.keys ?? []).joined() {
      try checkText(key.label, "the legend", here)
      try checkColor(key.color, here)
      try checkStroke(key.stroke, "\(here), legend key “\(key.label)”")
    }
    for (i, panel) in panels.enumerated() {
      let letter = panels.count > 1 ? ", panel (\(Character(UnicodeScalar(UInt8(97 + i % 26)))))" : ""
      try panel.check(here + letter)
      for (shared, axis, first, mine) in [
        (sharesX, "x", panels[0].x.scale, panel.x.scale), (sharesY, "y", panels[0].y.scale, panel.y.scale),
      ] where shared && first != mine {
        throw FigureError(
          "\(here)\(letter): its \(axis)-axis is \(mine) but the shared \(axis)-axis is \(first); "
            + "give all panels one scale or do not share the axis")
      }
      for (shared, axis, first, mine) in [
        (sharesX, "x", panels[0].x, panel.x), (sharesY, "y", panels[0].y, panel.y),
      ] where shared && (first.from != mine.from || first.to != mine.to) {
        throw FigureError(
          "\(here)\(letter): its \(axis)-axis has other limits than that of the first panel; give all panels the same "
            + "from and to, or do not share the axis")
      }
    }
  }
}

extension Panel {
  /// Throws a sentence that begins with `here`.
  func check(_ here: String) throws {
    try checkText(title, "the title", here)
    try x.check("\(here), x-axis")
    try y.check("\(here), y-axis")
    for (i, one) in series.enumerated() {
      try one.check("\(here), series " + (one.label.map { "“\($0)”" } ?? "\(i + 1)"))
    }
    for (i, band) in bands.enumerated() {
      try band.check("\(here), band " + (band.label.map { "“\($0)”" } ?? "\(i + 1)"))
    }
    for (i, mark) in marks.enumerated() {
      try mark.check("\(here), mark " + (mark.label.map { "“\($0)”" } ?? "\(i + 1)"))
    }
    for arrow in arrows ?? [] { try arrow.check("\(here), arrow at \(arrow.x)", x.scale) }
    for stage in stages { try stage.check("\(here), stage “\(stage.label)”") }
    try heatmap?.check("\(here), heatmap", x: x.scale, y: y.scale)
    try checkContents(here)
  }

  /// Something to see, and on a logarithmic axis something above zero.
  private func checkContents(_ here: String) throws {
    var points = series.flatMap { zip($0.x, $0.y) }
    for band in bands { points += zip(band.x, band.high) }
    var seen = points.compactMap { x, y in x.flatMap { x in y.map { y in (x, y) } } }
    if let heatmap { seen += zip(heatmap.x, heatmap.y) }
    // Arrows have no height, and lines no width or no height.
    let arrows = arrows ?? []
    if seen.isEmpty, !arrows.isEmpty, let low = y.from, y.to != nil { seen = arrows.map { ($0.x, low) } }
    let lines = marks.filter { $0.x == nil || $0.y == nil }
    seen += marks.compactMap { mark in mark.x.flatMap { x in mark.y.map { y in (x, y) } } }
    if seen.isEmpty && (lines.isEmpty || x.from == nil || x.to == nil || y.from == nil || y.to == nil) {
      throw FigureError(
        "\(here) has nothing to draw; expected a series, a band or a heatmap with a finite value")
    }
    for (name, axis, values) in [("x", x, seen.map(\.0)), ("y", y, seen.map(\.1))]
    where axis.scale == .log && !values.isEmpty && !values.contains(where: { $0 > 0 }) {
      throw FigureError(
        "\(here): its logarithmic \(name)-axis has no positive value to show; use a linear or symlog scale")
    }
  }
}

extension Axis {
  func check(_ here: String) throws {
    try checkText(label, "the label", here)
    try checkLimits(from, to, log: scale == .log, here)
    if let bad = ticks?.first(where: { !$0.isFinite || (scale == .log && $0 <= 0) }) {
      throw FigureError("\(here): a tick is \(bad); expected \(scale == .log ? "positive" : "finite") values")
    }
    if ticks?.isEmpty == true {
      throw FigureError("\(here): ticks is empty; leave it out to have them chosen")
    }
    if let tickLabels {
      try checkLengths([("ticks", ticks?.count ?? 0), ("tickLabels", tickLabels.count)], here)
      for text in tickLabels { try checkText(text, "a tick's label", here) }
    }
    if scale == .symlog && !(linearThreshold > 0 && linearThreshold.isFinite) {
      throw FigureError("\(here): linearThreshold is \(linearThreshold); expected a positive number")
    }
  }
}

extension Series {
  func check(_ here: String) throws {
    try checkText(label, "the label", here)
    try checkLengths([("x", x.count), ("y", y.count)], here)
    try checkColor(color ?? .ink, here)
    try checkStroke(stroke, here)
    if let markerPhase, !(0..<1).contains(markerPhase) {
      throw FigureError("\(here): markerPhase is \(markerPhase); expected 0 or more and below 1")
    }
  }
}

extension Band {
  func check(_ here: String) throws {
    try checkText(label, "the label", here)
    try checkLengths([("x", x.count), ("low", low.count), ("high", high.count)], here)
    try checkColor(color, here)
    for case (let i, (let low?, let high?)) in zip(low, high).enumerated() where low > high {
      throw FigureError("\(here): at index \(i) low is \(low) and high is \(high); expected low ≤ high")
    }
  }
}

extension Mark {
  func check(_ here: String) throws {
    try checkText(label, "the label", here)
    try checkColor(color, here)
    if x == nil && y == nil { throw FigureError("\(here) has neither x nor y; expected at least one") }
    if let bad = [x, y].compactMap({ $0 }).first(where: { !$0.isFinite }) {
      throw FigureError("\(here) is at \(bad); expected a finite position")
    }
  }
}

extension Arrow {
  func check(_ here: String, _ axis: Scale) throws {
    try checkText(label, "the label", here)
    try checkColor(color, here)
    guard x.isFinite, axis != .log || x > 0 else {
      throw FigureError("\(here): expected a \(axis == .log ? "positive" : "finite") position")
    }
  }
}

extension Stage {
  func check(_ here: String) throws {
    try checkText(label, "the label", here)
    try checkLimits(from, to, log: false, here)
  }
}

extension Heatmap {
  func check(_ here: String, x columns: Scale, y rows: Scale) throws {
    try checkText(label, "the label", here)
    try checkText(missing, "missing", here)
    try checkLengths([("y", y.count), ("values", values.count)], here)
    for (i, row) in values.enumerated() {
      try checkLengths([("x", x.count), ("values[\(i)]", row.count)], here)
    }
    if let notes {
      try checkLengths([("values", values.count), ("notes", notes.count)], here)
      for (i, row) in notes.enumerated() {
        try checkLengths([("x", x.count), ("notes[\(i)]", row.count)], here)
        for text in row { try checkText(text, "a note", here) }
      }
    }
    for (name, centres, axis) in [("x", x, columns), ("y", y, rows)] {
      if centres.isEmpty { throw FigureError("\(here): \(name) is empty; expected the centres of the cells") }
      if let i = centres.indices.dropFirst().first(where: { !(centres[$0 - 1] < centres[$0]) }) {
        throw FigureError(
          "\(here): \(name)[\(i)] is \(centres[i]) after \(centres[i - 1]); expected rising values")
      }
      if let bad = centres.first(where: { !$0.isFinite || (axis == .log && $0 <= 0) }) {
        throw FigureError(
          "\(here): \(name) holds \(bad); expected \(axis == .log ? "positive" : "finite") values")
      }
    }
    if scale == .symlog { throw FigureError("\(here): its colour scale is symlog; expected linear or log") }
    try checkLimits(from, to, log: scale == .log, "\(here), colours")
    let known = values.joined().compactMap { $0 }
    if known.isEmpty { throw FigureError("\(here) has no finite value; expected at least one") }
    if scale == .log && !known.contains(where: { $0 > 0 }) {
      throw FigureError("\(here): its logarithmic colours have no positive value to show; use a linear scale")
    }
  }
}

private func checkText(_ text: String?, _ what: String, _ here: String) throws {
  guard let text else { return }
  let dollars = text.replacingOccurrences(of: "\\$", with: "").count(where: { $0 == "$" })
  if !dollars.isMultiple(of: 2) {
    throw FigureError(
      "\(here): \(what) “\(text)” has an unpaired “$”; close the formula, or write \\$ for the sign")
  }
}

private func checkLengths(_ lengths: [(name: String, count: Int)], _ here: String) throws {
  for other in lengths.dropFirst() where other.count != lengths[0].count {
    throw FigureError(
      "\(here): \(lengths[0].name) has \(lengths[0].count) values and \(other.name) has \(other.count); "
        + "expected equal lengths")
  }
}

private func checkLimits(_ from: Double?, _ to: Double?, log: Bool, _ here: String) throws {
  for (name, limit) in [("from", from), ("to", to)] {
    guard let limit, !limit.isFinite || (log && limit <= 0) else { continue }
    throw FigureError("\(here): \(name) is \(limit); expected a \(log ? "positive" : "finite") number")
  }
  if let from, let to, from >= to {
    throw FigureError("\(here): from is \(from) and to is \(to); expected from < to")
  }
}

private func checkColor(_ color: Color, _ here: String) throws {
  switch color {
  case .category(let index) where index < 0:
    throw FigureError("\(here): its colour is category \(index); expected 0 or more")
  case .order(let k, let count) where !(k >= 1 && k <= count):
    throw FigureError("\(here): its colour is \(k) of \(count); expected 1 … \(max(count, 1))")
  case .pale(let color), .dark(let color): try checkColor(color, here)
  default: break
  }
}

private func checkStroke(_ stroke: Stroke, _ here: String) throws {
  if case .nested(let count) = stroke, !(0...30).contains(count) {
    throw FigureError("\(here): it is nested under \(count) curves; expected 0 to 30")
  }
}
