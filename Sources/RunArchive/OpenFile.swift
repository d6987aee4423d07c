import CNetCDF
import Foundation
import SpecLanguage

/// A file descriptor that closes with the value; every failure is a `StoreError` that names the file.
struct OpenFile: ~Copyable {
  let url: URL
  let descriptor: Int32

  private init(_ url: URL, _ flags: Int32, _ action: String) throws {
    self.url = url
    descriptor = url.withUnsafeFileSystemRepresentation { path in
      guard let path else { return -1 }
      return open(path, flags | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else { throw StoreError(url, cannot: action, errno: errno) }
  }

  deinit { close(descriptor) }

  /// Opens a regular file; directories, pipes and devices are refused without waiting on them.
  static func reading(_ url: URL) throws -> OpenFile {
    let file = try OpenFile(url, O_RDONLY | O_NONBLOCK, "read it")
    switch try file.status().st_mode & S_IFMT {
    case S_IFREG: return file
    case S_IFDIR: throw StoreError("\(url.shown): is a folder; expected a file")
    default: throw StoreError("\(url.shown): is not a regular file; copy its contents into one first")
    }
  }

  /// Opens a folder, to lock or synchronize it.
  static func folder(_ url: URL) throws -> OpenFile {
    try OpenFile(url, O_RDONLY | O_DIRECTORY, "open the folder")
  }

  /// Creates a file that must not exist yet.
  static func creating(_ url: URL) throws -> OpenFile {
    try OpenFile(url, O_WRONLY | O_CREAT | O_EXCL, "create it")
  }

  /// The file's size in bytes.
  func size() throws -> Int { Int(try status().st_size) }

  private func status() throws -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw StoreError(url, cannot: "read it", errno: errno) }
    return status
  }

  /// Fills as much of `buffer` as the file has bytes left, and says how many those were.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var done = 0
    while done < buffer.count {
      let count = Foundation.read(descriptor, buffer.baseAddress! + done, buffer.count - done)
      if count == 0 { break }
      if count > 0 {
        done += count
      } else if errno != EINTR {
        throw StoreError(url, cannot: "read it", errno: errno)
      }
    }
    return done
  }

  /// The size and the SHA-256 of a file, read a mebibyte at a time.
  static func contents(of url: URL) throws -> (bytes: Int, sha256: String) {
    let file = try OpenFile.reading(url)
    let digest = ContentDigest()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    var size = 0
    while case let count = try file.read(into: buffer), count > 0 {
      digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      size += count
    }
    return (size, digest.hexadecimal())
  }

  /// Appends all bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var done = 0
    while done < bytes.count {
      let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw StoreError(url, cannot: "write it", errno: errno)
      }
    }
  }

  /// Returns once the file, or the folder's list of names, would survive a power failure.
  func synchronize() throws {
    guard fsync(descriptor) == 0 else { throw StoreError(url, cannot: "write it to disk", errno: errno) }
  }

  /// Returns once everything written to the file system so far would survive a power failure.
  func synchronizeFileSystem() throws {
    guard syncfs(descriptor) == 0 else { throw StoreError(url, cannot: "write to disk in it", errno: errno) }
  }
}
