import SwiftSyntax

/// A change before it is known whether it can be chosen at run time.
struct Change {
  let node: Syntax
  let kind: Mutant.Kind
  let range: Range<Int>
  let original: String
  let changed: String
}

/// Collects the changes of a file: what each kind of expression can become.
final class ChangeVisitor: SyntaxVisitor {
  private(set) var changes: [Change] = []

  private func add(_ kind: Mutant.Kind, _ node: some SyntaxProtocol, _ changed: String) {
    changes.append(
      Change(
        node: Syntax(node), kind: kind, range: node.bytes, original: node.trimmedDescription, changed: changed
      ))
  }

  override func visit(_ node: IntegerLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    if let changed = increment(integer: node.literal.text) { add(.literal, node, changed) }
    return .visitChildren
  }

  override func visit(_ node: FloatLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    if let changed = double(number: node.literal.text) { add(.literal, node, changed) }
    return .visitChildren
  }

  override func visit(_ node: BooleanLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    add(.truth, node, node.literal.text == "true" ? "false" : "true")
    return .visitChildren
  }

  override func visit(_ node: BinaryOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    guard let (kind, others) = operatorChanges[node.operator.text] else { return .visitChildren }
    // Texts and arrays have a sum and no difference.
    if kind == .arithmetic, isBesideText(node) { return .visitChildren }
    for other in others { add(kind, node.operator, other) }
    return .visitChildren
  }

  override func visit(_ node: PrefixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    let operand = node.expression.trimmedDescription
    switch node.operator.text {
    case "-": add(.sign, node, "(\(operand))")
    case "!": add(.truth, node, "(\(operand))")
    default: break
    }
    return .visitChildren
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    let name: TokenSyntax
    if let member = node.calledExpression.as(MemberAccessExprSyntax.self) {
      name = member.declName.baseName
      if name.text == "squareRoot", let base = member.base {
        add(.exponent, node, "(\(base.trimmedDescription))")
      }
    } else if let function = node.calledExpression.as(DeclReferenceExprSyntax.self) {
      name = function.baseName
    } else {
      return .visitChildren
    }
    if let other = extrema[name.text] { add(.extremum, name, other) }
    // A literal is a change of its own.
    if powers.contains(name.text), let exponent = node.arguments.last?.expression,
      !exponent.is(IntegerLiteralExprSyntax.self), !exponent.is(FloatLiteralExprSyntax.self)
    {
      add(.exponent, exponent, "(\(exponent.trimmedDescription)) + 1")
    }
    return .visitChildren
  }

  private func isBesideText(_ node: BinaryOperatorExprSyntax) -> Bool {
    guard let list = node.parent?.as(ExprListSyntax.self), let index = list.index(of: ExprSyntax(node)) else {
      return false
    }
    let before = index > list.startIndex ? list[list.index(before: index)] : nil
    let after = list.index(after: index) < list.endIndex ? list[list.index(after: index)] : nil
    return [before, after].contains {
      $0?.is(StringLiteralExprSyntax.self) == true || $0?.is(ArrayExprSyntax.self) == true
    }
  }
}

private let operatorChanges: [String: (Mutant.Kind, [String])] = [
  "<": (.comparison, ["<=", ">="]), "<=": (.comparison, ["<", ">"]),
  ">": (.comparison, [">=", "<="]), ">=": (.comparison, [">", "<"]),
  "==": (.comparison, ["!="]), "!=": (.comparison, ["=="]),
  "===": (.comparison, ["!=="]), "!==": (.comparison, ["==="]),
  "+": (.arithmetic, ["-"]), "-": (.arithmetic, ["+"]), "*": (.arithmetic, ["/"]), "/": (.arithmetic, ["*"]),
  "+=": (.arithmetic, ["-="]), "-=": (.arithmetic, ["+="]), "*=": (.arithmetic, ["/="]),
  "/=": (.arithmetic, ["*="]), "%": (.arithmetic, ["*"]),
  "&+": (.arithmetic, ["&-"]), "&-": (.arithmetic, ["&+"]), "&*": (.arithmetic, ["&+"]),
  "<<": (.arithmetic, [">>"]), ">>": (.arithmetic, ["<<"]),
  "^": (.arithmetic, ["|"]), "&": (.arithmetic, ["|"]), "|": (.arithmetic, ["&"]),
  "&&": (.connective, ["||"]), "||": (.connective, ["&&"]),
]

private let extrema = [
  "min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum",
  "pointwiseMin": "pointwiseMax", "pointwiseMax": "pointwiseMin",
]

private let powers: Set = ["pow", "power"]
