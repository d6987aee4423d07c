import HouseRules

/// What the rules say of a package of three targets, `Base` below `Middle` below `Top`, that consists of these files.
func faults(
  _ files: [String: String], targets: [Target] = Sample.targets, table: Table = Sample.table,
  rules: [any Rule] = House.rules
) async -> [String] {
  await House(targets: targets, files: files, table: table).faults(rules).map(\.description)
}

enum Sample {
  static let targets = [
    Target("Base"), Target("Middle", dependencies: ["Base"]),
    Target("Top", .executable, dependencies: ["Middle"]),
    Target("MiddleTests", .test, dependencies: ["Middle"]),
  ]

  static let table = Table(
    mayUse: [
      "Base": ["Numbers"], "Middle": ["Base", "Database"], "Top": ["Middle", "Base"], "_Support": ["Base"],
    ],
    shared: ["Numbers"], folders: ["Middle": ["First", "Second", "Third"]], foreignMembers: ["append"],
    longestFile: 5, longestFunction: 3, streamsFile: "Streams.swift")
}
