import SwiftSyntax

/// Standard output and error are written in one file, which copes with streams that cannot be written: elsewhere, what
/// cannot be written would be dropped or end the process.
struct StreamRule: Rule {
  func faults(in house: House) -> [Fault] {
    house.sources.filter { $0.name != house.table.streamsFile }.flatMap { file in
      let finder = StreamFinder(viewMode: .sourceAccurate)
      finder.walk(file.tree)
      return finder.found.map {
        file.fault(
          at: $0, "\($0.trimmedDescription): what is written goes through \(house.table.streamsFile)")
      }
    }
  }
}

private final class StreamFinder: SyntaxVisitor {
  var found: [ExprSyntax] = []

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    if let name = node.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text,
      StreamFinder.functions.contains(name),
      // `print(…, to:)` writes where it is sent.
      !node.arguments.contains(where: { $0.label?.text == "to" })
    {
      found.append(node.calledExpression)
    }
    // Whether a stream is a terminal, everybody may know.
    return node.calledExpression.trimmedDescription == "isatty" ? .skipChildren : .visitChildren
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    if StreamFinder.streams.contains(node.baseName.text), !node.isMemberName {
      found.append(ExprSyntax(node))
    }
    return .visitChildren
  }

  override func visit(_ node: MemberAccessExprSyntax) -> SyntaxVisitorContinueKind {
    if node.base?.trimmedDescription == "FileHandle",
      StreamFinder.handles.contains(node.declName.baseName.text)
    {
      found.append(ExprSyntax(node))
    }
    return .visitChildren
  }

  private static let functions: Set = [
    "print", "debugPrint", "dump", "fputs", "puts", "putchar", "printf", "vprintf",
  ]
  private static let streams: Set = ["stdout", "stderr", "STDOUT_FILENO", "STDERR_FILENO"]
  private static let handles: Set = ["standardOutput", "standardError"]
}

extension DeclReferenceExprSyntax {
  /// Whether this is the name after a dot.
  var isMemberName: Bool {
    parent?.as(MemberAccessExprSyntax.self)?.declName.id == id
      || parent?.is(KeyPathPropertyComponentSyntax.self) == true
  }
}
