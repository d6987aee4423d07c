import Foundation
import SpecLanguage

/// Why a file or a results directory could not be read or written: one sentence that names the file, says
/// what was found and expected, and what to try.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence; at most 600 characters.
  public let description: String

  /// - Parameter sentence: What went wrong, starting with the file's name.
  public init(_ sentence: String) {
    description = sentence.count <= 600 ? sentence : sentence.prefix(599) + "…"
  }

  /// A failed system call on a file.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - action: What was attempted, e.g. "read".
  ///   - code: The value of `errno`.
  init(_ url: URL, cannot action: String, errno code: Int32) {
    self.init("\(url.shown): cannot \(action): \(String(cString: strerror(code)))\(Self.advice(code))")
  }

  private static func advice(_ code: Int32) -> String {
    switch code {
    case ENOENT: "; check the path"
    case EACCES, EPERM: "; check its permissions"
    case ENOSPC, EDQUOT: "; free some space, then continue"
    case EROFS: "; choose a folder that can be written"
    case EFBIG: "; raise the limit on the size of files (ulimit -f)"
    case EMFILE, ENFILE: "; raise the limit on open files (ulimit -n)"
    default: ""
    }
  }
}
