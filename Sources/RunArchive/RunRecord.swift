/// What one run leaves behind: its row in `runs`, its slice of a trajectory file, its weights.
@dynamicMemberLookup
public struct RunRecord: Sendable, Codable {
  /// Its row in the table `runs`, whose properties the record has too.
  public var row: RunRow
  /// Stretches of time over which the loss hardly changed.
  public var plateaus: [Plateau]
  /// For each threshold of the spec, the first step whose loss is below it; nil where never.
  public var thresholdSteps: [Int?]
  /// For each threshold of the spec, the time of that step, a flow's exact; nil where never.
  public var thresholdTimes: [Double?]
  /// What was tried, in the order of the grid, where the spec chooses the best of several values; empty where it does not.
  public var attempts: [Attempt]
  /// Number of snapshots recorded.
  public var snapshotCount: Int
  /// Variable name (underscored, as in NetCDF) → values, snapshot-major, each snapshot's block in the
  /// order of the variable's own dimensions with the run's own sizes (`sizes`).
  public var series: [String: Series]
  /// W_1 … W_N to be saved as `.npy`; empty where the spec has `weights: none`. For `weights: snapshots`
  /// each layer has a leading snapshot axis.
  public var weights: [StoredArray]

  /// A record of a row alone where nothing else is given; see the properties.
  public init(
    _ row: RunRow, plateaus: [Plateau] = [], thresholdSteps: [Int?] = [], thresholdTimes: [Double?] = [],
    attempts: [Attempt] = [], snapshotCount: Int = 0, series: [String: Series] = [:],
    weights: [StoredArray] = []
  ) {
    (self.row, self.plateaus) = (row, plateaus)
    (self.thresholdSteps, self.thresholdTimes) = (thresholdSteps, thresholdTimes)
    self.attempts = attempts
    (self.snapshotCount, self.series, self.weights) = (snapshotCount, series, weights)
  }

  /// A property of the row.
  public subscript<Value>(dynamicMember path: WritableKeyPath<RunRow, Value>) -> Value {
    get { row[keyPath: path] }
    set { row[keyPath: path] = newValue }
  }

  /// A stretch of time over which the loss hardly changed.
  public struct Plateau: Sendable, Equatable, Codable {
    /// ℓ on the plateau.
    public var level: Double
    /// Its first time.
    public var start: Double
    /// Its last time.
    public var end: Double

    /// - Parameters:
    ///   - level: ℓ on the plateau.
    ///   - start: Its first time.
    ///   - end: Its last time.
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

    /// - Parameters:
    ///   - shape: Sizes of the dimensions after `run` and `snapshot`.
    ///   - values: snapshotCount × product(shape) values.
    public init(shape: [Int], values: [Double]) { (self.shape, self.values) = (shape, values) }
  }
}

/// A dense array as `.npy` stores it: C order, complex numbers as interleaved pairs.
public struct StoredArray: Sendable, Equatable {
  /// Sizes of the axes; empty for a single number.
  public var shape: [Int]
  /// Whether the numbers are complex.
  public var isComplex: Bool
  /// product(shape) numbers, or twice as many where complex (re, im, re, im …).
  public var values: [Double]

  /// - Parameters:
  ///   - shape: Sizes of the axes.
  ///   - isComplex: Whether the numbers are complex.
  ///   - values: The numbers in C order, complex ones as interleaved pairs.
  public init(shape: [Int], isComplex: Bool, values: [Double]) {
    (self.shape, self.isComplex, self.values) = (shape, isComplex, values)
  }
}

/// What a NetCDF variable is: its name, dimensions after (run, snapshot) and attributes.
public struct VariableDescription: Sendable, Equatable {
  /// A dimension after (run, snapshot): layers from 1, singular values from 1, or the real and imaginary part,
  /// which come last.
  public enum Dimension: String, Sendable { case layer, k, ri }
  /// The underscored name, e.g. "layer_singular_values".
  public var name: String
  /// The dimensions after (run, snapshot).
  public var dimensions: [Dimension]
  /// What the variable is, in words.
  public var longName: String
  /// The unit of its values: "1" for a pure number, "step" or "time".
  public var units: String
  /// The section of Documentation/Notation.md.
  public var source: String

  /// - Parameters:
  ///   - name: The underscored name.
  ///   - dimensions: The dimensions after (run, snapshot).
  ///   - longName: What the variable is, in words.
  ///   - units: "1", "step" or "time".
  ///   - source: The section of the notation page.
  public init(name: String, dimensions: [Dimension], longName: String, units: String, source: String) {
    (self.name, self.dimensions) = (name, dimensions)
    (self.longName, self.units, self.source) = (longName, units, source)
  }
}
