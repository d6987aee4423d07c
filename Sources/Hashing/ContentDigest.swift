import CCrypto

/// SHA-256 as 64 lower-case hexadecimal digits.
public struct ContentDigest: ~Copyable {
  private let context = EVP_MD_CTX_new()

  /// The digest of nothing yet, to be fed in pieces.
  package init() { EVP_DigestInit_ex(context, EVP_sha256(), nil) }

  deinit { EVP_MD_CTX_free(context) }

  package func update(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// The digest of everything fed so far; ends the computation.
  package consuming func hexadecimal() -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    EVP_DigestFinal_ex(context, &digest, nil)
    return digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// Of a text's UTF-8.
  public static func sha256(of text: String) -> String { sha256(of: Array(text.utf8)) }

  /// Of bytes.
  public static func sha256(of bytes: [UInt8]) -> String {
    let digest = ContentDigest()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.hexadecimal()
  }
}
