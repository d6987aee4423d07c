import Foundation
import SpecLanguage
import Synchronization

/// Files that are written under temporary names and then appear under their own names, complete and durable.
///
/// A temporary name is `NAME~PID-N`: it matches no pattern that ends in an extension, is not hidden, and is
/// used once.
struct Publication: ~Copyable {
  private static let attempts = Atomic<Int>(0)

  private let directory: URL
  private let suffix: String
  private var paths: [String] = []
  private var folders: Set<String> = []
  /// How many of `paths` have their own name.
  private var renamed = 0

  init(in directory: URL) {
    self.directory = directory
    suffix = "~\(getpid())-\(Self.attempts.add(1, ordering: .relaxed).newValue)"
  }

  /// Has `write` create one file, at the temporary place it is given; makes its folder where there is none.
  mutating func add(_ path: String, _ write: (URL) throws -> Void) throws {
    if let slash = path.lastIndex(of: "/") {
      let folder = directory.appending(path: path[..<slash], directoryHint: .isDirectory)
      if folders.insert(String(path[..<slash])).inserted { try makeFolder(folder) }
    } else {
      folders.insert("")
    }
    paths.append(path)
    let place = temporary(path)
    try Self.naming(place, "\(directory.shown)/\(path)") { try write(place) }
  }

  /// Has the messages of `body` call a file by the name that it is going to have, not by the temporary one.
  private static func naming<T>(_ place: URL, _ name: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as StoreError {
      throw StoreError(error.description.replacing(place.shown, with: name))
    }
  }

  /// Adds a file with these contents.
  mutating func add(_ path: String, contents: some Sequence<UInt8>) throws {
    let bytes = Array(contents)
    try add(path) { url in
      let file = try OpenFile.creating(url)
      try bytes.withUnsafeBytes { try file.write($0) }
    }
  }

  /// Waits until every file is on the disk; then nothing but the names can be lost.
  ///
  /// Several files are not synchronized one by one: each waits for the file system's journal in turn, which on a
  /// busy disk took 1 s for the 257 files of a block with weights, the whole file system at once 4 ms.
  borrowing func synchronize() throws {
    guard paths.count > 1 else {
      return try paths.forEach { path in
        let place = temporary(path)
        try Self.naming(place, "\(directory.shown)/\(path)") { try OpenFile.reading(place).synchronize() }
      }
    }
    try OpenFile.folder(directory).synchronizeFileSystem()
  }

  /// The rows of the files, with their sizes and checksums, in the table `files`.
  borrowing func rows(block: Int) throws -> [FileRow] {
    try paths.map { path in
      let place = temporary(path)
      let (bytes, sha256) = try Self.naming(place, "\(directory.shown)/\(path)") {
        try OpenFile.contents(of: place)
      }
      return FileRow(path: path, block: block, bytes: bytes, sha256: sha256)
    }
  }

  /// Gives every file its own name, replacing what was there, and waits until the names are on the disk.
  mutating func rename() throws {
    for path in paths {
      guard Foundation.rename(temporary(path).path, final(path).path) == 0 else {
        throw StoreError(final(path), cannot: "give it its name", errno: errno)
      }
      renamed += 1
    }
    for folder in folders {
      try OpenFile.folder(directory.appending(path: folder, directoryHint: .isDirectory)).synchronize()
    }
  }

  /// Removes the files: those that have a temporary name, and those that have their own already but for the ones `stays` is
  /// true of.
  borrowing func discard(except stays: (String) -> Bool = { _ in true }) {
    for (place, path) in paths.enumerated() {
      unlink(temporary(path).path)
      if place < renamed, !stays(path) { unlink(final(path).path) }
    }
  }

  /// Writes one file of the results directory, which may replace an older one: never seen half-written.
  static func replace(_ path: String, in directory: URL, with contents: some Sequence<UInt8>) throws {
    var publication = Publication(in: directory)
    do {
      try publication.add(path, contents: contents)
      try publication.synchronize()
      try publication.rename()
    } catch {
      publication.discard()
      throw error
    }
  }

  private func temporary(_ path: String) -> URL { final(path + suffix) }

  private func final(_ path: String) -> URL { directory.appending(path: path) }

  private func makeFolder(_ folder: URL) throws {
    guard mkdir(folder.path, 0o777) != 0 else { return try OpenFile.folder(directory).synchronize() }
    guard errno == EEXIST else { throw StoreError(folder, cannot: "create the folder", errno: errno) }
  }
}
