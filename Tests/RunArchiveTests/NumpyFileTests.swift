import Foundation
import RunArchive
import Testing
import _ArchiveSupport

@Suite struct NumpyFileTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// A file as the format's description has it.
  private func file(
    version: UInt8 = 1, _ header: String, _ values: [Double] = [], extra: [UInt8] = []
  ) throws -> URL {
    let length = header.utf8.count
    let size = (0..<(version == 1 ? 2 : 4)).map { UInt8(length >> (8 * $0) & 0xff) }
    let bytes = values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init) }
    return try folder.write(
      "a.npy", [0x93] + Array("NUMPY".utf8) + [version, 0] + size + Array(header.utf8) + bytes + extra)
  }

  /// The sentence with which a file is refused.
  private func refusal(_ url: URL, finite: Bool = false) throws -> String {
    let error = try #require(throws: StoreError.self) { try NumpyFile.read(url, finite: finite) }
    #expect(error.description.count <= 600)
    #expect(error.description.contains("a.npy") || !url.path.hasSuffix("a.npy"))
    return error.description
  }

  @Test(arguments: [[], [0], [5], [2, 3], [3, 0, 2], [2, 2, 2, 2]])
  func `An array comes back bit for bit`(shape: [Int]) throws {
    for isComplex in [false, true] {
      var values = (0..<shape.reduce(isComplex ? 2 : 1, *)).map { sin(Double($0)) }
      if values.count > 3 {
        values.replaceSubrange(0..<4, with: [-0.0, .infinity, .nan, .leastNonzeroMagnitude])
      }
      let array = StoredArray(shape: shape, isComplex: isComplex, values: values)
      let url = folder("\(shape)-\(isComplex).npy")
      try NumpyFile.write(array, to: url)
      let back = try NumpyFile.read(url)
      #expect(back.shape == shape)
      #expect(back.isComplex == isComplex)
      #expect(back.values.map(\.bitPattern) == values.map(\.bitPattern))
    }
  }

  @Test func `The values start at a multiple of 64 bytes, as NumPy wants for mapping`() throws {
    for shape in [[1], [2, 2], Array(repeating: 1, count: 40)] {
      let url = folder("\(shape.count).npy")
      let count = shape.reduce(1, *)
      try NumpyFile.write(
        StoredArray(shape: shape, isComplex: false, values: .init(repeating: 0, count: count)), to: url)
      #expect((try Data(contentsOf: url).count - 8 * count) % 64 == 0)
    }
  }

  @Test func `An existing file is never overwritten`() throws {
    let url = try folder.write("a.npy", [1, 2, 3])
    #expect(throws: StoreError.self) {
      try NumpyFile.write(StoredArray(shape: [], isComplex: false, values: [1]), to: url)
    }
    #expect(try Data(contentsOf: url) == Data([1, 2, 3]))
  }

  @Test(arguments: [UInt8(1), 2, 3])
  func `All versions of the format are read`(version: UInt8) throws {
    let url = try file(
      version: version, "{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 1), }  \n", [1.5, -2])
    #expect(try NumpyFile.read(url) == StoredArray(shape: [2, 1], isComplex: false, values: [1.5, -2]))
  }

  @Test func `Fortran order is turned into C order, real and complex`() throws {
    let real = try file("{'shape': (2, 3), 'fortran_order': True, 'descr': '<f8'}", [1, 4, 2, 5, 3, 6])
    #expect(try NumpyFile.read(real).values == [1, 2, 3, 4, 5, 6])
    let complex = try file(
      "{\"descr\": \"<c16\", 'fortran_order': True, 'shape': (2, 2)}", [1, -1, 3, -3, 2, -2, 4, -4])
    #expect(try NumpyFile.read(complex).values == [1, -1, 2, -2, 3, -3, 4, -4])
    let cube = try file("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 1, 2)}", [1, 3, 2, 4])
    #expect(try NumpyFile.read(cube).values == [1, 2, 3, 4])
  }

  @Test(arguments: [
    ("'<f2'", "float16 ('<f2')"), ("'>f16'", "big-endian float128 ('>f16')"),
    ("'|O'", "Python objects ('|O')"),
    ("'<i16'", "int128 ('<i16')"), ("'|f8'", "float64 ('|f8')"), ("'<U7'", "text ('<U7')"),
    ("'<c32'", "complex256 ('<c32')"), ("'b'", "unknown type ('b')"),
    ("'<M8[ns]'", "dates or durations"), ("[('x', '<f8'), ('y', '<i4')]", "a structured type"),
    ("'<f999999999999999999999'", "the unknown type"), ("''", "the unknown type"),
    ("'\u{1B}[31m'", "'\\u{1b}[31m'"),
  ])
  func `Another type is refused by its name, with what to type`(type: String, name: String) throws {
    let text = try refusal(try file("{'descr': \(type), 'fortran_order': False, 'shape': (1,), }\n", [0]))
    #expect(text.contains(name))
    #expect(
      text.contains(
        "expected bool, integers, float32, float64, complex64 or complex128: np.save(path, a.astype("))
  }

  @Test(arguments: [
    ("(2, -3)", "negative size -3"), ("(99999999999999999999,)", "sizes that fit 64 bits"),
    ("(4611686018427387904, 4)", "more than memory can hold"),
    ("(1152921504606846976,)", "more than memory can hold"),
    (
      "(1000000000000,)",
      "has 8 bytes of values; expected 8000000000000 for shape (1000000000000): the file was cut off"
    ),
    ("(2,)", "expected 16 for shape (2): the file was cut off"),
    ("()), 'x': (", "where it has ')"), ("(1", "where it has '}"), ("1", "should have '('"),
  ])
  func `A shape that cannot be true is refused before memory is taken`(shape: String, reason: String) throws {
    let url = try file("{'descr': '<f8', 'fortran_order': False, 'shape': \(shape)}\n", [0])
    #expect(try refusal(url).contains(reason))
  }

  @Test(arguments: [
    ("", "should have '{' where it has the end"), ("{}", "lacks 'descr'"),
    ("{'descr': '<f8', 'shape': (1,)}", "lacks 'fortran_order'"),
    ("{'descr': '<f8', 'fortran_order': False}", "lacks 'shape'"),
    ("{'descr': '<f8', 'descr': '<f8'}", "repeated key 'descr'"),
    ("{'evil': 1}", "unexpected or repeated key 'evil'"),
    ("{'descr': '<f8", "a string without an end"), ("{'descr': [(", "a list without an end"),
    ("{'fortran_order': Maybe}", "True or False"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x", "continues after its dictionary"),
  ])
  func `A broken header is refused with what is wrong in it`(header: String, reason: String) throws {
    #expect(try refusal(try file(header, [0])).contains(reason))
  }

  @Test func `A file cut anywhere is refused`() throws {
    let whole = [UInt8](
      try Data(contentsOf: try file("{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", [1, 2])))
    #expect(try NumpyFile.read(folder("a.npy")).values == [1, 2])
    for length in 0..<whole.count {
      _ = try refusal(try folder.write("a.npy", Array(whole[..<length])))
    }
  }

  @Test func `Bytes after the array are refused`() throws {
    let url = try file("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}", [1], extra: [0])
    #expect(
      try refusal(url).contains(
        "has 9 bytes of values; expected 8 for shape (1): something follows the array"))
  }

  @Test func `Other files, folders and pipes are refused by what they are`() throws {
    #expect(try refusal(try folder.write("a.npy", Array("0.1,0.2,0.3\n".utf8))).contains("not an .npy file"))
    #expect(try refusal(try folder.write("a.npy", Array("1 2 3\n".utf8))).contains("not an .npy file"))
    #expect(try refusal(try folder.write("a.npy", [])).contains("a.npy: is empty; "))
    #expect(
      try refusal(try folder.write("a.npy", Array("PK\u{3}\u{4}abcdef".utf8))).contains("an .npz archive"))
    #expect(try refusal(try file(version: 9, "{}")).contains("version 9.0; expected 1.0, 2.0 or 3.0"))
    #expect(try refusal(folder.url).contains("is a folder; expected a file"))
    #expect(
      try refusal(folder("none.npy")).contains("cannot read it: No such file or directory; check the path"))
    mkfifo(folder("pipe").path, 0o600)
    #expect(try refusal(folder("pipe")).contains("is not a regular file"))
    let huge = [0x93] + Array("NUMPY".utf8) + [2, 0, 255, 255, 255, 255]
    #expect(try refusal(try folder.write("a.npy", huge)).contains("header of 4294967295 bytes"))
  }

  @Test func `Where finite numbers are required, the first other one is named by its index`() throws {
    let real = try file("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2)}", [1, .nan, 2, .infinity])
    #expect(try refusal(real, finite: true).contains("entry [1, 0] (counted from 0) is nan"))
    let complex = try file("{'descr': '<c16', 'fortran_order': False, 'shape': (2,)}", [1, 1, 0, -.infinity])
    #expect(try refusal(complex, finite: true).contains("entry [1] (counted from 0) is -inf"))
    #expect(try NumpyFile.read(complex).values[3] == -.infinity)
  }
}
