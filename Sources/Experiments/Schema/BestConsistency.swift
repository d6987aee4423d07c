// What `best` needs of the rest of the spec.

import SpecLanguage

extension Specification {
  /// Refuses a spec in which nothing counts the steps of an attempt.
  func checkBest() throws(SpecConflict) {
    guard let best else { return }
    guard stop.lossBelow != nil else {
      throw SpecConflict(
        at: "best",
        "best counts the steps to stop.loss-below, and stop has none; add it, such as loss-below: 1e-5.")
    }
    guard dynamics.method.stepSize != nil else {
      throw SpecConflict(
        at: "best.over",
        "best chooses by the steps of an optimizer, and those of a flow are its solver's; leave best out, or use "
          + "dynamics.\(MethodRegistry.all[0].key.name) in place of \(type(of: dynamics.method).key.name).")
    }
    if let twice = best.values.indices.first(where: { best.values[..<$0].contains(best.values[$0]) }) {
      throw SpecConflict(
        at: "best", "best has the value \(best.values[twice]) of \(best.over) twice; keep one.")
    }
  }
}
