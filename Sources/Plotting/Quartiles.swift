import Figures

/// Quartiles of several curves, at the places of the longest one; a curve that has ended keeps its last value.
package struct Quartiles {
  package private(set) var x: [Double] = []
  package private(set) var low: [Double] = []
  package private(set) var median: [Double] = []
  package private(set) var high: [Double] = []

  /// - Parameters:
  ///   - curves: each with rising x; where y is NaN the curve does not count.
  ///   - scale: that of the axis on which the quartiles are drawn, and interpolated.
  package init(_ curves: [(x: [Double], y: [Double])], on scale: Scale) {
    let curves = curves.filter { !$0.x.isEmpty }
    x = curves.map(\.x).max { ($0.last ?? 0, $0.count) < ($1.last ?? 0, $1.count) } ?? []
    var position = Array(repeating: 0, count: curves.count)
    for place in x {
      let column = curves.indices.map { r in
        while position[r] + 1 < curves[r].x.count, curves[r].x[position[r] + 1] <= place { position[r] += 1 }
        return curves[r].y[position[r]]
      }
      let sorted = column.filter { !$0.isNaN }.sorted()
      low.append(sorted.quantileOfSorted(0.25, on: scale))
      median.append(sorted.quantileOfSorted(0.5, on: scale))
      high.append(sorted.quantileOfSorted(0.75, on: scale))
    }
  }
}
