import SwiftSyntax

/// Where a change can be chosen at run time, or why it cannot.
enum ScopeSearch {
  case found(Scope)
  case skipped(SkipReason)

  /// Looks outwards from a node.
  init(from node: some SyntaxProtocol) {
    var initialValue: PatternBindingSyntax?
    var child = Syntax(node)
    while let parent = child.parent {
      if let reason = SkipReason(of: parent, around: child) {
        self = .skipped(reason)
        return
      }
      if let scope = Scope(body: parent) ?? Scope(defaultValue: parent, of: child) {
        self = .found(scope)
        return
      }
      if let binding = parent.as(PatternBindingSyntax.self), binding.initializer?.id == child.id {
        initialValue = binding
      }
      // Of a type, or of a file: no function is around it. The statements of a file that is a program are code blocks too.
      if parent.is(MemberBlockSyntax.self) || parent.is(SourceFileSyntax.self) {
        self = initialValue.flatMap(Scope.init(initialValueOf:)).map(Self.found) ?? .skipped(.topLevel)
        return
      }
      child = parent
    }
    self = .skipped(.topLevel)
  }
}

extension SkipReason {
  /// The reason to skip everything in `child`, which is directly in `parent`.
  fileprivate init?(of parent: Syntax, around child: Syntax) {
    if parent.is(StringLiteralExprSyntax.self) {
      self = .text
    } else if parent.is(ExpressionPatternSyntax.self) {
      self = .pattern
    } else if parent.is(TypeSyntax.self) || parent.is(GenericArgumentClauseSyntax.self) {
      self = .type
    } else if parent.is(AttributeSyntax.self) {
      self = .attribute
    } else if parent.as(IfConfigClauseSyntax.self)?.condition?.id == child.id
      || parent.is(AvailabilityConditionSyntax.self)
    {
      self = .condition
    } else if parent.is(EnumCaseElementSyntax.self), child.is(InitializerClauseSyntax.self) {
      self = .rawValue
    } else if let call = parent.as(FunctionCallExprSyntax.self), child.is(LabeledExprListSyntax.self),
      let callee = call.calledExpression.as(DeclReferenceExprSyntax.self),
      Self.invariants.contains(callee.baseName.text)
    {
      self = .invariant
    } else {
      return nil
    }
  }

  private static let invariants: Set = [
    "precondition", "preconditionFailure", "assert", "assertionFailure", "fatalError",
  ]
}

extension Scope {
  /// The statements of a function, an initializer or an accessor.
  fileprivate init?(body node: Syntax) {
    let body: CodeBlockSyntax?
    var returns = false
    if let function = node.as(FunctionDeclSyntax.self) {
      body = function.body
      let type = function.signature.returnClause?.type.trimmedDescription
      returns = type != nil && type != "Void" && type != "()" && type != "Never"
    } else if let initializer = node.as(InitializerDeclSyntax.self) {
      body = initializer.body
    } else if let deinitializer = node.as(DeinitializerDeclSyntax.self) {
      body = deinitializer.body
    } else if let accessor = node.as(AccessorDeclSyntax.self) {
      body = accessor.body
      returns = accessor.accessorSpecifier.tokenKind == .keyword(.get)
    } else if let block = node.as(AccessorBlockSyntax.self), case .getter(let list) = block.accessors {
      self.init(list, from: block.leftBrace, to: block.rightBrace, returns: true)
      return
    } else {
      return nil
    }
    // A parameter's default value is outside the body, and was met before.
    guard let body else { return nil }
    self.init(body.statements, from: body.leftBrace, to: body.rightBrace, returns: returns)
  }

  private init(_ list: CodeBlockItemListSyntax, from: TokenSyntax, to: TokenSyntax, returns: Bool) {
    var isExpression = false
    if returns, list.count == 1, case .expr(let only)? = list.first?.item {
      isExpression = !only.is(IfExprSyntax.self) && !only.is(SwitchExprSyntax.self)
    }
    form = isExpression ? .returnedExpression : .statements
    let start = isExpression ? list.positionAfterSkippingLeadingTrivia : from.endPositionBeforeTrailingTrivia
    range = start.utf8Offset..<to.positionAfterSkippingLeadingTrivia.utf8Offset
  }

  /// The default value of a parameter.
  fileprivate init?(defaultValue node: Syntax, of child: Syntax) {
    guard node.is(FunctionParameterSyntax.self) || node.is(EnumCaseParameterSyntax.self),
      let clause = child.as(InitializerClauseSyntax.self)
    else { return nil }
    (form, range) = (.operand, clause.value.bytes)
  }

  /// The initial value of a property.
  fileprivate init?(initialValueOf binding: PatternBindingSyntax) {
    guard let value = binding.initializer?.value else { return nil }
    (form, range) = (binding.accessorBlock == nil ? .initialValue : .operand, value.bytes)
  }
}

extension SyntaxProtocol {
  /// The bytes of the node without the spaces and comments around it.
  var bytes: Range<Int> {
    positionAfterSkippingLeadingTrivia.utf8Offset..<endPositionBeforeTrailingTrivia.utf8Offset
  }
}
