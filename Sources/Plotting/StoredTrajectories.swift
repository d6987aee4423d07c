import Foundation
import RunArchive

/// Series of stored runs, picked out for figures.
package struct StoredTrajectories {
  private let reader: TrajectoryReader
  private let rows: [Int: RunRow]

  package init(_ archive: ResultsArchive) throws {
    reader = try archive.trajectories()
    rows = Dictionary(uniqueKeysWithValues: try archive.runs().map { ($0.run, $0) })
  }

  /// The stored runs of a point, by rising seeds.
  package func runs(ofPoint point: Int) -> [RunRow] {
    rows.values.filter { $0.point == point }.sorted { $0.run < $1.run }
  }

  /// The curves of one variable over the runs of a point.
  ///
  /// - Returns: for each run t and, for each index of the variable's own dimensions in C order, the values at those t.
  package func curves(of variable: String, point: Int) throws -> [Curves] {
    try curves(of: variable) { $0.point == point }
  }

  /// The curves of one variable over the runs chosen, against another variable that is one number a snapshot.
  func curves(of variable: String, against clock: String = "time", where chosen: (RunRow) -> Bool) throws
    -> [Curves]
  {
    let isChosen = { (run: Int, _: Int) in rows[run].map(chosen) ?? false }
    let times = try reader.values(of: "time", where: isChosen)
    let clocks = clock == "time" ? times : try reader.values(of: clock, where: isChosen)
    let values = try reader.values(of: variable, where: isChosen)
    let width = values.shape.dropFirst(2).reduce(1, *)
    return values.runs.indices.compactMap { i in
      guard let row = rows[values.runs[i]] else { return nil }
      let t = times[i]
      let v = Array(values[i])
      let count = (t.firstIndex(where: \.isNaN) ?? t.endIndex) - t.startIndex
      return Curves(
        row: row, times: Array(clocks[i].prefix(count)),
        values: (0..<width).map { w in (0..<count).map { v[$0 * width + w] } })
    }
  }

  /// The sizes of a variable's dimensions after run and snapshot.
  func shape(of variable: String) throws -> [Int] {
    Array(try reader.values(of: variable) { _, _ in false }.shape.dropFirst(2))
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
