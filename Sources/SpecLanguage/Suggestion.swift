/// The known name most similar to an unknown one.
package enum Suggestion {
  /// The end of a sentence, with its full stop, about an unknown key: the nearest of its neighbours, else where the schema of
  /// `root` has a key of this name, else all neighbours.
  static func advice(for name: String, among keys: [SpecKey], under root: SpecKey) -> String {
    if let key = keys.first(where: { $0.answers(to: name) }) { return "did you mean \(key.name)?" }
    if let near = nearest(to: name, among: keys.map(\.name)) { return "did you mean \(near)?" }
    if let path = elsewhere(name, under: root, path: []) {
      return "did you mean \(path.joined(separator: "."))?"
    }
    if keys.count == 1 { return "its only key is \(keys[0].name)." }
    return "its keys are \(keys.map(\.name).joined(last: "and"))."
  }

  /// The nearest of several names, where one is near enough to be meant.
  package static func nearest(to name: String, among names: [String]) -> String? {
    guard name.utf8.count <= 64 else { return nil }
    let plain = folded(name)
    let ranked = names.map { (name: $0, distance: distance(plain, folded($0))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, min(plain.count, best.name.count) / 3) ? best.name : nil
  }

  /// Lower case, without hyphens, underscores and blanks: `maxSteps`, `max_steps` and `max-steps` are one.
  fileprivate static func folded(_ name: String) -> [Character] {
    name.lowercased().filter { !"-_ ".contains($0) }.map { $0 }
  }

  private static func elsewhere(_ name: String, under key: SpecKey, path: [String]) -> [String]? {
    for child in key.children {
      if child.answers(to: name) { return path + [child.name] }
    }
    for child in key.children {
      if let found = elsewhere(name, under: child, path: path + [child.name]) { return found }
    }
    return nil
  }

  /// How many letters must be inserted, removed, replaced or swapped with their neighbour.
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row.append(cost)
      }
      (before, last) = (last, row)
    }
    return last[b.count]
  }
}

extension SpecKey {
  /// Whether `name` is this key's name or one of its synonyms, however hyphenated and capitalized.
  fileprivate func answers(to name: String) -> Bool {
    ([self.name] + synonyms).contains { Suggestion.folded($0) == Suggestion.folded(name) }
  }
}
