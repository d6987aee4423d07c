import SwiftSyntax

/// A variant is named in one place: no other source file has a string literal equal to its name, declares an enum case
/// that names it, or branches on one.
public struct VariantRule: Rule {
  let list: VariantList

  /// The rule for a list.
  public init(_ list: VariantList) {
    self.list = list
  }

  public func faults(in house: House) -> [Fault] {
    let cases = list.cases
    let missing = Set(list.homes.values.joined()).filter { home in
      !house.sources.contains { $0.path == home || home.hasSuffix("/") && $0.path.hasPrefix(home) }
    }
    // A list that names files of yesterday would forbid nothing.
    return missing.map {
      Fault(path: $0, line: 1, sentence: "the list of variants names this file, which does not exist")
    }
      + house.sources.flatMap { file in
        let finder = VariantFinder(list.homes, cases)
        finder.walk(file.tree)
        return finder.found.filter { !list.allows(file.path, toName: $0.name) }.map { found in
          let homes = list.homes[found.name, default: []].joined(separator: " or ")
          return file.fault(
            at: found.node, "\(found.spelling) names the variant \(found.name), which only \(homes) may name")
        }
      }
  }
}

private final class VariantFinder: SyntaxVisitor {
  let names: [String: [String]]
  let cases: [String: String]
  var found: [(node: Syntax, name: String, spelling: String)] = []

  init(_ names: [String: [String]], _ cases: [String: String]) {
    self.names = names
    self.cases = cases
    super.init(viewMode: .sourceAccurate)
  }

  override func visit(_ node: StringLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    if let text = node.representedLiteralValue, names[text] != nil {
      found.append((Syntax(node), text, "the string \(node.trimmedDescription)"))
    }
    return .visitChildren
  }

  override func visit(_ node: EnumCaseElementSyntax) -> SyntaxVisitorContinueKind {
    if let name = cases[node.name.text] {
      found.append((Syntax(node), name, "the enum case \(node.name.text)"))
    }
    return .visitChildren
  }

  override func visit(_ node: ExpressionPatternSyntax) -> SyntaxVisitorContinueKind {
    let expression = node.expression.as(FunctionCallExprSyntax.self)?.calledExpression ?? node.expression
    if let member = expression.as(MemberAccessExprSyntax.self),
      let name = cases[member.declName.baseName.text]
    {
      found.append((Syntax(node), name, "the pattern \(member.trimmedDescription)"))
    }
    return .visitChildren
  }
}
