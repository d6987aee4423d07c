import Foundation
import RunArchive
import Statistics

/// How many iterations runs take to converge, each with its best step size, against the deviation of their starts: what panels a and b
/// of Figure 1 of Arora et al. (2019) show.
package struct IterationBands {
  /// The runs of one depth and one deviation.
  package struct Point {
    package let depth: Int
    /// s.
    package let deviation: Double
    /// Iterations of the runs that converged; the others never do with any of the step sizes.
    package let iterations: CensoredTimes
    /// The best step sizes of the runs that converged.
    package let stepSizes: [Double]

    /// The median over all runs; nil where fewer than half of them converged.
    package var median: Double? { iterations.quantile(0.5) }
    /// The part of the runs that converged.
    package var fraction: Double { Double(iterations.arrivals.count) / Double(iterations.count) }
    package var allConverged: Bool { iterations.ends.isEmpty }
  }

  /// By depth and deviation.
  package let points: [Point]

  /// - Throws: `StoreError` where results cannot be read.
  package init(_ stored: StoredExperiment) throws {
    points = try stored.experiment.points.map { point in
      let rows = try stored.archive.runs(ofPoint: point.index)
      let converged = rows.filter { $0.outcome == "converged" }
      let deviation = point.parameters.first { $0.path.hasSuffix("deviation") }?.value.number
      return Point(
        depth: point.specification.network.depth, deviation: deviation ?? .nan,
        iterations: CensoredTimes(
          arrivals: converged.map { Double($0.steps) },
          ends: Array(repeating: .infinity, count: rows.count - converged.count)),
        stepSizes: converged.compactMap { $0["best_value"] })
    }
  }

  /// The depths, rising.
  package var depths: [Int] { Set(points.map(\.depth)).sorted() }

  /// The points of a depth, by rising deviation.
  package func points(ofDepth depth: Int) -> [Point] {
    points.filter { $0.depth == depth }.sorted { $0.deviation < $1.deviation }
  }

  /// The deviations of a depth from which all runs converge within `iterations` as a median, or at all where that is nil.
  package func band(ofDepth depth: Int, within iterations: Double? = nil) -> [Double] {
    points(ofDepth: depth).filter { point in
      point.allConverged && (iterations.map { (point.median ?? .infinity) <= $0 } ?? true)
    }.map(\.deviation)
  }

  /// How many times the iterations of the shallowest network the deepest takes at each deviation where all runs of both converge within
  /// `iterations`: the medians' ratios.
  package func ratios(within iterations: Double) -> [Double] {
    guard let shallow = depths.first, let deep = depths.last, shallow < deep else { return [] }
    let (few, many) = (points(ofDepth: shallow), points(ofDepth: deep))
    return few.compactMap { point in
      guard let other = many.first(where: { $0.deviation == point.deviation }), point.allConverged,
        other.allConverged, let a = point.median, let b = other.median, max(a, b) <= iterations
      else { return nil }
      return b / a
    }
  }
}
