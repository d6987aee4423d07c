import Foundation
import SpecLanguage

/// The bytes of a file from its beginning, read in pieces; gzip is known by its content, not by the file's name.
///
/// The memory that it takes does not depend on the file: 64 KiB of input, and zlib's window.
final class ByteSource {
  /// The file as the user named it.
  let file: String
  /// The file's size in bytes where it is the size of what is read; nil where the file is compressed.
  private(set) var plainSize: Int?

  private let descriptor: Int32
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  /// The part of `input` that was not given out yet.
  private var pending = 0..<0
  /// How many bytes of the file precede `input`.
  private var offset = 0
  private var gzip: GzipStream?

  /// Opens a regular file; folders, pipes and devices are refused without waiting on them.
  ///
  /// - Throws: `DataError`.
  init(_ path: String) throws {
    file = path
    descriptor = try Self.open(path)
    var status = stat()
    fstat(descriptor, &status)
    try refill()
    if pending.count >= 2, input[0] == 0x1f, input[1] == 0x8b {
      gzip = try GzipStream(file)
    } else {
      plainSize = Int(status.st_size)
    }
  }

  deinit {
    close(descriptor)
    input.deallocate()
  }

  /// Fills as much of `buffer` as there are bytes left, and says how many those were.
  ///
  /// - Throws: `DataError` where the file cannot be read, or is compressed and damaged or cut off.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var done = 0
    while done < buffer.count {
      let count = try readSome(into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
      if count == 0 { break }
      done += count
    }
    return done
  }

  private func readSome(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if let gzip { return try expand(gzip, into: buffer) }
    guard try !pending.isEmpty || refill() else { return 0 }
    let count = min(buffer.count, pending.count)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[pending.prefix(count)]))
    pending = pending.dropFirst(count)
    return count
  }

  /// Expands until there is at least one byte; 0 at the end of the file, which has to be the end of a member.
  private func expand(_ gzip: GzipStream, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      guard try !pending.isEmpty || refill() else {
        if gzip.isBetweenMembers { return 0 }
        throw DataError(
          "its gzip stream ends after \(offset) bytes, before its own end: the file was cut off; copy it again",
          in: file)
      }
      let place = offset + pending.lowerBound
      let step = gzip.expand(UnsafeRawBufferPointer(rebasing: input[pending]), into: buffer)
      pending = pending.dropFirst(step.consumed)
      if let fault = step.fault {
        throw DataError(
          "its gzip stream is damaged at byte \(place + step.consumed): \(fault); copy it again", in: file)
      }
      if step.produced > 0 { return step.produced }
    }
  }

  /// Reads the next piece of the file; false at its end.
  @discardableResult private func refill() throws -> Bool {
    offset += pending.upperBound
    pending = 0..<0
    var filled = 0
    while filled < input.count {
      let count = Foundation.read(descriptor, input.baseAddress! + filled, input.count - filled)
      if count == 0 { break }
      if count > 0 {
        filled += count
      } else if errno != EINTR {
        throw Self.failure(file, errno)
      }
    }
    pending = 0..<filled
    return filled > 0
  }

  private static func open(_ path: String) throws -> Int32 {
    guard !path.utf8.contains(0) else { throw failure(path, ENOENT) }
    let descriptor = Foundation.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, errno) }
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    if isKnown, status.st_mode & S_IFMT == S_IFREG { return descriptor }
    let code = errno
    close(descriptor)
    guard isKnown else { throw failure(path, code) }
    let kind = status.st_mode & S_IFMT == S_IFDIR ? "is a folder" : "is not a regular file"
    throw DataError("\(kind); expected a file of data", in: path)
  }

  private static func failure(_ path: String, _ code: Int32) -> DataError {
    DataError("cannot be read: \(SystemReason(code, at: path).explained)", in: path)
  }
}
