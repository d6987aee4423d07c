import Foundation
import SpecLanguage

extension SpecValue {
  /// The values of `log` or `linear`, resolved and first among the keys here: `count` of them, the ends exact and the others rounded to 12
  /// digits, so that 0.01 is 0.01 and every machine has the same.
  var rangeValues: [Double] {
    guard let entry = entries?.first, let from = entry.value["from"]?.number,
      let to = entry.value["to"]?.number, let count = entry.value["count"]?.integer
    else { preconditionFailure("a range has from, to and count") }
    return (0..<count).map { index in
      if index == 0 { return from }
      if index == count - 1 { return to }
      let share = Double(index) / Double(count - 1)
      let value =
        entry.key == "log"
        ? exp(log(from) * (1 - share) + log(to) * share) : from * (1 - share) + to * share
      return strtod(String(format: "%.11e", value), nil)
    }
  }
}
