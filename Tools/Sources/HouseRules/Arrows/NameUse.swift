import SwiftSyntax

/// A place where a file uses a name that its own function does not bind.
struct NameUse {
  /// How the name is written.
  enum Form {
    /// By itself, inside these types.
    case bare(in: [String])
    /// Behind a dot, on a type of this name or on something whose type is not in the syntax.
    case member(of: String?)
    /// Where only a type can be.
    case type
    /// A type that is called.
    case initializer
  }

  let name: String
  let form: Form
  /// The labels of the call, where this is called.
  let labels: [String?]?
  /// How many closures follow the call's parenthesis.
  let trailing: Int
  let node: Syntax
}

/// Collects the names that a file uses, also inside interpolated strings.
///
/// A name that a function binds (a parameter, a variable, a capture, a generic parameter) hides others of that name from there to
/// the function's end.
final class UseFinder: SyntaxVisitor {
  private(set) var uses: [NameUse] = []
  /// The names bound by each function and type around the node.
  private var scopes: [(names: Set<String>, isFunction: Bool)] = [([], false)]
  /// The names of the types and extensions around the node.
  private var containers: [String] = []

  init(_ file: SourceFile) {
    super.init(viewMode: .sourceAccurate)
    walk(file.tree)
  }

  private static let always: Set = [
    "self", "Self", "super", "init", "error", "newValue", "oldValue", "Any", "some",
  ]

  private func isBound(_ name: String) -> Bool {
    UseFinder.always.contains(name) || scopes.contains { $0.names.contains(name) }
  }

  private func bind(_ name: String) { scopes[scopes.count - 1].names.insert(name) }

  private func record(
    _ name: String, _ form: NameUse.Form, _ call: FunctionCallExprSyntax? = nil, at node: some SyntaxProtocol
  ) {
    let labels = call.map { $0.arguments.map { $0.label?.text } }
    let trailing = call.map { ($0.trailingClosure == nil ? 0 : 1) + $0.additionalTrailingClosures.count } ?? 0
    uses.append(NameUse(name: name, form: form, labels: labels, trailing: trailing, node: Syntax(node)))
  }

  // MARK: Names

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    let name = node.baseName.text
    let isCompound = node.argumentNames != nil
    if let access = node.parent?.as(MemberAccessExprSyntax.self), access.declName.id == node.id {
      let written = access.base?.as(GenericSpecializationExprSyntax.self)?.expression ?? access.base
      let base = written?.as(DeclReferenceExprSyntax.self)?.baseName.text
      let type = base.flatMap { $0.first?.isUppercase == true && !isBound($0) ? $0 : nil }
      if name != "init", name != "self" {
        record(name, .member(of: type), isCompound ? nil : access.call, at: node)
      } else if name == "init", let type {
        record(type, .initializer, access.call, at: node)
      }
    } else if node.parent?.is(KeyPathPropertyComponentSyntax.self) == true {
      record(name, .member(of: nil), at: node)
    } else if case .identifier = node.baseName.tokenKind, !isBound(name) {
      let call = isCompound ? nil : ExprSyntax(node).call
      record(name, .bare(in: containers), call, at: node)
      if let call, name.first?.isUppercase == true { record(name, .initializer, call, at: node) }
    }
    return .skipChildren
  }

  override func visit(_ node: IdentifierTypeSyntax) -> SyntaxVisitorContinueKind {
    if !isBound(node.name.text) { record(node.name.text, .type, at: node) }
    return .visitChildren
  }

  override func visit(_ node: MemberTypeSyntax) -> SyntaxVisitorContinueKind {
    record(node.name.text, .type, at: node.name)
    return .visitChildren
  }

  // MARK: Bindings

  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    if scopes.last?.isFunction == true { bind(node.identifier.text) }
    return .skipChildren
  }

  override func visit(_ node: OptionalBindingConditionSyntax) -> SyntaxVisitorContinueKind {
    // The value is not yet what the name is bound to; `if let x` means `if let x = x`.
    if let value = node.initializer {
      walk(value)
    } else if let name = node.pattern.names.first, !isBound(name) {
      record(name, .bare(in: containers), at: node.pattern)
    }
    if let type = node.typeAnnotation { walk(type) }
    walk(node.pattern)
    return .skipChildren
  }

  override func visit(_ node: PatternBindingSyntax) -> SyntaxVisitorContinueKind {
    if let value = node.initializer { walk(value) }
    if let type = node.typeAnnotation { walk(type) }
    walk(node.pattern)
    if let accessors = node.accessorBlock { walk(accessors) }
    return .skipChildren
  }

  override func visit(_ node: FunctionParameterSyntax) -> SyntaxVisitorContinueKind {
    bind((node.secondName ?? node.firstName).text)
    return .visitChildren
  }

  override func visit(_ node: ClosureParameterSyntax) -> SyntaxVisitorContinueKind {
    bind((node.secondName ?? node.firstName).text)
    return .visitChildren
  }

  override func visit(_ node: ClosureShorthandParameterSyntax) -> SyntaxVisitorContinueKind {
    bind(node.name.text)
    return .visitChildren
  }

  override func visit(_ node: ClosureCaptureSyntax) -> SyntaxVisitorContinueKind {
    if let value = node.initializer {
      walk(value)
    } else if !isBound(node.name.text) {
      record(node.name.text, .bare(in: containers), at: node.name)
    }
    bind(node.name.text)
    return .skipChildren
  }

  override func visit(_ node: AccessorParametersSyntax) -> SyntaxVisitorContinueKind {
    bind(node.name.text)
    return .visitChildren
  }

  override func visit(_ node: GenericParameterSyntax) -> SyntaxVisitorContinueKind {
    bind(node.name.text)
    return .visitChildren
  }

  // MARK: Scopes

  private func open(function name: String? = nil) -> SyntaxVisitorContinueKind {
    if let name, scopes.last?.isFunction == true { bind(name) }
    scopes.append(([], true))
    return .visitChildren
  }

  private func open(type name: String) -> SyntaxVisitorContinueKind {
    if scopes.last?.isFunction == true { bind(name) }
    scopes.append(([], false))
    containers.append(name)
    return .visitChildren
  }

  private func close() { scopes.removeLast() }

  private func closeType() {
    scopes.removeLast()
    containers.removeLast()
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    open(function: node.name.text)
  }
  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind { open() }
  override func visit(_ node: SubscriptDeclSyntax) -> SyntaxVisitorContinueKind { open() }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { open() }
  override func visit(_ node: AccessorDeclSyntax) -> SyntaxVisitorContinueKind { open() }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { open() }
  override func visitPost(_ node: FunctionDeclSyntax) { close() }
  override func visitPost(_ node: InitializerDeclSyntax) { close() }
  override func visitPost(_ node: SubscriptDeclSyntax) { close() }
  override func visitPost(_ node: AccessorBlockSyntax) { close() }
  override func visitPost(_ node: AccessorDeclSyntax) { close() }
  override func visitPost(_ node: ClosureExprSyntax) { close() }

  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind { open(type: node.name.text) }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind { open(type: node.name.text) }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { open(type: node.name.text) }
  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind { open(type: node.name.text) }
  override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind { open(type: node.name.text) }
  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
    open(type: node.extendedType.lastName)
  }
  override func visitPost(_ node: StructDeclSyntax) { closeType() }
  override func visitPost(_ node: ClassDeclSyntax) { closeType() }
  override func visitPost(_ node: EnumDeclSyntax) { closeType() }
  override func visitPost(_ node: ActorDeclSyntax) { closeType() }
  override func visitPost(_ node: ProtocolDeclSyntax) { closeType() }
  override func visitPost(_ node: ExtensionDeclSyntax) { closeType() }
}

extension ExprSyntax {
  /// The call of which this is what is called.
  fileprivate var call: FunctionCallExprSyntax? {
    let called = parent?.as(GenericSpecializationExprSyntax.self).map(ExprSyntax.init) ?? self
    guard let call = called.parent?.as(FunctionCallExprSyntax.self), call.calledExpression.id == called.id
    else { return nil }
    return call
  }
}

extension MemberAccessExprSyntax {
  fileprivate var call: FunctionCallExprSyntax? { ExprSyntax(self).call }
}
