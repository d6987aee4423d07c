import Foundation
import RunArchive

/// Series of stored runs, picked out for figures; what was read once is kept in memory.
package final class StoredTrajectories {
  private let reader: TrajectoryReader
  private let byPoint: [Int: [RunRow]]
  private var known: [String: Variable] = [:]

  /// What has been read of a variable.
  private struct Variable {
    /// The sizes of its dimensions after run and snapshot.
    let shape: [Int]
    /// By run, in C order.
    var values: [Int: ArraySlice<Double>] = [:]
  }

  /// Reads the rows of all stored runs, and no trajectories yet.
  package convenience init(_ archive: ResultsArchive) throws { try self.init(archive, archive.runs()) }

  /// - Parameter rows: those of all stored runs.
  init(_ archive: ResultsArchive, _ rows: [RunRow]) throws {
    reader = try archive.trajectories()
    byPoint = Dictionary(grouping: rows, by: \.point)
  }

  /// The stored runs of a point, by rising seeds.
  package func runs(ofPoint point: Int) -> [RunRow] { byPoint[point] ?? [] }

  /// Reads all that a figure needs at once, so that each file is opened once and not for every panel.
  ///
  /// - Parameter wanted: Names of variables, and the runs to read them of. The variable `time` is always read too.
  package func read(_ wanted: [(variables: [String], rows: [RunRow])]) throws {
    var missing: [String: Set<Int>] = [:]
    for (variables, rows) in wanted {
      for name in Set(variables + ["time"]) {
        let unread = rows.lazy.map(\.run).filter { self.known[name]?.values[$0] == nil }
        if known[name] == nil || !unread.isEmpty { missing[name, default: []].formUnion(unread) }
      }
    }
    guard !missing.isEmpty else { return }
    for (name, read) in try reader.values(missing) {
      var variable = known[name] ?? Variable(shape: Array(read.shape.dropFirst(2)))
      for (place, run) in read.runs.enumerated() { variable.values[run] = read[place] }
      known[name] = variable
    }
  }

  /// Reads variables of all stored runs of some points at once; see `read(_:)`.
  package func read(_ variables: [String], ofPoints points: some Sequence<Int>) throws {
    try read([(variables, points.flatMap(runs(ofPoint:)))])
  }

  /// The curves of one variable over the runs of a point.
  ///
  /// - Returns: for each run t and, for each index of the variable's own dimensions in C order, the values at those t.
  package func curves(of variable: String, point: Int) throws -> [Curves] {
    try curves(of: variable, rows: runs(ofPoint: point))
  }

  /// The curves of one variable over some runs, against another variable that is one number a snapshot.
  ///
  /// - Returns: as many as there are runs with trajectories, in their order.
  func curves(of variable: String, against clock: String = "time", rows: [RunRow]) throws -> [Curves] {
    try read([([variable, clock], rows)])
    guard let (values, width) = known[variable].map({ ($0.values, $0.shape.reduce(1, *)) }),
      let clocks = known[clock]?.values, let times = known["time"]?.values
    else { return [] }
    return rows.compactMap { row in
      guard let v = values[row.run], let c = clocks[row.run], let t = times[row.run] else { return nil }
      let count = (t.firstIndex(where: \.isNaN) ?? t.endIndex) - t.startIndex
      return Curves(
        row: row, times: Array(c.prefix(count)),
        values: (0..<width).map { w in (0..<count).map { v[v.startIndex + $0 * width + w] } })
    }
  }

  /// The sizes of a variable's dimensions after run and snapshot.
  func shape(of variable: String) throws -> [Int] {
    try read([([variable], [])])
    return known[variable]?.shape ?? []
  }

  /// One run's curves of a variable.
  package struct Curves {
    let row: RunRow
    /// t, rising; or the variable on the horizontal axis.
    package let times: [Double]
    /// For each index of the variable's own dimensions.
    package let values: [[Double]]
  }
}
