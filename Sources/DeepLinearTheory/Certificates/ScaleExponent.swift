/// The median of a number over the starts of one point.
public struct ScaleMedian: Sendable, Equatable {
  let name: String
  let unit: ScaleUnit
  let value: Double
}

/// The power of d or of ε with which the median of a number grows over the points of a sweep, beside that of a theorem.
public struct ScaleExponent: Sendable, Equatable, Encodable {
  /// The parameter that varies.
  public enum Parameter: String, Sendable, Encodable {
    /// d.
    case width
    /// ε.
    case deviation
  }
  /// The identifier of the statement.
  public let statement: String
  /// The name of the number among the statement's promises.
  public let name: String
  /// "real" or "complex".
  public let field: String
  /// N.
  public let depth: Int
  /// What it is a power of.
  public let parameter: Parameter
  /// The exponent, by least squares of the logarithms; the other parameter has a factor for each of its values.
  public let exponent: Double
  /// Its 95 % interval; null where there are too few points.
  public let interval: [Double]?
  /// The exponent in the theorem's bound.
  public let bound: Double
  /// How many points were fitted.
  public let points: Int

  /// Fits the medians of all points of a sweep: of each number, field, depth and parameter that takes several values one exponent.
  public static func fitted(_ medians: [ScaleMedian], of statement: String) -> [ScaleExponent] {
    let keys = medians.map { Key(name: $0.name, isComplex: $0.unit.isComplex, depth: $0.unit.depth) }
    var order: [Key] = []
    for key in keys where !order.contains(key) { order.append(key) }
    return order.flatMap { key in
      let own = zip(keys, medians).filter { $0.0 == key }.map(\.1)
      return [Parameter.width, .deviation].compactMap { fit(own, key, $0, statement) }
    }
  }

  private struct Key: Hashable {
    let name: String
    let isComplex: Bool
    let depth: Int
  }

  private static func fit(
    _ medians: [ScaleMedian], _ key: Key, _ parameter: Parameter, _ statement: String
  ) -> ScaleExponent? {
    let isWidth = parameter == .width
    let groups = Dictionary(grouping: medians) { isWidth ? $0.unit.deviation : $0.unit.width }
    let points = groups.sorted { $0.key < $1.key }.map { group in
      // Points that differ in another parameter have the same starts.
      let values = Dictionary(group.value.map { (isWidth ? $0.unit.width : $0.unit.deviation, $0.value) }) {
        a, _ in a
      }
      return values.sorted { $0.key < $1.key }.map { (x: $0.key, y: $0.value) }
    }
    guard let slope = LogSlope(points), let unit = medians.first?.unit else { return nil }
    return ScaleExponent(
      statement: statement, name: key.name, field: key.isComplex ? "complex" : "real", depth: key.depth,
      parameter: parameter, exponent: slope.exponent,
      interval: slope.interval.lowerBound.isFinite
        ? [slope.interval.lowerBound, slope.interval.upperBound] : nil,
      bound: isWidth ? unit.widthPower : unit.deviationPower, points: slope.count)
  }
}
