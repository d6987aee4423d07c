import Figures
import SpecLanguage

// The keys that an axis may show.

extension FigureSource {
  /// The keys that the sweep varies, and after them the keys inside mappings that it varies as a whole, which have several
  /// numbers there.
  var sweptKeys: [String] { spec.sweptPaths + innerKeys }

  /// `dynamics.gradient-descent.step-size` where whole `dynamics` are swept; points whose mapping lacks it have no value. Where
  /// several alternatives have the key, `dynamics.*.step-size` is that of whichever a point has.
  private var innerKeys: [String] {
    spec.sweptPaths.flatMap { path in
      let leaves = spec.points.compactMap { $0.swept(path) }.filter { $0.entries != nil }.flatMap(
        \.leaves)
      let names = leaves.map(\.path).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      let tails = Dictionary(grouping: names, by: \.ofAnyAlternative)
      var values: [String: Set<Double>] = [:]
      for leaf in leaves {
        guard let number = leaf.value.number else { continue }
        values[leaf.path, default: []].insert(number)
        let joint = leaf.path.ofAnyAlternative
        if tails[joint]?.count ?? 0 > 1 { values[joint, default: []].insert(number) }
      }
      let joints = names.map(\.ofAnyAlternative).filter { $0.hasPrefix("*.") }
        .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      return (joints + names).filter { values[$0]?.count ?? 0 > 1 }.map { "\(path).\($0)" }
    }
  }

  /// The swept key that a name means: its whole path, or an end of it that no other has.
  func sweptKey(_ name: String) -> String? {
    let paths = sweptKeys
    if let exact = paths.first(where: { $0.hyphenated == name.hyphenated }) { return exact }
    let ends = paths.filter { $0.hyphenated.hasSuffix("." + name.hyphenated) }
    let joint = ends.filter(\.isOfAnyAlternative)
    return joint.count == 1 ? joint[0] : ends.count == 1 ? ends[0] : nil
  }

  /// The swept keys whose values are all numbers; where there are none, the only one inside of mappings, if it has one at all points.
  var numericKeys: [String] {
    let (all, joint) = (innerKeys, innerKeys.filter(\.isOfAnyAlternative))
    let inner = joint.isEmpty ? all : joint
    func isNumeric(_ path: String) -> Bool {
      spec.points.allSatisfy { $0.swept(path)?.number != nil }
    }
    let plain = sweptKeys.filter { !all.contains($0) && isNumeric($0) }
    return plain.isEmpty && inner.count == 1 ? inner.filter(isNumeric) : plain
  }

  /// The last words of the swept keys.
  var ends: [String] { sweptKeys.compactMap { $0.split(separator: ".").last.map(String.init) } }

  /// "; swept are …"; empty without a sweep.
  var sweptKeysClause: String {
    sweptKeys.isEmpty ? "" : "; swept are \(sweptKeys.map(\.shownKey).joined(last: "and"))"
  }

  /// The positions of points along a swept key.
  ///
  /// - Throws: `InputError` where the values are words and too many for an axis.
  func places(along key: String) throws -> SweptPlaces {
    let places = SweptPlaces(of: key, at: points, in: spec)
    guard places.texts.count <= SweptPlaces.mostTexts else {
      throw InputError(
        "\(key.shownKey) has \(places.texts.count) values that are not all numbers, and an axis has room for \(SweptPlaces.mostTexts); draw against another key, or choose points with --point."
      )
    }
    return places
  }
}

extension String {
  /// `*.step-size` of `heavy-ball.step-size`: the key of whichever alternative a mapping has.
  fileprivate var ofAnyAlternative: String {
    firstIndex(of: ".").map { "*" + self[$0...] } ?? self
  }

  /// Whether a key is that of whichever alternative a point has.
  fileprivate var isOfAnyAlternative: Bool { contains(".*.") }

  /// A key as captions and messages show it.
  var shownKey: String { replacing(".*.", with: ".") }
}

/// The positions of points along a swept key: its numbers, or, where some values are words, lists or mappings, one after the other in
/// the order of the sweep.
struct SweptPlaces {
  let key: String
  private var places: [Int: Double] = [:]
  /// The texts at the positions 0, 1, …; empty where they are numbers.
  private(set) var texts: [String] = []

  init(of key: String, at points: [Int], in spec: StoredSpec) {
    self.key = key
    let placed = points.filter { spec.points[$0].swept(key) != nil }
    let numbers = placed.compactMap { spec.points[$0].swept(key)?.number }
    guard numbers.count < placed.count else {
      places = Dictionary(uniqueKeysWithValues: zip(placed, numbers))
      return
    }
    var known: [String: Double] = [:]
    for (point, text) in zip(placed, spec.valueLabels(of: key, at: placed)) {
      if known[text] == nil {
        known[text] = Double(texts.count)
        texts.append(text)
      }
      places[point] = known[text]
    }
  }

  /// Whether the values are words, and lines between them would have no meaning.
  var isCategorical: Bool { !texts.isEmpty }

  /// The position of a point; nil where it has no such key.
  subscript(point: Int) -> Double? { places[point] }

  /// All positions, rising.
  func all(at points: [Int]) -> [Double] { Array(Set(points.compactMap { places[$0] })).sorted() }

  /// The axis for the positions of some points.
  func axis(_ label: String, at points: [Int], requested: Scale?, option: String) throws -> Axis {
    guard isCategorical else {
      return try Axis(sweptKey: label, values: all(at: points), requested: requested)
    }
    guard requested != .log else {
      throw InputError("\(option) cannot be: \(key.shownKey) has values that are no numbers; leave it out.")
    }
    return Axis(
      label, from: -0.5, to: Double(texts.count) - 0.5, ticks: texts.indices.map(Double.init),
      tickLabels: texts)
  }

  /// More words than this have no room on an axis.
  static let mostTexts = 8
}
