import Figures
import SpecLanguage

extension Axis {
  /// An axis for these values: logarithmic where nearly all are positive and they span more than two decades.
  ///
  /// - Parameters:
  ///   - requested: the scale that the request names; nil: by the values.
  ///   - preferred: the scale where the request names none, if the values can be on it.
  ///   - trim: the part of the values at either end that does not count in the choice.
  ///   - option: the option that names the scale, for messages.
  /// - Throws: `InputError` where the request names a logarithmic axis and nothing is positive.
  init(
    _ label: String, for values: [Double], requested: Scale?, option: String, preferred: Scale? = nil,
    isBestLinear: Bool = false, trim: Double = 0.01
  ) throws {
    let hasPositive = values.contains { $0 > 0 && $0.isFinite }
    let possible = preferred == .log && !hasPositive ? .linear : preferred
    let scale = requested ?? possible ?? (isBestLinear ? .linear : Self.scale(for: values, trim: trim))
    if scale == .log, !hasPositive {
      throw InputError("\(option) cannot be: no value is above 0; leave it out for a linear axis.")
    }
    self.init(label, scale: scale)
  }

  /// Logarithmic where the values are positive but for a few zeros, and the positive ones span more than two decades when
  /// the part `trim` of them is left out at either end.
  static func scale(for values: [Double], trim: Double = 0.01) -> Scale {
    let finite = values.filter(\.isFinite)
    let positive = finite.filter { $0 > 0 }.sorted()
    guard !positive.isEmpty, !finite.contains(where: { $0 < 0 }),
      Double(finite.count - positive.count) <= 0.1 * Double(finite.count)
    else { return .linear }
    return positive.quantileOfSorted(1 - trim) > 100 * positive.quantileOfSorted(trim) ? .log : .linear
  }

  /// The axis of a swept key: all its values are marked where they are few, and logarithmic where they were spaced so.
  init(sweptKey label: String, values: [Double], requested: Scale?) throws {
    let rising = values.sorted()
    let ratios = zip(rising, rising.dropFirst()).map { $1 / $0 }
    // Equal ratios, or a decade and more without equal differences.
    let isGeometric =
      rising.count > 2 && (rising.first ?? 0) > 0 && (ratios.max() ?? 1) < 1.05 * (ratios.min() ?? 1)
    let differences = zip(rising, rising.dropFirst()).map { $1 - $0 }
    let isArithmetic = rising.count > 2 && (differences.max() ?? 0) < 1.001 * (differences.min() ?? 0)
    let isWide =
      (rising.first ?? 0) > 0 && (rising.last ?? 0) > 50 * (rising.first ?? 1) && !isArithmetic
    let scale = requested ?? (isGeometric || isWide ? .log : .linear)
    if scale == .log, (rising.first ?? 0) <= 0 {
      throw InputError(
        "--log-x cannot be: the key has values that are not above 0; leave it out for a linear axis.")
    }
    let isWhole = rising.allSatisfy { Int(exactly: $0) != nil }
    self.init(label, scale: scale, ticks: scale == .linear && isWhole && rising.count <= 10 ? rising : nil)
  }
}
