/// A kind of choice that has a registry: where its members are declared, and how their names are found there.
public struct Registration: Sendable {
  /// Where a declaration gives the name.
  public enum Form: Sendable {
    /// `static let key = SpecKey("heavy-ball", …)` in the type that is registered. The call may be another, such as
    /// `SpecKey.flow("gradient-flow", …)`, and calls may follow it, of which `.words("…")` gives a second name.
    case key
    /// A property whose value is a call of this name, with the name as the first argument of this label.
    case call(String, label: String?)
  }

  /// What a member is called in a sentence.
  public var kind: String
  /// The folder below which the members are declared, with a `/` at its end.
  public var folder: String
  /// Where a declaration gives the name.
  public var form: Form
  /// The end of the paths of the registries, each of which has a list `all`.
  public var registry: String

  /// A kind of choice.
  public init(_ kind: String, in folder: String, _ form: Form, registry: String) {
    (self.kind, self.folder, self.form, self.registry) = (kind, folder, form, registry)
  }

  /// Whether a file is one of the registries.
  func isRegistry(_ file: SourceFile) -> Bool { file.path.hasPrefix(folder) && file.path.hasSuffix(registry) }
}

/// A file that may name registered choices although it is not their own.
public struct NamePermission: Sendable {
  /// The file.
  public var path: String
  /// What it may name: names as specs write them, and types.
  public var names: Set<String>
  /// Why.
  public var reason: String

  /// A permission.
  public init(_ path: String, _ names: Set<String>, because reason: String) {
    (self.path, self.names, self.reason) = (path, names, reason)
  }
}
