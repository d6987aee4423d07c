import GRDB

/// A row of the table `runs`: a run without its series.
public struct RunRow: Sendable, Equatable {
  /// The run's number in the spec's order, from 0.
  public var run: Int
  /// Its point of the sweep, from 0.
  public var point: Int
  /// The seed of its random numbers.
  public var seed: UInt64
  /// converged, diverged, exhausted or stalled.
  public var outcome: String
  /// Steps taken; a flow's are those that its solver accepted.
  public var steps: Int
  /// Step-size × steps, or the flow's time.
  public var time: Double
  /// ℓ at the end; may be infinite, or NaN.
  public var loss: Double
  /// r at the end.
  public var penalty: Double
  /// max ‖Δ_j‖_F at the end.
  public var imbalance: Double
  /// Sign of det W_{1:N}(0): ±1, or nil where not real and square.
  public var determinantSign: Int?
  /// T_1; nil where not reached.
  public var alignmentTime: Double?
  /// T_2; nil where not reached.
  public var saddleTime: Double?
  /// The measured rate of the local stage; nil without one.
  public var localRate: Double?
  /// nil for plain outcomes.
  public var message: String?
  /// max ‖Δ_j(t) − Δ_j(0)‖_F over a flow's snapshots and j; nil for gradient descent, and where a > 0.
  public var conservationDrift: Double?
  /// Evaluations of a flow's right side; nil for gradient descent.
  public var evaluations: Int?
  /// The time from which on a flow was found stiff; nil where it never was.
  public var stiffFrom: Double?
  /// A flow's distance to the one followed ten times more tightly; nil where nobody asked.
  public var verifiedDistance: Double?
  /// The key of the run's Philox generator, low word first.
  public var philoxKey: SIMD2<UInt32>
  /// Wall-clock seconds the run took.
  public var wallSeconds: Double
}

extension RunRow {
  /// A column of the table: its name, its type, and what a record puts there.
  struct Column {
    var name: String
    var type: String
    var value: @Sendable (RunRecord) -> (any DatabaseValueConvertible)?
  }

  /// The columns in their order.
  static var columns: [Column] {
    [
      Column(name: "run", type: "INTEGER PRIMARY KEY") { $0.run },
      Column(name: "point", type: "INTEGER NOT NULL") { $0.point },
      Column(name: "seed", type: "INTEGER NOT NULL") { Int64(bitPattern: $0.seed) },
      Column(name: "outcome", type: "TEXT NOT NULL") { $0.outcome },
      Column(name: "steps", type: "INTEGER NOT NULL") { $0.steps },
      Column(name: "time", type: "REAL") { $0.time },
      Column(name: "loss", type: "REAL") { $0.loss },
      Column(name: "penalty", type: "REAL") { $0.penalty },
      Column(name: "imbalance", type: "REAL") { $0.imbalance },
      Column(name: "determinant_sign", type: "INTEGER") { $0.determinantSign },
      Column(name: "alignment_time", type: "REAL") { $0.alignmentTime },
      Column(name: "saddle_time", type: "REAL") { $0.saddleTime },
      Column(name: "local_rate", type: "REAL") { $0.localRate },
      Column(name: "message", type: "TEXT") { $0.message },
      Column(name: "conservation_drift", type: "REAL") { $0.conservationDrift },
      Column(name: "evaluations", type: "INTEGER") { $0.evaluations },
      Column(name: "stiff_from", type: "REAL") { $0.stiffFrom },
      Column(name: "verified_distance", type: "REAL") { $0.verifiedDistance },
      Column(name: "philox_key_0", type: "INTEGER NOT NULL") { Int64($0.philoxKey[0]) },
      Column(name: "philox_key_1", type: "INTEGER NOT NULL") { Int64($0.philoxKey[1]) },
      Column(name: "wall_seconds", type: "REAL") { $0.wallSeconds },
    ]
  }

  init(_ row: Row) {
    func number(_ column: String) -> Double { row[column] ?? .nan }
    func word(_ column: String) -> UInt32 { UInt32(truncatingIfNeeded: row[column] as Int64) }
    self.init(
      run: row["run"], point: row["point"], seed: UInt64(bitPattern: row["seed"]), outcome: row["outcome"],
      steps: row["steps"], time: number("time"), loss: number("loss"), penalty: number("penalty"),
      imbalance: number("imbalance"), determinantSign: row["determinant_sign"],
      alignmentTime: row["alignment_time"], saddleTime: row["saddle_time"], localRate: row["local_rate"],
      message: row["message"], conservationDrift: row["conservation_drift"], evaluations: row["evaluations"],
      stiffFrom: row["stiff_from"], verifiedDistance: row["verified_distance"],
      philoxKey: SIMD2(word("philox_key_0"), word("philox_key_1")),
      wallSeconds: number("wall_seconds"))
  }
}

/// A row of the table `points`: a point of the sweep.
public struct PointRow: Sendable, Equatable {
  /// The point's number in the spec's order, from 0.
  public var point: Int
  /// The hash of everything that changes its numbers.
  public var hash: String
  /// What is particular to the point, as a JSON object.
  public var parameters: String

  /// - Parameters:
  ///   - point: The point's number, from 0.
  ///   - hash: The hash of everything that changes its numbers.
  ///   - parameters: A JSON object.
  public init(point: Int, hash: String, parameters: String) {
    (self.point, self.hash, self.parameters) = (point, hash, parameters)
  }
}
