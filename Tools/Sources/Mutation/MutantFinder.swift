import SwiftParser
import SwiftSyntax

/// Every mutant of a file, in the order of the text, and how many expressions were left alone.
public struct MutantFinder: Sendable {
  /// The mutants.
  public private(set) var mutants: [Mutant] = []
  /// How many changes were left out, by reason.
  public private(set) var skipped: [SkipReason: Int] = [:]

  /// - Parameters:
  ///   - path: The file, relative to the package.
  ///   - text: What it contains.
  public init(path: String, text: String) {
    let tree = Parser.parse(source: text)
    let visitor = ChangeVisitor(viewMode: .sourceAccurate)
    visitor.walk(tree)
    let converter = SourceLocationConverter(fileName: path, tree: tree)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var occurrences: [String: Int] = [:]
    for change in visitor.changes {
      switch ScopeSearch(from: change.node) {
      case .skipped(let reason): skipped[reason, default: 0] += 1
      case .found(let scope):
        let position = AbsolutePosition(utf8Offset: change.range.lowerBound)
        let line = converter.location(for: position).line
        var mutant = Mutant(
          file: path, line: line, declaration: declarationName(around: change.node), kind: change.kind,
          original: change.original, changed: change.changed,
          context: String(lines[line - 1]).trimmed, range: change.range, scope: scope)
        occurrences[mutant.name, default: 0] += 1
        mutant.occurrence = occurrences[mutant.name] ?? 1
        mutants.append(mutant)
      }
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}

/// The names of the declarations around a node, from the outermost, joined by points.
private func declarationName(around node: Syntax) -> String {
  var names: [String] = []
  var next: Syntax? = node
  while let current = next {
    if let name = declaredName(current) { names.append(name) }
    next = current.parent
  }
  return names.isEmpty ? "file" : names.reversed().joined(separator: ".")
}

private func declaredName(_ node: Syntax) -> String? {
  if let function = node.as(FunctionDeclSyntax.self) {
    return function.name.text + labels(function.signature.parameterClause)
  }
  if let initializer = node.as(InitializerDeclSyntax.self) {
    return "init" + labels(initializer.signature.parameterClause)
  }
  if let script = node.as(SubscriptDeclSyntax.self) { return "subscript" + labels(script.parameterClause) }
  if node.is(DeinitializerDeclSyntax.self) { return "deinit" }
  if let type = node.as(ExtensionDeclSyntax.self) { return type.extendedType.trimmedDescription }
  if let type = node.asProtocol((any NamedDeclSyntax).self) { return type.name.text }
  // Of a type or a file; a variable of a function is no place of its own.
  if let binding = node.as(PatternBindingSyntax.self),
    let declaration = binding.parent?.parent, declaration.is(VariableDeclSyntax.self),
    declaration.parent?.is(MemberBlockItemSyntax.self) == true
      || declaration.parent?.parent?.parent?.is(SourceFileSyntax.self) == true
  {
    return binding.pattern.trimmedDescription
  }
  return nil
}

private func labels(_ clause: FunctionParameterClauseSyntax) -> String {
  "(" + clause.parameters.map { $0.firstName.text + ":" }.joined() + ")"
}
