import SwiftSyntax

/// One change of one file: an expression or operator, and what is put in its place.
public struct Mutant: Sendable, Codable, Equatable {
  /// What kind of change it is.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case literal, comparison, arithmetic, sign, truth, connective, extremum, exponent
  }

  /// The file, relative to the package.
  public let file: String
  /// The line, from 1, at which the changed text begins.
  public let line: Int
  /// The declaration that contains it, as in `Matrix.subscript(_:_:)`.
  public let declaration: String
  /// What kind of change it is.
  public let kind: Kind
  /// The text that is replaced.
  public let original: String
  /// What replaces it.
  public let changed: String
  /// The whole line, without the spaces around it.
  public let context: String
  /// Which of the equal changes of equal lines of the declaration this is, from 1.
  public var occurrence = 1

  /// The bytes of the file that are replaced.
  let range: Range<Int>
  /// What of the file has to be there twice so that the change can be chosen at run time.
  let scope: Scope

  /// What names the mutant as long as its declaration and its line stay as they are.
  public var name: String {
    let which = occurrence > 1 ? " (occurrence \(occurrence))" : ""
    return "\(file): \(declaration): `\(original)` → `\(changed)` in `\(context)`\(which)"
  }
}

/// A part of a file of which each mutant gets a copy.
struct Scope: Sendable, Codable, Hashable {
  enum Form: String, Sendable, Codable {
    /// The statements between the braces of a function, an initializer or an accessor.
    case statements
    /// The same where the only statement is an expression whose value is returned.
    case returnedExpression
    /// The initial value of a property.
    case initialValue
    /// The default value of a parameter, or an initial value that observers follow.
    case operand
  }

  let form: Form
  let range: Range<Int>
}

/// Why an expression that looks like one to mutate is left alone.
public enum SkipReason: String, Sendable, Codable, CaseIterable {
  case text = "in a string literal"
  case pattern = "in a pattern"
  case type = "in a type"
  case attribute = "in an attribute"
  case condition = "in a condition of the compiler"
  case rawValue = "in the raw value of a case"
  case invariant = "in a check of an invariant (precondition, assert, fatalError)"
  case topLevel = "in a statement outside functions"
}
