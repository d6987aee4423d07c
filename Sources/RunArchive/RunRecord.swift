/// What one run leaves behind: its row in `runs`, its slice of a trajectory file, its weights.
public struct RunRecord: Sendable, Codable {
  /// The run's number in the spec's order, from 0.
  public var run: Int
  /// The point of the sweep it belongs to, from 0.
  public var point: Int
  /// The seed of its random numbers.
  public var seed: UInt64
  /// The key of its Philox generator, low word first.
  public var philoxKey: SIMD2<UInt32>
  /// converged, diverged, exhausted or stalled.
  public var outcome: String
  /// Steps taken.
  public var steps: Int
  /// Step-size × steps, or the flow's time.
  public var time: Double
  /// ℓ at the end; infinite or NaN where the run diverged so far.
  public var loss: Double
  /// r at the end.
  public var penalty: Double
  /// max ‖Δ_j‖_F at the end.
  public var imbalance: Double
  /// Sign of det W_{1:N}(0): ±1, or nil where not real and square.
  public var determinantSign: Int?
  /// T_1; nil where not reached, or without meaning.
  public var alignmentTime: Double?
  /// T_2; nil where not reached, or without meaning.
  public var saddleTime: Double?
  /// The measured rate of the local stage; nil without one.
  public var localRate: Double?
  /// nil for plain outcomes, whose sentence is composed on reading.
  public var message: String?
  /// Where the loss stood nearly still: level, first and last time.
  public var plateaus: [Plateau]
  /// For each threshold of the spec, the first step whose loss is below it; nil where never.
  public var thresholdSteps: [Int?]
  /// For each threshold of the spec, the time of that step, a flow's exact; nil where never.
  public var thresholdTimes: [Double?]
  /// max ‖Δ_j(t) − Δ_j(0)‖_F over a flow's snapshots and j; nil for gradient descent, and where a > 0.
  public var conservationDrift: Double?
  /// Evaluations of a flow's right side; nil for gradient descent.
  public var evaluations: Int?
  /// The time from which on a flow was found stiff, and followed by BDF; nil where it never was.
  public var stiffFrom: Double?
  /// A flow's distance to the one followed ten times more tightly; nil where nobody asked.
  public var verifiedDistance: Double?
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

  /// A record with the plainest values where none are given; see the properties.
  public init(
    run: Int, point: Int, seed: UInt64, philoxKey: SIMD2<UInt32> = .zero, outcome: String, steps: Int,
    time: Double,
    loss: Double, penalty: Double, imbalance: Double, determinantSign: Int? = nil,
    alignmentTime: Double? = nil,
    saddleTime: Double? = nil, localRate: Double? = nil, message: String? = nil, plateaus: [Plateau] = [],
    thresholdSteps: [Int?] = [], thresholdTimes: [Double?] = [], conservationDrift: Double? = nil,
    evaluations: Int? = nil, stiffFrom: Double? = nil, verifiedDistance: Double? = nil,
    wallSeconds: Double = 0, snapshotCount: Int = 0,
    series: [String: Series] = [:],
    weights: [StoredArray] = []
  ) {
    (self.run, self.point, self.seed, self.philoxKey) = (run, point, seed, philoxKey)
    (self.outcome, self.steps, self.time) = (outcome, steps, time)
    (self.loss, self.penalty, self.imbalance) = (loss, penalty, imbalance)
    self.determinantSign = determinantSign
    (self.alignmentTime, self.saddleTime, self.localRate) = (alignmentTime, saddleTime, localRate)
    (self.message, self.plateaus) = (message, plateaus)
    (self.thresholdSteps, self.thresholdTimes) = (thresholdSteps, thresholdTimes)
    (self.conservationDrift, self.evaluations) = (conservationDrift, evaluations)
    (self.stiffFrom, self.verifiedDistance) = (stiffFrom, verifiedDistance)
    (self.wallSeconds, self.snapshotCount) = (wallSeconds, snapshotCount)
    (self.series, self.weights) = (series, weights)
  }

  /// A stretch of time over which the loss stood nearly still.
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
  /// "1", "step" or "time".
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
