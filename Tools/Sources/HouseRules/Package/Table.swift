/// What is allowed in a package.
public struct Table: Sendable {
  /// What each target may use. A target that is not a key has no place in the package.
  public var mayUse: [String: Set<String>]
  /// What every test may use, with what is below it.
  public var testSupport: Set<String>
  /// What several targets may use although it is not ours; every other library belongs to one target.
  public var shared: Set<String>
  /// The folders of a target, in the order in which each uses those before it. The empty name is the target's own folder.
  public var folders: [String: [String]]
  /// Members of types that are not ours, which a folder may use although a later one declares the same name.
  public var foreignMembers: Set<String>
  /// The most lines that a file may have.
  public var longestFile: Int
  /// The most lines that a function may have.
  public var longestFunction: Int
  /// The only file of the executable that writes to the standard streams.
  public var streamsFile: String

  /// Tables for a package; what is left out forbids nothing.
  public init(
    mayUse: [String: Set<String>] = [:], testSupport: Set<String> = [], shared: Set<String> = [],
    folders: [String: [String]] = [:], foreignMembers: Set<String> = [], longestFile: Int = .max,
    longestFunction: Int = .max, streamsFile: String = ""
  ) {
    self.mayUse = mayUse
    self.testSupport = testSupport
    self.shared = shared
    self.folders = folders
    self.foreignMembers = foreignMembers
    self.longestFile = longestFile
    self.longestFunction = longestFunction
    self.streamsFile = streamsFile
  }
}
