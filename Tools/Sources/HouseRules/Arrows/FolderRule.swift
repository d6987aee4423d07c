/// Inside the targets that are read as a sequence of folders, a folder uses no name that only later ones declare.
///
/// Names are those of types, functions, properties, enum cases and initializers, wherever they are used, interpolated
/// strings included. What has a type only after inference is matched by its name and the labels of its call; a name that
/// a type of another module also has is let pass.
struct FolderRule: Rule {
  func faults(in house: House) -> [Fault] {
    let names = NameTable(house)
    return house.targets.flatMap { target -> [Fault] in
      guard let order = house.table.folders[target.name] else {
        return target.kind == .test ? [] : unorderedFolders(of: target, in: house)
      }
      return house.files(of: target.name).flatMap { file -> [Fault] in
        guard let place = order.firstIndex(of: file.folder) else {
          let folders = order.map { $0.isEmpty ? "its own folder" : $0 }.joined(separator: ", ")
          return [
            Fault(
              path: file.path, line: 1,
              sentence: "\(target.name) has its files in \(folders); this one is in none of them")
          ]
        }
        return names.usesOfLater(in: file, at: place, of: order).map { use, home in
          let there = order[home].isEmpty ? "\(target.name)'s own folder" : order[home]
          let here = file.folder.isEmpty ? "\(target.name)'s own folder" : file.folder
          return file.fault(at: use.node, "\(here) uses \(use.name) of \(there), which comes after it")
        }
      }
    }
  }

  private func unorderedFolders(of target: Target, in house: House) -> [Fault] {
    let folders = Set(house.files(of: target.name).map(\.folder))
    guard folders.count > 1 else { return [] }
    let sentence = "the folders of \(target.name) have no order in the table of the house rules"
    return [Fault(path: "Package.swift", line: 1, sentence: sentence)]
  }
}
