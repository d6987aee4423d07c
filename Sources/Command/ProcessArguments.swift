import CStart
import Foundation
import SpecLanguage

/// The arguments that the process was started with.
///
/// Swift's `CommandLine` reads them from /proc, where that is mounted, and replaces what is not UTF-8.
enum ProcessArguments {
  /// All arguments, the program's name first; what is not UTF-8 is replaced in them.
  static let all: [String] =
    cs_argument_count() == 0
    ? CommandLine.arguments : bytes.map { String(decoding: $0, as: UTF8.self) }

  private static let bytes: [[UInt8]] = (0..<cs_argument_count()).map { place in
    cs_argument(place).map {
      Array(
        UnsafeBufferPointer(
          start: UnsafeRawPointer($0).assumingMemoryBound(to: UInt8.self), count: strlen($0)))
    } ?? []
  }

  /// The program's own file; nil where the system does not say which that is, or its path is not UTF-8.
  static var program: URL? {
    cs_program().flatMap { String(validatingCString: $0) }.map { URL(fileURLWithPath: $0) }
  }

  /// Refuses arguments that are not UTF-8: as text they would name other files.
  static func requireText() throws(InputError) {
    guard
      let place = bytes.indices.dropFirst().first(where: {
        String(validating: bytes[$0], as: UTF8.self) == nil
      })
    else { return }
    throw InputError(
      "argument \(place), '\(all[place].printable(limit: 200))', is not UTF-8 text; paths and names have to be: rename the file or "
        + "folder, or give another name.")
  }
}

extension URL {
  /// A path of the command line.
  ///
  /// `~` is a character like others: the shell has expanded it where the user meant a home, and Foundation would expand it once
  /// more.
  ///
  /// - Throws: `InputError` for a relative path in a folder whose own path is not UTF-8: Foundation would take another folder.
  init(asWritten path: String) throws(InputError) {
    if !path.hasPrefix("/") { try Self.requireCurrentFolder() }
    self.init(fileURLWithPath: path.hasPrefix("~") ? "./\(path)" : path)
  }

  private static func requireCurrentFolder() throws(InputError) {
    guard let bytes = getcwd(nil, 0) else {
      throw InputError(
        "the current folder cannot be found: \(SystemReason(errno).text); change to another one.")
    }
    defer { free(bytes) }
    guard String(validatingCString: bytes) == nil else { return }
    throw InputError(
      "the path of the current folder, \(String(cString: bytes).printable(limit: 200)), is not UTF-8 text; rename it, or give absolute "
        + "paths.")
  }
}
