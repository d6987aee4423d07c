import Foundation
import RunArchive
import Testing

@Suite struct ResultFieldTests {
  @Test("Documentation/Notation.md §5.2 holds the table of result fields")
  func notation() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    let page = try String(contentsOf: root.appending(path: "Documentation/Notation.md"), encoding: .utf8)
    #expect(page.contains(ResultField.notationTable), "expected:\n\(ResultField.notationTable)")
  }

  @Test func `Names are columns', each once, and clocks say that they are`() {
    let names = ResultField.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil })
    #expect(ResultField.all.filter(\.isClock).map(\.name) == ["wall_seconds"])
    #expect(ResultField.all.filter(\.isFraction).map(\.name) == ["success", "divergence"])
  }

  @Test func `A field's number is that of the row`() throws {
    var row = RunRow(
      run: 3, point: 1, seed: .max, outcome: "converged", steps: 7, time: 0.5, loss: 0.1, penalty: .nan,
      imbalance: 0)
    row["evaluations"] = 12
    func number(_ name: String) -> Double? { ResultField.all.first { $0.name == name }?.number(row) }
    #expect(number("steps") == 7 && number("seed") == Double(UInt64.max) && number("loss") == 0.1)
    #expect(number("evaluations") == 12 && number("stiff_from") == nil && number("outcome") == nil)
    #expect(number("success") == 1 && number("divergence") == 0 && number("penalty")?.isNaN == true)
  }

  @Test func `A number without a field is a mistake of the program`() async {
    await #expect(processExitsWith: .failure) {
      var row = RunRow(
        run: 0, point: 0, seed: 0, outcome: "converged", steps: 0, time: 0, loss: 0, penalty: 0, imbalance: 0)
      row["no_such_field"] = 1
    }
  }
}
