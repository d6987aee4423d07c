import Foundation
import RunArchive

extension ScratchFolder {
  /// Runs statements on a database with Python's sqlite3, which knows nothing of our program; returns the rows of the last one,
  /// values divided by bars, a line each.
  @discardableResult package func sqlite(_ name: String, _ statements: String) throws -> String {
    let script = """
      import sqlite3, sys
      connection = sqlite3.connect(sys.argv[1], isolation_level=None)
      for statement in sys.argv[2].split("; "):
          rows = connection.execute(statement).fetchall()
      connection.close()
      print("\\n".join("|".join(map(str, row)) for row in rows))
      """
    let (status, output) = try ResearchPython.run(script, [self(name).path, statements])
    guard status == 0 else {
      throw CocoaError(.executableLoad, userInfo: [NSLocalizedDescriptionKey: output])
    }
    return output.trimmingCharacters(in: .newlines)
  }
}

/// What is in a folder: the bytes of every file by its path, and when the file and its folder were last changed.
package func contents(of folder: URL) throws -> [String: FileContents] {
  var all: [String: FileContents] = [:]
  for path in [""] + (FileManager.default.subpaths(atPath: folder.path) ?? []) {
    let url = path.isEmpty ? folder : folder.appending(path: path)
    let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
    all[path] = FileContents(
      bytes: attributes[.type] as? FileAttributeType == .typeRegular ? try Data(contentsOf: url) : nil,
      changed: attributes[.modificationDate] as? Date)
  }
  return all
}

/// A file, or a folder, which has no bytes.
package struct FileContents: Equatable {
  let bytes: Data?
  let changed: Date?
}

extension ScratchFolder {
  /// Replaces the provenance.json of a results directory as the program does: with its checksum in the database.
  package func writeProvenance(_ contents: some Sequence<UInt8>, in directory: String) throws {
    let contents = Data(contents)
    try contents.write(to: self("\(directory)/provenance.json"))
    let digest = try ContentDigest.sha256(ofFile: self("\(directory)/provenance.json").path)
    try sqlite(
      "\(directory)/results.sqlite",
      "UPDATE meta SET value = '\(digest)' WHERE key = 'provenance_sha256'")
  }
}
