/// What one run leaves behind: its row in `runs`, its slice of a trajectory file, its weights.
public struct RunRecord: Sendable {
  /// The run's number in the spec's order, from 0.
  public var run: Int
  /// The point of the sweep it belongs to, from 0.
  public var point: Int
  public var seed: UInt64
  /// converged, diverged, exhausted or stalled.
  public var outcome: String
  public var steps: Int
  public var time: Double
  /// ℓ, r and max ‖Δ_j‖_F at the end.
  public var loss: Double
  public var penalty: Double
  public var imbalance: Double
  /// Sign of det W_{1:N}(0): ±1, or nil where not real and square.
  public var determinantSign: Int?
  /// T_1, T_2 and the measured rate of the local stage; nil where the stage was not reached or has no meaning.
  public var alignmentTime: Double?
  public var saddleTime: Double?
  public var localRate: Double?
  /// nil for plain outcomes, whose sentence is composed on reading.
  public var message: String?
  /// Where the loss stood nearly still: level, first and last time.
  public var plateaus: [Plateau]
  /// For each threshold of the spec, the first step whose loss is below it; nil where never.
  public var thresholdSteps: [Int?]
  /// Wall-clock seconds this run took.
  public var wallSeconds: Double

  /// Number of snapshots recorded.
  public var snapshotCount: Int
  /// Variable name (underscored, as in NetCDF) → values, snapshot-major, each snapshot's block in the
  /// order of the variable's own dimensions with the run's own sizes (`sizes`).
  public var series: [String: Series]
  /// W_1 … W_N to be saved as `.npy`; empty where the spec asks for none. For `weights: snapshots` each
  /// layer carries a leading snapshot axis.
  public var weights: [StoredArray]

  public struct Plateau: Sendable, Equatable {
    public var level: Double
    public var start: Double
    public var end: Double
    public init(level: Double, start: Double, end: Double) {
      (self.level, self.start, self.end) = (level, start, end)
    }
  }

  /// The values of one variable over a run.
  public struct Series: Sendable {
    /// Sizes of the dimensions after `run` and `snapshot`, e.g. [N, k]; empty for a scalar.
    public var shape: [Int]
    /// snapshotCount × product(shape) values; NaN where a layer has no such value.
    public var values: [Double]
    public init(shape: [Int], values: [Double]) { (self.shape, self.values) = (shape, values) }
  }
}

/// A dense array as `.npy` stores it: C order, complex numbers as interleaved pairs.
public struct StoredArray: Sendable, Equatable {
  public var shape: [Int]
  public var isComplex: Bool
  /// product(shape) numbers, or twice as many where complex (re, im, re, im …).
  public var values: [Double]
  public init(shape: [Int], isComplex: Bool, values: [Double]) {
    (self.shape, self.isComplex, self.values) = (shape, isComplex, values)
  }
}

/// What a NetCDF variable is: its name, dimensions after (run, snapshot) and attributes.
public struct VariableDescription: Sendable, Equatable {
  public enum Dimension: String, Sendable { case layer, k, ri }
  public var name: String
  public var dimensions: [Dimension]
  public var longName: String
  public var units: String
  /// The section of Documentation/Notation.md.
  public var source: String
  public init(name: String, dimensions: [Dimension], longName: String, units: String, source: String) {
    (self.name, self.dimensions) = (name, dimensions)
    (self.longName, self.units, self.source) = (longName, units, source)
  }
}
