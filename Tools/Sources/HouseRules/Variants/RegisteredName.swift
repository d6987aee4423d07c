import SwiftSyntax

/// A registered choice, as its own file declares it.
struct RegisteredName {
  /// What it is, in a sentence.
  let kind: String
  /// The name in specs, such as `heavy-ball`.
  let name: String
  /// The name in words, where the declaration gives one.
  let words: String?
  /// What the registry lists: a type or a property.
  let member: String
  /// The file that declares it.
  let file: SourceFile
  /// Where.
  let node: Syntax

  /// The name as that of an enum case: `heavyBall`.
  var identifier: String {
    let parts = name.split { !$0.isLetter && !$0.isNumber }
    return (parts.first.map(String.init) ?? "")
      + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// Whether the name is several words, so that it is hardly part of anything else.
  var isCompound: Bool { name.contains("-") }

  /// The ways to write it, in small letters: the name, the same with spaces, and the name in words.
  var spellings: Set<String> {
    Set([name, name.replacing("-", with: " "), words ?? name].map { $0.lowercased() })
  }
}

extension Registration {
  /// The members that the files below the folder declare.
  func members(in house: House) -> [RegisteredName] {
    house.sources.filter { $0.path.hasPrefix(folder) }.flatMap { file in
      let finder = DeclaredNames(self, file)
      finder.walk(file.tree)
      return finder.found
    }
  }

  /// What the registries list.
  func listed(in house: House) -> [(member: String, file: SourceFile, node: Syntax)] {
    house.sources.filter(isRegistry).flatMap { file in
      let finder = RegistryFinder(viewMode: .sourceAccurate)
      finder.walk(file.tree)
      return finder.found.map { ($0.member, file, $0.node) }
    }
  }

  /// Members without a registry's line, and lines whose member's name cannot be read.
  func faults(_ members: [RegisteredName], in house: House) -> [Fault] {
    let lines = listed(in: house)
    let (declared, registered) = (Set(members.map(\.member)), Set(lines.map(\.member)))
    guard !lines.isEmpty else {
      return [
        Fault(
          path: folder, line: 1, sentence: "no file …\(registry) lists the \(kind)s that are declared here")
      ]
    }
    return members.filter { !registered.contains($0.member) }.map {
      $0.file.fault(at: $0.node, "the \(kind) \($0.name) (\($0.member)) is in no registry")
    }
      + lines.filter { !declared.contains($0.member) }.map {
        $0.file.fault(at: $0.node, "the name of the \(kind) \($0.member) is not a string literal \(place)")
      }
  }

  private var place: String {
    switch form {
    case .key: "in a `static let key` below \(folder)"
    case .call(let call, let label):
      "in a call \(call)(\(label.map { $0 + ": " } ?? "")\"…\") below \(folder)"
    }
  }
}

/// The registered names that a file declares.
private final class DeclaredNames: SyntaxVisitor {
  let registration: Registration
  let file: SourceFile
  var found: [RegisteredName] = []

  init(_ registration: Registration, _ file: SourceFile) {
    (self.registration, self.file) = (registration, file)
    super.init(viewMode: .sourceAccurate)
  }

  override func visit(_ node: PatternBindingSyntax) -> SyntaxVisitorContinueKind {
    guard case .key = registration.form, node.pattern.trimmedDescription == "key",
      let value = node.initializer?.value, let type = Syntax(node).enclosingType
    else { return .visitChildren }
    let (call, words) = value.rootCall
    if let literal = call?.arguments.first?.expression.plainText {
      add(literal, words: words, member: type, at: Syntax(node))
    }
    return .skipChildren
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    if case .call(let name, let label) = registration.form, node.calledExpression.trimmedDescription == name,
      let argument = node.arguments.first, argument.label?.text == label,
      let literal = argument.expression.plainText,
      let property = Syntax(node).enclosingMember.flatMap({ $0.property ?? file.property(using: $0.function) }
      )
    {
      add(literal, words: nil, member: property, at: Syntax(node))
    }
    return .visitChildren
  }

  private func add(_ name: String, words: String?, member: String, at node: Syntax) {
    found.append(
      RegisteredName(
        kind: registration.kind, name: name, words: words, member: member, file: file, node: node))
  }
}

/// What the list `all` of a registry names: `HeavyBallVariant.self`, `.loss`.
private final class RegistryFinder: SyntaxVisitor {
  var found: [(member: String, node: Syntax)] = []

  override func visit(_ node: PatternBindingSyntax) -> SyntaxVisitorContinueKind {
    node.pattern.trimmedDescription == "all" ? .visitChildren : .skipChildren
  }

  override func visit(_ node: ArrayElementSyntax) -> SyntaxVisitorContinueKind {
    if let access = node.expression.as(MemberAccessExprSyntax.self) {
      let name = access.declName.baseName.text
      found.append((name == "self" ? access.base?.trimmedDescription ?? name : name, Syntax(node)))
    }
    return .skipChildren
  }
}

extension ExprSyntax {
  /// The text of a string literal without interpolations.
  fileprivate var plainText: String? { self.as(StringLiteralExprSyntax.self)?.representedLiteralValue }

  /// The call that others follow, as in `SpecKey("a").words("b")`, and the argument of `words`.
  fileprivate var rootCall: (call: FunctionCallExprSyntax?, words: String?) {
    guard let call = self.as(FunctionCallExprSyntax.self) else {
      // `SpecKey("a").excludedFromIdentity`
      return self.as(MemberAccessExprSyntax.self)?.base?.rootCall ?? (nil, nil)
    }
    guard let access = call.calledExpression.as(MemberAccessExprSyntax.self), let base = access.base,
      base.is(FunctionCallExprSyntax.self) || base.is(MemberAccessExprSyntax.self)
    else { return (call, nil) }
    let inner = base.rootCall
    let isWords = access.declName.baseName.text == "words"
    return (inner.call ?? call, isWords ? call.arguments.first?.expression.plainText : inner.words)
  }
}

extension Syntax {
  /// The name of the innermost type or extension around the node.
  fileprivate var enclosingType: String? {
    if let group = self.asProtocol((any DeclGroupSyntax).self) {
      if let named = group.asProtocol((any NamedDeclSyntax).self) { return named.name.text }
      return self.as(ExtensionDeclSyntax.self)?.extendedType.lastName
    }
    return parent?.enclosingType
  }

  /// The name of the member of a type, a property or a function, in which the node is.
  fileprivate var enclosingMember: (property: String?, function: String?)? {
    guard let item = self.as(MemberBlockItemSyntax.self) else { return parent?.enclosingMember }
    return (
      item.decl.as(VariableDeclSyntax.self)?.bindings.first?.pattern.trimmedDescription,
      item.decl.as(FunctionDeclSyntax.self)?.name.text
    )
  }
}

extension SourceFile {
  /// The first property in which a function is used.
  fileprivate func property(using function: String?) -> String? {
    let finder = UserFinder(function)
    finder.walk(tree)
    return finder.property
  }
}

private final class UserFinder: SyntaxVisitor {
  let function: String?
  var property: String?

  init(_ function: String?) {
    self.function = function
    super.init(viewMode: .sourceAccurate)
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    if node.baseName.text == function { property = property ?? Syntax(node).enclosingMember?.property }
    return .visitChildren
  }
}
