import CCrypto
import Foundation

/// SHA-256, fed in pieces.
struct Checksum: ~Copyable {
  private let context = EVP_MD_CTX_new()

  init() { EVP_DigestInit_ex(context, EVP_sha256(), nil) }

  deinit { EVP_MD_CTX_free(context) }

  func update(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// The digest of everything fed so far, as 64 lowercase hexadecimal digits. Ends the computation.
  consuming func hexadecimal() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    return digest.map { String(UInt16($0) + 256, radix: 16).suffix(2) }.joined()
  }

  /// The size and digest of a file, read a mebibyte at a time.
  static func ofFile(_ url: URL) throws -> (bytes: Int, sha256: String) {
    let file = try OpenFile.reading(url)
    let checksum = Checksum()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    var size = 0
    while case let count = try file.read(into: buffer), count > 0 {
      checksum.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      size += count
    }
    return (size, checksum.hexadecimal())
  }
}
