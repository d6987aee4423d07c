import DataSets
import Foundation
import Testing
import _ArchiveSupport

@Suite("Files that are nearly right meet a sentence")
struct MalformedFileTests {
  static let all =
    MalformedFile.tables + MalformedFile.fieldLines + MalformedFile.images + MalformedFile.compressed

  @Test(
    "Each malformed file is refused in one sentence that names the file, the place, what was found and expected"
  )
  func files() throws {
    let folder = try ScratchFolder()
    #expect(Self.all.count >= 160)
    for file in Self.all {
      let error = #expect(throws: DataError.self, "\(file.testDescription)") { try file.read(in: folder) }
      let text = error?.description ?? ""
      #expect(text.hasPrefix(folder(file.name).path + file.place + ": "), "\(file.testDescription): \(text)")
      for fragment in file.fragments { #expect(text.contains(fragment), "\(file.testDescription): \(text)") }
      #expect(text.unicodeScalars.count <= 600 && !text.contains { $0.isNewline }, "\(text)")
      #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control }, "\(text)")
    }
  }

  @Test("What cannot be read is refused without waiting: no file, a folder, a pipe, a link to nothing")
  func places() throws {
    let folder = try ScratchFolder()
    mkfifo(folder("pipe").path, 0o600)
    try FileManager.default.createSymbolicLink(atPath: folder("link").path, withDestinationPath: "nowhere")
    let cases = [
      ("absent.csv", "No such file"), ("", "folder"), ("pipe", "not a regular file"),
      ("link", "link that leads to nothing"), ("a\u{0}b", "No such file"), ("absent/a.csv", "No such file"),
    ]
    for (name, fragment) in cases {
      let path = name.isEmpty ? folder.url.path : folder.url.path + "/" + name
      let error = #expect(throws: DataError.self) { _ = try DelimitedText().read(path) }
      #expect(error?.description.contains(fragment) == true, "\(name): \(error?.description ?? "")")
    }
  }
}
