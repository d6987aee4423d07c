import DeepLinear
import LinearAlgebra
import Testing

/// Requires that two engines' runs of one ensemble are the same to rounding: outcomes, steps, series and final weights.
func expectAgreement<S: Scalar>(
  _ one: [Run<S>], _ other: [Run<S>], tolerance: Double = 1e-9, _ comment: Comment? = nil
) throws {
  #expect(one.count == other.count)
  for (a, b) in zip(one, other) {
    #expect(a.outcome == b.outcome, comment)
    #expect(a.thresholdSteps == b.thresholdSteps && a.steps == b.steps && a.times == b.times, comment)
    #expect(a.initialNetwork == b.initialNetwork, comment)
    for (name, series) in a.series {
      let other = try #require(b.series[name])
      #expect(series.sizes == other.sizes)
      let scale = max(1, other.values.filter(\.isFinite).map(abs).max() ?? 1)
      let worst =
        zip(series.values, other.values).map { x, y in
          x.isNaN && y.isNaN ? 0 : x.isNaN || y.isNaN ? Double.infinity : abs(x - y)
        }.max() ?? 0
      #expect(worst <= tolerance * scale, "\(name) \(comment?.rawValue ?? "")")
    }
    for (x, y) in zip(a.finalNetwork.layers, b.finalNetwork.layers) {
      #expect((x - y).frobeniusNorm < 0.01 * tolerance, comment)
    }
  }
}
