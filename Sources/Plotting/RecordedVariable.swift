import RunArchive

/// A variable recorded along runs, as figures show it.
public struct RecordedVariable: Sendable, Equatable {
  /// The underscored name, e.g. "layer_singular_values".
  public let name: String
  /// The dimensions after run and snapshot.
  public let dimensions: [VariableDescription.Dimension]
  /// What it is, in words; may be empty.
  public let longName: String
  /// For axes, in mathtext; `_k` and `W_j` are where the number of the only singular value or layer is written.
  public let label: String
  /// Whether a linear axis shows the values best: angles, ranks, and what has a sign.
  public let isBestLinear: Bool
  /// Whether the largest and the smallest values count in the choice of an axis, however few they are.
  public let showsExtremes: Bool

  /// A stored variable, with how figures write it.
  ///
  /// - Parameter label: in mathtext; nil: the long name.
  public init(
    _ description: VariableDescription, label: String? = nil, isBestLinear: Bool = false,
    showsExtremes: Bool = false
  ) {
    (name, dimensions, longName) = (description.name, description.dimensions, description.longName)
    self.label = label ?? description.longName
    (self.isBestLinear, self.showsExtremes) = (isBestLinear, showsExtremes)
  }

  /// Whether it rises along every run.
  var isClock: Bool { name == "time" || name == "step" }

  /// The part of the values at either end that does not count in the choice of an axis.
  var trim: Double { showsExtremes ? 0 : 0.01 }

  /// For an axis that shows only this singular value, or this layer.
  func label(k: Int?, layer: Int?) -> String {
    var text = label
    if let k { text = text.replacing("_k", with: "_{\(k)}") }
    if let layer { text = text.replacing("W_j", with: "W_{\(layer)}") }
    return text
  }

  /// In plain words, with the choice, for captions.
  func words(k: Int? = nil, layer: Int? = nil) -> String {
    let choice = [k.map { "k = \($0)" }, layer.map { "layer \($0)" }].compactMap(\.self)
    return longName + (choice.isEmpty ? "" : " (\(choice.joined(separator: ", ")))")
  }
}
