/// √(−2 ln u) · (cos 2πv, sin 2πv): two independent standard Gaussians from two uniforms.
///
/// Our own logarithm, sine and cosine, in additions, multiplications, divisions and square roots alone, each rounded
/// once as IEEE 754 says and in a fixed order, so that every machine and NumPy give the same bits (libm does not).
/// Errors stay below 2 units in the last place of each factor.
func boxMuller(_ u: Double, _ v: Double) -> (Double, Double) {
  let radius = (-2 * naturalLogarithm(u)).squareRoot()
  let (c, s) = cosineAndSineOfTurns(v)
  return (radius * c, radius * s)
}

/// ln u for positive normal u: u = m·2ᵉ with m in [√½, √2), ln m = 2 artanh((m − 1)/(m + 1)) by its series.
func naturalLogarithm(_ u: Double) -> Double {
  var m = u.significand / 2
  var e = Double(u.exponent) + 1
  if m < 0.7071067811865476 {
    m *= 2
    e -= 1
  }
  let s = (m - 1) / (m + 1)
  let z = s * s
  // |s| ≤ 0.172: the first term left out is below 2⁻⁵⁸ of the sum.
  var series = 0.0
  for c in inverseOddNumbers { series = series * z + c }
  return e * 0.6931471805599453 + 2 * s * series
}

/// (cos 2πv, sin 2πv) for v in [0, 1): to the nearest quarter turn, then Taylor's series on [−π/4, π/4].
func cosineAndSineOfTurns(_ v: Double) -> (Double, Double) {
  let t = 4 * v
  let quarter = (t + 0.5).rounded(.down)
  let x = (t - quarter) * 1.5707963267948966
  let z = x * x
  var (c, s) = (0.0, 0.0)
  for k in cosineCoefficients { c = c * z + k }
  for k in sineCoefficients { s = s * z + k }
  s *= x
  switch Int(quarter) & 3 {
  case 0: return (c, s)
  case 1: return (-s, c)
  case 2: return (-c, -s)
  default: return (s, -c)
  }
}

/// 1/23, 1/21, …, 1.
private let inverseOddNumbers = (0...11).reversed().map { 1 / Double(2 * $0 + 1) }
/// ±1/18!, …, −1/2!, 1, highest first.
private let cosineCoefficients = (0...9).reversed().map { taylorCoefficient(2 * $0) }
/// ±1/19!, …, −1/3!, 1, highest first.
private let sineCoefficients = (0...9).reversed().map { taylorCoefficient(2 * $0 + 1) }

/// (−1)^⌊n/2⌋ / n!, rounded once: n! is exact in 64 bits up to 20!.
private func taylorCoefficient(_ n: Int) -> Double {
  let factorial = (1...max(1, n)).reduce(1, *)
  return ((n / 2) % 2 == 0 ? 1 : -1) / Double(factorial)
}
