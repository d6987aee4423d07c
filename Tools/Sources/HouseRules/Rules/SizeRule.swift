import SwiftSyntax

/// A file fits a few screens and is named for its subject; a function fits one screen.
struct SizeRule: Rule {
  func faults(in house: House) -> [Fault] {
    let texts = house.swiftFiles.map { ($0.path, $0.text) } + house.otherFiles.map { ($0.path, $0.text) }
    let files = texts.flatMap { path, text in
      path.hasSuffix(".md")
        ? [] : faults(of: path, text, at: house.table.longerFiles[path] ?? house.table.longestFile)
    }
    return files + house.sources.flatMap { longFunctions(in: $0, beyond: house.table.longestFunction) }
  }

  private func faults(of path: String, _ text: String, at longest: Int) -> [Fault] {
    var faults: [Fault] = []
    let lines = text.utf8.count { $0 == UInt8(ascii: "\n") }
    if lines > longest {
      let sentence = "\(lines) lines; the longest a file may be is \(longest)"
      faults.append(Fault(path: path, line: longest, sentence: sentence))
    }
    for part in path.split(separator: "/") where isWithoutSubject(part) {
      let sentence = "the name \(part) has no subject; name it for what it holds"
      faults.append(Fault(path: path, line: 1, sentence: sentence))
    }
    return faults
  }

  private func isWithoutSubject(_ name: Substring) -> Bool {
    let stem = name.prefix { $0 != "." }
    return words(of: String(stem)).last.map { SizeRule.subjectless.contains($0.text) } ?? false
  }

  private static let subjectless: Set<Substring> = [
    "utility", "utilities", "util", "utils", "helper", "helpers", "manager", "common", "misc",
  ]

  private func longFunctions(in file: SourceFile, beyond longest: Int) -> [Fault] {
    let finder = FunctionFinder(viewMode: .sourceAccurate)
    finder.walk(file.tree)
    return finder.functions.compactMap { node, name in
      let lines = file.lastLine(of: node) - file.line(of: name) + 1
      guard lines > longest else { return nil }
      return file.fault(at: name, "\(lines) lines; the longest a function may be is \(longest)")
    }
  }
}

/// Every function, initializer and accessor with a body, and its name.
private final class FunctionFinder: SyntaxVisitor {
  var functions: [(Syntax, TokenSyntax)] = []

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    functions.append((Syntax(node), node.name))
    return .visitChildren
  }

  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
    functions.append((Syntax(node), node.initKeyword))
    return .visitChildren
  }

  override func visit(_ node: SubscriptDeclSyntax) -> SyntaxVisitorContinueKind {
    functions.append((Syntax(node), node.subscriptKeyword))
    return .visitChildren
  }

  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    if node.bindings.contains(where: { $0.accessorBlock != nil }) {
      functions.append((Syntax(node), node.bindingSpecifier))
    }
    return .visitChildren
  }
}
