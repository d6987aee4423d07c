import Foundation

/// What is saved of a run that is not stored yet: the state to continue from, or, where it has ended and its block is not
/// complete, its record.
///
/// `State` is the method's own type.
package struct Checkpoint<State: Codable>: Codable {
  package enum Content: Codable {
    case state(State)
    /// Attempts that are finished, and the state of the one that follows or, after the last, of the run with the best value.
    case attempts([Attempt], State?)
    case record(RunRecord)
  }

  /// Identifies all that the run's numbers depend on: it differs for another spec, machine, library or version of this program.
  let identity: String
  let run: Int
  let content: Content

  /// Its bytes in a file, followed by their checksum.
  func encoded() throws -> [UInt8] {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    let contents = Array(try encoder.encode(self))
    return contents + Array(Self.checksum(contents).utf8)
  }

  /// nil where the bytes are not those that were written: the run then begins again.
  init?(_ bytes: Data) {
    let contents = Array(bytes.dropLast(64))
    guard bytes.count > 64, Array(bytes.suffix(64)) == Array(Self.checksum(contents).utf8),
      let checkpoint = try? PropertyListDecoder().decode(Self.self, from: Data(contents))
    else { return nil }
    self = checkpoint
  }

  package init(identity: String, run: Int, content: Content) {
    (self.identity, self.run, self.content) = (identity, run, content)
  }

  private static func checksum(_ bytes: [UInt8]) -> String {
    let digest = ContentDigest()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.hexadecimal()
  }
}

// Long rows of numbers as their bytes: exact, whatever they are, and quick.

extension [Double] {
  /// The numbers in `bytes`; those of an incomplete last one are left out.
  fileprivate init(bytes: Data) {
    self.init(unsafeUninitializedCapacity: bytes.count / 8) { numbers, count in
      count = bytes.prefix(bytes.count / 8 * 8).copyBytes(to: numbers) / 8
    }
  }

  fileprivate var bytes: Data { withUnsafeBytes { Data($0) } }
}

extension RunRecord.Series: Codable {
  private enum Key: CodingKey { case shape, values }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(
      shape: try container.decode([Int].self, forKey: .shape),
      values: [Double](bytes: try container.decode(Data.self, forKey: .values)))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(shape, forKey: .shape)
    try container.encode(values.bytes, forKey: .values)
  }
}

extension StoredArray: Codable {
  private enum Key: CodingKey { case shape, isComplex, values }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(
      shape: try container.decode([Int].self, forKey: .shape),
      isComplex: try container.decode(Bool.self, forKey: .isComplex),
      values: [Double](bytes: try container.decode(Data.self, forKey: .values)))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(shape, forKey: .shape)
    try container.encode(isComplex, forKey: .isComplex)
    try container.encode(values.bytes, forKey: .values)
  }
}
