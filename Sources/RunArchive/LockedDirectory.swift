public import Foundation
import SpecLanguage

/// A folder in which this process alone writes, each file replaced as a whole: for results that are no runs of a spec.
public final class LockedDirectory: Sendable {
  /// The folder.
  public let url: URL
  private let lock: DirectoryLock

  /// Makes the folder where there is none, locks it, and removes temporary files that a process that was killed has left.
  ///
  /// - Parameters:
  ///   - url: The folder.
  ///   - files: The names of the files that `replace` is going to write.
  /// - Throws: `InputError` where it cannot be made, `StoreError` where another process writes there.
  public init(_ url: URL, files: Set<String>) throws {
    self.url = url
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch let error as CocoaError {
      throw InputError.cannotMake(url, (error.underlying as? POSIXError)?.code.rawValue ?? EACCES)
    }
    lock = try DirectoryLock(url)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    where StoredName.target(ofTemporary: name).map(files.contains) == true {
      unlink(url.appending(path: name).path)
    }
  }

  /// Writes a file, which may replace an older one: never seen half-written, and on the disk when this returns.
  ///
  /// - Throws: `StoreError` where it cannot be written; the older one is left as it was.
  public func replace(_ name: String, with contents: Data) throws {
    try Publication.replace(name, in: url, with: contents)
  }
}
