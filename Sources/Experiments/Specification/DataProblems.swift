import DataSets
import Foundation
import LinearAlgebra
import RunArchive
import SpecLanguage
import Synchronization

/// The matrix problems of the data that an experiment names: each is computed once, however many points, seeds and checks need it.
package final class DataProblems: Sendable {
  /// A problem, and the files that it was computed from.
  package struct Entry: Sendable {
    /// Φ, c and the rest.
    package let problem: MatrixProblem
    /// With the SHA-256 of each file as it lies there.
    package let files: [Provenance.DataFile]
  }

  /// Where published data sets are, an absolute path.
  package let directory: DataDirectory

  private let known = Mutex<[DataSettings: Entry]>([:])

  package init(_ directory: DataDirectory) {
    self.directory = DataDirectory(
      directory.path.map { URL(fileURLWithPath: $0).standardizedFileURL.path }, environment: [:])
  }

  /// The problem of data: read, compared with what was published, and reduced, at the first call.
  ///
  /// - Throws: `DataError`, `ReductionError`, `LinearAlgebraError`, `InputError`.
  package func entry(_ settings: DataSettings) throws -> Entry {
    try known.withLock { known in
      if let entry = known[settings] { return entry }
      let (table, files) = try read(settings.source)
      let entry = Entry(problem: try MatrixProblem(table, settings.options), files: files)
      known[settings] = entry
      return entry
    }
  }

  /// The data themselves, compared with what was published, and their files.
  ///
  /// - Throws: `DataError`, `InputError`.
  package func read(_ source: DataSettings.Source) throws -> (DataTable, [Provenance.DataFile]) {
    for file in source.files { try directory.verify(file) }
    let files = try source.files.map {
      Provenance.DataFile(path: $0, sha256: try ContentDigest.sha256(ofFile: $0))
    }
    return (try source.read(), files)
  }
}

extension DataDirectory {
  /// The path of the file that a relative name means in this folder: FOLDER/NAME or, of a published data set, FOLDER/SET/NAME, each
  /// plain or with `.gz`; nil where there is none.
  package func file(named name: String) -> String? {
    guard let path, !name.hasPrefix("/") else { return nil }
    let plain = URL(fileURLWithPath: path).appending(path: name).standardizedFileURL.path
    if SystemReason.found(at: plain) == .something { return plain }
    return Self.published(name).flatMap { try? located($0.file, of: $0.set) }
  }

  /// Compares a file of this folder with what was published under its name. Files of other folders are the user's own.
  ///
  /// - Throws: `DataError` with what to download.
  package func verify(_ path: String) throws {
    guard let (file, set) = Self.published(path), (try? located(file, of: set)) == path else { return }
    _ = try verified(file, of: set)
  }

  /// What to do about a file that is not there: a clause.
  package func advice(onMissing path: String) -> String {
    let remedy = Self.published(path)?.set.remedy
    guard let folder = self.path else {
      return
        "\(remedy == nil ? "check the path, or " : "")name the folder that has it: --data DIR or \(Self.variable)"
        + (remedy.map { " (\($0))" } ?? "")
    }
    return "\(folder.printable) has no file of that name either: \(remedy ?? "check the path")"
  }

  /// The published file that has a name, and its data set.
  private static func published(
    _ path: String
  ) -> (file: PublishedDataSet.File, set: PublishedDataSet)? {
    let last = path.split(separator: "/").last.map(String.init) ?? ""
    let name = last.hasSuffix(".gz") ? String(last.dropLast(3)) : last
    for set in PublishedDataSet.all { if let file = set.file(name) { return (file, set) } }
    return nil
  }
}
