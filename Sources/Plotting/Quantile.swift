import Figures
import Foundation

/// The one rule for medians and quartiles in figures: between neighbouring values they are interpolated linearly on the axis that is
/// drawn, so that the median of 1 and 10⁻⁸ is 10⁻⁴ on a logarithmic axis and ½ on a linear one.
extension [Double] {
  /// The q-quantile (Hyndman and Fan's type 7: at place q·(n − 1) of the sorted values) on an axis of this scale.
  ///
  /// NaN is no value and is left out. Where a neighbour has no place on the axis (it is infinite, or the axis is logarithmic and it is
  /// not above 0) there is nothing to interpolate: a quantile strictly between has no place either, and is that neighbour.
  ///
  /// - Parameters:
  ///   - q: in [0, 1].
  ///   - scale: how the axis turns values into lengths; on a symlog axis values are interpolated as on a linear one.
  /// - Returns: NaN where there is no value, or −∞ and ∞ are the neighbours.
  /// - Complexity: O(n log n).
  package func quantile(_ q: Double, on scale: Scale) -> Double {
    filter { !$0.isNaN }.sorted().quantileOfSorted(q, on: scale)
  }

  /// As `quantile`, of values that rise already and have no NaN.
  func quantileOfSorted(_ q: Double, on scale: Scale = .linear) -> Double {
    guard !isEmpty else { return .nan }
    let position = q * Double(count - 1)
    let low = Int(position)
    let (a, b) = (self[low], self[Swift.min(low + 1, count - 1)])
    let part = position - Double(low)
    return part == 0 ? a : scale.between(a, b, part)
  }
}

extension Scale {
  /// The value a part of the way from `a` to `b`, a ≤ b, on an axis of this scale; of two neighbours of which one has no place, that one.
  func between(_ a: Double, _ b: Double, _ part: Double) -> Double {
    if a == b { return a }
    switch (hasPlace(a), hasPlace(b)) {
    case (true, true): break
    case (true, false): return b
    case (false, true): return a
    case (false, false): return a.isInfinite && b.isInfinite ? .nan : a.isInfinite ? a : b.isInfinite ? b : a
    }
    // Rounded so that it rises with the part, and stays within the neighbours.
    if self == .log {
      return min(
        b, max(a, Foundation.exp(Foundation.log(a) + part * (Foundation.log(b) - Foundation.log(a)))))
    }
    return (b - a).isFinite ? a + part * (b - a) : (1 - part) * a + part * b
  }

  /// Whether a value can be drawn.
  fileprivate func hasPlace(_ value: Double) -> Bool { value.isFinite && (self != .log || value > 0) }
}
