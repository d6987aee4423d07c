import SpecLanguage

/// The blank-separated fields of a line, as in `label 1:0.5 3:2`.
struct IndexedFields {
  private let line: LineReader.Line
  private let file: String
  private var place = 0

  init(_ line: LineReader.Line, of file: String) { (self.line, self.file) = (line, file) }

  /// A field and where it begins.
  struct Field {
    let bytes: UnsafeRawBufferPointer
    /// The place of the first byte in its line, from 0.
    let start: Int

    /// The parts before and after the first `separator`; nil where there is none.
    func split(at separator: UInt8) -> (before: Field, after: Field)? {
      guard let i = bytes.firstIndex(of: separator) else { return nil }
      return (
        Field(bytes: UnsafeRawBufferPointer(rebasing: bytes[..<i]), start: start),
        Field(bytes: UnsafeRawBufferPointer(rebasing: bytes[(i + 1)...]), start: start + i + 1)
      )
    }

    /// The field for a message, in quotes.
    var shown: String { DecimalNumber.shown(bytes) }
  }

  /// The next field; nil at the line's end and where a comment begins.
  mutating func next() -> Field? {
    while place < line.bytes.count, line.bytes[place].isBlank { place += 1 }
    let start = place
    while place < line.bytes.count, !line.bytes[place].isBlank { place += 1 }
    guard place > start else { return nil }
    return Field(bytes: UnsafeRawBufferPointer(rebasing: line.bytes[start..<place]), start: start)
  }

  /// The number that a field has.
  ///
  /// - Throws: `DataError` where it is none.
  func number(_ field: Field, _ what: String) throws -> Double {
    switch DecimalNumber.parse(field.bytes) {
    case .value(let value): return value
    case .fault(let clause): throw fault("\(what) is \(clause)", at: field)
    }
  }

  /// The index and the value of a field `index:value`.
  ///
  /// - Throws: `DataError` where it has another form.
  func pair(_ field: Field) throws -> (index: Int, value: Double) {
    guard let (before, after) = field.split(at: UInt8(ascii: ":")), let index = before.bytes.smallInteger,
      index > 0
    else { throw fault("got \(field.shown); expected index:value with an index from 1", at: field) }
    return (index, try number(after, "the value of index \(index)"))
  }

  /// A fault at a field, or, where there is none, at the line's end.
  func fault(_ sentence: String, at field: Field? = nil) -> DataError {
    DataError(sentence, in: file, line: line.number, column: (field?.start ?? line.bytes.count) + 1)
  }
}
