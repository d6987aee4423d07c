import Experiments
import Figures
import RunArchive
import SpecLanguage

/// What somebody wants to see of a results directory; empty lists mean everything.
public struct FigureRequest: Sendable, Equatable {
  /// Names of quantities, one panel each, with hyphens or underscores; empty for an overview.
  public var of: [String] = []
  /// What they are drawn against: a quantity, a swept key, or two swept keys for a heatmap; empty chooses.
  public var against: [String] = []
  /// Numbers of runs.
  public var runs: [Int] = []
  /// Numbers of points.
  public var points: [Int] = []
  /// Which singular values, from 1.
  public var k: [Int] = []
  /// Which layers, from 1.
  public var layers: [Int] = []
  /// Whether what the closed forms of the flow say of the runs is drawn over them.
  public var theory = false
  /// In inches; nil chooses a column or a page by the number of panels.
  public var width: Double?
  /// nil chooses by the values.
  public var xScale: Scale?
  /// nil chooses by the values; the colours' in a heatmap.
  public var yScale: Scale?
  /// A line above the figure.
  public var title: String?
  /// The stem of the files; nil makes one from the quantities.
  public var name: String?

  /// Everything, by default.
  public init() {}
}

extension StoredExperiment {
  /// The figure that a request describes.
  ///
  /// - Throws: `InputError` for a name or a number that the directory does not have, and what does not go together;
  ///   `StoreError` where results cannot be read.
  public func figure(_ request: FigureRequest) throws -> Figure {
    let source = try FigureSource(self, request)
    if request.of.isEmpty {
      try request.refuseTheory("the overview")
      return try source.overview()
    }
    let subject = try source.subject()
    if case .trajectories(_, let clock) = subject, clock.isClock {} else { try request.refuseTheory("this") }
    switch subject {
    case .trajectories(let variables, let clock): return try source.trajectories(variables, against: clock)
    case .columns(let columns, let key): return try source.columns(columns, against: key)
    case .scatter(let columns, let other): return try source.scatter(columns, against: other)
    case .heatmap(let columns, let x, let y): return try source.heatmap(columns, x, y)
    }
  }
}

extension FigureRequest {
  fileprivate func refuseTheory(_ what: String) throws(InputError) {
    guard theory else { return }
    throw InputError(
      "--theory goes with quantities along the runs, against time or step, and not with \(what); expected for instance --of singular-values --theory."
    )
  }
}

extension VariableDescription {
  /// Whether it rises along every run.
  var isClock: Bool { name == "time" || name == "step" }
}

/// A request beside the results it is about.
struct FigureSource {
  let experiment: Experiment
  let archive: ResultsArchive
  let request: FigureRequest
  let stored: StoredTrajectories
  /// What was recorded along the runs, in the order of the observables.
  let variables: [VariableDescription]
  let columns: [RunColumn]
  /// The runs to be shown, in their order; never empty.
  let rows: [RunRow]
  private let rowsByPoint: [Int: [RunRow]]

  init(_ source: StoredExperiment, _ request: FigureRequest) throws {
    (experiment, archive, self.request) = (source.experiment, source.archive, request)
    stored = try StoredTrajectories(archive)
    let all = try archive.runs()
    guard !all.isEmpty else {
      throw InputError(
        "\(archive.directory.relativePath.printable) has no finished run yet; continue it with `deeplinear run` first."
      )
    }
    // As the spec tells it: what only the table of runs is needed for is drawn without a look at the trajectories.
    variables = experiment.layout().variables
    let spec = experiment.points[0].specification
    let crossings = try archive.crossings(thresholds: spec.observe.thresholds.count)
    columns = RunColumn.all(
      spec, RunColumn.Crossings(steps: crossings.mapValues(\.steps), times: crossings.mapValues(\.times)))
    let runs = Set(all.map(\.run))
    let points = Set(all.map(\.point))
    if let missing = request.runs.first(where: { !runs.contains($0) }) {
      throw InputError("there is no run \(missing) here; expected \(Self.shown(all.map(\.run))).")
    }
    if let missing = request.points.first(where: { !points.contains($0) }) {
      throw InputError("there is no point \(missing) here; expected \(Self.shown(points.sorted())).")
    }
    rows = all.filter {
      (request.runs.isEmpty || request.runs.contains($0.run))
        && (request.points.isEmpty || request.points.contains($0.point))
    }
    rowsByPoint = Dictionary(grouping: rows, by: \.point)
    guard !rows.isEmpty else {
      throw InputError("none of the runs asked for belongs to the points asked for; leave one of them out.")
    }
  }

  /// The numbers of the points shown, rising.
  var points: [Int] { rowsByPoint.keys.sorted() }

  func rows(ofPoint point: Int) -> [RunRow] { rowsByPoint[point] ?? [] }

  private static func shown(_ numbers: [Int]) -> String {
    guard let first = numbers.first, let last = numbers.last else { return "none" }
    return first == last ? "\(first)" : "\(first) to \(last)"
  }
}
