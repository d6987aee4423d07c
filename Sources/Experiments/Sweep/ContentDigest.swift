import CCrypto
import Foundation

/// SHA-256 as 64 lower-case hexadecimal digits.
public enum ContentDigest {
  /// Of a text's UTF-8.
  public static func sha256(of text: String) -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    let bytes = Array(text.utf8)
    SHA256(bytes, bytes.count, &digest)
    return hexadecimal(digest)
  }

  /// Of a file's contents, read piece by piece.
  ///
  /// - Throws: `InputError` where the file cannot be read.
  public static func sha256(ofFile path: String) throws -> String {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw InputError("the file cannot be opened; check that it exists.", at: SourceLocation(source: path))
    }
    guard let context = EVP_MD_CTX_new() else { throw InputError("the digest cannot be computed.") }
    defer { EVP_MD_CTX_free(context) }
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
    do {
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        piece.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
      }
    } catch {
      throw InputError("the file cannot be read; expected a regular file.", at: SourceLocation(source: path))
    }
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    EVP_DigestFinal_ex(context, &digest, nil)
    return hexadecimal(digest)
  }

  private static func hexadecimal(_ digest: [UInt8]) -> String {
    digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
