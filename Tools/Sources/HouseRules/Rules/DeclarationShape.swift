import SwiftSyntax

/// What declarations of every kind that a doc comment describes have in common.
struct DeclarationShape {
  let modifiers: DeclModifierListSyntax
  let attributes: AttributeListSyntax
  let keyword: TokenSyntax

  /// Nil for a kind that needs no doc comment: an import, an extension, an enum case, an operator.
  init?(_ node: DeclSyntax) {
    switch node.as(DeclSyntaxEnum.self) {
    case .functionDecl(let node): self.init(node.modifiers, node.attributes, node.funcKeyword)
    case .variableDecl(let node): self.init(node.modifiers, node.attributes, node.bindingSpecifier)
    case .initializerDecl(let node): self.init(node.modifiers, node.attributes, node.initKeyword)
    case .subscriptDecl(let node): self.init(node.modifiers, node.attributes, node.subscriptKeyword)
    case .structDecl(let node): self.init(node.modifiers, node.attributes, node.structKeyword)
    case .classDecl(let node): self.init(node.modifiers, node.attributes, node.classKeyword)
    case .enumDecl(let node): self.init(node.modifiers, node.attributes, node.enumKeyword)
    case .protocolDecl(let node): self.init(node.modifiers, node.attributes, node.protocolKeyword)
    case .actorDecl(let node): self.init(node.modifiers, node.attributes, node.actorKeyword)
    case .typeAliasDecl(let node): self.init(node.modifiers, node.attributes, node.typealiasKeyword)
    case .associatedTypeDecl(let node): self.init(node.modifiers, node.attributes, node.associatedtypeKeyword)
    case .macroDecl(let node): self.init(node.modifiers, node.attributes, node.macroKeyword)
    default: return nil
    }
  }

  private init(_ modifiers: DeclModifierListSyntax, _ attributes: AttributeListSyntax, _ keyword: TokenSyntax)
  {
    self.modifiers = modifiers
    self.attributes = attributes
    self.keyword = keyword
  }

  /// The first token behind the attributes.
  var firstToken: TokenSyntax { modifiers.first?.firstToken(viewMode: .sourceAccurate) ?? keyword }

  /// Whether the attributes have lines of their own.
  func hasAttributeLines(in file: SourceFile) -> Bool {
    attributes.first.map { file.line(of: $0) < file.line(of: firstToken) } ?? false
  }
}

extension DeclModifierSyntax {
  /// Whether this is `public` or `open`, of the declaration and not of its setter alone.
  var isPublic: Bool { (name.text == "public" || name.text == "open") && detail == nil }

  /// Whether this is `private` or `fileprivate`, of the declaration and not of its setter alone.
  var isPrivate: Bool { (name.text == "private" || name.text == "fileprivate") && detail == nil }
}

extension DeclSyntax {
  /// The names that this declares: several for `var a, b`, none for an initializer or a subscript.
  var declaredNames: [String] {
    switch self.as(DeclSyntaxEnum.self) {
    case .functionDecl(let node): [node.name.text]
    case .variableDecl(let node): node.bindings.flatMap { $0.pattern.names }
    case .structDecl(let node): [node.name.text]
    case .classDecl(let node): [node.name.text]
    case .enumDecl(let node): [node.name.text]
    case .protocolDecl(let node): [node.name.text]
    case .actorDecl(let node): [node.name.text]
    case .typeAliasDecl(let node): [node.name.text]
    case .associatedTypeDecl(let node): [node.name.text]
    case .enumCaseDecl(let node): node.elements.map(\.name.text)
    default: []
    }
  }

  /// The type, extension or protocol of which this is a member.
  var enclosing: DeclSyntax? {
    var node = parent
    while let current = node {
      if let group = current.asProtocol((any DeclGroupSyntax).self) { return DeclSyntax(fromProtocol: group) }
      node = current.parent
    }
    return nil
  }

  /// Whether a type or extension names something that it inherits or conforms to.
  var inherits: Bool { asProtocol((any DeclGroupSyntax).self)?.inheritanceClause != nil }

  /// Whether the last comment before this is a doc comment.
  var hasDocComment: Bool {
    for piece in leadingTrivia.reversed() {
      switch piece {
      case .docLineComment, .docBlockComment: return true
      case .newlines(let count), .carriageReturnLineFeeds(let count): if count > 1 { return false }
      case .lineComment, .blockComment: return false
      default: continue
      }
    }
    return false
  }
}

extension PatternSyntax {
  /// The names that a pattern binds.
  var names: [String] {
    if let identifier = self.as(IdentifierPatternSyntax.self) { return [identifier.identifier.text] }
    if let tuple = self.as(TuplePatternSyntax.self) { return tuple.elements.flatMap { $0.pattern.names } }
    return []
  }
}

extension SourceFile {
  /// The names of the properties that the types of this file declare, local variables aside.
  var properties: Set<String> {
    let finder = PropertyFinder(viewMode: .sourceAccurate)
    finder.walk(tree)
    return finder.names
  }
}

private final class PropertyFinder: SyntaxVisitor {
  var names: Set<String> = []

  override func visit(_ node: MemberBlockItemSyntax) -> SyntaxVisitorContinueKind {
    if node.decl.is(VariableDeclSyntax.self) { names.formUnion(node.decl.declaredNames) }
    return .visitChildren
  }

  override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}
