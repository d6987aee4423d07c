import DeepLinearTheory
import Foundation

/// What `check --list` prints: the table of assumptions.
struct StatementList {
  private let descriptions: [StatementDescription]

  init(_ descriptions: [StatementDescription]) { self.descriptions = descriptions }

  /// A block of lines for each statement: a table of twelve columns would not fit a terminal.
  var text: String {
    descriptions.map { statement in
      let lines: [(String, String)] = [
        ("field", statement.field), ("depth", statement.depth), ("target", statement.target),
        ("start", statement.start), ("dynamics", statement.dynamics), ("a", statement.regularization),
        ("assumed of the run", statement.assumed), ("promised", statement.promised),
        ("constants", statement.hasExplicitConstants ? "explicit" : "not explicit"),
        ("judged", statement.judged),
        ("reported only", statement.reported.isEmpty ? "nothing" : statement.reported),
      ]
      let body = lines.map { name, value in
        "  " + name.padding(toLength: 20, withPad: " ", startingAt: 0) + value
      }
      return ([statement.identifier + " (\(statement.source.paper), \(statement.source.place))"] + body)
        .joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}
