extension Experiment {
  /// The resolved spec with the documentation of every key above it; it reads back as the same spec.
  public func commentedYAML() -> String {
    var lines: [String] = []
    for entry in resolved.entries ?? [] {
      if !lines.isEmpty { lines.append("") }
      SpecKey.write(entry, under: .spec, indent: "", to: &lines)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
