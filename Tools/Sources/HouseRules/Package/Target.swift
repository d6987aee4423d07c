/// A target as `swift package dump-package` describes it.
public struct Target: Decodable, Sendable {
  /// What kind of target it is, in the manifest's words.
  public enum Kind: String, Decodable, Sendable {
    case regular, executable, test, system, plugin, macro, binary
  }

  /// The target's name, which is its module's.
  public var name: String
  /// What kind of target it is.
  public var kind: Kind
  /// The names of the targets and products it depends on.
  public var dependencies: [String]
  /// Its folder, relative to the package.
  public var folder: String

  /// A target whose folder is where SwiftPM looks by default.
  public init(_ name: String, _ kind: Kind = .regular, dependencies: [String] = []) {
    self.name = name
    self.kind = kind
    self.dependencies = dependencies
    folder = kind == .test ? "Tests/\(name)" : "Sources/\(name)"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    self.init(try values.decode(String.self, forKey: .name), try values.decode(Kind.self, forKey: .type))
    dependencies = try values.decode([Dependency].self, forKey: .dependencies).map(\.name)
    folder = try values.decodeIfPresent(String.self, forKey: .path) ?? folder
  }

  private enum Key: CodingKey {
    case name, type, dependencies, path
  }
}

/// A dependency of a target: an object with one key, `byName`, `product` or `target`, whose list begins with the name.
private struct Dependency: Decodable {
  let name: String

  init(from decoder: any Decoder) throws {
    let spelling = try decoder.container(keyedBy: Spelling.self)
    guard let key = spelling.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "an empty dependency"))
    }
    var list = try spelling.nestedUnkeyedContainer(forKey: key)
    name = try list.decode(String.self)
  }

  private enum Spelling: CodingKey {
    case byName, product, target
  }
}
