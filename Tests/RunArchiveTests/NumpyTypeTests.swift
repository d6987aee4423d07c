import Foundation
import RunArchive
import Testing
import _ArchiveSupport

/// The types of entries that `.npy` files may have.
@Suite struct NumpyTypeTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// A file of one row.
  private func file(_ type: String, _ shape: String, _ bytes: [UInt8], fortran: Bool = false) throws -> URL {
    let order = fortran ? "True" : "False"
    let header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape)}"
    return try folder.write(
      "a.npy",
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + bytes)
  }

  private func bytes<I: FixedWidthInteger>(_ numbers: [I], isBig: Bool) -> [UInt8] {
    numbers.flatMap { number in
      withUnsafeBytes(of: isBig ? number.bigEndian : number.littleEndian, Array.init)
    }
  }

  private func expect(
    _ codes: String, _ bytes: [UInt8], _ values: [Double], isComplex: Bool = false,
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    for code in codes.split(separator: " ").map(String.init) {
      let array = try NumpyFile.read(try file(code, "(\(values.count / (isComplex ? 2 : 1)),)", bytes))
      #expect(array.values == values && array.isComplex == isComplex, "\(code)", sourceLocation: place)
    }
  }

  private func integers<I: FixedWidthInteger>(_ type: I.Type, _ letter: String) throws {
    let size = I.bitWidth / 8
    let numbers: [I] = size < 8 ? [0, 1, .max, .min] : [0, 1, 1 << 53, I.isSigned ? 0 - (1 << 53) : 3 << 52]
    let values = numbers.map { Double($0) }
    let orders =
      size == 1 ? "<\(letter)1 |\(letter)1 \(letter)1 =\(letter)1" : "<\(letter)\(size) =\(letter)\(size)"
    try expect(orders, bytes(numbers, isBig: false), values)
    try expect(">\(letter)\(size)", bytes(numbers, isBig: true), values)
  }

  @Test func `Integers of every size, sign and byte order are read exactly`() throws {
    try integers(Int8.self, "i")
    try integers(Int16.self, "i")
    try integers(Int32.self, "i")
    try integers(Int64.self, "i")
    try integers(UInt8.self, "u")
    try integers(UInt16.self, "u")
    try integers(UInt32.self, "u")
    try integers(UInt64.self, "u")
  }

  @Test func `Floats and complex numbers of both precisions and byte orders are read exactly`() throws {
    let singles: [Float] = [1.5, -0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
    let doubles = [1.5, -0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
    for isBig in [false, true] {
      let order = isBig ? ">" : "<"
      let short = bytes(singles.map(\.bitPattern), isBig: isBig)
      let long = bytes(doubles.map(\.bitPattern), isBig: isBig)
      try expect("\(order)f4", short, singles.map { Double($0) })
      try expect("\(order)f8", long, doubles)
      try expect("\(order)c8", short, singles.map { Double($0) }, isComplex: true)
      try expect("\(order)c16", long, doubles, isComplex: true)
    }
  }

  @Test func `Bools are zeros and ones, in Fortran order too`() throws {
    try expect("|b1 <b1 b1 >b1", [1, 0, 0, 1], [1, 0, 0, 1])
    let array = try NumpyFile.read(try file("|b1", "(2, 3)", [1, 0, 0, 1, 1, 0], fortran: true))
    #expect(array.values == [1, 0, 1, 0, 1, 0])
  }

  @Test func `A number that no double has is refused by its index and value`() throws {
    let large = bytes([1, 2, 3, (1 << 53) + 1] as [Int64], isBig: false)
    func refusal(_ url: URL) throws -> String {
      try #require(throws: StoreError.self) { try NumpyFile.read(url) }.description
    }
    #expect(
      try refusal(try file("<i8", "(2, 2)", large)).hasSuffix(
        "a.npy: entry [1, 1] (counted from 0) is 9007199254740993, which is no float64, in which integers are exact up to 2⁵³"
      ))
    let unsigned = bytes([1, .max, 3, 4] as [UInt64], isBig: true)
    #expect(
      try refusal(try file(">u8", "(2, 2)", unsigned)).contains(
        "entry [0, 1] (counted from 0) is 18446744073709551615"))
    #expect(
      try refusal(try file(">u8", "(2, 2)", unsigned, fortran: true)).contains(
        "entry [1, 0] (counted from 0)"))
    #expect(
      try refusal(try file("|b1", "(3,)", [0, 2, 1])).contains(
        "entry [1] (counted from 0) is 2, which is no bool"))
  }

  @Test func `The bytes of the type are those that the file must have`() throws {
    let refusal = try #require(throws: StoreError.self) {
      try NumpyFile.read(try file("<f4", "(3,)", [0, 0, 0, 0]))
    }
    #expect(
      refusal.description.contains("has 4 bytes of values; expected 12 for shape (3): the file was cut off"))
  }
}
