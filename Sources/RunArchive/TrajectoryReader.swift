import Foundation
import SpecLanguage

/// Reads variables back from trajectory files that share one layout.
public struct TrajectoryReader: Sendable {
  /// The files, in the order of their runs.
  public let files: [URL]

  /// - Parameter files: Trajectory files in the order of their runs; `ResultsArchive.trajectories` has those of a
  ///   directory.
  public init(files: [URL]) { self.files = files }

  /// The variables with dimensions (run, snapshot, …) of the first file, by name; none without files.
  ///
  /// - Throws: `StoreError` where the file cannot be read.
  public func variables() throws -> [VariableDescription] {
    guard let url = files.first else { return [] }
    return try NetCDFFile.read(url) { file in
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
    return try NetCDFFile.read(url) { try $0.attribute(name) }
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
    var all: TrajectoryValues?
    for url in files {
      let part = try NetCDFFile.read(url) { try Self.values(of: name, in: $0, url, where: chosen) }
      if var joined = all {
        guard joined.dimensions == part.dimensions, joined.shape.dropFirst() == part.shape.dropFirst() else {
          throw StoreError(
            "\(url.shown): \(name) has shape \(part.shape); the files before have \(joined.shape)")
        }
        joined.append(part)
        all = joined
      } else {
        all = part
      }
    }
    guard let all else { throw StoreError("\(name): there are no trajectory files to read it from") }
    return all
  }

  private static func values(
    of name: String, in file: NetCDFFile, _ url: URL, where chosen: (Int, Int) -> Bool
  ) throws -> TrajectoryValues {
    guard let variable = try file.variable(name),
      case let dimensions = try file.dimensions(of: variable), dimensions.first?.name == "run"
    else {
      throw StoreError("\(url.shown): has no variable '\(name.excerpt)' along run; it has \(try list(file))")
    }
    let numbers = try ["run", "point", "seed"].map { coordinate in
      guard let id = try file.variable(coordinate) else {
        throw StoreError("\(url.shown): has no coordinate \(coordinate); it is not a file of DeepLinear's")
      }
      return try file.integers(id)
    }
    let rows = numbers[0].indices.filter { chosen(numbers[0][$0], numbers[1][$0]) }
    let sizes = dimensions.dropFirst().map(\.size)
    var values: [Double] = []
    values.reserveCapacity(rows.count * sizes.reduce(1, *))
    for range in RangeSet(rows.map { $0..<$0 + 1 }).ranges {
      values += try file.doubles(
        variable, start: [range.lowerBound] + sizes.map { _ in 0 }, count: [range.count] + sizes)
    }
    return TrajectoryValues(
      runs: rows.map { numbers[0][$0] }, points: rows.map { numbers[1][$0] },
      seeds: rows.map { UInt64(bitPattern: Int64(numbers[2][$0])) }, dimensions: dimensions.map(\.name),
      shape: [rows.count] + sizes, values: values)
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
