/// Where the names of a package are declared.
struct NameTable {
  fileprivate struct Entry {
    let declaration: Declaration
    let file: SourceFile
  }

  private let house: House
  private var entries: [String: [Entry]] = [:]
  private var protocols: Set<String> = []
  /// The stored and computed properties of each type, which a memberwise initializer may take.
  private var properties: [String: Set<String>] = [:]

  init(_ house: House) {
    self.house = house
    for file in house.swiftFiles where file.target != nil {
      let finder = DeclarationFinder(file)
      protocols.formUnion(finder.protocols)
      for declaration in finder.declarations {
        entries[declaration.name, default: []].append(Entry(declaration: declaration, file: file))
        if case .value = declaration.kind, let container = declaration.container {
          properties[container, default: []].insert(declaration.name)
        }
      }
    }
  }

  /// The names that a file in one folder uses although only later folders declare them, and the first folder that does.
  func usesOfLater(in file: SourceFile, at place: Int, of order: [String]) -> [(use: NameUse, home: Int)] {
    let visible = house.table.below(file.target ?? "")
    return UseFinder(file).uses.compactMap { use in
      let candidates = candidates(for: use, in: file, visible)
      guard !candidates.isEmpty else { return nil }
      var first = order.count
      for entry in candidates {
        guard entry.file.target == file.target, let there = order.firstIndex(of: entry.file.folder),
          there > place
        else {
          return nil
        }
        first = min(first, there)
      }
      return (use, first)
    }
  }

  private func candidates(for use: NameUse, in file: SourceFile, _ visible: Set<String>) -> [Entry] {
    let named = (entries[use.name] ?? []).filter {
      visible.contains($0.file.target ?? "") && (!$0.declaration.isPrivate || $0.file.path == file.path)
    }
    guard !named.isEmpty else { return [] }
    switch use.form {
    case .type:
      return named.filter(\.isType)
    case .initializer:
      let initializers = named.filter {
        $0.isInitializer && $0.declaration.answers(use.labels, trailing: use.trailing)
      }
      // The implicit memberwise initializer takes the properties.
      let labels = (use.labels ?? []).compactMap(\.self)
      return Set(labels).isSubset(of: properties[use.name] ?? []) ? [] : initializers
    case .bare(let containers):
      // Inside an extension of a type that is not ours, a name without a dot may be a member of that type.
      guard use.labels != nil || !house.table.foreignMembers.contains(use.name) else { return [] }
      return named.filter {
        guard !$0.isInitializer, $0.declaration.answers(use.labels, trailing: use.trailing) else {
          return false
        }
        let container = $0.declaration.container
        return container == nil || $0.isType || containers.contains(container ?? "")
          || protocols.contains(container ?? "")
      }
    case .member(let type):
      let members = named.filter {
        !$0.isInitializer && $0.declaration.container != nil
          && $0.declaration.answers(use.labels, trailing: use.trailing)
      }
      guard let type else { return house.table.foreignMembers.contains(use.name) ? [] : members }
      let own = members.filter { $0.declaration.container == type }
      return own.isEmpty ? members.filter { protocols.contains($0.declaration.container ?? "") } : own
    }
  }
}

extension NameTable.Entry {
  fileprivate var isType: Bool {
    if case .type = declaration.kind { true } else { false }
  }

  fileprivate var isInitializer: Bool {
    if case .initializer = declaration.kind { true } else { false }
  }
}
