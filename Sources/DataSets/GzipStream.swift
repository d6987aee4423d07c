import CZlib

/// One gzip stream being expanded: one member, or several that follow each other, as `cat a.gz b.gz` makes them.
final class GzipStream {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  /// Whether a member has ended and the next one, if there is any, has not begun.
  private(set) var isBetweenMembers = false

  /// - Throws: `DataError` where there is no memory for zlib's window.
  init(_ file: String) throws {
    stream.initialize(to: z_stream())
    // 15 bits of window, and 16 for: gzip alone.
    let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw DataError("there is no memory to expand it (zlib: \(status))", in: file)
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Expands some of `input`, which must not be empty, to the beginning of `output`.
  ///
  /// - Returns: how many bytes were taken and made, and zlib's reason where the stream is not right.
  func expand(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (consumed: Int, produced: Int, fault: String?) {
    if isBetweenMembers {
      guard input[0] == 0x1f else { return (0, 0, "bytes follow that are not gzip") }
      inflateReset(stream)
      isBetweenMembers = false
    }
    let (available, room) = (min(input.count, 1 << 30), min(output.count, 1 << 30))
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress!.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(available)
    stream.pointee.next_out = output.baseAddress!.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    let status = inflate(stream, Z_NO_FLUSH)
    let (consumed, produced) = (
      available - Int(stream.pointee.avail_in), room - Int(stream.pointee.avail_out)
    )
    switch status {
    case Z_OK: return (consumed, produced, nil)
    case Z_STREAM_END:
      isBetweenMembers = true
      return (consumed, produced, nil)
    default:
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib's status is \(status)"
      return (consumed, produced, reason)
    }
  }
}
