import RunArchive
import SpecLanguage

/// What figures need of the spec whose runs they show: a plain value, made where the spec is read.
public struct StoredSpec: Sendable {
  /// One point of the sweep.
  public struct Point: Sendable {
    /// The swept keys, dotted, each with its value here, in the spec's order; empty without a sweep.
    public let parameters: [SpecValue.Entry]
    /// The whole spec of this point, every default written out, without its sweep.
    public let resolved: SpecValue

    /// - Parameters:
    ///   - parameters: the swept keys, dotted, with their values; the same keys at every point.
    ///   - resolved: the whole spec of this point, every default written out.
    public init(parameters: [SpecValue.Entry], resolved: SpecValue) {
      (self.parameters, self.resolved) = (parameters, resolved)
    }
  }

  /// The tree of keys with which the spec was read: defaults, symbols and words of the keys.
  public let root: SpecKey
  /// The points of the sweep in their order; the one point of a spec without a sweep.
  public let points: [Point]
  /// The number of seeds at every point, or the most that a point may have.
  public let seedCount: Int
  /// The number of runs when all are finished.
  public let runCount: Int
  /// What is recorded along the runs besides their rows, in the order in which messages list it.
  public let variables: [RecordedVariable]
  /// Other names that people use for quantities, with hyphens, each with the name of the quantity; for suggestions.
  public let synonyms: [String: String]

  /// - Parameter runCount: the number of runs when all are finished; nil: that of all points and seeds.
  /// - Precondition: there is at least one point.
  public init(
    root: SpecKey, points: [Point], seedCount: Int, runCount: Int? = nil, variables: [RecordedVariable],
    synonyms: [String: String] = [:]
  ) {
    precondition(!points.isEmpty, "a spec without points")
    (self.root, self.points, self.seedCount) = (root, points, seedCount)
    self.runCount = runCount ?? points.count * seedCount
    (self.variables, self.synonyms) = (variables, synonyms)
  }

  /// The swept keys, dotted, in the spec's order.
  var sweptPaths: [String] { points[0].parameters.map(\.key) }

  /// The losses whose first crossing is recorded.
  var thresholds: [Double] { (points[0]["observe.thresholds"]?.list ?? []).compactMap(\.number) }

  /// Whether snapshots were taken evenly over the logarithm of the step or the time.
  var hasLogarithmicSnapshots: Bool { points[0]["observe.snapshots.log"] != nil }

  /// The declaration of a key, from its dotted path; nil where there is no such key.
  func key(_ path: String) -> SpecKey? {
    let parts = path.split(separator: ".").map(String.init)
    guard let place = parts.firstIndex(of: "*") else { return root[parts[...]] }
    return root[parts[..<place]]?.children.lazy.compactMap { $0[parts[(place + 1)...]] }.first
  }

  /// Whether a key would have this value if it were left out.
  func isDefault(_ value: SpecValue, at path: String) -> Bool {
    if case .defaulted(let usual) = key(path)?.presence { return usual == value }
    return false
  }
}

extension StoredSpec.Point {
  /// The value of a key, from its dotted path.
  subscript(path: String) -> SpecValue? { resolved[path.split(separator: ".").map(String.init)] }

  /// Whether a run can converge: the spec names a loss to reach.
  var canConverge: Bool { self["stop.loss-below"]?.number != nil }

  /// N, the number of layers.
  var depth: Int {
    self["network.depth"]?.integer ?? self["network.widths"]?.list.map { $0.count - 1 } ?? 1
  }

  /// The value of a swept key, or of a key inside a mapping that is swept as a whole; nil where that has no such key.
  /// A part `*` of the path is whichever key the mapping has that has the rest of the path.
  func swept(_ path: String) -> SpecValue? {
    if let whole = parameters.first(where: { $0.key == path }) { return whole.value }
    return parameters.first { path.hasPrefix($0.key + ".") }.flatMap { whole in
      let inner = path.dropFirst(whole.key.count + 1).split(separator: ".").map(String.init)
      guard inner.first == "*" else { return whole.value[inner] }
      return whole.value.entries?.lazy.compactMap { $0.value[Array(inner.dropFirst())] }.first
    }
  }

  /// The value of a swept key as text; empty where there is none.
  func text(_ path: String) -> String {
    guard let value = swept(path) else { return "" }
    return value.number.map(NumberText.plain) ?? value.text ?? value.flowStyle
  }
}
