import Experiments
import SpecLanguage
import Testing

@Suite("How figures write the keys of the spec")
struct KeyNotationTests {
  private func notation(_ path: String) throws -> KeyNotation {
    let key = SpecKey.spec[path.split(separator: ".").map(String.init)[...]]
    return try #require(key, "\(path)").notation
  }

  @Test(
    "Swept keys have the symbols of the papers",
    arguments: [
      ("network.depth", "N"), ("network.width", "d"), ("dynamics.regularization", "a"),
      ("dynamics.gradient-descent.step-size", "\\eta"), ("initialization.gaussian.deviation", "s"),
      ("initialization.balanced.deviation", "s"), ("initialization.balanced-gaussian.deviation", "s"),
    ])
  func symbols(path: String, symbol: String) throws {
    #expect(try notation(path).symbol == symbol)
  }

  @Test("A field needs no name before it, and captions leave out a solver's limit that is not set")
  func labels() throws {
    #expect(try notation("network.field").isNamedByValue)
    #expect(try notation("dynamics.end-to-end-flow").words == "end-to-end flow")
    for flow in ["gradient-flow", "end-to-end-flow"] {
      #expect(try notation("dynamics.\(flow).maximum-steps").isLeftOutByDefault)
    }
  }
}
