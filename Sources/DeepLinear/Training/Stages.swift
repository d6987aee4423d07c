public import LinearAlgebra

/// The three stages of Luo et al. (2025), read off a run at its snapshots.
///
/// Times are resolved to the snapshots: each is the time of the first snapshot at which its condition holds. Where the method
/// locates T_1 and T_2, they are exact.
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), §5; the thresholds are ours.
public struct Stages: Equatable, Sendable {
  /// T_1, the end of alignment: the first time after which r stays below `Thresholds.penalty`·r(0); 0 for a balanced start, nil
  /// where it was not reached.
  public let alignmentTime: Double?
  /// T_2, the end of saddle avoidance: the first time at which σ_min(H) ≥ 2^{3/4} σ_min(Φ)^{1/N}, or, for odd N,
  /// σ_min(W_{1:N}) ≥ ½ σ_min(Φ); nil where it was not reached, or Φ is not square and of full rank.
  public let saddleTime: Double?
  /// −d ln ℓ/dt through the local stage, fitted by least squares; nil where there is no such stage.
  public let localRate: Double?
  /// Where the loss hardly changed, in order of time.
  public let plateaus: [Plateau]

  /// An interval over which the loss fell by little.
  public struct Plateau: Equatable, Sendable {
    /// ℓ in the middle.
    public let level: Double
    /// The time at which it begins.
    public let start: Double
    /// The time at which it ends.
    public let end: Double
  }

  /// The thresholds that define the stages.
  public struct Thresholds: Equatable, Sendable {
    /// T_1: r below this part of r(0).
    public var penalty = 1e-3
    /// A plateau: ℓ changes by less than this part …
    public var plateauFall = 0.1
    /// … over at least this part of the run's time.
    public var plateauLength = 0.05
    /// Losses below this part of ℓ(0) are rounding and enter neither rate nor plateaus.
    public var floor = 1e-24

    /// The usual values.
    public init() {}
  }

  /// Reads the stages of `run`.
  ///
  /// The observables loss, imbalance and, where defined, hermitian-singular-values (else singular-values) must have been
  /// observed, and penalty where a > 0; without one of them, what depends on it is nil or empty.
  public init<S: Scalar>(of run: Run<S>, target: TargetSpectrum<S>, thresholds: Thresholds = Thresholds()) {
    let losses = run[Observable<S>.loss.name] ?? []
    let shape = run.initialNetwork.shape
    alignmentTime = Stages.alignment(run, thresholds)
    let exact = run.outcome.kind == .diverged ? nil : run.report.stageTimes[.saddleEscape]
    let saddle =
      exact.map { time in run.times.firstIndex { $0 >= time } }
      ?? Stages.saddle(run, shape: shape, target: target)
    saddleTime = exact ?? saddle.map { run.times[$0] }
    let floor = thresholds.floor * (losses.first ?? 0)
    localRate = saddle.flatMap { Stages.rate(run.times, losses, from: $0, floor: floor) }
    plateaus = Stages.plateaus(run.times, losses, floor: floor, thresholds)
  }

  private static func alignment<S: Scalar>(_ run: Run<S>, _ thresholds: Thresholds) -> Double? {
    if let exact = run.report.stageTimes[.alignment] { return exact }
    guard let imbalance = run[Observable<S>.imbalance.name], let first = imbalance.first else { return nil }
    let scale = run.initialNetwork.layers.map { $0.realInner($0) }.max() ?? 0
    let rounding = 64 * Double(run.initialNetwork.widths.max() ?? 1) * 0x1p-53 * scale
    if first <= rounding { return 0 }
    guard let penalty = run[Observable<S>.penalty.name], let r0 = penalty.first, r0 > 0 else { return nil }
    let lastAbove = penalty.lastIndex { !($0 < thresholds.penalty * r0) } ?? -1
    return lastAbove + 1 < penalty.count ? run.times[lastAbove + 1] : nil
  }

  private static func saddle<S: Scalar>(_ run: Run<S>, shape: NetworkShape, target: TargetSpectrum<S>) -> Int?
  {
    let σ = target.smallest
    guard run.outcome.kind != .diverged, shape.isSquare, σ > 1e-12 * (target.svd.values.first ?? 0) else {
      return nil
    }
    let observable: Observable<S> = shape.hasHermitianTerm ? .hermitianSingularValues : .singularValues
    let bound = shape.hasHermitianTerm ? Double.pow(2, 0.75) * Double.pow(σ, 1 / Double(shape.depth)) : σ / 2
    guard let series = run.series[observable.name], series.sizes == [shape.rank] else { return nil }
    return run.steps.indices.first { (series.at($0).last ?? .nan) >= bound }
  }

  /// The least-squares slope of −ln ℓ over the snapshots from `start` on.
  private static func rate(_ times: [Double], _ losses: [Double], from start: Int, floor: Double) -> Double? {
    let points = losses.indices.filter { $0 >= start && losses[$0] > floor }.map {
      (times[$0], Double.log(losses[$0]))
    }
    guard points.count >= 3 else { return nil }
    let n = Double(points.count)
    let (meanT, meanL) = (points.map(\.0).reduce(0, +) / n, points.map(\.1).reduce(0, +) / n)
    let covariance = points.reduce(0) { $0 + ($1.0 - meanT) * ($1.1 - meanL) }
    let variance = points.reduce(0) { $0 + ($1.0 - meanT) * ($1.0 - meanT) }
    return variance > 0 ? -covariance / variance : nil
  }

  /// The longest stretch over which ℓ changes by less than the part allowed, then the longest before and after it, and so
  /// on while they are long enough.
  private static func plateaus(
    _ times: [Double], _ losses: [Double], floor: Double, _ thresholds: Thresholds
  ) -> [Plateau] {
    guard let last = times.last, last > 0 else { return [] }
    let end = losses.firstIndex { !($0 > floor) } ?? losses.count
    func longest(in range: Range<Int>) -> [Plateau] {
      let stretch = stillest(times, losses, range, fall: thresholds.plateauFall)
      guard let stretch,
        times[stretch.upperBound] - times[stretch.lowerBound] >= thresholds.plateauLength * last
      else { return [] }
      let plateau = Plateau(
        level: losses[(stretch.lowerBound + stretch.upperBound) / 2], start: times[stretch.lowerBound],
        end: times[stretch.upperBound])
      return longest(in: range.lowerBound..<stretch.lowerBound) + [plateau]
        + longest(in: stretch.upperBound + 1..<range.upperBound)
    }
    return longest(in: 0..<end)
  }

  /// The stretch of snapshots in `range` that is longest in time with min ℓ ≥ (1 − fall)·max ℓ; nil where `range` is empty.
  ///
  /// - Complexity: linear: both ends only advance, and queues hold the extremes between them.
  private static func stillest(
    _ times: [Double], _ losses: [Double], _ range: Range<Int>, fall: Double
  ) -> ClosedRange<Int>? {
    var (best, start): (ClosedRange<Int>?, Int) = (nil, range.lowerBound)
    var (rising, falling): ([Int], [Int]) = ([], [])
    var (firstRising, firstFalling) = (0, 0)
    for i in range {
      while rising.count > firstRising, losses[rising[rising.count - 1]] >= losses[i] { rising.removeLast() }
      while falling.count > firstFalling, losses[falling[falling.count - 1]] <= losses[i] {
        falling.removeLast()
      }
      rising.append(i)
      falling.append(i)
      while losses[rising[firstRising]] < (1 - fall) * losses[falling[firstFalling]] {
        start += 1
        if rising[firstRising] < start { firstRising += 1 }
        if falling[firstFalling] < start { firstFalling += 1 }
      }
      if let known = best, times[i] - times[start] <= times[known.upperBound] - times[known.lowerBound] {
        continue
      }
      best = start...i
    }
    return best
  }
}
