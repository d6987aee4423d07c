extension Experiment {
  /// What distinguishes a point from the others shown: "depth 3, deviation 0.1"; empty where it is the only one.
  ///
  /// - Parameters:
  ///   - points: the points shown.
  ///   - key: a key that an axis shows already, with all keys that follow from it.
  func label(of point: Int, among points: [Int], without keys: [String] = []) -> String {
    let shown = points.map { self.points[$0] }
    let names = self.points[0].parameters.map(\.path)
    // A key that follows from those before it (as in a zip) says nothing new, unless it has words.
    let telling = names.filter { name in
      !keys.contains(name) && Set(shown.map { $0.text(name) }).count > 1
    }
    return telling.map { name in
      self.points[point].phrase(name, shortened: shortName(name), among: shown)
    }.joined(separator: ", ")
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
    let symbols = [
      "network.depth": "N", "network.width": "d", "dynamics.gradient-descent.step-size": "\\eta",
      "dynamics.regularization": "a", "initialization.gaussian.deviation": "s",
      "initialization.balanced.deviation": "s", "initialization.balanced-gaussian.deviation": "s",
    ]
    return shortName(path) + (symbols[path].map { " $\($0)$" } ?? "")
  }

  /// The swept keys whose value follows from that of `key` at these points, `key` itself included: its zip partners.
  func keysAlong(_ keys: [String], at points: [Int]) -> [String] {
    let names = self.points[0].parameters.map(\.path)
    return names.filter { name in
      var values: [[String]: String] = [:]
      return points.allSatisfy { index in
        let point = self.points[index]
        let place = keys.map(point.text)
        let value = point.text(name)
        return values.updateValue(value, forKey: place).map { $0 == value } ?? true
      }
    }
  }
}

extension Point {
  /// The value of a swept key as text.
  func text(_ path: String) -> String {
    guard let value = parameters.first(where: { $0.path == path })?.value else { return "" }
    return value.number.map(NumberText.plain) ?? value.text ?? value.flow
  }

  private func swept(_ path: String) -> SpecValue? { parameters.first { $0.path == path }?.value }

  /// "depth 3"; a word such as `complex` speaks for itself.
  fileprivate func phrase(_ path: String, shortened name: String, among shown: [Point]) -> String {
    let value = swept(path)
    if case .text(let word) = value, path.hasSuffix(".field") { return word }
    if let value, value.entries != nil {
      return Self.phrase(value, among: shown.compactMap { $0.swept(path) })
    }
    return "\(name) \(value?.number.map(NumberText.math) ?? text(path))"
  }

  /// A mapping in words: "gradient descent, step size 0.01", of the numbers those that differ from the other mappings'.
  private static func phrase(_ value: SpecValue, among others: [SpecValue]) -> String {
    let all = others.map { Dictionary($0.leaves.map { ($0.path, $0.value) }) { first, _ in first } }
    let telling = value.leaves.filter { leaf in
      let values = all.compactMap { $0[leaf.path] }
      return values.contains { $0 != leaf.value }
    }
    func words(_ path: String) -> String {
      (path.split(separator: ".").last.map(String.init) ?? path).replacing("-", with: " ")
    }
    let details = telling.map {
      "\(words($0.path)) \($0.value.number.map(NumberText.math) ?? $0.value.text ?? $0.value.flow)"
    }
    return ([value.entries?.first.map { words($0.key) } ?? ""] + details).joined(separator: ", ")
  }
}
