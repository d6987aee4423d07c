import Figures
import RunArchive
import SpecLanguage

/// One of the values that a variable has at a snapshot.
struct Component: Equatable {
  /// Its position among them, in C order.
  let place: Int
  /// Which singular value, from 1; nil where the variable has no such dimension.
  var k: Int?
  /// Which layer, from 1.
  var layer: Int?
  /// 0 for the real part, 1 for the imaginary one.
  var part: Int?
}

extension FigureSource {
  /// The values of a variable that the request lets through, in C order.
  ///
  /// - Throws: `InputError` where the request names a number that does not exist.
  func components(of variable: RecordedVariable) throws -> [Component] {
    let shape = try stored.shape(of: variable.name)
    var all = [Component(place: 0)]
    for (dimension, size) in zip(variable.dimensions, shape) {
      all = all.flatMap { before in
        (0..<size).map { i in
          var one = Component(
            place: before.place * size + i, k: before.k, layer: before.layer, part: before.part)
          switch dimension {
          case .k: one.k = i + 1
          case .layer: one.layer = i + 1
          case .ri: one.part = i
          }
          return one
        }
      }
      let requested = dimension == .k ? request.k : dimension == .layer ? request.layers : []
      if let missing = requested.first(where: { !(1...max(size, 1)).contains($0) }) {
        throw InputError(
          "--\(dimension.rawValue) \(missing) is not among the \(variable.name.hyphenated), whose \(dimension.rawValue) goes from 1 to \(size)."
        )
      }
    }
    return all.filter { one in
      (request.k.isEmpty || one.k.map(request.k.contains) ?? true)
        && (request.layers.isEmpty || one.layer.map(request.layers.contains) ?? true)
    }
  }
}

extension [Component] {
  /// The options that choose one of them: "--k", "--layer", "--k and --layer".
  var options: String {
    let several = [("--k", map(\.k)), ("--layer", map(\.layer))].filter { Set($0.1).count > 1 }
    return several.map(\.0).joined(last: "and")
  }
}

/// How several components of one variable differ in look: singular values by colour, layers by the kind of line, or by colour where
/// there is one singular value.
struct ComponentStyle {
  private let ks: [Int]
  private let layers: [Int]
  private let parts: Bool
  /// Whether kinds of lines are left to overlays, so that layers and parts differ by markers.
  private let hasOverlays: Bool

  init(_ components: [Component], hasOverlays: Bool = false) {
    self.hasOverlays = hasOverlays
    ks = Array(Set(components.compactMap(\.k))).sorted()
    layers = Array(Set(components.compactMap(\.layer))).sorted()
    parts = components.contains { $0.part == 1 }
  }

  /// The only k, the only layer; nil where there are several or none.
  var onlyK: Int? { ks.count == 1 ? ks[0] : nil }
  var onlyLayer: Int? { layers.count == 1 ? layers[0] : nil }
  var isFamily: Bool { ks.count > 1 || layers.count > 1 || parts }

  func color(_ c: Component) -> Color? {
    if ks.count > 1, let place = c.k.flatMap(ks.firstIndex) { return .order(place + 1, of: ks.count) }
    if layers.count > 1, let place = c.layer.flatMap(layers.firstIndex) { return color(ofLayer: place) }
    return nil
  }

  private func color(ofLayer place: Int) -> Color {
    layers.count <= 6 ? .category(place) : .order(place + 1, of: layers.count)
  }

  func line(_ c: Component) -> LineStyle {
    hasOverlays ? .solid : place(c).map { LineStyle.cycle($0) } ?? .solid
  }

  func marker(_ c: Component) -> Marker {
    hasOverlays ? place(c).map { Marker.cycle($0) } ?? .none : .none
  }

  func markerPhase(_ c: Component) -> Double? {
    hasOverlays ? place(c).map { Double($0) / Double(places) } : nil
  }

  /// Which part, or which layer where colours are taken; nil where lines and markers are the same for all.
  private func place(_ c: Component) -> Int? {
    if parts { return c.part ?? 0 }
    return ks.count > 1 && layers.count > 1 ? c.layer.flatMap(layers.firstIndex) : nil
  }

  /// How many different `place`s there are.
  private var places: Int { parts ? 2 : layers.count }

  /// What the colours and the lines mean, a row each.
  var keys: [[Legend.Key]] {
    let byColor = ks.count > 1
    var rows: [[Legend.Key]] = []
    if byColor {
      rows.append(
        Self.some(of: ks.count).map { Legend.Key("$k = \(ks[$0])$", color: .order($0 + 1, of: ks.count)) })
    }
    if layers.count > 1 {
      rows.append(
        (byColor ? Array(layers.indices) : Self.some(of: layers.count)).map {
          byColor
            ? key("$W_{\(layers[$0])}$", at: $0)
            : Legend.Key("$W_{\(layers[$0])}$", color: color(ofLayer: $0))
        })
    }
    if parts { rows.append([key("real part", at: 0), key("imaginary part", at: 1)]) }
    return rows
  }

  /// A key for what differs by `place`.
  private func key(_ label: String, at place: Int) -> Legend.Key {
    hasOverlays
      ? Legend.Key(label, marker: .cycle(place), markerPhase: 0) : Legend.Key(label, line: .cycle(place))
  }

  /// All places of a few, five evenly chosen ones of many, whose colours are a ramp.
  private static func some(of count: Int) -> [Int] {
    count <= 7 ? Array(0..<count) : (0..<5).map { $0 * (count - 1) / 4 }
  }
}
