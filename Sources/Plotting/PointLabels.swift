import Experiments
import SpecLanguage

extension Experiment {
  /// What distinguishes a point from the others shown: "depth 3, deviation 0.1"; empty where it is the only one.
  ///
  /// - Parameters:
  ///   - points: the points shown.
  ///   - keys: what an axis shows already, with all keys that follow from it.
  func label(of point: Int, among points: [Int], without keys: [String] = []) -> String {
    let shown = points.map { self.points[$0] }
    let names = self.points[0].parameters.map(\.path)
    // A key that follows from those before it (as in a zip) says nothing new, unless it has words.
    let telling = names.filter { name in
      !keys.contains(name) && Set(shown.map { $0.text(name) }).count > 1
    }
    return telling.map { name in
      self.points[point].phrase(name, shortened: shortName(name), among: shown, without: keys)
    }.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// A value of a swept key by itself, for a tick: "0.1", "fan-in", "gradient descent, step size 0.02".
  func valueLabel(of key: String, at point: Int, among points: [Int]) -> String {
    let (value, others) = (self.points[point].swept(key), points.map { self.points[$0] })
    if let value, value.entries != nil {
      return Point.phrase(value, at: key, among: others.compactMap { $0.swept(key) }, without: [])
    }
    return value?.number.map(NumberText.math) ?? self.points[point].text(key)
  }

  /// The last part of a swept key's path; more of it where another swept key ends alike.
  func shortName(_ path: String) -> String {
    let parts = path.split(separator: ".").map(String.init)
    let others = points[0].parameters.map(\.path).filter { $0 != path }
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
    let symbol = SpecKey.spec[path.split(separator: ".").map(String.init)[...]]?.symbol
    return shortName(path) + (symbol.map { " $\($0)$" } ?? "")
  }

  /// The swept keys whose value follows from those of `keys` at these points, their zip partners, and `keys` themselves.
  func keysAlong(_ keys: [String], at points: [Int]) -> [String] {
    let names = self.points[0].parameters.map(\.path)
    let following = names.filter { name in
      var values: [[String]: String] = [:]
      return points.allSatisfy { index in
        let point = self.points[index]
        let place = keys.map(point.text)
        let value = point.text(name)
        return values.updateValue(value, forKey: place).map { $0 == value } ?? true
      }
    }
    // Those inside of a mapping are no parameters.
    return following + keys.filter { !following.contains($0) }
  }
}

extension Point {
  /// The value of a swept key, or of a key inside a mapping that is swept as a whole; nil where that has no such key.
  func swept(_ path: String) -> SpecValue? {
    if let whole = parameters.first(where: { $0.path == path }) { return whole.value }
    return parameters.first { path.hasPrefix($0.path + ".") }.flatMap { whole in
      whole.value[path.dropFirst(whole.path.count + 1).split(separator: ".").map(String.init)]
    }
  }

  /// The value of a swept key as text; empty where there is none.
  func text(_ path: String) -> String {
    guard let value = swept(path) else { return "" }
    return value.number.map(NumberText.plain) ?? value.text ?? value.flow
  }

  /// "depth 3"; a word such as `complex` speaks for itself.
  fileprivate func phrase(
    _ path: String, shortened name: String, among shown: [Point], without keys: [String]
  ) -> String {
    let value = swept(path)
    if case .text(let word) = value, path.hasSuffix(".field") { return word }
    if let value, value.entries != nil {
      return Self.phrase(value, at: path, among: shown.compactMap { $0.swept(path) }, without: keys)
    }
    return "\(name) \(value?.number.map(NumberText.math) ?? text(path))"
  }

  /// A mapping in words: "gradient descent, step size 0.01", with what differs from the other mappings, or is theirs alone and no
  /// default; without `keys`, which are dotted from the spec's root.
  fileprivate static func phrase(
    _ value: SpecValue, at path: String, among others: [SpecValue], without keys: [String]
  ) -> String {
    let all = others.map { Dictionary($0.leaves.map { ($0.path, $0.value) }) { first, _ in first } }
    let telling = value.leaves.filter { leaf in
      let values = all.compactMap { $0[leaf.path] }
      let isOwn = values.count < all.count && !isDefault(leaf.value, at: "\(path).\(leaf.path)")
      return (isOwn || values.contains { $0 != leaf.value }) && !keys.contains("\(path).\(leaf.path)")
    }
    func words(_ path: String) -> String {
      (path.split(separator: ".").last.map(String.init) ?? path).replacing("-", with: " ")
    }
    let details = telling.map {
      "\(words($0.path)) \($0.value.number.map(NumberText.math) ?? $0.value.text ?? $0.value.flow)"
    }
    // What all have says nothing.
    let method = value.entries?.first?.key
    let isTelling = others.contains { $0.entries?.first?.key != method } || details.isEmpty && keys.isEmpty
    let name = method.map {
      SpecKey.spec["\(path).\($0)".split(separator: ".").map(String.init)[...]]?.words ?? words($0)
    }
    return ((isTelling ? [name ?? ""] : []) + details).joined(separator: ", ")
  }

  /// Whether a key would have this value if it were left out.
  static func isDefault(_ value: SpecValue, at path: String) -> Bool {
    let key = SpecKey.spec[path.split(separator: ".").map(String.init)[...]]
    if case .defaulted(let usual) = key?.presence { return usual == value }
    return false
  }
}
