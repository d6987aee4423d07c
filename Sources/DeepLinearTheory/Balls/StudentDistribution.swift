internal import CArb

/// Student's t distribution, enclosed.
package enum StudentDistribution {
  /// P(|T| > t) with `freedom` degrees of freedom ν: Euler's regularized incomplete beta function I_x(ν/2, ½) at x = ν/(ν + t²).
  package static func tail(beyond t: Ball, freedom: Int) -> Ball {
    let ν = Ball(freedom, precision: t.precision)
    let x = ν / (ν + t.power(2))
    let (a, b) = (ν / 2, Ball(0.5, precision: t.precision))
    return Ball(precision: t.precision) { result in
      arb_hypgeom_beta_lower(result, a.pointer, b.pointer, x.pointer, 1, t.precision)
    }
  }

  /// The least double t with P(|T| > t) ≤ `missing` for certain.
  ///
  /// - Parameters:
  ///   - missing: in (0, 1): 0.05 for a 95 % interval.
  ///   - freedom: at least 1.
  package static func quantile(missing: Double, freedom: Int) -> Double {
    precondition(missing > 0 && missing < 1 && freedom > 0, "no quantile of \(missing), \(freedom)")
    let bound = Ball(missing, precision: 128)
    func isEnough(_ t: Double) -> Bool {
      (tail(beyond: Ball(t, precision: 128), freedom: freedom) <= bound) == true
    }
    var (low, high) = (0.0, 1.0)
    while !isEnough(high) { (low, high) = (high, 2 * high) }
    while low.nextUp < high {
      let middle = low + (high - low) / 2
      if isEnough(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
