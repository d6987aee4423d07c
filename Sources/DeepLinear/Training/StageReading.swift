import LinearAlgebra

/// The times of a run's stages: those located, and what the snapshots show of the others.
struct StageReading<S: Scalar> {
  let losses: [Double]
  let escape: Double?
  let alignment: Double?
  let saddle: Double?
  private let run: Run<S>
  private let bounds: StageBounds

  init(_ run: Run<S>, _ bounds: StageBounds, _ thresholds: Stages.Thresholds) {
    (self.run, self.bounds) = (run, bounds)
    let losses = run[Observable<S>.loss.name] ?? []
    let located = run.report.stageTimes
    let isUsual = thresholds.penalty == StageBounds.alignedPart
    let alignment =
      isUsual ? located[.alignment] ?? Self.alignment(run, thresholds) : Self.alignment(run, thresholds)
    escape = bounds.escapeLoss.flatMap { bound in
      located[.escape] ?? losses.firstIndex { $0 < bound }.map { run.times[$0] }
    }
    saddle =
      if run.outcome.kind == .diverged {
        nil
      } else if isUsual, let time = located[.saddleEscape] {
        time
      } else {
        alignment.flatMap { Self.saddle(run, bounds, after: $0) }
      }
    (self.losses, self.alignment) = (losses, alignment)
  }

  private static func alignment(_ run: Run<S>, _ thresholds: Stages.Thresholds) -> Double? {
    if run.initialNetwork.isBalancedToRounding { return 0 }
    guard let penalty = run[Observable<S>.penalty.name], let r0 = penalty.first, r0 > 0 else { return nil }
    return run.timeFollowing(penalty.lastIndex { !($0 < thresholds.penalty * r0) })
  }

  private static func saddle(_ run: Run<S>, _ bounds: StageBounds, after alignment: Double) -> Double? {
    let name = Observable<S>.hermitianSingularValues.name
    guard let bound = bounds.saddleValue, let series = run.series[name] else { return nil }
    let lastBelow = run.times.indices.last { !((series.at($0).last ?? .nan) >= bound) }
    return run.timeFollowing(lastBelow).map { max(alignment, $0) }
  }

  /// The slope of −ln ℓ from the later of the escape and `plateauEnd` on, or why there is none.
  func rate(after plateauEnd: Double?, floor: Double) -> (rate: Double?, missing: Stages.MissingRate?) {
    guard let bound = bounds.escapeLoss, run.outcome.kind != .diverged else { return (nil, nil) }
    guard run.final.loss < bound else {
      return (nil, .endedAbove(bound: bounds.statedEscapeLoss, loss: run.final.loss))
    }
    // Without its losses it is not known when the run escaped.
    guard let escape else { return (nil, .snapshots(0, from: run.time)) }
    let start = max(escape, plateauEnd ?? escape)
    let points = zip(run.times, losses).filter { $0 >= start && $1 > floor }
    guard points.count >= Stages.leastSnapshots else { return (nil, .snapshots(points.count, from: start)) }
    let n = Double(points.count)
    let logarithms = points.map { ($0, Double.log($1)) }
    let (meanT, meanL) = (logarithms.map(\.0).reduce(0, +) / n, logarithms.map(\.1).reduce(0, +) / n)
    let covariance = logarithms.reduce(0) { $0 + ($1.0 - meanT) * ($1.1 - meanL) }
    let variance = logarithms.reduce(0) { $0 + ($1.0 - meanT) * ($1.0 - meanT) }
    return (-covariance / variance, nil)
  }
}

extension Run {
  /// The time of the snapshot after the last one of a kind; nil where that is the last of all.
  fileprivate func timeFollowing(_ last: Int?) -> Double? {
    let next = last.map { $0 + 1 } ?? 0
    return next < times.count ? times[next] : nil
  }
}
