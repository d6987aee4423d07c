/// The tables of the house rules name only what exists, and the page of decisions that explains them has the same sequences of folders.
struct TableRule: Rule {
  /// The page of decisions, up to its title.
  static let page = "Documentation/Decisions/0001-"

  func faults(in house: House) -> [Fault] {
    let targets = Set(house.targets.map(\.name))
    let known = targets.union(house.targets.flatMap(\.dependencies))
    var faults: [Fault] = []
    for (row, used) in house.table.mayUse {
      if !targets.contains(row) {
        faults.append(fault("the table of the house rules has a row for \(row), which does not exist"))
      }
      for name in used where !known.contains(name) {
        faults.append(fault("the table of the house rules lets \(row) use \(name), which does not exist"))
      }
    }
    for (target, order) in house.table.folders {
      let folders = Set(house.files(of: target).map(\.folder))
      for folder in order where !folders.contains(folder) {
        faults.append(
          fault(
            "the table of the house rules names the folder \(folder) of \(target), which has no Swift file"))
      }
      let names = order.map { $0.isEmpty ? "its own folder" : $0 }
      let line = "- `\(target)`: \(names.joined(separator: ", "))"
      for page in house.otherFiles where page.path.hasPrefix(TableRule.page) {
        if !page.text.split(separator: "\n").contains(Substring(line)) {
          faults.append(Fault(path: page.path, line: 1, sentence: "the sequence of folders is: \(line)"))
        }
      }
    }
    return faults
  }

  private func fault(_ sentence: String) -> Fault {
    Fault(path: "Package.swift", line: 1, sentence: sentence)
  }
}
