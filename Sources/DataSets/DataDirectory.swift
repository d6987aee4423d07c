import Foundation
import Hashing
import SpecLanguage

/// The folder that has the published data sets: the one that the user names, else that of the environment.
public struct DataDirectory: Sendable, Equatable {
  /// The name of the environment's variable.
  public static let variable = "DEEPLINEAR_DATA"

  /// The folder, as it was named; nil where none was.
  public let path: String?

  /// - Parameters:
  ///   - given: What the user named, as by `--data`.
  ///   - environment: Where `DEEPLINEAR_DATA` is looked up; an empty value counts as none.
  public init(_ given: String?, environment: [String: String] = ProcessInfo.processInfo.environment) {
    let inherited = environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
    path = given ?? inherited
  }

  /// The path of a published file: FOLDER/SET/FILE or FOLDER/FILE, plain or with `.gz`, after its contents were compared with their SHA-256.
  ///
  /// - Throws: `DataError` where no folder is named, the file is in none of these places, cannot be read or differs: with what to
  ///   download, and from where.
  /// - Complexity: O(bytes of the file): about 0.3 s for a hundred megabytes.
  public func verified(_ file: PublishedDataSet.File, of set: PublishedDataSet) throws -> String {
    let path = try located(file, of: set)
    let found = try Self.digest(ofContents: path)
    guard found == file.sha256 else {
      throw DataError(
        "its contents have the SHA-256 \(found.prefix(16))…; expected \(file.sha256.prefix(16))…, that of \(file.name) of "
          + "\(set.title): \(set.remedy)", in: path)
    }
    return path
  }

  /// Where a published file is, without a look at its contents; otherwise as `verified(_:of:)`.
  public func located(_ file: PublishedDataSet.File, of set: PublishedDataSet) throws -> String {
    guard let path else {
      throw DataError(
        "no folder of data sets is named: give --data DIR or set \(Self.variable), where DIR has "
          + "\(set.folder)/\(file.name); \(set.remedy)", in: set.title)
    }
    let folder = URL(fileURLWithPath: path)
    let places = [folder.appending(path: set.folder), folder].flatMap { folder in
      ["", ".gz"].map { folder.appending(path: file.name + $0).path }
    }
    guard let place = places.first(where: { SystemReason.absence(at: $0) == nil }) else {
      throw DataError(
        "has no \(set.folder)/\(file.name), plain or with .gz (\(file.contents)); \(set.remedy)", in: path)
    }
    return place
  }

  /// The SHA-256 of what a file has, expanded where it is compressed.
  ///
  /// - Throws: `DataError` where it cannot be read.
  public static func digest(ofContents path: String) throws -> String {
    let source = try ByteSource(path)
    let digest = ContentDigest()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    while case let count = try source.read(into: buffer), count > 0 {
      digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    return digest.hexadecimal()
  }
}
