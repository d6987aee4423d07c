import DeepLinearTheory
import Foundation
import SpecLanguage

/// A line of the table that `check` prints.
struct CheckRow {
  /// What is said of a statement beside its verdict: a clause, and a note in a sentence where there is one.
  struct Part {
    var text: String
    var note: String?
    init(_ text: String, note: String? = nil) { (self.text, self.note) = (text, note) }
  }
  let statement: String
  let verdict: String
  let parts: [Part]
}

/// The notes of a whole report: one that several lines have gets a number, and is printed once, at the end.
struct CheckNotes {
  private var counts: [String: Int] = [:]
  private var order: [String] = []

  mutating func count(_ rows: [CheckRow]) {
    for note in rows.flatMap(\.parts).compactMap(\.note) {
      if counts[note] == nil { order.append(note) }
      counts[note, default: 0] += 1
    }
  }

  private var repeated: [String] { order.filter { counts[$0] ?? 0 > 1 } }

  /// The lines of rows, in columns.
  func lines(_ rows: [CheckRow]) -> [String] {
    let first = rows.map(\.statement.count).max() ?? 0
    let second = rows.map(\.verdict.count).max() ?? 0
    return rows.map { row in
      return
        (row.statement.padding(toLength: first + 2, withPad: " ", startingAt: 0)
        + row.verdict.padding(toLength: second + 2, withPad: " ", startingAt: 0)
        + clauses(row)).trimmingCharacters(in: .whitespaces)
    }
  }

  /// What a row says beside the verdict, in clauses.
  func clauses(_ row: CheckRow) -> String {
    let numbers = Dictionary(uniqueKeysWithValues: repeated.enumerated().map { ($1, $0 + 1) })
    return row.parts.map { part in
      guard let note = part.note else { return part.text }
      return part.text + (numbers[note].map { " [\($0)]" } ?? " (\(note))")
    }.joined(separator: "; ")
  }

  /// The notes that have numbers.
  var legend: [String] { repeated.enumerated().map { "[\($0 + 1)] \($1)" } }
}

/// How numbers of items are written in the table.
struct ItemText {
  /// Whether the run is a flow, whose steps are its solver's: then a place on the way is a time.
  let isFlow: Bool

  /// "steps 812 ≤ 1.2e7": what is judged.
  func judged(_ item: Item, hasNote: Bool = true) -> CheckRow.Part {
    var text = item.name
    switch (item.value, item.bound) {
    case (nil, nil): break
    case (nil, let bound?): text += " \(symbol(item.relation)) \(number(bound))"
    case (let value?, nil): text += " \(number(value))"
    case (let value?, let bound?) where !item.isJudged: text = beside(item.name, value, bound)
    case (let value?, let bound?):
      text += " \(number(value)) \(symbol(item.relation)) \(number(bound))"
      // Five digits may not show on which side of the bound the value is.
      if number(value) == number(bound), value != bound, let slack = item.slack {
        text += ", slack \(number(slack))"
      }
    }
    if let interval = item.fraction?.interval { text += " [\(number(interval[0])), \(number(interval[1]))]" }
    if item.holds == false { text += " fails" }
    return CheckRow.Part(text + place(item), note: hasNote ? item.note : nil)
  }

  /// "decay-rate 3.1 beside 1.2": what is reported only.
  func reported(_ item: Item) -> String? {
    guard let value = item.value else { return nil }
    return beside(item.name, value, item.bound) + place(item)
  }

  /// The same of the numbers of several runs: the medians.
  func median(_ name: String, _ samples: [(value: Double, bound: Double?)]) -> String {
    let bounds = samples.compactMap(\.bound)
    return beside(name, median(samples.map(\.value)), bounds.isEmpty ? nil : median(bounds))
  }

  /// A number of the starts of a distribution in its units: the median, and the interval with 80 % of them.
  func scale(_ item: Item) -> CheckRow.Part {
    guard let value = item.value, let low = item.parameters["q10"], let high = item.parameters["q90"],
      low < high
    else { return judged(item) }
    return CheckRow.Part(
      "\(item.name) \(number(value)), 80 % in \(number(low)) … \(number(high))", note: item.note)
  }

  private func beside(_ name: String, _ value: Double, _ bound: Double?) -> String {
    "\(name) \(number(value))" + (bound.map { " beside \(number($0))" } ?? "")
  }

  private func place(_ item: Item) -> String {
    if isFlow, let time = item.time { return " at t = \(number(time))" }
    return item.step.map { " at step \($0)" } ?? ""
  }

  private func number(_ x: Double) -> String {
    NumberText.plain(Double(String(format: "%.5g", x)) ?? x)
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The comparison as it is printed in formulas.
  private func symbol(_ relation: Item.Relation) -> String {
    switch relation {
    case .atMost: "≤"
    case .below: "<"
    case .atLeast: "≥"
    case .above: ">"
    }
  }
}
