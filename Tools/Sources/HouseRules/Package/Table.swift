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
  /// Files that may be longer, by path: a program that has to be one file, with the lines that it may have.
  public var longerFiles: [String: Int]
  /// The most lines that a function may have.
  public var longestFunction: Int
  /// The only file of the executable that writes to the standard streams.
  public var streamsFile: String

  /// The kinds of choices that have a registry.
  public var registrations: [Registration]
  /// The protocols of the types among which specs choose.
  public var chosenProtocols: Set<String>
  /// The files that may name a registered choice that is not their own.
  public var namePermissions: [NamePermission]

  /// Tables for a package; what is left out forbids nothing.
  public init(
    mayUse: [String: Set<String>] = [:], testSupport: Set<String> = [], shared: Set<String> = [],
    folders: [String: [String]] = [:], foreignMembers: Set<String> = [], longestFile: Int = .max,
    longerFiles: [String: Int] = [:],
    longestFunction: Int = .max, streamsFile: String = "", registrations: [Registration] = [],
    chosenProtocols: Set<String> = [], namePermissions: [NamePermission] = []
  ) {
    self.mayUse = mayUse
    self.testSupport = testSupport
    self.shared = shared
    self.folders = folders
    self.foreignMembers = foreignMembers
    self.longestFile = longestFile
    self.longerFiles = longerFiles
    self.longestFunction = longestFunction
    self.streamsFile = streamsFile
    self.registrations = registrations
    self.chosenProtocols = chosenProtocols
    self.namePermissions = namePermissions
  }
}
