import Foundation

/// Sizes for people.
public enum ByteText {
  /// "3.2 GB": three digits, powers of 1000.
  public static func short(_ bytes: Double) -> String {
    for (scale, unit) in [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")] where bytes >= scale {
      return String(format: bytes >= 100 * scale ? "%.0f " : "%.3g ", bytes / scale) + unit
    }
    return "\(Int(bytes)) bytes"
  }
}
