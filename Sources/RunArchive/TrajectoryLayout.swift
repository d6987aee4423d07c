/// What the trajectory files of a directory have in common, so that they join along `run`.
public struct TrajectoryLayout: Sendable, Equatable {
  /// The variables with dimensions (run, snapshot, …); in the files they are in the order of their names.
  public var variables: [VariableDescription]
  /// The losses whose first crossing is recorded in `threshold_step`; may be empty.
  public var thresholds: [Double]
  /// The largest number of snapshots of any run, at least 1.
  public var snapshots: Int
  /// The largest number of layers of any network, at least 1.
  public var layers: Int
  /// The largest number of singular values of any matrix, at least 1.
  public var k: Int
  /// The loss that was used, as a formula.
  public var lossText: String
  /// What quantities call Φ, in words; nil where nothing is said of it.
  public var targetText: String?
  /// Attributes of the whole file, beside those every file has (`Conventions`, `loss`, `target`, `weight_order`).
  public var attributes: [String: String]

  /// - Precondition: The three sizes are positive and the variables' names differ.
  public init(
    variables: [VariableDescription], thresholds: [Double] = [], snapshots: Int, layers: Int, k: Int,
    lossText: String = "ℓ, with the factor ½, above its optimum over all matrices", targetText: String? = nil,
    attributes: [String: String] = [:]
  ) {
    precondition(min(snapshots, layers, k) > 0, "a dimension without entries")
    precondition(Set(variables.map(\.name)).count == variables.count, "two variables of one name")
    (self.variables, self.thresholds) = (variables, thresholds)
    (self.snapshots, self.layers, self.k) = (snapshots, layers, k)
    (self.lossText, self.targetText, self.attributes) = (lossText, targetText, attributes)
  }

  /// The size of a dimension after (run, snapshot).
  func size(of dimension: VariableDescription.Dimension) -> Int {
    switch dimension {
    case .layer: layers
    case .k: k
    case .ri: 2
    }
  }

  /// The sizes of a variable's dimensions after (run, snapshot).
  package func shape(of variable: VariableDescription) -> [Int] { variable.dimensions.map(size(of:)) }

  /// Sizes of a variable's chunks: whole runs, as many as fit a mebibyte and divide the file evenly; a run
  /// larger than that is cut along `snapshot`.
  func chunk(of variable: VariableDescription, runs: Int) -> [Int] {
    let limit = (1 << 20) / 8
    let shape = shape(of: variable)
    let snapshot = shape.reduce(1, *)
    guard snapshots * snapshot <= limit else { return [1, max(1, limit / snapshot)] + shape }
    let fitting = limit / (snapshots * snapshot)
    let chunks = (runs + fitting - 1) / fitting
    return [(runs + chunks - 1) / chunks, snapshots] + shape
  }

  /// The attributes that say how to read the numbers.
  var allAttributes: [String: String] {
    var always = [
      "Conventions": "DeepLinear-1", "loss": lossText,
      "weight_order": "W_{1:N} = W_N … W_1: layer 1 is applied to the input first",
    ]
    always["target"] = targetText
    return always.merging(attributes) { _, given in given }
  }
}
