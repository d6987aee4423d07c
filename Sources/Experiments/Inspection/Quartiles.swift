/// Quartiles of several curves, at the places of the longest one; a curve that has ended keeps its last value.
///
/// Each is the value of some curve: between a run at 1 and a run at 10⁻⁸ there is no middle.
struct Quartiles {
  private(set) var x: [Double] = []
  private(set) var low: [Double] = []
  private(set) var median: [Double] = []
  private(set) var high: [Double] = []

  /// - Parameter curves: each with rising x.
  init(_ curves: [(x: [Double], y: [Double])]) {
    let curves = curves.filter { !$0.x.isEmpty }
    x = curves.map(\.x).max { ($0.last ?? 0, $0.count) < ($1.last ?? 0, $1.count) } ?? []
    var position = Array(repeating: 0, count: curves.count)
    for place in x {
      let column = curves.indices.map { r in
        while position[r] + 1 < curves[r].x.count, curves[r].x[position[r] + 1] <= place { position[r] += 1 }
        return curves[r].y[position[r]]
      }
      let sorted = column.filter { !$0.isNaN }.sorted()
      let last = Double(sorted.count - 1)
      low.append(sorted.isEmpty ? .nan : sorted[Int(0.25 * last)])
      median.append(sorted.isEmpty ? .nan : sorted[Int(0.5 * last)])
      high.append(sorted.isEmpty ? .nan : sorted[Int((0.75 * last).rounded(.up))])
    }
  }
}
