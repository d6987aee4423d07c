/// The values of one variable over some runs.
public struct TrajectoryValues: Sendable, Equatable {
  /// The runs' numbers; as many as `shape[0]`.
  public var runs: [Int]
  /// The point of each run.
  public var points: [Int]
  /// The seed of each run.
  public var seeds: [UInt64]
  /// The names of the dimensions, "run" first.
  public var dimensions: [String]
  /// The sizes of the dimensions.
  public var shape: [Int]
  /// All values in C order.
  public var values: [Double]

  /// The values of the run at a position (not number) in `runs`, in C order.
  public subscript(position: Int) -> ArraySlice<Double> {
    let size = shape.dropFirst().reduce(1, *)
    return values[position * size..<(position + 1) * size]
  }

  mutating func append(_ more: TrajectoryValues) {
    runs += more.runs
    points += more.points
    seeds += more.seeds
    shape[0] += more.shape[0]
    values += more.values
  }
}
