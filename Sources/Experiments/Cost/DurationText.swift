import Foundation

/// Durations for people.
public enum DurationText {
  private static let units: [(seconds: Double, name: String)] = [
    (1e-9, "ns"), (1e-6, "µs"), (1e-3, "ms"), (1, "s"), (60, "min"), (3600, "h"), (86_400, "days"),
    (365.25 * 86_400, "years"),
  ]

  /// At least two digits and a fitting unit: "350 ns", "7.4 s", "3.1 h", "12 days".
  ///
  /// - Parameter seconds: at least 0.
  public static func short(_ seconds: Double) -> String {
    for (index, unit) in units.enumerated() {
      let value = seconds / unit.seconds
      let shown = value >= 9.95 ? value.rounded() : (10 * value).rounded() / 10
      if index + 1 < units.count, shown * unit.seconds >= least(units[index + 1]) { continue }
      let format = value >= 1e6 ? "%.2g" : value >= 9.95 ? "%.0f" : "%.1f"
      return String(format: format, shown) + " " + unit.name
    }
    return "\(seconds) s"
  }

  /// "350 ns to 1.2 µs"; one value where both ends read alike.
  public static func range(_ seconds: ClosedRange<Double>) -> String {
    let (least, most) = (short(seconds.lowerBound), short(seconds.upperBound))
    return least == most ? least : "\(least) to \(most)"
  }

  /// The least duration shown in a unit: two of those whose name is a plural.
  private static func least(_ unit: (seconds: Double, name: String)) -> Double {
    unit.seconds * (unit.name.hasSuffix("s") && unit.seconds >= 86_400 ? 2 : 1)
  }
}
