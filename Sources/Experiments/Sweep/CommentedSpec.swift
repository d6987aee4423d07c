import SpecLanguage

extension Experiment {
  /// The resolved spec with the documentation of every key above it, and the keys that it does not have as comments; it reads back
  /// as the same spec.
  public func commentedYAML() -> String {
    var lines: [String] = []
    for entry in resolved.entries ?? [] {
      if !lines.isEmpty { lines.append("") }
      SpecKey.write(entry, under: .spec, indent: "", to: &lines)
    }
    for key in SpecKey.spec.children where resolved[[key.name]] == nil {
      lines.append("")
      key.writeCommentedOut(indent: "", isLater: false, to: &lines)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
