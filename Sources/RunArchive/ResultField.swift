import GRDB

/// One field of a run's result: its column in the table `runs`, what it means, and how figures show it.
///
/// `ResultField.all` lists them. The columns of results.sqlite, the rows in memory, the quantities of figures and the
/// table in Documentation/Notation.md §5.2 follow from that list.
public struct ResultField: Sendable {
  /// With underscores, e.g. "local_rate".
  public let name: String
  /// "1", "step", "time", "1/time" or "s"; empty where the field is no quantity.
  public let unit: String
  /// What the field is and when a run has none, as Documentation/Notation.md says it.
  public let meaning: String
  /// The section of Documentation/Notation.md that defines it, e.g. "§3.7".
  public let section: String
  /// How figures show it; nil for fields that are not drawn.
  public let drawing: Drawing?
  /// The field's number of a run; nil where the run has none, or the field is no number.
  public let number: @Sendable (RunRow) -> Double?

  /// Its column; nil where the field is derived from another one.
  let column: Column?

  /// Whether it reads a clock, so that repeating a run changes it.
  public var isClock: Bool { name.hasPrefix("wall_") }
  /// Whether it counts time, not steps.
  public var isInTime: Bool { unit == "time" }
  /// Whether a run has 1 or 0, so that many runs have a fraction.
  public var isFraction: Bool { drawing?.verb != nil }

  /// What figures need of a field.
  public struct Drawing: Sendable {
    /// For an axis, in matplotlib's mathtext.
    public let label: String
    /// The same in plain words, for captions.
    public let words: String
    /// What is said of a point none of whose runs has the number.
    public var missing = "no value"
    /// What a run with 1 does, e.g. "converges"; nil for fields that are no fractions.
    public var verb: String?
    /// What the number is the time to; nil where it is no time, or no number of steps, to anything.
    public var timeTo: Event?
  }

  /// What a run may arrive at, so that the field is when. A run that does not arrive counts as later than its end.
  public enum Event: Sendable {
    /// The loss at which the spec stops: of runs that do not reach it the number is that of their end. Where the spec stops at no loss
    /// it is no time to anything.
    case convergence
    /// What the field's meaning says; runs that do not arrive have no number, nor have those for which it is not defined.
    case event
  }

  /// A column of the table `runs`.
  struct Column: Sendable {
    let type: Database.ColumnType
    let isRequired: Bool
    /// Whether it is a number of `RunRow.values`.
    let isOptionalNumber: Bool
    let value: @Sendable (RunRow) -> DatabaseValue
    /// Sets the field from a column of a row.
    let assign: @Sendable (StatementRow, Int, inout RunRow) throws -> Void
  }
}

// Ways to make one.

extension ResultField {
  typealias Path<Value> = WritableKeyPath<RunRow, Value> & Sendable

  /// A field that every run has.
  static func required<Value: ColumnValue>(
    _ name: String, _ type: Database.ColumnType, _ path: Path<Value>, unit: String = "", _ meaning: String,
    _ section: String, number: (@Sendable (Value) -> Double)? = nil, _ drawing: Drawing? = nil
  ) -> ResultField {
    stored(name, type, isRequired: true, unit, meaning, section, drawing) { row in
      number.map { $0(row[keyPath: path]) }
    } value: { row in
      row[keyPath: path].databaseValue
    } assign: { stored, place, row in
      guard let read = Value(stored, place) else {
        throw DatabaseError(
          resultCode: .SQLITE_CORRUPT,
          message: "\(name) of a run is \(stored.description(place)); expected \(type.rawValue)")
      }
      row[keyPath: path] = read
    }
  }

  /// A number that every run has, where NaN is stored as NULL.
  static func real(
    _ name: String, _ path: Path<Double>, unit: String = "1", _ meaning: String, _ section: String,
    _ drawing: Drawing? = nil
  ) -> ResultField {
    stored(name, .real, isRequired: false, unit, meaning, section, drawing) { row in
      row[keyPath: path]
    } value: { row in
      row[keyPath: path].databaseValue
    } assign: { stored, place, row in
      row[keyPath: path] = stored.number(place) ?? .nan
    }
  }

  /// A number that some runs have, in `RunRow.values`.
  static func optional(
    _ name: String, type: Database.ColumnType = .real, unit: String = "1", _ meaning: String,
    _ section: String, _ drawing: Drawing? = nil
  ) -> ResultField {
    stored(name, type, isRequired: false, isOptionalNumber: true, unit, meaning, section, drawing) { row in
      row.values[name]
    } value: { row in
      guard let number = row.values[name] else { return .null }
      return type == .integer ? Int64(number).databaseValue : number.databaseValue
    } assign: { stored, place, row in
      guard let number = stored.number(place) else { return }
      row.values[name] = number
    }
  }

  /// A text that some runs have.
  static func optionalText(
    _ name: String, _ path: Path<String?>, _ meaning: String, _ section: String
  ) -> ResultField {
    stored(name, .text, isRequired: false, "", meaning, section, nil) { _ in
      nil
    } value: { row in
      row[keyPath: path]?.databaseValue ?? .null
    } assign: { stored, place, row in
      row[keyPath: path] = stored.text(place)
    }
  }

  /// Whether a run ended in a certain way: 1 or 0, derived from its outcome.
  static func fraction(_ name: String, outcome: String, verb: String, missing: String) -> ResultField {
    let words = "fraction of runs that \(verb.dropLast())"
    return ResultField(
      name: name, unit: "1", meaning: words, section: "§1.6",
      drawing: Drawing(label: words, words: words, missing: missing, verb: verb),
      number: { $0.outcome == outcome ? 1 : 0 }, column: nil)
  }

  private static func stored(
    _ name: String, _ type: Database.ColumnType, isRequired: Bool, isOptionalNumber: Bool = false,
    _ unit: String, _ meaning: String, _ section: String, _ drawing: Drawing?,
    number: @escaping @Sendable (RunRow) -> Double?, value: @escaping @Sendable (RunRow) -> DatabaseValue,
    assign: @escaping @Sendable (StatementRow, Int, inout RunRow) throws -> Void
  ) -> ResultField {
    ResultField(
      name: name, unit: unit, meaning: meaning, section: section, drawing: drawing, number: number,
      column: Column(
        type: type, isRequired: isRequired, isOptionalNumber: isOptionalNumber, value: value, assign: assign))
  }
}

/// What a column that every run has can hold.
protocol ColumnValue: DatabaseValueConvertible, Sendable {
  /// The value of a column; nil where it is stored otherwise.
  init?(_ row: StatementRow, _ column: Int)
}

extension Int64: ColumnValue {
  init?(_ row: StatementRow, _ column: Int) {
    guard let number = row.integer(column) else { return nil }
    self = number
  }
}

extension Int: ColumnValue {
  init?(_ row: StatementRow, _ column: Int) {
    guard let number = row.integer(column) else { return nil }
    self.init(number)
  }
}

extension String: ColumnValue {
  init?(_ row: StatementRow, _ column: Int) {
    guard let text = row.text(column) else { return nil }
    self = text
  }
}
