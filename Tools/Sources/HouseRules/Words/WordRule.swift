import SwiftSyntax

/// No file uses a word of the list: in an identifier, a comment or a string of a Swift file, or anywhere in another file.
public struct WordRule: Rule {
  let list: WordList

  /// The rule for a list.
  public init(_ list: WordList) {
    self.list = list
  }

  public func faults(in house: House) -> [Fault] {
    let swift = house.swiftFiles.filter { !$0.path.hasPrefix("Tools/") }.flatMap(faults)
    let others = house.otherFiles.flatMap { faults(in: $0.text, of: $0.path, from: 1) }
    return swift + others
  }

  /// The faults of a text that begins at a line of a file.
  private func faults(in text: String, of path: String, from line: Int) -> [Fault] {
    list.uses(in: text, of: path).map {
      Fault(path: path, line: line + $0.line, sentence: "“\($0.form)”: write \($0.instead)")
    }
  }

  private func faults(in file: SourceFile) -> [Fault] {
    var identifiers: Set<String> = []
    return file.tree.tokens(viewMode: .sourceAccurate).flatMap { token in
      var faults = comments(in: token.leadingTrivia, at: token.position, of: file)
      switch token.tokenKind {
      case .stringSegment(let text):
        faults += self.faults(in: text, of: file.path, from: file.line(of: token))
      // An identifier is named once a file.
      case .identifier(let name) where identifiers.insert(name).inserted:
        faults += self.faults(in: name, of: file.path, from: file.line(of: token))
      default: break
      }
      return faults + comments(in: token.trailingTrivia, at: token.endPositionBeforeTrailingTrivia, of: file)
    }
  }

  private func comments(in trivia: Trivia, at start: AbsolutePosition, of file: SourceFile) -> [Fault] {
    var position = start
    return trivia.flatMap { piece in
      defer { position = position.advanced(by: piece.sourceLength.utf8Length) }
      switch piece {
      // A heading for editors, whose first word is not ours.
      case .lineComment(let text) where text.hasPrefix("// MARK:"):
        return faults(
          in: String(text.dropFirst("// MARK:".count)), of: file.path, from: file.line(at: position))
      case .lineComment(let text), .blockComment(let text), .docLineComment(let text),
        .docBlockComment(let text):
        return faults(in: text, of: file.path, from: file.line(at: position))
      default: return []
      }
    }
  }
}
