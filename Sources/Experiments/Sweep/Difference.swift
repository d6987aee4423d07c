import SpecLanguage

extension Experiment {
  /// How this spec differs from another, in one readable sentence; nil where they are the same.
  ///
  ///     stop.max-steps is 200000 here and 100000 in runs/spec.yaml.
  ///
  /// The first three differences are shown, the others counted.
  ///
  /// - Parameters:
  ///   - other: The spec to compare with.
  ///   - place: What to call the other one.
  ///   - ignoring: Keys that may differ, such as `seeds.count`, each with everything under it.
  public func difference(from other: Experiment, in place: String, ignoring: [String] = []) -> String? {
    let here = resolved.leaves.filter { !Self.isIgnored($0.path, ignoring) }
    let there = other.resolved.leaves.filter { !Self.isIgnored($0.path, ignoring) }
    let mine = Dictionary(here.map { ($0.path, $0.value) }) { first, _ in first }
    let theirs = Dictionary(there.map { ($0.path, $0.value) }) { first, _ in first }
    let paths = here.map(\.path) + there.map(\.path).filter { mine[$0] == nil }
    let different = paths.filter { mine[$0] != theirs[$0] }
    guard !different.isEmpty else { return nil }
    let shown = different.prefix(3).map { path in
      "\(path) is \(Self.show(mine[path])) here and \(Self.show(theirs[path])) in \(place)"
    }
    let more = different.count - shown.count
    return shown.joined(separator: "; ") + (more > 0 ? "; and \(more) more differ." : ".")
  }

  private static func isIgnored(_ path: String, _ ignoring: [String]) -> Bool {
    ignoring.contains { path == $0 || path.hasPrefix($0 + ".") }
  }

  private static func show(_ value: SpecValue?) -> String {
    guard let text = value?.flowStyle else { return "absent" }
    return text.unicodeScalars.count <= 60 ? text : String(text.unicodeScalars.prefix(59)) + "…"
  }
}
