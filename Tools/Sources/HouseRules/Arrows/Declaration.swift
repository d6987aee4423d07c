import SwiftSyntax

/// A name that a file declares outside the bodies of functions.
struct Declaration {
  /// What has the name.
  enum Kind {
    /// A type, an associated type or a generic parameter.
    case type
    /// A variable, or an enum case without values.
    case value
    case function([Parameter])
    /// An enum case with values, whose labels a pattern may leave out.
    case enumCase([Parameter])
    /// An initializer, whose name is that of its type.
    case initializer([Parameter])
  }

  /// A parameter as a call sees it.
  struct Parameter {
    let label: String?
    /// Whether a call may leave it out.
    let isOptional: Bool
    /// Whether a call may give it several times.
    let isVariadic: Bool
  }

  let name: String
  let kind: Kind
  /// The type of which this is a member; nil at the top level.
  let container: String?
  /// Whether only its own file sees it.
  let isPrivate: Bool

  /// Whether this can be what is called by name with labels; without labels, whether it can be named at all.
  func answers(_ labels: [String?]?, trailing: Int) -> Bool {
    switch kind {
    case .type, .value: true
    case .function(let parameters), .initializer(let parameters):
      labels.map { fits(parameters, $0, trailing) } ?? true
    case .enumCase(let parameters):
      labels.map { fits(parameters, $0, trailing) || $0.allSatisfy { $0 == nil } } ?? true
    }
  }

  /// Whether a call with these labels, and so many closures behind its parenthesis, fits the parameters.
  private func fits(_ parameters: [Parameter], _ labels: [String?], _ trailing: Int) -> Bool {
    var rest = labels[...]
    var missing = 0
    for parameter in parameters {
      if let label = rest.first, label == parameter.label {
        rest = rest.dropFirst()
        if parameter.isVariadic { rest = rest.drop { $0 == nil } }
      } else if !parameter.isOptional {
        missing += 1
      }
    }
    return rest.isEmpty && missing <= trailing
  }
}

/// Collects what a file declares.
final class DeclarationFinder: SyntaxVisitor {
  private(set) var declarations: [Declaration] = []
  /// The types and extensions around the node, and whether only the file sees them.
  private var containers: [(name: String, isPrivate: Bool)] = []
  /// The names of protocols.
  private(set) var protocols: Set<String> = []

  init(_ file: SourceFile) {
    super.init(viewMode: .sourceAccurate)
    walk(file.tree)
  }

  private func add(_ name: String, _ kind: Declaration.Kind, _ modifiers: DeclModifierListSyntax? = nil) {
    let isPrivate = modifiers?.contains { $0.isPrivate } == true || containers.last?.isPrivate == true
    declarations.append(
      Declaration(name: name, kind: kind, container: containers.last?.name, isPrivate: isPrivate))
  }

  private func open(_ name: String, _ modifiers: DeclModifierListSyntax, isType: Bool = true)
    -> SyntaxVisitorContinueKind
  {
    if isType { add(name, .type, modifiers) }
    containers.append((name, containers.last?.isPrivate == true || modifiers.contains { $0.isPrivate }))
    return .visitChildren
  }

  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
    open(node.name.text, node.modifiers)
  }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
    open(node.name.text, node.modifiers)
  }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind {
    open(node.name.text, node.modifiers)
  }
  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind {
    open(node.name.text, node.modifiers)
  }
  override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
    protocols.insert(node.name.text)
    return open(node.name.text, node.modifiers)
  }
  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
    open(node.extendedType.lastName, node.modifiers, isType: false)
  }

  override func visitPost(_ node: StructDeclSyntax) { containers.removeLast() }
  override func visitPost(_ node: ClassDeclSyntax) { containers.removeLast() }
  override func visitPost(_ node: EnumDeclSyntax) { containers.removeLast() }
  override func visitPost(_ node: ActorDeclSyntax) { containers.removeLast() }
  override func visitPost(_ node: ProtocolDeclSyntax) { containers.removeLast() }
  override func visitPost(_ node: ExtensionDeclSyntax) { containers.removeLast() }

  override func visit(_ node: GenericParameterSyntax) -> SyntaxVisitorContinueKind {
    add(node.name.text, .type)
    return .skipChildren
  }

  override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name.text, .type, node.modifiers)
    return .skipChildren
  }

  override func visit(_ node: AssociatedTypeDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name.text, .type)
    return .skipChildren
  }

  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    for name in node.bindings.flatMap({ $0.pattern.names }) { add(name, .value, node.modifiers) }
    return .skipChildren
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name.text, .function(node.signature.parameterClause.seen), node.modifiers)
    return .skipChildren
  }

  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
    let parameters = node.signature.parameterClause.seen
    add(containers.last?.name ?? "", .initializer(parameters), node.modifiers)
    return .skipChildren
  }

  override func visit(_ node: EnumCaseElementSyntax) -> SyntaxVisitorContinueKind {
    let values = node.parameterClause?.parameters.map {
      Declaration.Parameter(label: $0.firstName?.label, isOptional: $0.defaultValue != nil, isVariadic: false)
    }
    add(node.name.text, values.map { .enumCase($0) } ?? .value)
    return .skipChildren
  }

  // What a body declares cannot be named outside it.
  override func visit(_ node: SubscriptDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}

extension FunctionParameterClauseSyntax {
  /// The parameters as a call sees them.
  fileprivate var seen: [Declaration.Parameter] {
    parameters.map {
      let isVariadic = $0.ellipsis != nil
      return Declaration.Parameter(
        label: $0.firstName.label, isOptional: $0.defaultValue != nil || isVariadic, isVariadic: isVariadic)
    }
  }
}

extension TokenSyntax {
  /// The label that a parameter's first name gives it; nil for `_`.
  fileprivate var label: String? { tokenKind == .wildcard ? nil : text }
}

extension TypeSyntax {
  /// The name of a type, without the types around it and its generic arguments.
  var lastName: String {
    if let identifier = self.as(IdentifierTypeSyntax.self) { return identifier.name.text }
    if let member = self.as(MemberTypeSyntax.self) { return member.name.text }
    return trimmedDescription
  }
}
