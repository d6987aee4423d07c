public import DataSets
import DeepLinear
import Foundation
import SpecLanguage

/// A spec, read: every default filled in, every point of its sweep checked.
///
///     let experiment = try Experiment(contentsOf: URL(fileURLWithPath: "spec.yaml"))
///     for point in experiment.points { … point.specification … }
///
/// Runs are numbered points as swept, the first axis slowest, and seeds rising within a point; where seeds go on until success fractions
/// are known, so within each batch of 256 seeds.
public struct Experiment: Sendable {
  /// What the spec calls it: the output folder unless another is named.
  public let name: String
  /// The spec with every default; its problem is that of point 0, its `sweep` says what the others change.
  public let resolved: SpecValue
  /// At least one.
  public let points: [Point]
  /// The same at every point.
  public let seeds: SeedsSpecification
  /// The key of which each run has its best value, the same at every point; nil where there is none.
  public var best: BestSpecification? { points[0].specification.best }

  /// The data that its points name.
  let dataProblems: DataProblems

  private let base: SyntaxNode
  private let plan: SweepPlan

  /// Points times seeds: the number of runs, or where seeds go on until success fractions are known, the most that there may be.
  public var runCount: Int { points.count * seeds.count }

  /// Reads a file; relative file names inside are taken from the file's folder.
  ///
  /// - Parameters:
  ///   - overrides: `key=value` texts that take the place of the file's values.
  ///   - data: Where files of data are looked for that are not in that folder.
  /// - Throws: `InputError`, one sentence naming file, line, column and key.
  public init(
    contentsOf url: URL, overrides: [String] = [], data: DataDirectory = DataDirectory(nil)
  ) throws(InputError) {
    let root = try SyntaxReader.read(contentsOf: url)
    try self.init(root, folder: url.deletingLastPathComponent(), overrides: overrides, data: data)
  }

  /// Reads a text; `source` is used as the file's name in messages.
  public init(
    yaml: String, source: String, folder: URL, overrides: [String] = [],
    data: DataDirectory = DataDirectory(nil)
  ) throws(InputError) {
    let root = try SyntaxReader.read(yaml, source: source)
    try self.init(root, folder: folder, overrides: overrides, data: data)
  }

  /// Reads an open file to its end, such as standard input; relative file names inside are taken from `folder`.
  ///
  /// - Parameters:
  ///   - source: What to call the file in messages.
  ///   - overrides: As for a file with a name, like `data`.
  /// - Throws: `InputError`; no more is read than a spec may have.
  public init(
    descriptor: Int32, source: String, folder: URL, overrides: [String] = [],
    data: DataDirectory = DataDirectory(nil)
  ) throws(InputError) {
    let root = try SyntaxReader.read(descriptor: descriptor, source: source)
    try self.init(root, folder: folder, overrides: overrides, data: data)
  }

  private init(
    _ written: SyntaxNode, folder: URL, overrides: [String], data: DataDirectory
  ) throws(InputError) {
    guard written.entries != nil else {
      throw InputError(
        "the spec is \(written.summary); expected keys such as network, target and initialization.",
        at: written.location)
    }
    let dataProblems = DataProblems(data)
    let resolution = Resolution(
      folder: folder.standardizedFileURL.path, root: .spec, dataFile: dataProblems.directory.file)
    let root = try Override.apply(overrides, to: written.withoutIgnoredKeys, resolution)
    let plan =
      try root["sweep"].map { node throws(InputError) in try SweepPlan(node, resolution) } ?? SweepPlan()
    try Override.check(root, against: plan)
    let unswept = root.removing("sweep")
    let grid = try root["best"].map { node throws(InputError) in
      try BestGrid(node, of: unswept, plan, resolution)
    }
    if let grid { try Override.check(root, against: grid) }
    let bases = grid?.trees(of: unswept) ?? [unswept]
    let base = bases[0]
    for path in plan.paths { try resolution.refuseObstacle(on: path[...], in: base) }
    try plan.refuseLostKeys(of: base, resolution)
    let count = bases.count * (base.count + plan.valueCount)
    guard plan.pointCount * count <= SweepPlan.maximumValues else {
      throw InputError(
        "the sweep has \(plan.pointCount) points of a spec with \(count) values, more than can be held; keep "
          + "matrices in .npy files, or \(grid == nil ? "sweep less" : "sweep less, or try fewer values of best").",
        at: root.location(of: ["sweep"]))
    }
    var points: [Point] = []
    points.reserveCapacity(plan.pointCount)
    for index in 0..<plan.pointCount {
      points.append(try Self.point(index, bases, plan, grid, resolution))
    }
    try Self.checkDistinct(points, at: root.location(of: ["sweep"]))
    if points[0].specification.observe.listsFlowDistance,
      !points.contains(where: { !$0.specification.dynamics.method.isFlow })
    {
      throw InputError(
        "observe.quantities names \(ObserveSpecification.flowDistance), which is measured along steps of one length, and dynamics is a flow; leave "
          + "it out.", at: root.location(of: ["observe", "quantities"]))
    }
    try Self.checkHeldOut(points, at: root.location(of: ["observe", "quantities"]))
    self.name = points[0].specification.name
    self.seeds = points[0].specification.seeds
    self.resolved = points[0].resolved.adding(plan.resolved.map { .init("sweep", $0) })
    (self.points, self.base, self.plan, self.dataProblems) = (points, base, plan, dataProblems)
  }

  /// The spec as a run leaves it behind: YAML that resolves to itself, file names absolute.
  public func resolvedYAML() -> String { resolved.yaml }

  /// An error about a key, where the spec (or its sweep) gives it: for what is found out later, such as a
  /// file of the wrong shape.
  ///
  /// - Parameter sentence: Everything after the place, with its full stop.
  public func error(_ sentence: String, at path: String, in point: Point? = nil) -> InputError {
    InputError(sentence, at: tree(at: point).location(of: Self.keys(path)))
  }

  /// Whether the spec, its sweep or `--set` gives a key, which otherwise is absent or has its default.
  func isGiven(_ path: String, in point: Point) -> Bool { tree(at: point)[Self.keys(path)] != nil }

  /// Whether the value of a key is one of `--set`.
  func isOverridden(_ path: String, in point: Point) -> Bool {
    tree(at: point)[Self.keys(path)]?.location.source.hasPrefix("--set ") ?? false
  }

  private func tree(at point: Point?) -> SyntaxNode { plan.tree(of: base, at: point?.index ?? 0) }

  private static func keys(_ path: String) -> ArraySlice<String> {
    path.split(separator: ".").map(String.init)[...]
  }

  /// Checks that every file which the spec names is there and is no folder; what is inside is for its reader.
  ///
  /// Reading a spec does not look at the files, so that a run can be studied where they are not.
  public func checkFiles() throws(InputError) {
    var seen: Set<ExactText> = []
    for point in points {
      for (key, path, isData) in point.files where seen.insert(ExactText(path)).inserted {
        if let absence = SystemReason.absence(at: path) {
          let advice = isData ? dataProblems.directory.advice(onMissing: path) : "check the path"
          throw error("\(key) names \(path.printable), which \(absence); \(advice).", at: key, in: point)
        }
        guard SystemReason.found(at: path) == .something else {
          throw error(
            "\(key) names \(path.printable), which is a folder; expected \(isData ? "a file of data" : "a .npy file").",
            at: key, in: point)
        }
      }
    }
  }

  // MARK: Points

  private static func point(
    _ index: Int, _ bases: [SyntaxNode], _ plan: SweepPlan, _ grid: BestGrid?, _ resolution: Resolution
  ) throws(InputError) -> Point {
    var candidates: [Point] = []
    for base in bases { candidates.append(try point(index, base, plan, resolution)) }
    let first = candidates[0]
    guard let grid else { return first }
    return Point(
      index: index, parameters: first.parameters, specification: first.specification,
      resolved: first.resolved.removing(grid.path), candidates: candidates)
  }

  private static func point(
    _ index: Int, _ base: SyntaxNode, _ plan: SweepPlan, _ resolution: Resolution
  ) throws(InputError) -> Point {
    let tree = plan.tree(of: base, at: index)
    let resolved = try resolution.resolve(tree, as: .spec, path: "")
    do throws(SpecConflict) {
      return Point(
        index: index, parameters: parameters(plan.paths, of: resolved),
        specification: try Specification(resolved: resolved), resolved: resolved)
    } catch {
      let causes = plan.paths(behind: error, at: index, of: base, resolution)
      let shown = parameters(causes, of: resolved)
        .map { "\($0.path) = \($0.value.flowStyle)" }.joined(separator: ", ")
      throw InputError(
        error.sentence + (shown.isEmpty ? "" : " This is the point \(shown)."),
        at: tree.location(of: error.path.split(separator: ".").map(String.init)[...]))
    }
  }

  private static func parameters(_ paths: [[String]], of resolved: SpecValue) -> [Point.Parameter] {
    paths.compactMap { path in
      resolved[path].map { Point.Parameter(path: path.joined(separator: "."), value: $0) }
    }
  }

  /// Refuses quantities that are tested on known entries of Φ outside the loss where no point has any.
  private static func checkHeldOut(_ points: [Point], at location: SourceLocation) throws(InputError) {
    let named = points[0].specification.observe.quantities ?? []
    let tested = named.first { Observable<Double>.named($0)?.reference == .heldOut }
    guard let tested, !points.contains(where: { $0.specification.target.mayHoldOut }) else { return }
    throw InputError(
      "observe.quantities names \(tested), which is measured on known entries of Φ that do not enter the loss, and target has none; "
        + "give target a mask, or measurements with Φ beside them, or leave it out.", at: location)
  }

  private static func checkDistinct(_ points: [Point], at location: SourceLocation) throws(InputError) {
    var seen: Set<ExactText> = []
    for point in points where !seen.insert(ExactText(point.parametersJSON)).inserted {
      throw InputError(
        "two points of the sweep are the same, with \(point.parametersJSON); keep each value once.",
        at: location)
    }
  }
}

extension SyntaxNode {
  fileprivate subscript(key: String) -> SyntaxNode? { self[[key]] }

  fileprivate func removing(_ key: String) -> SyntaxNode {
    SyntaxNode(.mapping((entries ?? []).filter { $0.key != key }), at: location)
  }

  /// How many values the tree has.
  var count: Int {
    switch content {
    case .scalar: 1
    case .list(let values): values.reduce(1) { $0 + $1.count }
    case .mapping(let entries): entries.reduce(1) { $0 + $1.value.count }
    }
  }
}

extension SpecValue {
  fileprivate func adding(_ entry: Entry?) -> SpecValue {
    .mapping((entries ?? []) + (entry.map { [$0] } ?? []))
  }

  /// Without the value under a chain of keys.
  fileprivate func removing(_ path: [String]) -> SpecValue {
    guard let key = path.first, let entries else { return self }
    let rest = Array(path.dropFirst())
    return .mapping(
      entries.compactMap { entry in
        guard entry.key == key else { return entry }
        return rest.isEmpty ? nil : Entry(key, entry.value.removing(rest))
      })
  }
}
