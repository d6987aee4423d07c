// The schema for people: comments for a spec to start from, and a table for the README.

import Foundation

extension SpecKey {
  /// What is shown beside the documentation: what is expected, its unit, its default, whether it is available yet.
  var remarks: String { ([type.expectation] + moreRemarks).joined(separator: "; ") }

  private var moreRemarks: [String] {
    var remarks: [String] = []
    if type.namesFiles { remarks.append("relative to the spec's folder") }
    if let most = type.mostEntries { remarks.append("at most \(most) entries") }
    if let unit { remarks.append("unit: \(unit)") }
    if case .defaulted(let value) = presence, value != [:] { remarks.append("default: \(value.flowStyle)") }
    if let alternative { remarks.append("not beside \(alternative)") }
    let later = type.wordsToCome
    if !later.isEmpty { remarks.append("\(later.joined(last: "and")) not available yet") }
    if untilAvailable != nil { remarks.append(Self.notYet) }
    return remarks
  }

  private static let notYet = "not available yet"

  /// Every key inside in a Markdown table: path, what is expected with unit and default, documentation.
  public var markdownTable: String {
    var rows = ["| key | value | meaning |", "| --- | --- | --- |"]
    func add(_ key: SpecKey, _ path: String) {
      for child in key.children {
        let inner = path.isEmpty ? child.name : "\(path).\(child.name)"
        let cells = ["`\(inner)`", child.remarks, child.documentation]
        rows.append(
          "| " + cells.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ") + " |")
        add(child, inner)
      }
    }
    add(self, "")
    return rows.joined(separator: "\n") + "\n"
  }

  /// Appends an entry of a resolved spec to `lines`, its documentation above it as comments.
  package static func write(
    _ entry: SpecValue.Entry, under parent: SpecKey, indent: String, to lines: inout [String]
  ) {
    let key = parent.children.first { $0.name == entry.key }
    if let key {
      let isPlainMapping = key.type.expectation == "a mapping"
      let text = isPlainMapping ? key.documentation : "\(key.documentation) (\(key.remarks))"
      lines += wrapped(text, width: 100 - indent.count).map { "\(indent)# \($0)" }
    }
    if let key, case .mapping(let inner) = entry.value, !inner.isEmpty, !key.children.isEmpty {
      lines.append("\(indent)\(entry.key):")
      for child in inner { write(child, under: key, indent: indent + "  ", to: &lines) }
      let absent = key.children.filter { child in !inner.contains { $0.key == child.name } }
      for child in absent { child.writeCommentedOut(indent: indent + "  ", isLater: false, to: &lines) }
    } else {
      let text = SpecValue.mapping([entry]).yaml.split(separator: "\n")
      lines += text.map { indent + $0 }
    }
  }

  /// Appends a key that a spec does not have, with all keys inside, as comments: documentation after "# ", and an example after "#"
  /// alone, which is all that has to go for the key to be used.
  ///
  /// - Parameter isLater: whether it is inside a key that is not available yet.
  package func writeCommentedOut(indent: String, isLater: Bool, to lines: inout [String]) {
    let isLater = isLater || untilAvailable != nil
    let notes =
      (type.expectation == "a mapping" ? [] : [type.expectation]) + moreRemarks
      + (isLater && untilAvailable == nil ? [Self.notYet] : [])
    let text = notes.isEmpty ? documentation : "\(documentation) (\(notes.joined(separator: "; ")))"
    lines += Self.wrapped(text, width: 100 - indent.count).map { "\(indent)# \($0)" }
    lines.append("\(indent)#\(name):" + (children.isEmpty ? " \(example)" : ""))
    for child in children { child.writeCommentedOut(indent: indent + "  ", isLater: isLater, to: &lines) }
  }

  private static func wrapped(_ text: String, width: Int) -> [String] {
    text.split(separator: " ").reduce(into: []) { lines, word in
      if let last = lines.last, last.count + word.count < width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }
}

extension SpecType {
  fileprivate var namesFiles: Bool {
    switch self {
    case .text(let kind): kind.isFile
    case .list(let element, _): element.namesFiles
    case .union(let types): types.contains(where: \.namesFiles)
    case .integer, .number, .boolean, .choice, .mapping, .axes: false
    }
  }

  /// The words of a choice that do not work yet.
  fileprivate var wordsToCome: [String] {
    switch self {
    case .choice(let choices): choices.filter { $0.untilAvailable != nil }.map(\.name)
    case .list(let element, _): element.wordsToCome
    case .union(let types): types.flatMap(\.wordsToCome)
    case .integer, .number, .boolean, .text, .mapping, .axes: []
    }
  }
}
