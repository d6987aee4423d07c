import Foundation

/// A folder or a file that cannot be written.
public struct WritingError: Error, Equatable, Sendable, CustomStringConvertible, LocalizedError {
  /// The folder or file, as it was named.
  public let path: String
  /// The system's number for the reason.
  public let code: Int32

  /// The sentence, without a full stop: path and reason.
  public var description: String { "\(path) cannot be written: \(String(cString: strerror(code)))" }
  /// The same sentence, as `LocalizedError` requires it.
  public var errorDescription: String? { description }

  init(_ url: URL, _ code: Int32) { (path, self.code) = (url.relativePath, code) }
}

/// Makes a folder and those on the way to it; one that is there already is left as it is.
func makeFolder(_ folder: URL) throws(WritingError) {
  if mkdir(folder.path, 0o777) == 0 { return }
  var code = errno
  if code == ENOENT, folder.path.hasPrefix("/"), folder.path != "/" {
    // A part of the path that cannot be made is what the message names.
    try makeFolder(folder.deletingLastPathComponent())
    if mkdir(folder.path, 0o777) == 0 { return }
    code = errno
  }
  var isFolder: ObjCBool = false
  let exists = FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder)
  guard exists, isFolder.boolValue else { throw WritingError(folder, code == EEXIST ? ENOTDIR : code) }
}

/// Writes beside the file under a name of its own, then renames: readers see the old file or the new one.
package func publish(_ data: Data, at file: URL) throws(WritingError) {
  let sibling = file.deletingLastPathComponent()
    .appendingPathComponent("\(file.lastPathComponent).new-\(UUID().uuidString.prefix(8))")
  let descriptor = open(sibling.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw WritingError(file, errno) }
  var code = data.withUnsafeBytes { bytes in
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return count < 0 ? errno : ENOSPC }
      rest = rest.dropFirst(count)
    }
    return 0
  }
  // Some file systems report only here that they are full.
  if close(descriptor) != 0, code == 0 { code = errno }
  if code == 0, rename(sibling.path, file.path) != 0 { code = errno }
  guard code == 0 else {
    unlink(sibling.path)
    throw WritingError(file, code)
  }
}
