import SpecLanguage

/// What the columns of a CSV file are, as its header and the user's choices say.
struct DelimitedColumns {
  /// The names of the columns that are features, in the file's order.
  let featureNames: [String]

  private let names: [String]
  private let roles: [Role]
  /// The columns of the labels, in the user's order.
  private let labelColumns: [Int]

  private enum Role { case feature, label, ignored }

  /// - Throws: `DataError` for names that are missing, there twice, or not there.
  init(header: CSVParser.Row, _ choice: DelimitedText, of file: String) throws {
    func fault(_ sentence: String) -> DataError { DataError(sentence, in: file, line: header.line) }
    let names = try (0..<header.count).map { i in
      guard let name = header.withCell(i, { String(validating: $0, as: UTF8.self) }) else {
        throw fault(
          "the header is not UTF-8: convert the file with iconv -f LATIN1 -t UTF-8, or from what it is")
      }
      return name
    }

    let numbers = (0..<header.count).filter { i in
      if case .value = header.withCell(i, DecimalNumber.parse) { true } else { false }
    }
    if numbers.count == names.count {
      throw fault("the first line has numbers; expected a header with a name for each column")
    }
    var columns: [String: Int] = [:]
    for (i, name) in names.enumerated() {
      guard !name.isEmpty else { throw fault("column \(i + 1) has no name; expected one in the header") }
      if let first = columns.updateValue(i, forKey: name) {
        throw fault(
          "columns \(first + 1) and \(i + 1) both have the name \(name.quoted); expected different ones")
      }
    }
    var roles = [Role](repeating: .feature, count: names.count)
    for (role, chosen) in [(Role.label, choice.labels), (.ignored, choice.ignored)] {
      for name in chosen {
        guard let i = columns[name] else { throw fault(Self.absence(of: name, names)) }
        guard roles[i] == .feature else {
          throw fault("column \(name.quoted) is chosen twice; expected it once, as a label or to be ignored")
        }
        roles[i] = role
      }
    }
    (self.names, self.roles) = (names, roles)
    labelColumns = choice.labels.map { columns[$0] ?? 0 }
    featureNames = names.indices.filter { roles[$0] == .feature }.map { names[$0] }
    guard !featureNames.isEmpty else {
      throw fault(
        "no column is left for the features; expected at least one that is no label and not ignored")
    }
  }

  /// Adds a row's numbers to the table.
  ///
  /// - Throws: `DataError` for rows of another length and cells that are not finite numbers.
  func append(_ row: CSVParser.Row, to rows: inout TableRows, of file: String) throws {
    guard row.count == names.count else {
      let hint = names.count == 1 ? "; cells are separated by ',', ';' or tabulators" : ""
      throw DataError(
        "this row has \(row.count) \(row.count == 1 ? "cell" : "cells"); expected \(names.count), as the header has\(hint)",
        in: file,
        line: row.line)
    }
    for i in names.indices where roles[i] == .feature { rows.append(feature: try number(i, of: row, file)) }
    for i in labelColumns { rows.append(label: try number(i, of: row, file)) }
    try rows.endInstance(in: file, line: row.line)
  }

  private func number(_ i: Int, of row: CSVParser.Row, _ file: String) throws -> Double {
    switch row.withCell(i, DecimalNumber.parse) {
    case .value(let value): return value
    case .fault(let clause):
      throw DataError("column \(i + 1) (\(names[i].quoted)) has \(clause)", in: file, line: row.line)
    }
  }

  private static func absence(of name: String, _ names: [String]) -> String {
    if let near = Suggestion.nearest(to: name, among: names) {
      return "there is no column \(name.quoted); did you mean \(near.quoted)?"
    }
    let some = names.prefix(5).map(\.quoted) + (names.count > 5 ? ["\(names.count - 5) more"] : [])
    return "there is no column \(name.quoted); expected one of \(some.joined(last: "and"))"
  }
}
