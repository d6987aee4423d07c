import Foundation
import GRDB
import SpecLanguage

/// Something of a results directory that is not as it was stored.
public struct Damage: Sendable, Equatable, CustomStringConvertible {
  /// What it is, beginning with the file's path in the directory, without a full stop.
  public let description: String
  /// The block that has to be computed again; nil where the file beside the results is to be brought back.
  public let block: Int?
}

extension ResultsArchive {
  /// Everything of the directory that is not as it was stored: missing or other files, rows that changed, another spec.yaml.
  ///
  /// - Throws: `StoreError` where the database cannot be read at all.
  /// - Complexity: reads every file once.
  public func damage() throws -> [Damage] {
    var found = try rowDamage()
    for entry in try files() {
      guard let sentence = entry.difference(in: directory) else { continue }
      found.append(Damage(description: "\(entry.path): \(sentence)", block: entry.block))
    }
    if let sentence = try certificateDamage() { found.append(Damage(description: sentence, block: nil)) }
    for name in try arrays() {
      guard let sentence = try arrayDamage(name) else { continue }
      found.append(Damage(description: sentence, block: nil))
    }
    if let sentence = try specDamage() { found.append(Damage(description: sentence, block: nil)) }
    if let sentence = try provenanceDamage() { found.append(Damage(description: sentence, block: nil)) }
    return found
  }

  /// Rows that are not those that were stored.
  func rowDamage() throws -> [Damage] {
    guard try hasRowDigests(), let plan = try plan() else { return [] }
    let (blocks, pointsAreStored) = try read { connection in
      let digest = try MetaRow.fetchOne(connection, key: MetaRow.pointsDigest)
      return (
        try RowDigest.damagedBlocks(plan, in: connection),
        try digest.map { try RowDigest.ofPoints(in: connection) == $0.value } ?? true
      )
    }
    let points = Damage(
      description: "results.sqlite: the rows of the points are not those that were stored", block: nil)
    return blocks.map { block in
      let isKnown = (0..<plan.count).contains(block)
      let runs = isKnown ? plan.runs(inBlock: block) : 0..<0
      return Damage(
        description: isKnown
          ? "results.sqlite: the rows of runs \(runs.lowerBound) to \(runs.upperBound - 1) are not those that were stored"
          : "results.sqlite: has rows of a block \(block), and there are \(plan.count)",
        block: isKnown ? block : nil)
    } + (pointsAreStored ? [] : [points])
  }

  /// Whether the database has checksums of its rows, which those of earlier versions do not have until they are continued.
  private func hasRowDigests() throws -> Bool { try read { try $0.tableExists(BlockRow.databaseTableName) } }

  /// A sentence where spec.yaml is not the file that the runs were computed from; nil where it is, or an earlier version of this
  /// program did not record which one that was.
  package func specDamage() throws -> String? {
    try damage(of: "spec.yaml", MetaRow.specDigest, "is not the one that the runs were computed from")
  }

  /// The names of the arrays beside the results.
  private func arrays() throws -> [String] {
    try read { try MetaRow.fetchAll($0) }.map(\.key).filter { $0.hasSuffix(MetaRow.arrayDigest) }
      .map { String($0.dropLast(MetaRow.arrayDigest.count)) }.sorted()
  }

  /// A sentence where an array beside the results is not the one that was written; nil where it is.
  func arrayDamage(_ name: String) throws -> String? {
    try damage(of: name, name + MetaRow.arrayDigest, "is not the one that the runs were computed from")
  }

  /// A sentence where provenance.json is not the file that was written; nil where it is, or an earlier version of this program did
  /// not record which one that was.
  package func provenanceDamage() throws -> String? {
    try damage(of: "provenance.json", MetaRow.provenanceDigest, "is not the one that was written")
  }

  private func damage(of name: String, _ key: String, _ difference: String) throws -> String? {
    guard let stored = try meta(key) else { return nil }
    let file = directory.appending(path: name)
    do {
      let (_, sha256) = try OpenFile.contents(of: file)
      return stored.split(separator: " ").contains(Substring(sha256)) ? nil : "\(name): \(difference)"
    } catch let error as StoreError {
      return "\(name): \(error.reason(withoutNaming: file))"
    }
  }

  /// Whether the runs were computed from this spec, as resolved.
  package func wasComputed(from specification: String) throws -> Bool {
    try meta(MetaRow.specDigest) == ContentDigest.sha256(of: specification)
  }

  /// Refuses a directory whose rows are not those that were stored.
  ///
  /// - Throws: `StoreError` that names the first of them, or where the database cannot be read.
  package func checkRows() throws {
    guard let damage = try rowDamage().first else { return }
    throw StoreError("\(directory.shown): \(damage): \(StoreError.repairAdvice(directory))")
  }

  /// Refuses a directory with files of stored runs that are missing or have another size; does not read their contents.
  ///
  /// - Throws: `StoreError` that names the first and says how many there are and what to do, or where the database cannot be read.
  package func checkFiles() throws {
    let stored = try files()
    let damaged = stored.filter { !$0.hasItsSize(in: directory) }
    guard let first = damaged.first else { return }
    let others = damaged.count == 1 ? "" : " and \(damaged.count - 1) more"
    throw StoreError(
      "\(directory.relativePath.printable): \(damaged.count) of the \(stored.count) files of its runs "
        + "\(damaged.count == 1 ? "is" : "are") missing or cut short, \(first.path)\(others): \(StoreError.repairAdvice(directory))"
    )
  }
}

extension FileRow {
  /// How the file differs from the one that was stored; nil where it does not.
  func difference(in directory: URL) -> String? {
    do {
      let (bytes, sha256) = try OpenFile.contents(of: directory.appending(path: path))
      return (bytes, sha256) == (self.bytes, self.sha256)
        ? nil : "its contents are not those that were stored"
    } catch let error as StoreError {
      return error.reason(withoutNaming: directory.appending(path: path))
    } catch {
      return "\(error)"
    }
  }

  /// - Throws: `StoreError` where the file is not the one that was stored.
  func requireStoredContents(in directory: URL) throws {
    guard let difference = difference(in: directory) else { return }
    throw StoreError(
      "\(directory.appending(path: path).shown): \(difference): \(StoreError.repairAdvice(directory))")
  }

  fileprivate func hasItsSize(in directory: URL) -> Bool {
    var status = stat()
    return stat(directory.appending(path: path).path, &status) == 0 && Int(status.st_size) == bytes
  }
}

extension StoreError {
  /// What to do about damage.
  static func repairAdvice(_ directory: URL) -> String {
    "bring back what was stored, or compute it again with `deeplinear run \(directory.relativePath.printable) --repair`"
  }

  /// The sentence without the file's name at its beginning.
  fileprivate func reason(withoutNaming url: URL) -> String {
    description.hasPrefix("\(url.shown): ") ? String(description.dropFirst(url.shown.count + 2)) : description
  }
}
