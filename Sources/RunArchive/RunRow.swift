import GRDB

/// A row of the table `runs`: a run without its series.
public struct RunRow: Sendable, Equatable, Codable {
  /// The run's number in the spec's order, from 0.
  public var run: Int
  /// Its point of the sweep, from 0.
  public var point: Int
  /// The seed of the run's random numbers.
  public var seed: UInt64
  /// The key of its Philox generator, low word first.
  public var philoxKey: SIMD2<UInt32>
  /// converged, diverged, exhausted or stalled.
  public var outcome: String
  /// Steps taken; a flow's are those that its solver accepted.
  public var steps: Int
  /// Step-size × steps, or the flow's time.
  public var time: Double
  /// The fitting loss ℓ at the end of the run; infinite or NaN where the run diverged so far.
  public var loss: Double
  /// The balance penalty r at the end of the run.
  public var penalty: Double
  /// max ‖Δ_j‖_F at the end.
  public var imbalance: Double
  /// nil for plain outcomes, whose sentence is composed on reading.
  public var message: String?
  /// Numbers that only some runs have, by the names of their fields, e.g. "alignment_time".
  public var values: FieldNumbers
  /// Wall-clock seconds the run took.
  public var wallSeconds: Double

  /// A row with the plainest values where none are given; see the properties.
  public init(
    run: Int, point: Int, seed: UInt64, philoxKey: SIMD2<UInt32> = .zero, outcome: String, steps: Int,
    time: Double, loss: Double, penalty: Double, imbalance: Double, message: String? = nil,
    values: FieldNumbers = [:], wallSeconds: Double = 0
  ) {
    (self.run, self.point, self.seed, self.philoxKey) = (run, point, seed, philoxKey)
    (self.outcome, self.steps, self.time) = (outcome, steps, time)
    (self.loss, self.penalty, self.imbalance) = (loss, penalty, imbalance)
    (self.message, self.values, self.wallSeconds) = (message, values, wallSeconds)
  }

  /// A number that only some runs have; nil where this one has none.
  ///
  /// - Precondition: `field` is the name of a `ResultField` that some runs have.
  public subscript(field: String) -> Double? {
    get { values[field] }
    set { values[field] = newValue }
  }
}

extension RunRow {
  /// Whether the run is that of a flow, which alone counts evaluations.
  package var isFlow: Bool { self["evaluations"] != nil }

  /// Whether a flow's solver could not follow it, and its time was not over. An optimizer's run that is exhausted may have a message too:
  /// that of `best` with which no value converged.
  package var wasObstructed: Bool { isFlow && outcome == "exhausted" && message != nil }
}

extension RunRow {
  /// Reads rows of the table `runs`.
  struct Reader {
    /// The fields that the table has, each with the number of its column; an older format lacks some.
    private let columns: [(field: ResultField.Column, place: Int)]

    /// - Parameter names: those of the columns.
    init(_ names: [String]) {
      let places = Dictionary(names.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
      columns = ResultField.stored.compactMap { field in
        guard let column = field.column, let place = places[field.name] else { return nil }
        return (column, place)
      }
    }

    /// The row; fields whose columns an older format lacks have no value.
    ///
    /// - Throws: `DatabaseError` where a value is not of its column's type.
    func row(_ stored: StatementRow) throws -> RunRow {
      var row = RunRow(
        run: 0, point: 0, seed: 0, outcome: "", steps: 0, time: .nan, loss: .nan, penalty: .nan,
        imbalance: .nan)
      for (column, place) in columns { try column.assign(stored, place, &row) }
      return row
    }
  }

  /// Adds the row to the table `runs`.
  func insert(_ database: Database) throws {
    let statement = try database.cachedStatement(sql: Self.insertion)
    try statement.execute(
      arguments: StatementArguments(ResultField.stored.compactMap { $0.column?.value(self) }))
  }

  private static let insertion =
    "INSERT INTO runs (\(ResultField.stored.map(\.name).joined(separator: ", "))) "
    + "VALUES (\(ResultField.stored.map { _ in "?" }.joined(separator: ", ")))"
}
