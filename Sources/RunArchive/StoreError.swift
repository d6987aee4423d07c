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
    self.init("\(url.shown): cannot \(action): \(SystemReason(code, at: url.path).explained)")
  }
}
