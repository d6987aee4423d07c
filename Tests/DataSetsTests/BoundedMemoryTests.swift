import DataSets
import Foundation
import Testing
import _ArchiveSupport
import _MallocCounter

@Suite("Memory stays bounded whatever a file announces or expands to")
struct BoundedMemoryTests {
  /// The most bytes that this thread has allocated at once while `body` runs.
  private func growth(_ body: () -> Void) -> Int {
    let before = allocation_begin_peak()
    body()
    return allocation_peak() - before
  }

  /// 64 MiB of one byte, compressed, sixteen times: 1 GiB in about a megabyte.
  private func bomb(_ beginning: [UInt8], of byte: UInt8) -> [UInt8] {
    let member = gzip([UInt8](repeating: byte, count: 64 << 20))
    return gzip(beginning) + (0..<16).flatMap { _ in member }
  }

  @Test("A gibibyte in a megabyte of gzip is refused early, in every format, with less than 32 MiB")
  func bombs() throws {
    let folder = try ScratchFolder()
    let zeros = UInt8(ascii: "0")
    let cases: [(MalformedFile.Reader, [UInt8])] = [
      (.csv(), bomb(Array("a\n".utf8), of: zeros)), (.csv(), bomb(Array("a\n\"".utf8), of: 0x0a)),
      (.svm, bomb(Array("1 1:".utf8), of: zeros)), (.sensor, bomb(Array("1;".utf8), of: zeros)),
      (.images, bomb(idx(2051, [2, 2, 2], []), of: 0)), (.labels, bomb(idx(2049, [2], []), of: 0)),
    ]
    for (reader, bytes) in cases {
      #expect(bytes.count < 2 << 20)
      let path = try folder.write("bomb", bytes).path
      let taken = growth {
        #expect(throws: DataError.self) { _ = try MalformedFile.read(reader, path, in: folder) }
      }
      #expect(taken < 32 << 20, "\(reader): \(taken >> 20) MiB")
    }
  }

  @Test("Announced images that no memory has are refused before memory is taken, compressed or not")
  func announcements() throws {
    let folder = try ScratchFolder()
    for sizes in [[1 << 31, 28, 28], [1 << 31, 1 << 31, 1 << 31], [60_000, 0xffff_ffff, 1]] {
      let (images, labels) = (idx(2051, sizes, [0]), idx(2049, [sizes[0]], [0]))
      for (images, labels) in [(images, labels), (gzip(images), gzip(labels))] {
        let paths = (try folder.write("images", images).path, try folder.write("labels", labels).path)
        let taken = growth {
          #expect(throws: DataError.self) { _ = try LabelledImages.read(images: paths.0, labels: paths.1) }
        }
        #expect(taken < 1 << 20, "\(sizes): \(taken >> 20) MiB")
      }
    }
  }
}
