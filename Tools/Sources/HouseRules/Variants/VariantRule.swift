import SwiftSyntax

/// A registered choice (a variant, an observable, a catalog entry) is named in its own file and its registry alone: no other
/// source file compares with its name, matches it, looks it up or makes it a value or an enum case, mentions a variant's type, or
/// tests whether something is the library's type behind it.
///
/// The names are read from the sources. Prose may have them: what a call gets as an argument, what a list is made of, and
/// what is part of a longer text that nothing is compared with.
struct VariantRule: Rule {
  func faults(in house: House) -> [Fault] {
    let table = house.table
    guard !table.registrations.isEmpty else { return [] }
    var faults: [Fault] = []
    var names: [RegisteredName] = []
    for registration in table.registrations {
      let members = registration.members(in: house)
      faults += registration.faults(members, in: house)
      names += members
    }
    let types = ChosenTypes(
      conformingTo: table.chosenProtocols, in: house, registrations: table.registrations)
    let matcher = NameMatcher(names, types)
    var needed: [Int: Set<String>] = [:]
    for file in house.sources {
      let isRegistry = table.registrations.contains { $0.isRegistry(file) }
      for position in PositionFinder(file).found {
        guard let match = matcher.match(position.content), !match.homes.contains(file.path),
          !isRegistry || match.isTest
        else { continue }
        let permitted = table.namePermissions.indices.filter {
          table.namePermissions[$0].path == file.path && table.namePermissions[$0].names.contains(match.name)
        }
        if permitted.isEmpty {
          let homes = match.homes.sorted().joined(separator: " and ")
          let end = match.isTest ? ", for which only \(homes) may test" : ", which only \(homes) may name"
          faults.append(file.fault(at: position.node, match.sentence + end))
        }
        for index in permitted { needed[index, default: []].insert(match.name) }
      }
    }
    // A permission that nothing needs would hide a later fault.
    for (index, permission) in table.namePermissions.enumerated() {
      for name in permission.names.subtracting(needed[index] ?? []).sorted() {
        faults.append(
          Fault(
            path: permission.path, line: 1,
            sentence: "the table of the house rules lets this file name \(name), which it does not"))
      }
    }
    return faults
  }
}

/// What is registered, by all the ways in which code can name it.
private struct NameMatcher {
  struct Match {
    let name: String
    /// What the code does.
    let sentence: String
    let homes: Set<String>
    /// Whether a type is tested for, which is a branch in a registry, too.
    var isTest = false
  }

  private struct Entry {
    let name: RegisteredName
    var homes: Set<String>
  }

  private var entries: [Entry] = []
  private var identifiers: [String: Int] = [:]
  private var variantTypes: [String: Int] = [:]
  private let types: ChosenTypes

  init(_ names: [RegisteredName], _ types: ChosenTypes) {
    self.types = types
    for name in names {
      if let i = entries.firstIndex(where: { $0.name.name == name.name }) {
        entries[i].homes.insert(name.file.path)
      } else {
        identifiers[name.identifier] = entries.count
        entries.append(Entry(name: name, homes: [name.file.path]))
      }
      // A property's name, as of an observable, is everybody's.
      if name.member.first?.isUppercase == true {
        variantTypes[name.member] = entries.count
        entries.append(Entry(name: name, homes: [name.file.path]))
      }
    }
  }

  func match(_ content: NamePosition.Content) -> Match? {
    switch content {
    case .text(let text):
      return entry { $0.isNamed(in: text) }.map { match($0, "the string \"\(text)\"") } ?? test(for: text)
    case .value(let text):
      return entry { $0.isCompound && $0.isNamed(in: text) && !text.contains(where: \.isWhitespace) }
        .map { match($0, "the value \"\(text)\"") }
    case .part(let text, let search):
      // A whole name before a part of another.
      return (entry { $0.isNamed(in: text) } ?? entry { $0.isFound(by: text, search) })
        .map { match($0, "the string \"\(text)\"") } ?? test(for: text)
    case .enumCase(let name):
      return identifiers[name].map { match(entries[$0], "the enum case \(name)") }
    case .member(let name):
      return identifiers[name].map { entries[$0] }.flatMap {
        $0.name.isCompound ? match($0, "the enum case .\(name)") : nil
      }
    case .test(let name): return test(for: name)
    case .type(let name):
      return variantTypes[name].map { match(entries[$0], "the type \(name)") }
    }
  }

  private func test(for name: String) -> Match? {
    types.homes[name].map {
      Match(name: name, sentence: "this tests for the type \(name)", homes: $0, isTest: true)
    }
  }

  private func entry(_ fits: (RegisteredName) -> Bool) -> Entry? { entries.first { fits($0.name) } }

  private func match(_ entry: Entry, _ spelling: String) -> Match {
    let name = entry.name.name
    return Match(
      name: name, sentence: "\(spelling) names the \(entry.name.kind) \(name)", homes: entry.homes)
  }
}

extension RegisteredName {
  /// Whether a text is the name or has it as a word. Names of one word are words of prose as well, and count only where the
  /// text has no spaces.
  fileprivate func isNamed(in text: String) -> Bool {
    let text = text.lowercased().replacing("_", with: "-")
    if spellings.contains(text) || text == identifier.lowercased() || isType(text) { return true }
    let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "-" }
    if isCompound {
      let phrase = " " + words.joined(separator: " ") + " "
      return spellings.contains { phrase.contains(" \($0) ") }
    }
    return !text.contains(where: \.isWhitespace) && words.contains { spellings.contains(String($0)) }
  }

  /// Whether a text is the name of the variant's type.
  private func isType(_ text: String) -> Bool {
    member.first?.isUppercase == true && text == member.lowercased()
  }

  /// Whether the name has a text of four letters or more as its beginning, its end or a part.
  fileprivate func isFound(by text: String, _ search: NamePosition.Search) -> Bool {
    let text = text.lowercased()
    guard text.count(where: \.isLetter) >= 4 else { return false }
    return spellings.contains {
      switch search {
      case .prefix: $0.hasPrefix(text)
      case .suffix: $0.hasSuffix(text)
      case .inside: $0.contains(text)
      }
    }
  }
}
