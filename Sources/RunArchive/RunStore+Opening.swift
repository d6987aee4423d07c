import Foundation
import GRDB
import SpecLanguage

// What happens when a directory is opened, and after a commit that failed.

extension RunStore {
  /// The plan stored in the directory, extensions included, or where there is none `plan`, which is stored.
  static func settle(_ plan: BlockPlan, _ database: ResultsDatabase, _ directory: URL) throws
    -> BlockPlan
  {
    let meta = try database.read { connection in
      try Row.fetchAll(connection, sql: "SELECT key, value FROM meta")
        .reduce(into: [String: String]()) { $0[$1["key"]] = $1["value"] }
    }
    guard let size = meta["block_size"].flatMap(Int.init), let batches = meta["batches"] else {
      try record(plan, database)
      return plan
    }
    let stored = BlockPlan(batches: batches.split(separator: " ").compactMap { Int($0) }, size: size)
    guard stored.size == plan.size, stored.batches.first == plan.batches.first else {
      throw StoreError(
        "\(directory.shown): was made for \(stored.batches.first ?? 0) runs in blocks of \(stored.size); "
          + "the spec asks for \(plan.runCount) in blocks of \(plan.size): choose another folder")
    }
    return stored
  }

  /// Makes the folder and those on the way to it.
  ///
  /// - Throws: `StoreError` with the system's reason.
  static func makeDirectory(_ directory: URL) throws {
    if mkdir(directory.path, 0o777) == 0 { return }
    var code = errno
    if code == ENOENT, case let parent = directory.deletingLastPathComponent(), parent.path != directory.path
    {
      try makeDirectory(parent)
      if mkdir(directory.path, 0o777) == 0 { return }
      code = errno
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: directory.path, isDirectory: &isFolder), isFolder.boolValue {
      return
    }
    throw StoreError(directory, cannot: "create the folder", errno: code == EEXIST ? ENOTDIR : code)
  }

  /// Removes what an interrupted commit left: files with our own names in the folders for runs that no row has,
  /// and temporary names.
  func sweep() throws {
    for path in try Self.ownFiles(directory, except: Set(archive.files().map(\.path))) {
      let url = directory.appending(path: path)
      guard unlink(url.path) == 0 || errno == ENOENT else {
        throw StoreError(url, cannot: "remove what an interrupted run left", errno: errno)
      }
    }
  }

  /// Results whose database is gone are not ours to remove.
  static func refuseOrphans(_ directory: URL) throws {
    if let path = ownFiles(directory, except: []).first(where: { StoredName.target(ofTemporary: $0) == nil })
    {
      throw StoreError(
        "\(directory.shown): has \(path) but no results.sqlite; bring that back, or choose another folder")
    }
  }

  /// The paths, but for `known`, that bear the names of files of runs, or temporary names of those and of the
  /// files beside the results.
  private static func ownFiles(_ directory: URL, except known: Set<String>) -> [String] {
    var paths: [String] = []
    for folder in StoredName.folders + [""] {
      let url = directory.appending(path: folder, directoryHint: .isDirectory)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
      for path in names.sorted().map({ folder.isEmpty ? $0 : "\(folder)/\($0)" }) where !known.contains(path)
      {
        let target = StoredName.target(ofTemporary: path)
        if StoredName.isOwn(target ?? path) || target.map(StoredName.besideResults.contains) == true {
          paths.append(path)
        }
      }
    }
    return paths
  }
}
