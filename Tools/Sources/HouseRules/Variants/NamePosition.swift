import SwiftSyntax

/// A place where a file compares, matches, looks up or tests for something that may be registered.
struct NamePosition {
  /// What is there, and how much of a name counts.
  enum Content {
    /// A text that something is compared with, matched against or looked up by: a whole name, alone or as a word in it.
    case text(String)
    /// A text that another begins with, ends with or contains: a part of a name counts, too.
    case part(String, of: Search)
    /// The value of a variable or the result of a function: a name of several words, alone or in a dotted path.
    case value(String)
    /// The declaration of an enum case.
    case enumCase(String)
    /// An enum case in a pattern or comparison.
    case member(String)
    /// A type that something is tested for.
    case test(String)
    /// Any mention of a type.
    case type(String)
  }

  /// How a text is searched for another.
  enum Search { case prefix, suffix, inside }

  let content: Content
  let node: Syntax
}

/// Collects these places of a file.
final class PositionFinder: SyntaxVisitor {
  private(set) var found: [NamePosition] = []

  init(_ file: SourceFile) {
    super.init(viewMode: .sourceAccurate)
    walk(file.tree)
  }

  private func add(_ content: NamePosition.Content, _ node: some SyntaxProtocol) {
    found.append(NamePosition(content: content, node: Syntax(node)))
  }

  /// Texts and enum cases in an expression, where it is compared or matched.
  private func addOperand(_ expression: some SyntaxProtocol, isPattern: Bool = false) {
    let finder = OperandFinder(isPattern: isPattern)
    finder.walk(expression)
    for (text, node) in finder.texts { add(.text(text), node) }
    for (member, node) in finder.members { add(.member(member), node) }
  }

  private func addTypes(_ type: some SyntaxProtocol, at node: some SyntaxProtocol) {
    let finder = TypeNames(viewMode: .sourceAccurate)
    finder.walk(type)
    for name in finder.names { add(.test(name), node) }
  }

  // MARK: Comparisons and casts

  private static let comparisons: Set = ["==", "!=", "~=", "===", "!=="]

  override func visit(_ node: SequenceExprSyntax) -> SyntaxVisitorContinueKind {
    let elements = Array(node.elements)
    for (i, element) in elements.enumerated() {
      if let symbol = element.as(BinaryOperatorExprSyntax.self)?.operator.text,
        PositionFinder.comparisons.contains(symbol)
      {
        for j in [i - 1, i + 1] where elements.indices.contains(j) { addOperand(elements[j]) }
      }
      if element.is(UnresolvedIsExprSyntax.self) || element.is(UnresolvedAsExprSyntax.self),
        i + 1 < elements.count
      {
        addTypes(elements[i + 1], at: elements[i + 1])
      }
    }
    return .visitChildren
  }

  // MARK: Patterns

  override func visit(_ node: ExpressionPatternSyntax) -> SyntaxVisitorContinueKind {
    addOperand(node.expression, isPattern: true)
    return .visitChildren
  }

  override func visit(_ node: IsTypePatternSyntax) -> SyntaxVisitorContinueKind {
    addTypes(node.type, at: node)
    return .skipChildren
  }

  override func visit(_ node: SameTypeRequirementSyntax) -> SyntaxVisitorContinueKind {
    addTypes(node, at: node)
    return .visitChildren
  }

  override func visit(_ node: EnumCaseElementSyntax) -> SyntaxVisitorContinueKind {
    add(.enumCase(node.name.text), node)
    if let raw = node.rawValue { addOperand(raw.value) }
    return .visitChildren
  }

  // MARK: Searches and look-ups

  private static let searches: [String: NamePosition.Search] = [
    "hasPrefix": .prefix, "starts": .prefix, "hasSuffix": .suffix, "contains": .inside, "range": .inside,
    "ranges": .inside, "firstRange": .inside, "localizedStandardContains": .inside,
    "localizedCaseInsensitiveContains": .inside,
  ]
  private static let lookUps: Set = [
    "firstIndex", "lastIndex", "elementsEqual", "compare", "caseInsensitiveCompare",
    "localizedCaseInsensitiveCompare", "isEqual", "firstMatch", "wholeMatch", "prefixMatch", "matches",
    "named",
    "isSubset", "isSuperset", "isDisjoint", "intersection", "subtracting",
  ]

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    guard let access = node.calledExpression.as(MemberAccessExprSyntax.self) else { return .visitChildren }
    let name = access.declName.baseName.text
    if let search = PositionFinder.searches[name] {
      for argument in node.arguments {
        if let text = argument.expression.as(StringLiteralExprSyntax.self)?.text {
          add(.part(text, of: search), argument.expression)
        } else {
          addOperand(argument.expression)
        }
      }
    } else if PositionFinder.lookUps.contains(name) {
      for argument in node.arguments { addOperand(argument.expression) }
    }
    return .visitChildren
  }

  // Also `names.filter(["heavy-ball"].contains)`.
  override func visit(_ node: MemberAccessExprSyntax) -> SyntaxVisitorContinueKind {
    let name = node.declName.baseName.text
    if let base = node.base {
      if PositionFinder.searches[name] != nil || PositionFinder.lookUps.contains(name) { addOperand(base) }
      if name == "self" { add(.test(base.nameWithoutArguments), node) }
    }
    return .visitChildren
  }

  override func visit(_ node: SubscriptCallExprSyntax) -> SyntaxVisitorContinueKind {
    for argument in node.arguments { addOperand(argument.expression) }
    return .visitChildren
  }

  override func visit(_ node: DictionaryElementSyntax) -> SyntaxVisitorContinueKind {
    addOperand(node.key)
    return .visitChildren
  }

  // MARK: Values and types

  override func visit(_ node: StringLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    let parent = node.parent
    if parent?.is(InitializerClauseSyntax.self) == true || parent?.is(CodeBlockItemSyntax.self) == true
      || parent?.is(ReturnStmtSyntax.self) == true
    {
      add(.value(node.text), node)
    }
    return .visitChildren
  }

  override func visit(_ node: IdentifierTypeSyntax) -> SyntaxVisitorContinueKind {
    add(.type(node.name.text), node)
    return .visitChildren
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    add(.type(node.baseName.text), node)
    return .visitChildren
  }
}

/// The texts and enum cases in an operand or a pattern. What a call gets as arguments is not compared, unless the call
/// makes a text or a collection of it; in a pattern it is.
private final class OperandFinder: SyntaxVisitor {
  let isPattern: Bool
  var texts: [(String, Syntax)] = []
  var members: [(String, Syntax)] = []

  init(isPattern: Bool) {
    self.isPattern = isPattern
    super.init(viewMode: .sourceAccurate)
  }

  private static let makers: Set = ["String", "Substring", "Set", "Array", "Optional", "some"]

  override func visit(_ node: StringLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    texts.append((node.text, Syntax(node)))
    return .skipChildren
  }

  override func visit(_ node: RegexLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    texts.append((node.regex.text, Syntax(node)))
    return .skipChildren
  }

  override func visit(_ node: MemberAccessExprSyntax) -> SyntaxVisitorContinueKind {
    // `.heavyBall` and `Method.heavyBall`; `run.heavyBall` is a property.
    if node.base?.nameWithoutArguments.first?.isUppercase ?? true {
      members.append((node.declName.baseName.text, Syntax(node)))
    }
    return .visitChildren
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    if isPattern || OperandFinder.makers.contains(node.calledExpression.nameWithoutArguments) {
      return .visitChildren
    }
    walk(node.calledExpression)
    return .skipChildren
  }

  override func visit(_ node: SubscriptCallExprSyntax) -> SyntaxVisitorContinueKind {
    walk(node.calledExpression)
    return .skipChildren
  }

  override func visit(_ node: DictionaryElementSyntax) -> SyntaxVisitorContinueKind {
    walk(node.value)
    return .skipChildren
  }

  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}

/// The names in a type.
private final class TypeNames: SyntaxVisitor {
  var names: [String] = []

  override func visit(_ node: IdentifierTypeSyntax) -> SyntaxVisitorContinueKind {
    names.append(node.name.text)
    return .visitChildren
  }

  override func visit(_ node: MemberTypeSyntax) -> SyntaxVisitorContinueKind {
    names.append(node.name.text)
    return .visitChildren
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    names.append(node.baseName.text)
    return .visitChildren
  }
}

extension StringLiteralExprSyntax {
  /// The text, with `\u{FFFC}` for each interpolation.
  fileprivate var text: String {
    representedLiteralValue
      ?? segments.map { $0.as(StringSegmentSyntax.self)?.content.text ?? "\u{FFFC}" }.joined()
  }
}
