import Foundation
import SpecLanguage

/// Reads variables back from trajectory files that share one layout.
public struct TrajectoryReader: Sendable {
  /// The files, in the order of their runs.
  public let files: [URL]
  /// The runs in each file, where they are known without opening it.
  private let runs: [Range<Int>]?

  /// Called with each file that is opened.
  package var fileOpened: @Sendable (URL) -> Void = { _ in }
  /// Throws where a file that is opened is not the one that was stored.
  var requireStoredContents: @Sendable (URL) throws -> Void = { _ in }

  /// - Parameter files: Trajectory files in the order of their runs; `ResultsArchive.trajectories` has those of a
  ///   directory.
  public init(files: [URL]) { self.init(files: files, runs: nil) }

  init(files: [URL], runs: [Range<Int>]?) { (self.files, self.runs) = (files, runs) }

  /// The variables with dimensions (run, snapshot, …) of the first file, by name; none without files.
  ///
  /// - Throws: `StoreError` where the file cannot be read.
  public func variables() throws -> [VariableDescription] {
    guard let url = files.first else { return [] }
    return try open(url) { file in
      try file.variableNames().compactMap { name in
        guard let variable = try file.variable(name) else { return nil }
        let dimensions = try file.dimensions(of: variable).map(\.name)
        guard dimensions.starts(with: ["run", "snapshot"]) else { return nil }
        return VariableDescription(
          name: name, dimensions: dimensions.dropFirst(2).compactMap(VariableDescription.Dimension.init),
          longName: try file.attribute("long_name", of: variable) ?? "",
          units: try file.attribute("units", of: variable) ?? "1",
          source: try file.attribute("source", of: variable) ?? "")
      }
    }
  }

  /// An attribute of the first file, e.g. "loss".
  ///
  /// - Throws: `StoreError` where the file cannot be read.
  public func attribute(_ name: String) throws -> String? {
    guard let url = files.first else { return nil }
    return try open(url) { try $0.attribute(name) }
  }

  /// The losses of the coordinate `threshold`; nil where the first file has none.
  func thresholds() throws -> [Double]? {
    guard let url = files.first else { return nil }
    return try open(url) { file in
      guard let variable = try file.variable("threshold") else { return nil }
      let sizes = try file.dimensions(of: variable).map(\.size)
      return try file.doubles(variable, start: sizes.map { _ in 0 }, count: sizes)
    }
  }

  /// The values of a variable for the runs chosen.
  ///
  /// - Parameters:
  ///   - name: A variable whose first dimension is `run`, e.g. "singular_values" or "threshold_step".
  ///   - chosen: Given the numbers of a run and its point, whether to read it; by default all are.
  /// - Returns: The runs in the order of the files; NaN where a run had ended.
  /// - Throws: `StoreError` where there is no such variable, or the files differ in shape.
  public func values(
    of name: String, where chosen: (_ run: Int, _ point: Int) -> Bool = { _, _ in true }
  ) throws -> TrajectoryValues {
    try values(of: [name], in: files) { chosen($1, $2) }[name]!
  }

  /// The values of several variables, each of its own runs; opens each file at most once, and only files with requested runs.
  ///
  /// - Parameter wanted: By variable, the numbers of the runs; runs that are in no file are left out.
  /// - Returns: For each variable, the runs in the order of the files.
  /// - Throws: `StoreError` where there is no such variable, or the files differ in shape.
  package func values(_ wanted: [String: Set<Int>]) throws -> [String: TrajectoryValues] {
    let numbers = wanted.values.reduce(into: Set<Int>()) { $0.formUnion($1) }
    let requested =
      runs.map { zip(files, $0).filter { $1.contains(where: numbers.contains) }.map(\.0) } ?? files
    // With no run selected, any file has the shapes.
    return try values(of: wanted.keys.sorted(), in: requested.isEmpty ? Array(files.prefix(1)) : requested) {
      name, run, _ in
      wanted[name]?.contains(run) == true
    }
  }

  private func values(
    of names: [String], in files: [URL], where chosen: (_ name: String, _ run: Int, _ point: Int) -> Bool
  ) throws -> [String: TrajectoryValues] {
    var all: [String: TrajectoryValues] = [:]
    for url in files {
      for (name, part) in try open(url, { try Self.values(of: names, in: $0, url, where: chosen) }) {
        guard let before = all[name] else {
          all[name] = part
          continue
        }
        guard before.dimensions == part.dimensions, before.shape.dropFirst() == part.shape.dropFirst() else {
          throw StoreError(
            "\(url.shown): \(name) has shape \(part.shape); the files before have \(before.shape)")
        }
        all[name]!.append(part)
      }
    }
    if files.isEmpty, let name = names.first {
      throw StoreError("\(name): there are no trajectory files to read it from")
    }
    return all
  }

  private static func values(
    of names: [String], in file: NetCDFFile, _ url: URL, where chosen: (String, Int, Int) -> Bool
  ) throws -> [String: TrajectoryValues] {
    var all: [String: TrajectoryValues] = [:]
    var numbers: [[Int]]?
    for name in names {
      guard let variable = try file.variable(name),
        case let dimensions = try file.dimensions(of: variable), dimensions.first?.name == "run"
      else {
        throw StoreError(
          "\(url.shown): has no variable '\(name.excerpt)' along run; it has \(try list(file))")
      }
      let coordinates = try numbers ?? coordinates(of: file, url)
      numbers = coordinates
      let (runs, points, seeds) = (coordinates[0], coordinates[1], coordinates[2])
      let rows = runs.indices.filter { chosen(name, runs[$0], points[$0]) }
      let sizes = dimensions.dropFirst().map(\.size)
      var values: [Double] = []
      values.reserveCapacity(rows.count * sizes.reduce(1, *))
      for range in RangeSet(rows.map { $0..<$0 + 1 }).ranges {
        values += try file.doubles(
          variable, start: [range.lowerBound] + sizes.map { _ in 0 }, count: [range.count] + sizes)
      }
      all[name] = TrajectoryValues(
        runs: rows.map { runs[$0] }, points: rows.map { points[$0] },
        seeds: rows.map { UInt64(bitPattern: Int64(seeds[$0])) }, dimensions: dimensions.map(\.name),
        shape: [rows.count] + sizes, values: values)
    }
    return all
  }

  /// The run, point and seed of each row of a file.
  private static func coordinates(of file: NetCDFFile, _ url: URL) throws -> [[Int]] {
    try ["run", "point", "seed"].map { coordinate in
      guard let id = try file.variable(coordinate) else {
        throw StoreError("\(url.shown): has no coordinate \(coordinate); it is not a file of DeepLinear's")
      }
      return try file.integers(id)
    }
  }

  private func open<T: Sendable>(_ url: URL, _ body: (NetCDFFile) throws -> T) throws -> T {
    fileOpened(url)
    try requireStoredContents(url)
    return try NetCDFFile.read(url, body)
  }

  /// The names of the variables along run, without its coordinates.
  private static func list(_ file: NetCDFFile) throws -> String {
    try file.variableNames().filter { name in
      guard let variable = try file.variable(name), !["run", "seed", "point"].contains(name) else {
        return false
      }
      return try file.dimensions(of: variable).first?.name == "run"
    }.joined(separator: ", ")
  }
}
