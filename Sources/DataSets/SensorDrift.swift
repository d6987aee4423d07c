import SpecLanguage

/// A reader of the files of UCI's "Gas Sensor Array Drift Dataset at Different Concentrations": the measurements of one gas.
///
/// A line is a measurement: `class;concentration 1:v1 2:v2 … 128:v128`, with 16 sensors of 8 features each and the concentration in ppmv.
public struct SensorDrift: Sendable, Equatable {
  /// The gases, numbered as the classes of the files.
  public enum Gas: Int, Sendable, CaseIterable {
    case ethanol = 1
    case ethylene, ammonia, acetaldehyde, acetone, toluene

    /// The gas of a name, however capitalized, or of a class number.
    public init?(named name: String) {
      let gas = Self.allCases.first { "\($0)" == name.lowercased() || "\($0.rawValue)" == name }
      guard let gas else { return nil }
      self = gas
    }
  }

  /// The gas whose measurements are instances; those of others are checked and left out.
  public var gas: Gas
  /// The most memory that the table's numbers may take.
  public var limit: MemoryLimit

  /// The number of features of a measurement.
  public static let featureCount = 128

  /// - Parameters:
  ///   - gas: whose measurements are instances.
  ///   - limit: the most memory that the table's numbers may take.
  public init(_ gas: Gas, limit: MemoryLimit = .standard) { (self.gas, self.limit) = (gas, limit) }

  /// Reads files, each compressed by gzip or not, and joins them: features `f1` … `f128`, the label `ppm`.
  ///
  /// - Throws: `DataError` with line and column where a line has another form, and where no line is of the gas.
  public func read(_ paths: [String]) throws -> DataTable {
    var rows = TableRows(limit: limit)
    var others: Set<Int> = []
    for path in paths {
      var lineCount = 0
      try LineReader(ByteSource(path)).forEachLine { line in
        if line.isBlank { return }
        lineCount += 1
        var values: [Double] = []
        let (label, concentration) = try measurement(line, of: path, &values)
        if label == gas.rawValue {
          for value in values { rows.append(feature: value) }
          rows.append(label: concentration)
          try rows.endInstance(in: path, line: line.number)
        } else {
          others.insert(label)
        }
      }
      guard lineCount > 0 else {
        throw DataError("is empty; expected lines such as 1;10.0 1:15596.16 … 128:-2.65", in: path)
      }
    }
    guard rows.count > 0 else {
      let found = others.sorted().compactMap(Gas.init(rawValue:)).map { "\($0)" }
      throw DataError(
        "has no measurement of \(gas)\(found.isEmpty ? "" : "; its gases are \(found.joined(last: "and"))")",
        in: paths.joined(separator: ", "))
    }
    return rows.table(
      featureNames: (1...Self.featureCount).map { "f\($0)" }, labelNames: ["ppm"], sources: paths)
  }

  /// The class, the concentration and the features of a line.
  private func measurement(
    _ line: LineReader.Line, of path: String, _ values: inout [Double]
  ) throws -> (class: Int, concentration: Double) {
    var fields = IndexedFields(line, of: path)
    let first = fields.next()
    guard let first, let (label, amount) = first.split(at: UInt8(ascii: ";")) else {
      throw fields.fault("got \(first?.shown ?? "nothing"); expected class;concentration", at: first)
    }
    guard let number = label.bytes.smallInteger, Gas(rawValue: number) != nil else {
      throw fields.fault("the class is \(label.shown); expected a number from 1 to 6", at: label)
    }
    let concentration = try fields.number(amount, "the concentration")
    values.reserveCapacity(Self.featureCount)
    while let field = fields.next() {
      let (index, value) = try fields.pair(field)
      guard index == values.count + 1, index <= Self.featureCount else {
        let next = values.count < Self.featureCount ? "index \(values.count + 1)" : "the end of the line"
        throw fields.fault("got index \(index); expected \(next)", at: field)
      }
      values.append(value)
    }
    guard values.count == Self.featureCount else {
      throw fields.fault("the line ends after \(values.count) features; expected \(Self.featureCount)")
    }
    return (number, concentration)
  }
}
