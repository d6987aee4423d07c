import Figures
import RunArchive
import SpecLanguage

/// A request with the results that it is about.
struct FigureSource {
  let spec: StoredSpec
  let request: FigureRequest
  let archive: ResultsArchive
  let stored: StoredTrajectories
  /// What is recorded along the runs.
  let variables: [RecordedVariable]
  /// One number for each run.
  let columns: [RunColumn]
  /// The runs to be shown, in their order; never empty.
  let rows: [RunRow]
  private let rowsByPoint: [Int: [RunRow]]

  init(_ results: StoredResults, _ request: FigureRequest) throws {
    let archive = results.archive
    (spec, self.request) = (results.spec, request)
    let all = try archive.runs()
    stored = try StoredTrajectories(archive, all)
    self.archive = archive
    guard !all.isEmpty else {
      throw InputError(
        "\(archive.directory.relativePath.printable) has no finished run yet; continue it with `deeplinear run` first."
      )
    }
    variables = spec.variables
    columns = RunColumn.all(canConverge: spec.points[0].canConverge, thresholds: spec.thresholds)
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
      throw InputError(
        "none of the runs given with --run belongs to a point given with --point; leave one of them out.")
    }
  }

  /// The numbers of the points shown, rising.
  var points: [Int] { rowsByPoint.keys.sorted() }

  func rows(ofPoint point: Int) -> [RunRow] { rowsByPoint[point] ?? [] }

  /// What a kind of figure has drawn, with the name, title and width of the request.
  ///
  /// - Parameters:
  ///   - names: the quantities drawn.
  ///   - others: what they are drawn against, where the name of the figure has to say it.
  ///   - keys: the legend's, below the panels where there are many; empty for no legend.
  ///   - isPage: whether the figure is as wide as the page by default even with one panel.
  func figure(
    of names: [String], against others: [String], caption: String, keys: [[Legend.Key]] = [], panels: [Panel],
    isPage: Bool = false
  ) -> Figure {
    let width = request.width ?? (isPage || panels.count > 1 ? .page : .column)
    return Figure(
      name: request.name ?? name(of: names, against: others), title: request.title, caption: caption,
      width: width, columns: width == .page ? Self.columns(panels.count) : 1,
      legend: keys.isEmpty
        ? Legend(.none) : Legend(keys.joined().count > 3 ? .below : .automatic, keys: keys),
      panels: panels)
  }

  private static func shown(_ numbers: [Int]) -> String {
    guard let first = numbers.first, let last = numbers.last else { return "none" }
    return first == last ? "\(first)" : "\(first) to \(last)"
  }
}
