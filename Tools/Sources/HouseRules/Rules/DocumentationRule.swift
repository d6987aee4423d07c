import SwiftSyntax

/// Every public declaration has a doc comment: its own, or that of the lines that it continues without a gap.
///
/// Two kinds need none. What a type declares because a protocol requires it has its meaning from the protocol. An
/// initializer that only takes values for properties, by their names, has it from the properties.
struct DocumentationRule: Rule {
  func faults(in house: House) -> [Fault] {
    let requirements = Set(house.sources.flatMap { self.requirements(in: $0) })
    return house.sources.flatMap { file in
      let reader = DocumentationReader(file, requirements)
      reader.walk(file.tree)
      return reader.faults
    }
  }

  /// The names that the protocols of a file require.
  private func requirements(in file: SourceFile) -> Set<String> {
    let finder = RequirementFinder(viewMode: .sourceAccurate)
    finder.walk(file.tree)
    return finder.names
  }
}

private final class RequirementFinder: SyntaxVisitor {
  var names: Set<String> = []

  override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
    for member in node.memberBlock.members {
      names.formUnion(member.decl.declaredNames)
    }
    return .skipChildren
  }
}

private final class DocumentationReader: SyntaxVisitor {
  let file: SourceFile
  let requirements: Set<String>
  var faults: [Fault] = []
  /// The lines of public declarations that a comment covers; it covers the next line too.
  private var covered: Set<Int> = []
  private var properties: Set<String> = []

  init(_ file: SourceFile, _ requirements: Set<String>) {
    self.file = file
    self.requirements = requirements
    super.init(viewMode: .sourceAccurate)
    properties = file.properties
  }

  override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }

  override func visit(_ node: CodeBlockItemSyntax) -> SyntaxVisitorContinueKind {
    if case .decl(let declaration) = node.item { check(declaration) }
    return .visitChildren
  }

  override func visit(_ node: MemberBlockItemSyntax) -> SyntaxVisitorContinueKind {
    check(node.decl)
    return .visitChildren
  }

  private func check(_ declaration: DeclSyntax) {
    guard let shape = DeclarationShape(declaration), !isWellKnown(declaration) else { return }
    let enclosing = declaration.enclosing
    let isRequirement = enclosing?.as(ProtocolDeclSyntax.self)?.modifiers.contains { $0.isPublic } == true
    guard shape.modifiers.contains(where: { $0.isPublic }) || isRequirement else { return }

    let line = file.line(of: shape.firstToken)
    let above = shape.hasAttributeLines(in: file) ? file.line(of: declaration) - 1 : line - 1
    if declaration.hasDocComment || covered.contains(above) {
      covered.insert(file.lastLine(of: declaration) == line ? line : -1)
      return
    }
    if let enclosing, enclosing.inherits,
      enclosing.is(ExtensionDeclSyntax.self) || !requirements.isDisjoint(with: declaration.declaredNames)
    {
      return
    }
    if let initializer = declaration.as(InitializerDeclSyntax.self), isMemberwise(initializer) { return }
    faults.append(Fault(path: file.path, line: line, sentence: "a public declaration without a doc comment"))
  }

  /// Whether this is what a protocol of Swift requires, whose meaning everybody knows.
  private func isWellKnown(_ declaration: DeclSyntax) -> Bool {
    if let function = declaration.as(FunctionDeclSyntax.self) {
      let label = function.signature.parameterClause.parameters.first?.firstName.text
      return switch function.name.text {
      case "==", "<": true
      case "hash": label == "into"
      case "encode": label == "to"
      default: false
      }
    }
    if let initializer = declaration.as(InitializerDeclSyntax.self) {
      let first = initializer.signature.parameterClause.parameters.first
      return first?.firstName.text == "from" && first?.secondName?.text == "decoder"
    }
    return declaration.is(VariableDeclSyntax.self)
      && !DocumentationReader.wellKnown.isDisjoint(with: declaration.declaredNames)
  }

  private static let wellKnown: Set = [
    "debugDescription", "description", "errorDescription", "hashValue", "id",
  ]

  /// Whether an initializer only takes values for properties, by their names.
  private func isMemberwise(_ node: InitializerDeclSyntax) -> Bool {
    node.signature.parameterClause.parameters.allSatisfy {
      properties.contains($0.firstName.tokenKind == .wildcard ? $0.secondName?.text ?? "" : $0.firstName.text)
    }
  }
}
