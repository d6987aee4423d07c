/// A package as the rules see it: its targets, its files, and the tables that say what is allowed.
public struct House: Sendable {
  let table: Table
  let targets: [Target]
  let swiftFiles: [SourceFile]
  let otherFiles: [TextFile]

  /// - Parameters:
  ///   - files: The text of each file by its path, relative to the package.
  ///   - table: What is allowed.
  public init(targets: [Target], files: [String: String], table: Table) async {
    self.table = table
    self.targets = targets
    let paths = files.keys.sorted()
    swiftFiles = await withTaskGroup(of: SourceFile.self) { group in
      for path in paths where path.hasSuffix(".swift") {
        group.addTask { SourceFile(path: path, text: files[path] ?? "", in: targets) }
      }
      return await group.reduce(into: []) { $0.append($1) }.sorted { $0.path < $1.path }
    }
    otherFiles = paths.filter { !$0.hasSuffix(".swift") }.map { TextFile(path: $0, text: files[$0] ?? "") }
  }

  /// Every fault that rules find, in the order of files and lines.
  public func faults(_ rules: [any Rule] = House.rules) async -> [Fault] {
    await withTaskGroup(of: [Fault].self) { group in
      for rule in rules {
        group.addTask { rule.faults(in: self) }
      }
      return Set(await group.reduce(into: []) { $0 += $1 }).sorted()
    }
  }

  /// The rules that hold always, one file each.
  public static let rules: [any Rule] = [
    TargetRule(), ImportRule(), folderRule, SizeRule(), streamRule, documentationRule, NotationRule(),
    variantRule,
  ]
  /// Some of them, for tests of one alone.
  public static let folderRule: any Rule = FolderRule()
  public static let streamRule: any Rule = StreamRule()
  public static let documentationRule: any Rule = DocumentationRule()
  public static let variantRule: any Rule = VariantRule()
  /// What holds of the tables themselves, for a whole package only.
  public static let tableRule: any Rule = TableRule()

  /// The Swift files of a target, in the order of their paths.
  func files(of target: String) -> [SourceFile] {
    swiftFiles.filter { $0.target == target }
  }

  /// The Swift files of what users get: everything below Sources.
  var sources: [SourceFile] {
    swiftFiles.filter { $0.path.hasPrefix("Sources/") }
  }
}

/// Something that holds everywhere in the package.
public protocol Rule: Sendable {
  /// Where it does not hold.
  func faults(in house: House) -> [Fault]
}
