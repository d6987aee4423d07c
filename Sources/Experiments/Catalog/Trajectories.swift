import Foundation

/// Series of stored runs, picked out for figures.
struct StoredTrajectories {
  private let reader: TrajectoryReader
  private let rows: [Int: RunRow]

  init(_ archive: RunArchive) throws {
    reader = try archive.trajectories()
    rows = Dictionary(uniqueKeysWithValues: try archive.runs().map { ($0.run, $0) })
  }

  /// The stored runs of a point, by rising seeds.
  func runs(ofPoint point: Int) -> [RunRow] {
    rows.values.filter { $0.point == point }.sorted { $0.run < $1.run }
  }

  /// The curves of one variable over the runs of a point.
  ///
  /// - Returns: for each run t and, for each index of the variable's own dimensions in C order, the values at those t.
  func curves(of variable: String, point: Int) throws -> [Curves] {
    let times = try reader.values(of: "time") { _, p in p == point }
    let values = try reader.values(of: variable) { _, p in p == point }
    let width = values.shape.dropFirst(2).reduce(1, *)
    return values.runs.indices.map { i in
      let t = Array(times[i])
      let v = Array(values[i])
      let count = t.firstIndex(where: \.isNaN) ?? t.count
      return Curves(
        run: values.runs[i], seed: values.seeds[i], times: Array(t[..<count]),
        values: (0..<width).map { w in (0..<count).map { v[$0 * width + w] } })
    }
  }

  /// One run's curves of a variable.
  struct Curves {
    let run: Int
    let seed: UInt64
    /// t, rising.
    let times: [Double]
    /// For each index of the variable's own dimensions.
    let values: [[Double]]
  }
}

extension [Double] {
  /// The q-quantile by linear interpolation between the sorted values; NaN where empty.
  func quantile(_ q: Double) -> Double {
    let sorted = filter { !$0.isNaN }.sorted()
    guard !sorted.isEmpty else { return .nan }
    let position = q * Double(sorted.count - 1)
    let low = Int(position)
    let high = Swift.min(low + 1, sorted.count - 1)
    return sorted[low] + (position - Double(low)) * (sorted[high] - sorted[low])
  }
}
