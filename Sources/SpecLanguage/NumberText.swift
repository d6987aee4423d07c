import Foundation

/// Numbers as readers expect them: few digits, powers of ten as such.
package enum NumberText {
  /// At most four significant digits: 0.1, 12, 1e-05.
  package static func plain(_ x: Double) -> String {
    if let whole = Int(exactly: x), abs(whole) < 100_000 { return "\(whole)" }
    return String(format: "%.4g", x)
  }

  /// The same in matplotlib's mathtext: 1e-05 becomes 10⁻⁵.
  package static func math(_ x: Double) -> String {
    let text = plain(x)
    guard let e = text.firstIndex(of: "e"), let power = Int(text[text.index(after: e)...]) else {
      return text
    }
    let factor = text[..<e]
    return factor == "1" ? "$10^{\(power)}$" : "$\(factor)\\times 10^{\(power)}$"
  }

  /// 1234567 as "1 234 567".
  static func grouped(_ n: Int) -> String {
    var text = ""
    for (i, digit) in String(n.magnitude).reversed().enumerated() {
      if i > 0, i % 3 == 0 { text = " " + text }
      text = "\(digit)" + text
    }
    return (n < 0 ? "−" : "") + text
  }
}
