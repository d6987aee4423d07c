import DeepLinear

/// One singular value of W_{1:N} in closed form, where the start is balanced and aligned with Φ on the square loss:
/// ds/dt = s^{N−1}(φ − s^N) with σ = s^N.
///
/// By partial fractions, with 1/(s^{N−1}(φ − s^N)) = (s^{1−N} + s/(φ − s^N))/φ and r = φ^{1/N}, for N ≥ 3
///
///     t = (G(s) − G(s_0))/φ,    G(s) = −s^{2−N}/(N−2) − (r^{2−N}/N) Σ_k ω^{2k} ln(1 − s/(r ω^k)),    ω = e^{2πi/N},
///
/// which is solved for s by bisection. N = 1 is an exponential, N = 2 the logistic curve, and φ = 0 a power.
///
/// - Source: Saxe, McClelland, Ganguli (2014); Arora, Cohen, Hu, Luo (NeurIPS 2019), Theorem 3. At N = 4 the sum is that of
///   artanh(u/√φ)/√φ with u = s².
public struct AlignedMode: Equatable, Sendable {
  /// N ≥ 1.
  public let depth: Int
  /// φ: the target's value along this mode, negative where the start points the other way.
  public let target: Double
  /// σ(0) ≥ 0.
  public let start: Double

  /// - Parameters:
  ///   - depth: N ≥ 1.
  ///   - target: φ, finite.
  ///   - start: σ(0) ≥ 0, finite.
  public init(depth: Int, target: Double, start: Double) {
    precondition(depth >= 1 && start >= 0 && start.isFinite && target.isFinite)
    (self.depth, self.target, self.start) = (depth, target, start)
  }

  /// σ(t) for t ≥ 0.
  ///
  /// - Returns: right to about 10⁻¹³ of the larger of σ and φ; negative values occur only at N = 1.
  /// - Complexity: O(N) logarithms for each of some sixty halvings where N ≥ 3.
  public func value(at t: Double) -> Double {
    guard t > 0 else { return start }
    switch depth {
    case 1: return target + (start - target) * .exp(-t)
    case 2: return logistic(t)
    default: return start == 0 || isAtRest ? start : Double.pow(root(t), depth)
    }
  }

  /// About when σ leaves a small start: 1/((N−2) φ s_0^{N−2}); nil where N ≤ 2, φ ≤ 0 or the start is not below φ.
  public var escapeTime: Double? {
    guard depth > 2, target > 0, start > 0, start < target else { return nil }
    return 1 / (Double(depth - 2) * target * .pow(s0, depth - 2))
  }

  private var s0: Double { .pow(start, 1 / Double(depth)) }
  private var isAtRest: Bool { start == target }

  private func logistic(_ t: Double) -> Double {
    guard start > 0 else { return 0 }
    guard target != 0 else { return start / (1 + 2 * start * t) }
    return target / (1 + (target / start - 1) * .exp(-2 * target * t))
  }

  /// s(t), where N ≥ 3 and s_0 > 0.
  private func root(_ t: Double) -> Double {
    let n = Double(depth)
    guard target != 0 else { return .pow(.pow(s0, 2 - 2 * n) + (2 * n - 2) * t, 1 / (2 - 2 * n)) }
    let path = ModePath(depth: depth, target: target, start: s0)
    // Time rises along the path, from the start to its end far out.
    var (low, high) = (path.begin, path.end)
    while true {
      let middle = 0.5 * (low + high)
      guard middle != low, middle != high else { return path.place(middle).s }
      if path.time(middle) < t { low = middle } else { high = middle }
    }
  }
}

/// The way of s from its start to its limit, by a number q that resolves both ends: s = r/(1 + e^{−q}) below r = φ^{1/N},
/// s = r(1 + e^{−q}) above it, and s = e^{−q} where φ < 0 and s falls to 0.
private struct ModePath {
  private let n: Double
  private let φ: Double
  private let r: Double
  private let isBelow: Bool
  let begin: Double
  /// Beyond it s is its limit to the last bit, or the least number there is.
  var end: Double { φ > 0 ? max(begin, 0) + 800 : 700 }
  private var offset = 0.0

  init(depth: Int, target: Double, start: Double) {
    (n, φ) = (Double(depth), target)
    r = .pow(abs(target), 1 / n)
    isBelow = start < r
    begin =
      target < 0 ? -.log(start) : isBelow ? .log(start / r) - .log(onePlus: -start / r) : -.log(start / r - 1)
    offset = primitive(begin)
  }

  /// s, and where φ > 0 ln|1 − s/r|, which s itself does not resolve near r.
  func place(_ q: Double) -> (s: Double, gap: Double) {
    if φ < 0 { return (.exp(-q), 0) }
    if isBelow { return (r / (1 + .exp(-q)), q > 0 ? -q - .log(onePlus: .exp(-q)) : -.log(onePlus: .exp(q))) }
    return (r * (1 + .exp(-q)), -q)
  }

  /// t at q.
  func time(_ q: Double) -> Double { (primitive(q) - offset) / φ }

  /// G.
  private func primitive(_ q: Double) -> Double {
    let (s, gap) = place(q)
    let z = s / r
    // With φ < 0 the roots are r e^{iπ/N} ω^k. Roots come in conjugate pairs: only real parts are left.
    let first = φ < 0 ? Double.pi / n : 0
    var sum = 0.0
    for k in 0..<Int(n) {
      let angle = first + 2 * .pi * Double(k) / n
      let (x, y) = (1 - z * .cos(angle), z * .sin(angle))
      let isReal = k == 0 && φ > 0
      let modulus = isReal ? gap : 0.5 * Double.log(onePlus: z * z - 2 * z * .cos(angle))
      sum += .cos(2 * angle) * modulus - (isReal ? 0 : .sin(2 * angle) * .atan2(y: y, x: x))
    }
    // The residue at a root ρ is −ρ^{2−N}/N, and ρ^N = φ.
    let sign: Double = φ > 0 ? -1 : 1
    return -Double.pow(s, 2 - n) / (n - 2) + sign * .pow(r, 2 - n) / n * sum
  }
}
