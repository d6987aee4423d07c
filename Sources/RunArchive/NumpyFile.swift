import Foundation
import SpecLanguage

/// NumPy's `.npy` files.
///
/// Written: version 1.0, C order, `<f8` or `<c16`. Read: versions 1.0 to 3.0, C or Fortran order, and every type of `NumpyType`, converted
/// to doubles exactly; an integer that no double has is refused, and any other type by its name.
public enum NumpyFile {
  /// Reads an array.
  ///
  /// The size that the header announces is compared with the size of the file before anything is allocated.
  ///
  /// - Parameters:
  ///   - url: A regular file.
  ///   - finite: Whether NaN and infinite entries are refused.
  /// - Returns: The array in C order; of doubles with the bits unchanged.
  /// - Throws: `StoreError`, one sentence that names the file, what it holds and what to try.
  public static func read(_ url: URL, finite: Bool = false) throws -> StoredArray {
    let array = try read(OpenFile.reading(url))
    if finite { try refuseNonFinite(array, url) }
    return array
  }

  /// The sizes of an array's axes, read without its numbers.
  ///
  /// - Throws: `StoreError` where the file has no header of an array.
  public static func shape(_ url: URL) throws -> [Int] { try readHeader(OpenFile.reading(url)).0.shape }

  /// Reads an array from the beginning of its bytes; otherwise as `read(_:finite:)`.
  static func read(_ file: borrowing some NumpyBytes & ~Copyable) throws -> StoredArray {
    let (header, offset) = try readHeader(file)
    guard let type = NumpyType(header.typeDescription) else {
      throw refusal(ofType: header.typeDescription, file.name)
    }
    let count = try valueCount(header.shape, type, available: file.byteCount() - offset, file.name)
    let values: [Double]
    if type.isNative {
      values = try [Double](unsafeUninitializedCapacity: count) { buffer, filled in
        try fill(UnsafeMutableRawBufferPointer(buffer), from: file)
        filled = count
      }
    } else {
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: type.size * count, alignment: 8)
      defer { bytes.deallocate() }
      try fill(bytes, from: file)
      do {
        values = try type.doubles(UnsafeRawBufferPointer(bytes))
      } catch {
        let entry = type.isComplex ? error.position / 2 : error.position
        throw StoreError("\(file.name): entry \(header.place(ofStored: entry)) is \(error.clause)")
      }
    }
    let array = StoredArray(shape: header.shape, isComplex: type.isComplex, values: values)
    return header.fortranOrder ? array.reversingAxes() : array
  }

  /// Writes a file that must not exist yet.
  ///
  /// - Throws: `StoreError` where the file exists or cannot be written.
  public static func write(_ array: StoredArray, to url: URL) throws {
    let file = try OpenFile.creating(url)
    try header(of: array).withUnsafeBytes { try file.write($0) }
    try array.values.withUnsafeBytes { try file.write($0) }
  }

  /// The bytes of a file that has the array, which the caller has to free.
  static func contents(of array: StoredArray) -> UnsafeMutableRawBufferPointer {
    let header = header(of: array)
    let bytes = UnsafeMutableRawBufferPointer.allocate(
      byteCount: header.count + 8 * array.values.count, alignment: 64)
    bytes.copyBytes(from: header)
    array.values.withUnsafeBytes {
      UnsafeMutableRawBufferPointer(rebasing: bytes[header.count...]).copyMemory(from: $0)
    }
    return bytes
  }

  /// The magic string, version 1.0, and the dictionary padded so that the values start at a multiple of 64.
  private static func header(of array: StoredArray) -> [UInt8] {
    let sizes = array.shape.map(String.init).joined(separator: ", ")
    let shape = array.shape.count == 1 ? "(\(sizes),)" : "(\(sizes))"
    let type = array.isComplex ? "<c16" : "<f8"
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
    text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
    let length = text.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + Array(text.utf8)
  }

  /// The dictionary, and where the values start; the file is positioned there afterwards.
  private static func readHeader(
    _ file: borrowing some NumpyBytes & ~Copyable
  ) throws -> (NumpyHeader, offset: Int) {
    let name = file.name
    let start = try beginning(8, of: file)
    guard !start.isEmpty, start.starts(with: ([0x93] + Array("NUMPY".utf8)).prefix(start.count)) else {
      let kind =
        start.isEmpty
        ? "empty" : start.starts(with: Array("PK".utf8)) ? "an .npz archive" : "not an .npy file"
      throw StoreError("\(name): is \(kind); write one array with np.save(path, a.astype('<f8'))")
    }
    guard start.count == 8 else { throw StoreError("\(name): ends within the first 8 bytes; save it again") }
    guard (1...3).contains(start[6]), start[7] == 0 else {
      throw StoreError("\(name): has .npy version \(start[6]).\(start[7]); expected 1.0, 2.0 or 3.0")
    }
    let lengthBytes = try bytes(start[6] == 1 ? 2 : 4, of: file, "its header's length")
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= 65_536 else {
      throw StoreError("\(name): announces a header of \(length) bytes; expected at most 65536")
    }
    let text = try bytes(length, of: file, "its header of \(length) bytes")
    switch NumpyHeader.parse(String(decoding: text, as: UTF8.self)) {
    case .success(let header): return (header, 8 + lengthBytes.count + length)
    case .failure(let failure): throw StoreError("\(name): its .npy header \(failure.reason); save it again")
    }
  }

  private static func bytes(
    _ count: Int, of file: borrowing some NumpyBytes & ~Copyable, _ what: String
  ) throws -> [UInt8] {
    let bytes = try beginning(count, of: file)
    guard bytes.count == count else {
      throw StoreError("\(file.name): ends within \(what); save it again")
    }
    return bytes
  }

  /// The next `count` bytes, or as many as there are.
  private static func beginning(
    _ count: Int, of file: borrowing some NumpyBytes & ~Copyable
  ) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  private static func fill(
    _ buffer: UnsafeMutableRawBufferPointer, from file: borrowing some NumpyBytes & ~Copyable
  ) throws {
    let got = try file.read(into: buffer)
    guard got == buffer.count else { throw StoreError("\(file.name): became shorter while it was read") }
  }

  private static func refusal(ofType type: String, _ name: String) -> StoreError {
    StoreError(
      "\(name): holds \(NumpyType.name(type)); expected bool, integers, float32, float64, complex64 or complex128: "
        + "\(type.contains("c") ? "np.save(path, a.astype('<c16'))" : "np.save(path, a.astype('<f8'))")")
  }

  /// How many numbers the array has, after checking that the file has just as many.
  private static func valueCount(
    _ shape: [Int], _ type: NumpyType, available: Int, _ name: String
  ) throws -> Int {
    let described = "shape (\(shape.map(String.init).joined(separator: ", ").excerpt))"
    var count = shape.contains(0) ? 0 : type.isComplex ? 2 : 1
    for size in shape where count > 0 {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= Int.max / 8 else {
        throw StoreError("\(name): announces \(described), more than memory can hold; save it again")
      }
      count = product
    }
    let expected = type.size * count
    guard available == expected else {
      throw StoreError(
        "\(name): has \(available) bytes of values; expected \(expected) for \(described): "
          + "\(available < expected ? "the file was cut off" : "something follows the array"); save it again"
      )
    }
    return count
  }

  /// Refuses an array of `url` with an entry that is not finite, but for those that may be NaN in one part at least.
  ///
  /// - Parameter mayBeNaN: of the entries in C order; nil where none may be.
  /// - Throws: `StoreError`, which names the first one by its index.
  public static func refuseNonFinite(
    _ array: StoredArray, _ url: URL, mayBeNaN: ((_ entry: Int) -> Bool)? = nil
  ) throws {
    let parts = array.isComplex ? 2 : 1
    func isUnknown(_ entry: Int) -> Bool {
      array.values[entry * parts..<(entry + 1) * parts].contains(where: \.isNaN) && mayBeNaN?(entry) == true
    }
    guard
      let position = array.values.indices.first(where: {
        !array.values[$0].isFinite && !isUnknown($0 / parts)
      })
    else { return }
    let exception = mayBeNaN == nil ? "" : ", and NaN only where the loss does not use the entry"
    throw StoreError(
      "\(url.shown): entry \(array.place(of: position / parts)) is \(array.values[position]); expected finite numbers\(exception)"
    )
  }
}

/// The bytes of an `.npy` file, to be read once from the beginning.
protocol NumpyBytes: ~Copyable {
  /// What messages call it.
  var name: String { get }

  /// How many there are.
  func byteCount() throws -> Int

  /// Fills as much of `buffer` as there are bytes left, and says how many those were.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension OpenFile: NumpyBytes {
  var name: String { url.shown }

  func byteCount() throws -> Int { try size() }
}

extension NumpyHeader {
  /// The index of an entry by its place in the file: "[1, 0] (counted from 0)".
  fileprivate func place(ofStored entry: Int) -> String {
    let index = rowMajorIndex(entry, fortranOrder ? shape.reversed() : shape)
    return shown(fortranOrder ? index.reversed() : index)
  }
}

/// The index of an entry in an array of this shape in C order.
private func rowMajorIndex(_ entry: Int, _ shape: [Int]) -> [Int] {
  var rest = entry
  var index: [Int] = []
  for size in shape.reversed() {
    index.insert(rest % size, at: 0)
    rest /= size
  }
  return index
}

private func shown(_ index: [Int]) -> String {
  "[\(index.map(String.init).joined(separator: ", "))] (counted from 0)"
}

extension StoredArray {
  /// The index of an entry, which is its place in C order.
  fileprivate func place(of entry: Int) -> String { shown(rowMajorIndex(entry, shape)) }

  /// The same entries in the other storage order: from column-major values to row-major ones.
  func reversingAxes() -> StoredArray {
    let width = isComplex ? 2 : 1
    var strides: [Int] = []
    var stride = width
    for size in shape {
      strides.append(stride)
      stride *= size
    }
    var index = [Int](repeating: 0, count: shape.count)
    var source = 0
    var sorted: [Double] = []
    sorted.reserveCapacity(values.count)
    while sorted.count < values.count {
      sorted.append(contentsOf: values[source..<source + width])
      for axis in shape.indices.reversed() {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < shape[axis] { break }
        source -= strides[axis] * shape[axis]
        index[axis] = 0
      }
    }
    return StoredArray(shape: shape, isComplex: isComplex, values: sorted)
  }
}
