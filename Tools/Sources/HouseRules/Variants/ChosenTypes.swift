import SwiftSyntax

/// The types of the libraries among which specs choose, such as `HeavyBall`: those that conform to certain protocols, directly
/// or through protocols that refine them, and the files that may test for each.
struct ChosenTypes {
  /// The files that declare or extend each type.
  private(set) var homes: [String: Set<String>] = [:]

  /// - Parameter protocols: The protocols of the choices.
  init(conformingTo protocols: Set<String>, in house: House, registrations: [Registration]) {
    let finder = ConformanceFinder(viewMode: .sourceAccurate)
    for file in house.sources {
      finder.path = file.path
      finder.walk(file.tree)
    }
    var reached = protocols
    while true {
      let more = finder.found.filter { $0.isProtocol && !reached.isDisjoint(with: $0.bases) }.map(\.name)
      guard !reached.isSuperset(of: more) else { break }
      reached.formUnion(more)
    }
    for item in finder.found where !item.isProtocol && !reached.isDisjoint(with: item.bases) {
      homes[item.name, default: []].insert(item.path)
    }
    let folders = registrations.map(\.folder)
    for file in house.sources where folders.contains(where: { file.path.hasPrefix($0) }) {
      let calls = CallFinder(viewMode: .sourceAccurate)
      calls.walk(file.tree)
      for name in calls.names where homes[name] != nil { homes[name]?.insert(file.path) }
    }
  }
}

/// Types and protocols with what they inherit from.
private final class ConformanceFinder: SyntaxVisitor {
  var path = ""
  var found: [(name: String, bases: Set<String>, isProtocol: Bool, path: String)] = []

  private func add(_ name: String, _ clause: InheritanceClauseSyntax?, isProtocol: Bool = false)
    -> SyntaxVisitorContinueKind
  {
    let bases = Set(clause?.inheritedTypes.map { $0.type.lastName } ?? [])
    if !bases.isEmpty { found.append((name, bases, isProtocol, path)) }
    return .visitChildren
  }

  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name.text, node.inheritanceClause)
  }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name.text, node.inheritanceClause)
  }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name.text, node.inheritanceClause)
  }
  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name.text, node.inheritanceClause)
  }
  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.extendedType.lastName, node.inheritanceClause)
  }
  override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name.text, node.inheritanceClause, isProtocol: true)
  }
}

/// The names that are called.
private final class CallFinder: SyntaxVisitor {
  var names: Set<String> = []

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    names.insert(node.calledExpression.nameWithoutArguments)
    return .visitChildren
  }
}

extension ExprSyntax {
  /// `MaskedLoss` for `MaskedLoss<S>` and for `DeepLinear.MaskedLoss`.
  var nameWithoutArguments: String {
    let name = trimmedDescription.prefix { $0 != "<" }
    return name.split(separator: ".").last.map(String.init) ?? ""
  }
}
