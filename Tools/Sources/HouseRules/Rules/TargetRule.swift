/// Arrows between targets point down: the manifest gives each target only what the table allows, and a library that is
/// not ours to one target alone.
struct TargetRule: Rule {
  func faults(in house: House) -> [Fault] {
    var sentences: [String] = []
    var users: [String: [String]] = [:]
    for target in house.targets {
      guard let allowed = house.table.allowed(for: target) else {
        sentences.append("target \(target.name) has no place in the table of the house rules")
        continue
      }
      for used in target.dependencies where !allowed.contains(used) {
        sentences.append("\(target.name) depends on \(used), which is not below it")
      }
      for used in target.dependencies where target.kind != .test && house.isForeign(used) {
        users[used, default: []].append(target.name)
      }
    }
    for (library, targets) in users where targets.count > 1 {
      let all = targets.sorted().joined(separator: " and ")
      sentences.append("\(all) depend on \(library); a library that is not ours belongs to one target")
    }
    return sentences.map { Fault(path: "Package.swift", line: 1, sentence: $0) }
  }
}

extension House {
  /// Whether a dependency is a library of others, and not one that everybody may use.
  fileprivate func isForeign(_ name: String) -> Bool {
    let target = targets.first { $0.name == name }
    return (target == nil || target?.kind == .system) && !table.shared.contains(name)
  }
}

extension Table {
  /// What a target may use; nil for a target without a place. Tests may use what they test, what supports them, and
  /// everything below both; also what supports the tests of something below, which begins with an underscore.
  func allowed(for target: Target) -> Set<String>? {
    guard target.kind == .test else { return mayUse[target.name] }
    let subject = target.name.hasSuffix("Tests") ? String(target.name.dropLast(5)) : target.name
    guard mayUse[subject] != nil else { return nil }
    let reached = testSupport.reduce(into: below(subject)) { $0.formUnion(below($1)) }
    return mayUse.reduce(into: reached) { all, row in
      if row.key.hasPrefix("_"), row.value.isSubset(of: reached) { all.insert(row.key) }
    }
  }

  /// A target and everything that it may use, directly or not.
  func below(_ name: String) -> Set<String> {
    var reached: Set<String> = []
    var waiting = [name]
    while let next = waiting.popLast() {
      if reached.insert(next).inserted { waiting += mayUse[next] ?? [] }
    }
    return reached
  }
}
