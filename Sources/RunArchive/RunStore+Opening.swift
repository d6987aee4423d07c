import Foundation
import SpecLanguage

// What happens when a directory is opened.

extension RunStore {
  /// What a directory holds before it is opened; found without changing anything.
  struct Findings {
    /// The plan stored in the directory, extensions included; where there is none, the one expected.
    let plan: BlockPlan
    /// Whether the plan is not stored yet.
    let isNew: Bool
    /// The blocks that are stored.
    let completed: Set<Int>
    /// Those whose rows or files are not as they were stored, which are to be computed again.
    let damaged: Set<Int>
    /// Temporary files that an interrupted process left, by path.
    let leftovers: [String]
    /// Files with the names of files of runs that no row names, by path.
    let unknown: [String]

    /// - Parameter repairs: whether damaged blocks are found, file by file; otherwise rows that changed are an error.
    /// - Throws: `StoreError` where the directory's results cannot be continued with the plan expected.
    init(in directory: URL, expecting plan: BlockPlan, create: Bool, repairs: Bool) throws {
      let url = directory.appending(path: "results.sqlite")
      let bytes = (try? FileManager.default.attributesOfItem(atPath: url.path))?[.size] as? Int
      guard create || bytes != nil else {
        throw StoreError(
          "\(directory.shown): has no results.sqlite; expected a folder that `deeplinear run` made")
      }
      // SQLite takes an empty file for a new database, and would remove the log beside it.
      let database = bytes ?? 0 > 0 ? try ResultsDatabase.reading(url) : nil
      defer { try? database?.close() }
      let archive = database.map { ResultsArchive(directory, $0) }
      let files = try archive?.checkedFormat() == nil ? nil : archive?.files()
      let stored = try files == nil ? nil : archive?.plan()
      (self.plan, isNew) = (stored ?? plan, stored == nil)
      if let stored { try Self.checkPlan(stored, expecting: plan, directory) }
      let damage = try files == nil ? [] : Self.damage(of: archive, repairs: repairs, directory)
      let damaged = Set(damage.compactMap(\.block))
      self.damaged = damaged
      let intact = (files ?? []).filter { !damaged.contains($0.block) }
      completed = Set(intact.map(\.block))
      let paths = RunStore.ownFiles(directory, except: Set(intact.map(\.path)))
      leftovers = paths.filter { StoredName.target(ofTemporary: $0) != nil }
      unknown = paths.filter { StoredName.target(ofTemporary: $0) == nil }
      // Files of damaged blocks are expected to have no rows.
      let unlisted = unknown.filter { path in
        StoredName.block(ofPath: path, self.plan).map { !damaged.contains($0) } ?? true
      }
      try checkUnlisted(unlisted, directory, hasDatabase: bytes != nil, isEmpty: files == nil)
    }

    /// What of the blocks is damaged.
    ///
    /// - Throws: `StoreError` where that is not to be repaired, or cannot be by computing blocks again.
    private static func damage(
      of archive: ResultsArchive?, repairs: Bool, _ directory: URL
    ) throws -> [Damage] {
      guard let archive else { return [] }
      let rows = try archive.rowDamage()
      if let beyond = rows.first(where: { !repairs || $0.block == nil }) {
        throw StoreError(
          "\(directory.shown): \(beyond): "
            + (repairs ? "bring the file back, or choose another folder" : StoreError.repairAdvice(directory))
        )
      }
      return repairs ? try archive.damage().filter { $0.block != nil } : []
    }

    private static func checkPlan(_ stored: BlockPlan, expecting plan: BlockPlan, _ directory: URL) throws {
      // Blocks keep the size with which they were begun, whatever another version would choose.
      guard stored.batches.first == plan.batches.first else {
        throw StoreError(
          "\(directory.shown): was made for \(stored.batches.first ?? 0) runs; the spec has \(plan.runCount): "
            + "choose another folder")
      }
    }

    /// Refuses a database that lists fewer blocks than there are files of: one that was lost, emptied, or is an older copy.
    ///
    /// A commit that was interrupted leaves the files of one block without rows, and never before the tables exist.
    private func checkUnlisted(
      _ unlisted: [String], _ directory: URL, hasDatabase: Bool, isEmpty: Bool
    ) throws {
      guard let first = unlisted.first else { return }
      let others = unlisted.count == 1 ? "" : " and \(unlisted.count - 1) more files of runs"
      guard !isEmpty else {
        throw StoreError(
          "\(directory.shown): has \(first)\(others) but \(hasDatabase ? "an empty" : "no") results.sqlite; bring that back, "
            + "or choose another folder")
      }
      guard Set(unlisted.map { StoredName.block(ofPath: $0, plan) }).count == 1 else {
        throw StoreError(
          "\(directory.shown): has \(first)\(others) that its results.sqlite does not know; bring back the database that was "
            + "written with them, or choose another folder")
      }
    }

    /// Removes the temporary files, and moves the unknown ones to the folder `strays`.
    ///
    /// - Returns: the paths that these have there.
    func setAside(in directory: URL) throws -> [String] {
      for path in leftovers {
        let url = directory.appending(path: path)
        guard unlink(url.path) == 0 || errno == ENOENT else {
          throw StoreError(url, cannot: "remove what an interrupted run left", errno: errno)
        }
      }
      return try unknown.map { path in
        let names = (1...).lazy.map { "\(StoredName.strays)/\(path)" + ($0 == 1 ? "" : "-\($0)") }
        let stray = names.first {
          !FileManager.default.fileExists(atPath: directory.appending(path: $0).path)
        }!
        let (url, place) = (directory.appending(path: path), directory.appending(path: stray))
        try RunStore.makeDirectory(place.deletingLastPathComponent())
        guard Foundation.rename(url.path, place.path) == 0 else {
          throw StoreError(url, cannot: "move it to \(StoredName.strays)", errno: errno)
        }
        return stray
      }
    }
  }

  /// Makes the folder and those on the way to it.
  ///
  /// - Throws: `StoreError` with the system's reason.
  static func makeDirectory(_ directory: URL) throws {
    if mkdir(directory.path, 0o777) == 0 { return }
    var code = errno
    // Only an absolute path leads to "/" in the end.
    if code == ENOENT, directory.path.hasPrefix("/"), directory.path != "/" {
      try makeDirectory(directory.deletingLastPathComponent())
      if mkdir(directory.path, 0o777) == 0 { return }
      code = errno
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: directory.path, isDirectory: &isFolder), isFolder.boolValue {
      return
    }
    throw StoreError(directory, cannot: "create the folder", errno: code == EEXIST ? ENOTDIR : code)
  }

  /// The paths, but for `known`, with the names of files of runs, or temporary names of those and of the
  /// files beside the results.
  static func ownFiles(_ directory: URL, except known: Set<String>) -> [String] {
    var paths: [String] = []
    for folder in StoredName.folders + [""] {
      let url = directory.appending(path: folder, directoryHint: .isDirectory)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
      for path in names.sorted().map({ folder.isEmpty ? $0 : "\(folder)/\($0)" }) where !known.contains(path)
      {
        let target = StoredName.target(ofTemporary: path)
        if StoredName.isOwn(target ?? path) || target.map(StoredName.isBesideResults) == true {
          paths.append(path)
        }
      }
    }
    return paths
  }
}
