// Files of bytes, and compressed ones, that are nearly right.

extension MalformedFile {
  private static let pixels: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
  private static let most = 0xffff_ffff

  static let images: [MalformedFile] = [
    MalformedFile(.images, "", "", "ends within its magic number"),
    MalformedFile(.images, [0, 0, 8], "", "ends within its magic number"),
    MalformedFile(.images, idx(2051, [2, 2], []), "", "ends within the sizes"),
    MalformedFile(
      .images, idx(2049, [2], [3, 0]), "", "2049; expected 2051", "are the two files exchanged?"),
    MalformedFile(.images, idx(0, [2, 2, 2], pixels), "", "begins with the number 0; expected 2051"),
    MalformedFile(.images, idx(0x0308_0000, [2, 2, 2], pixels), "", "expected 2051"),
    MalformedFile(.images, idx(0x0d03, [2, 2, 2], pixels), "", "3331; expected 2051"),
    MalformedFile(.images, idx(0x0804, [2, 2, 2, 1], pixels), "", "2052; expected 2051"),
    MalformedFile(.images, "GIF89a and more", "", "expected 2051"),
    MalformedFile(.images, "label,pixel1\n1,0\n", "", "expected 2051"),
    MalformedFile(.images, idx(2051, [0, 2, 2], []), "", "0 × 2 × 2", "at least one"),
    MalformedFile(.images, idx(2051, [2, 0, 2], []), "", "2 × 0 × 2"),
    MalformedFile(.images, idx(2051, [2, 2, 0], []), "", "2 × 2 × 0"),
    MalformedFile(
      .images, idx(2051, [2, 2, 2], Array(pixels.dropLast())), "", "has 7 bytes", "expected 8", "cut off"),
    MalformedFile(
      .images, idx(2051, [2, 2, 2], pixels + [9]), "", "has 9 bytes", "expected 8", "something follows"),
    MalformedFile(.images, idx(2051, [2, 2, 3], pixels), "", "has 8 bytes", "expected 12"),
    MalformedFile(.images, idx(2051, [2, 1 << 15, 1 << 15], pixels), "", "2 × 32768 × 32768", "1 MiB"),
    MalformedFile(.images, idx(2051, [2, most, most], pixels), "", "4294967295", "1 MiB"),
    MalformedFile(
      .images, gzip(idx(2051, [2, 2, 2], pixels + [9])), "", "has more bytes", "something follows"),
    MalformedFile(.images, gzip(idx(2051, [2, 2, 2], [1])), "", "has 1 bytes", "cut off"),
    MalformedFile(.images, gzip([]), "", "ends within its magic number"),
    MalformedFile(.labels, "", "", "ends within its magic number"),
    MalformedFile(.labels, idx(2049, [], []), "", "ends within the sizes"),
    MalformedFile(.labels, idx(2051, [2, 2, 2], pixels), "", "2051; expected 2049", "exchanged"),
    MalformedFile(.labels, idx(2049, [3], [1, 2, 3]), "", "3 labels for the 2 images"),
    MalformedFile(.labels, idx(2049, [1], [1]), "", "1 labels for the 2 images"),
    MalformedFile(.labels, idx(2049, [1 << 31], [1]), "", "2147483648 labels for the 2 images"),
    MalformedFile(.labels, idx(2049, [2], [1]), "", "has 1 bytes", "expected 2"),
    MalformedFile(.labels, idx(2049, [2], [1, 2, 3]), "", "has 3 bytes", "expected 2"),
    MalformedFile(.labels, gzip(idx(2049, [2], [1, 2, 3])), "", "has more bytes"),
  ]

  private static let whole = gzip("a,b\n1,2\n3,4\n")

  private static func changed(_ place: Int, _ bits: UInt8) -> [UInt8] {
    var bytes = whole
    bytes[place < 0 ? bytes.count + place : place] ^= bits
    return bytes
  }

  static let compressed: [MalformedFile] = [
    MalformedFile(.csv(), [0x1f, 0x8b], "", "gzip stream ends after 2 bytes", "cut off"),
    MalformedFile(.csv(), Array(whole.prefix(9)), "", "ends after 9 bytes", "cut off"),
    MalformedFile(.csv(), Array(whole.prefix(15)), "", "ends after 15 bytes", "cut off"),
    MalformedFile(.csv(), Array(whole.dropLast(8)), "", "cut off"),
    MalformedFile(.csv(), Array(whole.dropLast()), "", "ends after \(whole.count - 1) bytes", "cut off"),
    MalformedFile(.csv(), whole + Array(whole.dropLast(3)), "", "ends after \(2 * whole.count - 3) bytes"),
    MalformedFile(.csv(), changed(2, 1), "", "damaged at byte", "unknown compression method"),
    MalformedFile(.csv(), changed(3, 0xe0), "", "damaged at byte", "unknown header flags"),
    MalformedFile(.csv(), changed(10, 6), "", "damaged at byte"),
    MalformedFile(.csv(), changed(-8, 1), "", "damaged at byte", "incorrect data check"),
    MalformedFile(.csv(), changed(-1, 1), "", "damaged at byte", "incorrect length check"),
    MalformedFile(.csv(), whole + [0x50, 0x4b], "", "damaged at byte \(whole.count)", "not gzip"),
    MalformedFile(.csv(), whole + [0x1f, 0x8c, 0], "", "damaged at byte", "incorrect header check"),
    MalformedFile(.csv(), gzip("a,b\n1,2\n3\n"), ":3", "has 1 cell; expected 2"),
    MalformedFile(.csv(), gzip("a,b\n1,2\n") + gzip("3,x\n"), ":3", "column 2 ('b')", "'x'"),
    MalformedFile(.csv(), gzip(whole), ":1", "not UTF-8"),
    MalformedFile(.svm, gzip("1 1:x\n"), ":1:5", "'x'"),
    MalformedFile(.sensor, gzip("9;1 1:2\n"), ":1:1", "'9'"),
    MalformedFile(.csv(), "PK\u{3}\u{4}", "", "has no rows below its header"),
  ]
}
