/// A section that a file names, as in “Notation §3.2”, exists in Documentation/Notation.md.
struct NotationRule: Rule {
  func faults(in house: House) -> [Fault] {
    guard let page = house.otherFiles.first(where: { $0.path == "Documentation/Notation.md" }) else {
      return []
    }
    let headings = page.text.matches(of: #/(?m)^#+ (\d+(?:\.\d+)?)\.? /#)
    let sections = Set(headings.map(\.1))
    let files = house.swiftFiles.map { ($0.path, $0.text) } + house.otherFiles.map { ($0.path, $0.text) }
    return files.filter { $0.0.hasPrefix("Sources/") }.flatMap { path, text in
      text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { number, line in
        guard line.contains("Notation §") else { return [Fault]() }
        return line.matches(of: #/Notation §(\d+(?:\.\d+)?)/#).filter { !sections.contains($0.1) }.map {
          Fault(path: path, line: number + 1, sentence: "\($0.0) is no section of Notation.md")
        }
      }
    }
  }
}
