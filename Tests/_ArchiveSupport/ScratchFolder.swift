import Foundation

/// A folder that lives as long as the test that made it.
package final class ScratchFolder: Sendable {
  package let url: URL

  package init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "deeplinear-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  package func callAsFunction(_ name: String) -> URL { url.appending(path: name) }

  package func write(_ name: String, _ bytes: [UInt8]) throws -> URL {
    try Data(bytes).write(to: self(name))
    return self(name)
  }
}

/// The paths of all files below a folder, in order.
package func files(below folder: URL) -> [String] {
  FileManager.default.subpaths(atPath: folder.path)?.sorted().filter { path in
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: folder.appending(path: path).path, isDirectory: &isFolder)
    return !isFolder.boolValue
  } ?? []
}
