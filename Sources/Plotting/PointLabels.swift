import SpecLanguage

// How figures name points and swept keys.

/// What distinguishes each of some points from the others: "depth 3, deviation 0.1".
struct PointLabels {
  private let spec: StoredSpec
  /// The swept keys that distinguish them, each with its phrases by the texts of its values.
  private let phrases: [(key: String, byText: [String: String])]

  /// - Parameters:
  ///   - points: the points shown.
  ///   - keys: what an axis shows already, with all keys that follow from it.
  /// - Complexity: O(points), and quadratic in the number of different values of a key.
  init(_ spec: StoredSpec, of points: [Int], without keys: [String] = []) {
    self.spec = spec
    // A key that follows from those before it (as in a zip) is left out, unless its values are words.
    phrases = spec.sweptPaths.filter { !keys.contains($0) }.compactMap { key in
      let firsts = spec.firstPoints(ofEachValueOf: key, among: points)
      guard firsts.count > 1 else { return nil }
      let shown = firsts.map { spec.points[$0.point] }
      let phrases = firsts.map { text, point in
        (text, spec.phrase(for: key, at: spec.points[point], among: shown, without: keys))
      }
      return (key, Dictionary(uniqueKeysWithValues: phrases))
    }
  }

  /// The label of one of the points; empty where it is the only one.
  subscript(point: Int) -> String {
    phrases.compactMap { $0.byText[spec.points[point].text($0.key)] }.filter { !$0.isEmpty }
      .joined(separator: ", ")
  }
}

extension StoredSpec {
  /// The different values of a swept key as texts, each with the first of the points that has it.
  fileprivate func firstPoints(
    ofEachValueOf key: String, among points: [Int]
  ) -> [(text: String, point: Int)] {
    var seen = Set<String>()
    return points.compactMap { point in
      let text = self.points[point].text(key)
      return seen.insert(text).inserted ? (text, point) : nil
    }
  }

  /// The values of a swept key by themselves, for ticks, at each of some points: "0.1", "fan-in", "gradient descent, step size 0.02".
  func valueLabels(of key: String, at points: [Int]) -> [String] {
    let firsts = firstPoints(ofEachValueOf: key, among: points)
    let others = firsts.map { self.points[$0.point] }
    let labels = Dictionary(
      uniqueKeysWithValues: firsts.map { text, point in
        (text, valueLabel(of: key, at: self.points[point], among: others))
      })
    return points.map { labels[self.points[$0].text(key)] ?? "" }
  }

  private func valueLabel(of key: String, at point: Point, among others: [Point]) -> String {
    let value = point.swept(key)
    if let value, value.entries != nil {
      return phrase(for: value, at: key, among: others.compactMap { $0.swept(key) }, without: [])
    }
    return value?.number.map(NumberText.math) ?? point.text(key)
  }

  /// The last part of a swept key's path; more of it where another swept key ends alike.
  func shortName(_ path: String) -> String {
    let parts = path.split(separator: ".").map(String.init)
    let others = sweptPaths.filter { $0 != path }
    for count in 1...parts.count {
      let end = parts.suffix(count).joined(separator: ".")
      if !others.contains(where: { $0.hasSuffix("." + end) || $0 == end }) {
        return end.replacing(".", with: " ").replacing("-", with: " ")
      }
    }
    return path
  }

  /// For an axis: "depth $N$", "step size $\\eta$".
  func axisLabel(_ path: String) -> String {
    shortName(path) + (key(path)?.notation.symbol.map { " $\($0)$" } ?? "")
  }

  /// The swept keys whose value follows from those of `keys` at these points, their zip partners, and `keys` themselves.
  func keysAlong(_ keys: [String], at points: [Int]) -> [String] {
    let given = points.map { point in keys.map(self.points[point].text) }
    let following = sweptPaths.filter { name in
      var values: [[String]: String] = [:]
      return zip(points, given).allSatisfy { point, given in
        let value = self.points[point].text(name)
        return values.updateValue(value, forKey: given).map { $0 == value } ?? true
      }
    }
    // Those inside a mapping are not among the swept keys.
    return following + keys.filter { !following.contains($0) }
  }

  /// "depth 3"; a word such as `complex` is given without its key.
  fileprivate func phrase(
    for path: String, at point: Point, among shown: [Point], without keys: [String]
  ) -> String {
    let value = point.swept(path)
    if case .text(let word) = value, key(path)?.notation.isNamedByValue == true { return word }
    if let value, value.entries != nil {
      return phrase(for: value, at: path, among: shown.compactMap { $0.swept(path) }, without: keys)
    }
    return "\(shortName(path)) \(value?.number.map(NumberText.math) ?? point.text(path))"
  }

  /// A mapping in words: "gradient descent, step size 0.01", with what differs from the other mappings, or is in this one alone
  /// and no default; without `keys`, which are dotted from the spec's root.
  private func phrase(
    for value: SpecValue, at path: String, among others: [SpecValue], without keys: [String]
  ) -> String {
    let all = others.map { Dictionary($0.leaves.map { ($0.path, $0.value) }) { first, _ in first } }
    let distinguishing = value.leaves.filter { leaf in
      let values = all.compactMap { $0[leaf.path] }
      let isOwn = values.count < all.count && !isDefault(leaf.value, at: "\(path).\(leaf.path)")
      let tail = leaf.path.drop { $0 != "." }
      let isOnAxis = keys.contains("\(path).\(leaf.path)") || keys.contains("\(path).*\(tail)")
      return (isOwn || values.contains { $0 != leaf.value }) && !isOnAxis
    }
    func words(_ inner: String) -> String {
      let name = inner.split(separator: ".").last.map(String.init) ?? inner
      return key("\(path).\(inner)")?.notation.words ?? name.replacing("-", with: " ")
    }
    let details = distinguishing.map {
      "\(words($0.path)) \($0.value.number.map(NumberText.math) ?? $0.value.text ?? $0.value.flowStyle)"
    }
    // A first key that all mappings have distinguishes nothing.
    let first = value.entries?.first?.key
    let isNamed = others.contains { $0.entries?.first?.key != first } || details.isEmpty && keys.isEmpty
    return ((isNamed ? [first.map(words) ?? ""] : []) + details).joined(separator: ", ")
  }
}
