import Foundation
import SpecLanguage
import Testing

@Suite struct SystemReasonTests {
  @Test(arguments: [
    (ENOSPC, "inodes"), (ENAMETOOLONG, "shorter"), (EACCES, "permissions"), (EFBIG, "ulimit -f"),
    (EMFILE, "ulimit -n"),
    (EAGAIN, "ulimit -u"), (ENOMEM, "ulimit -v"), (EDQUOT, "quota"), (EROFS, "another folder"),
    (ENOTDIR, "is a file"),
  ])
  func `The advice fits the reason, and only missing rights are blamed on permissions`(
    code: Int32, word: String
  ) throws {
    let reason = SystemReason(code)
    let advice = try #require(reason.advice)
    #expect(advice.contains(word) && advice.contains("permissions") == (code == EACCES))
    #expect(reason.explained == "\(String(cString: strerror(code))); \(advice)")
  }

  @Test func `A shortage differs from a place that does not serve`() {
    for code in [ENOSPC, EDQUOT, EFBIG, EIO, EMFILE, ENFILE, ENOMEM, EAGAIN] {
      #expect(SystemReason(code).remedy == .room)
    }
    for code in [EACCES, EPERM, ENOENT, ENOTDIR, EROFS, ENAMETOOLONG, ELOOP] {
      #expect(SystemReason(code).remedy == .place)
    }
  }

  @Test func `What is at a path is found`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "deeplinear-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data().write(to: folder.appending(path: "file"))
    let link = folder.appending(path: "link").path
    #expect(symlink("gone", link) == 0)
    #expect(SystemReason.found(at: folder.path) == .folder && SystemReason.absence(at: folder.path) == nil)
    #expect(SystemReason.found(at: folder.path + "/file") == .something)
    #expect(SystemReason.found(at: folder.path + "/none") == .nothing)
    #expect(SystemReason.found(at: link) == .danglingLink)
    #expect(SystemReason.found(at: folder.path + "/file/x") == .unknown(ENOTDIR))
    #expect(SystemReason(ENOENT, at: link).text == "it is a link that leads to nothing")
    #expect(SystemReason.absence(at: link) == "is a link that leads to nothing")
  }
}
