import CNetCDF
import Foundation
import SpecLanguage
import Synchronization

/// An open NetCDF-4 file.
///
/// The library may be in use by one thread at a time in the whole process, so a file exists only inside the
/// closures of `create` and `read`, which hold the one lock; they must not be nested.
struct NetCDFFile {
  private static let library = Mutex<Void>(())

  private let id: Int32
  private let url: URL

  /// Creates a file that must not exist yet and lets `body` fill it.
  ///
  /// NetCDF makes it in memory, from where it is written: on a full disk HDF5 cannot say why it fails, does not free the
  /// space, and fails once more as the process ends. The price: the variables are in the order of their names, and NetCDF
  /// opens the file only to read, which suits a file whose checksum is stored.
  static func create(_ url: URL, _ body: (NetCDFFile) throws -> Void) throws {
    var image = NC_memio()
    defer { free(image.memory) }
    try library.withLock { _ in
      let file = try NetCDFFile(url, "make it") { nc_create_mem($0, NC_NETCDF4, 1 << 20, $1) }
      try file.use(closing: { nc_close_memio($0, &image) }, body)
    }
    let file = try OpenFile.creating(url)
    try file.write(UnsafeRawBufferPointer(start: image.memory, count: image.size))
  }

  /// Opens a file, lets `body` read from it, and closes it.
  static func read<T: Sendable>(_ url: URL, _ body: (NetCDFFile) throws -> T) throws -> T {
    try library.withLock { _ in
      let file = try NetCDFFile(url, "open it") { nc_open($0, NC_NOWRITE, $1) }
      return try file.use(closing: nc_close, body)
    }
  }

  private init(
    _ url: URL, _ action: String, _ open: (UnsafePointer<CChar>, UnsafeMutablePointer<Int32>) -> Int32
  ) throws {
    Self.silenceHDF5()
    var id: Int32 = -1
    let status = url.withUnsafeFileSystemRepresentation { path in path.map { open($0, &id) } ?? NC_EINVAL }
    (self.id, self.url) = (id, url)
    try check(status, action)
  }

  /// Keeps HDF5 from printing on standard error what it looks for in vain, a setting that every thread has for itself.
  ///
  /// NetCDF makes the setting only in the thread that comes first. The function is looked up at run time since
  /// what the library below NetCDF is called to the linker differs between systems.
  private static func silenceHDF5() {
    typealias SetAuto = @convention(c) (Int64, UnsafeRawPointer?, UnsafeRawPointer?) -> Int32
    guard let symbol = dlsym(nil, "H5Eset_auto2") else { return }
    _ = unsafeBitCast(symbol, to: SetAuto.self)(0, nil, nil)
  }

  private func use<T>(closing close: (Int32) -> Int32, _ body: (NetCDFFile) throws -> T) throws -> T {
    do {
      let result = try body(self)
      try check(close(id), "close it")
      return result
    } catch {
      nc_abort(id)
      throw error
    }
  }

  private func check(_ status: Int32, _ action: String) throws {
    guard status != NC_NOERR else { return }
    let reason = String(cString: nc_strerror(status))
    let remedy = "bring back the file that was stored, or run the spec again into another folder"
    let advice =
      switch status {
      case NC_EHDFERR:
        "; it may be damaged, or the file system knows no locks: then set HDF5_USE_FILE_LOCKING=FALSE"
      case NC_ENOTNC: "; it is damaged: \(remedy)"
      case ENOENT: "; \(remedy)"
      // Positive ones are the system's own.
      case 1...: SystemReason(status).advice.map { "; \($0)" } ?? ""
      default: ""
      }
    throw StoreError("\(url.shown): cannot \(action): \(reason)\(advice)")
  }

  // MARK: Writing

  /// A dimension of fixed size; returns its number.
  func addDimension(_ name: String, size: Int) throws -> Int32 {
    var dimension: Int32 = -1
    try check(nc_def_dim(id, name, size, &dimension), "define dimension \(name)")
    return dimension
  }

  /// An uncompressed variable of 64-bit integers.
  func addIntegers(_ name: String, dimensions: [Int32]) throws -> Int32 {
    var variable: Int32 = -1
    let status = nc_def_var(id, name, NC_INT64, Int32(dimensions.count), dimensions, &variable)
    try check(status, "define variable \(name)")
    return variable
  }

  /// A variable of doubles that are NaN where nothing is written, compressed (deflate, bytes shuffled) in chunks of
  /// the given sizes; without sizes stored plainly.
  func addDoubles(_ name: String, dimensions: [Int32], chunk: [Int]? = nil, level: Int32 = 0) throws -> Int32
  {
    var variable: Int32 = -1
    let action = "define variable \(name)"
    try check(nc_def_var(id, name, NC_DOUBLE, Int32(dimensions.count), dimensions, &variable), action)
    guard let chunk else { return variable }
    var fill = Double.nan
    try check(nc_def_var_fill(id, variable, NC_FILL, &fill), action)
    try check(nc_def_var_chunking(id, variable, NC_CHUNKED, chunk), action)
    try check(nc_def_var_deflate(id, variable, 1, level > 0 ? 1 : 0, level), action)
    return variable
  }

  /// A text attribute of a variable, or with nil of the file.
  func setAttribute(_ name: String, of variable: Int32? = nil, to text: String) throws {
    let owner = variable ?? NC_GLOBAL
    let status = text.withCString { pointer in
      guard !text.utf8.allSatisfy({ $0 < 128 }) || text.isEmpty else {
        return nc_put_att_text(id, owner, name, text.utf8.count, pointer)
      }
      var string: UnsafePointer<CChar>? = pointer
      return nc_put_att_string(id, owner, name, 1, &string)
    }
    try check(status, "write attribute \(name)")
  }

  /// Ends the definitions; values follow.
  func endDefinitions() throws { try check(nc_enddef(id), "write its header") }

  /// Writes all values of a variable.
  func write(_ values: [Int], to variable: Int32) throws {
    try check(nc_put_var_longlong(id, variable, values.map(Int64.init)), "write values")
  }

  /// Writes the block of values that starts at `start` and has sizes `count`.
  func write(_ values: [Double], to variable: Int32, start: [Int], count: [Int]) throws {
    precondition(values.count == count.reduce(1, *), "\(values.count) values for a block of \(count)")
    try check(nc_put_vara_double(id, variable, start, count, values), "write values")
  }

  // MARK: Reading

  /// The names of all variables.
  func variableNames() throws -> [String] {
    var count: Int32 = 0
    try check(nc_inq_nvars(id, &count), "list its variables")
    return try (0..<count).map { variable in
      try text(capacity: Int(NC_MAX_NAME) + 1, "list its variables") { nc_inq_varname(id, variable, $0) }
    }
  }

  /// The number of a variable, nil where there is none of that name.
  func variable(_ name: String) throws -> Int32? {
    var variable: Int32 = -1
    let status = nc_inq_varid(id, name, &variable)
    if status == NC_ENOTVAR { return nil }
    try check(status, "find variable \(name)")
    return variable
  }

  /// The names and sizes of a variable's dimensions.
  func dimensions(of variable: Int32) throws -> [(name: String, size: Int)] {
    var count: Int32 = 0
    try check(nc_inq_varndims(id, variable, &count), "read a variable's dimensions")
    var dimensions = [Int32](repeating: -1, count: Int(count))
    try check(nc_inq_vardimid(id, variable, &dimensions), "read a variable's dimensions")
    return try dimensions.map { dimension in
      var size = 0
      let name = try text(capacity: Int(NC_MAX_NAME) + 1, "read a dimension") {
        nc_inq_dim(id, dimension, $0, &size)
      }
      return (name, size)
    }
  }

  /// A text attribute of a variable, or with nil of the file; nil where there is none.
  func attribute(_ name: String, of variable: Int32? = nil) throws -> String? {
    let owner = variable ?? NC_GLOBAL
    var (type, length): (nc_type, Int) = (0, 0)
    let status = nc_inq_att(id, owner, name, &type, &length)
    if status == NC_ENOTATT { return nil }
    try check(status, "read attribute \(name)")
    if type == NC_CHAR {
      return try text(capacity: length + 1, "read attribute \(name)") { nc_get_att_text(id, owner, name, $0) }
    }
    guard type == NC_STRING, length == 1 else { return nil }
    var string: UnsafeMutablePointer<CChar>?
    try check(nc_get_att_string(id, owner, name, &string), "read attribute \(name)")
    defer { nc_free_string(1, &string) }
    return string.map { String(cString: $0) }
  }

  /// Text that a call writes, at most `capacity` bytes with its final zero.
  private func text(
    capacity: Int, _ action: String, _ fill: (UnsafeMutablePointer<CChar>) -> Int32
  ) throws -> String {
    var bytes = [CChar](repeating: 0, count: capacity)
    try check(bytes.withUnsafeMutableBufferPointer { fill($0.baseAddress!) }, action)
    return bytes.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  /// All values of a variable of integers.
  func integers(_ variable: Int32) throws -> [Int] {
    let count = try dimensions(of: variable).map(\.size).reduce(1, *)
    var values = [Int64](repeating: 0, count: count)
    try check(
      values.withUnsafeMutableBufferPointer { nc_get_var_longlong(id, variable, $0.baseAddress) },
      "read values")
    return values.map(Int.init)
  }

  /// The block of values that starts at `start` and has sizes `count`.
  func doubles(_ variable: Int32, start: [Int], count: [Int]) throws -> [Double] {
    try [Double](unsafeUninitializedCapacity: count.reduce(1, *)) { buffer, filled in
      try check(nc_get_vara_double(id, variable, start, count, buffer.baseAddress), "read values")
      filled = buffer.count
    }
  }
}
