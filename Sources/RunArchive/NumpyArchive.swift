import CZip
import Foundation
import SpecLanguage

/// NumPy's `.npz` files: `.npy` files in a ZIP archive, each under its name with `.npy` after it.
///
/// Written without compression, as `np.savez` does, and with the least time that the format has, so that the same arrays make
/// the same bytes.
package enum NumpyArchive {
  /// Writes a file that must not exist yet.
  ///
  /// libzip makes it in memory, from where it is written: so it leaves no temporary file of its own where the process ends.
  ///
  /// - Parameter arrays: By name, each once.
  /// - Throws: `StoreError` where the file exists or cannot be written.
  static func write(_ arrays: [(name: String, array: StoredArray)], to url: URL) throws {
    // They are read as the archive is closed, and have to stay where they are until then.
    let entries = arrays.map { Entry(name: $0.name, bytes: NumpyFile.contents(of: $0.array)) }
    defer { for entry in entries { entry.bytes.deallocate() } }
    let image = try ZipSource(url)
    let archive = try image.archive(ZIP_TRUNCATE)
    do {
      for entry in entries { try add(entry, to: archive, url) }
      guard zip_close(archive) == 0 else { throw StoreError(url, "make it", zip_get_error(archive)) }
    } catch {
      zip_discard(archive)
      throw error
    }
    try image.copy(to: OpenFile.creating(url))
  }

  /// Reads one array.
  ///
  /// - Throws: `StoreError` where the file cannot be read or has no such array.
  package static func read(_ name: String, of url: URL) throws -> StoredArray {
    var code: Int32 = 0
    guard let archive = zip_open(url.path, ZIP_RDONLY, &code) else {
      var error = zip_error_t()
      zip_error_init_with_code(&error, code)
      defer { zip_error_fini(&error) }
      throw StoreError(url, "open it", &error)
    }
    defer { zip_discard(archive) }
    var status = zip_stat_t()
    guard zip_stat(archive, "\(name).npy", 0, &status) == 0, let file = zip_fopen(archive, "\(name).npy", 0)
    else {
      throw StoreError("\(url.shown): has no array '\(name.excerpt)'; it is damaged or another program's")
    }
    defer { zip_fclose(file) }
    return try NumpyFile.read(
      ArchivedArray(name: "\(url.shown): \(name)", size: Int(status.size), file: file))
  }

  private struct Entry {
    let name: String
    let bytes: UnsafeMutableRawBufferPointer
  }

  private static func add(_ entry: Entry, to archive: OpaquePointer, _ url: URL) throws {
    guard let source = zip_source_buffer(archive, entry.bytes.baseAddress, UInt64(entry.bytes.count), 0)
    else { throw StoreError(url, "add \(entry.name)", zip_get_error(archive)) }
    let index = zip_file_add(archive, "\(entry.name).npy", source, zip_flags_t(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(source)
      throw StoreError(url, "add \(entry.name)", zip_get_error(archive))
    }
    // 1 January 1980, whatever the clock and the time zone.
    guard zip_file_set_dostime(archive, UInt64(index), 0, 1 << 5 | 1, 0) == 0,
      zip_set_file_compression(archive, UInt64(index), ZIP_CM_STORE, 0) == 0
    else { throw StoreError(url, "add \(entry.name)", zip_get_error(archive)) }
  }
}

/// The bytes of an archive in memory.
private struct ZipSource: ~Copyable {
  private let url: URL
  private let source: OpaquePointer

  init(_ url: URL) throws {
    self.url = url
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let source = zip_source_buffer_create(nil, 0, 0, &error) else {
      throw StoreError(url, "make it", &error)
    }
    self.source = source
  }

  deinit { zip_source_free(source) }

  /// An archive on the bytes; closing it, or discarding it, leaves them.
  func archive(_ flags: Int32) throws -> OpaquePointer {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    zip_source_keep(source)
    guard let archive = zip_open_from_source(source, flags, &error) else {
      zip_source_free(source)
      throw StoreError(url, "make it", &error)
    }
    return archive
  }

  /// Appends the bytes to a file.
  func copy(to file: borrowing OpenFile) throws {
    guard zip_source_open(source) == 0 else { throw StoreError(url, "make it", zip_source_error(source)) }
    defer { zip_source_close(source) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while case let count = zip_source_read(source, buffer.baseAddress!, UInt64(buffer.count)), count != 0 {
      guard count > 0 else { throw StoreError(url, "make it", zip_source_error(source)) }
      try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<Int(count)]))
    }
  }
}

/// An array in an archive that is open.
private struct ArchivedArray: NumpyBytes {
  let name: String
  let size: Int
  let file: OpaquePointer

  func byteCount() -> Int { size }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let start = buffer.baseAddress else { return 0 }
    let count = zip_fread(file, start, UInt64(buffer.count))
    guard count >= 0 else {
      throw StoreError(
        "\(name): cannot read it: \(String(cString: zip_error_strerror(zip_file_get_error(file)))); it is damaged"
      )
    }
    return Int(count)
  }
}

extension StoreError {
  /// What libzip could not do.
  fileprivate init(_ url: URL, _ action: String, _ error: UnsafeMutablePointer<zip_error_t>) {
    guard zip_error_system_type(error) != ZIP_ET_SYS else {
      self.init(url, cannot: action, errno: zip_error_code_system(error))
      return
    }
    self.init("\(url.shown): cannot \(action): \(String(cString: zip_error_strerror(error)))")
  }
}
