import Foundation
import SpecLanguage

// Who stores results compares digests: `ContentDigest` comes with this module.
@_exported public import Hashing

extension ContentDigest {
  /// Of a file's contents, read piece by piece.
  ///
  /// - Throws: `InputError` where the file cannot be read.
  public static func sha256(ofFile path: String) throws -> String {
    do {
      return try OpenFile.contents(of: URL(fileURLWithPath: path)).sha256
    } catch let error as StoreError {
      throw InputError("\(error).")
    }
  }
}
