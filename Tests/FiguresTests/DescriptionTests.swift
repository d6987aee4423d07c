import Figures
import Foundation
import Testing

@Suite("The description of a figure")
struct DescriptionTests {
  @Test("survives JSON unchanged")
  func roundTrip() throws {
    for figure in [everything(), curve()] {
      #expect(try Figure(json: figure.json()) == figure)
    }
  }

  @Test("is one line of JSON with null for gaps, the same every time")
  func golden() throws {
    let expected = #"""
      {"columns":1,"legend":{"placement":"automatic"},"name":"curve","panels":[{"bands":[],"marks":[],"series":[\#
      {"label":"run","line":"solid","marker":"circle","stroke":"curve","x":[0,1,2],"y":[1,null,0.25]}],\#
      "stages":[],"x":{"label":"time","linearThreshold":1,"reversed":false,"scale":"linear"},\#
      "y":{"label":"loss","linearThreshold":1,"reversed":false,"scale":"log"}}],\#
      "sharesX":false,"sharesY":false,"width":"column"}

      """#
    #expect(String(decoding: try curve().json(), as: UTF8.self) == expected)
  }

  @Test(
    "writes colours by their meaning",
    arguments: [
      (Color.category(2), #"{"category":2}"#), (.order(1, of: 3), #"{"of":3,"order":1}"#),
      (.ink, #"{"role":"ink"}"#), (.muted, #"{"role":"muted"}"#),
      (Color.category(2).pale, #"{"pale":{"category":2}}"#),
      (Color.order(1, of: 3).dark, #"{"dark":{"of":3,"order":1}}"#),
    ])
  func colors(color: Color, json: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(color), as: UTF8.self) == json)
    #expect(try JSONDecoder().decode(Color.self, from: Data(json.utf8)) == color)
  }

  @Test(
    "writes strokes by what curves are",
    arguments: [
      (Stroke.curve, #""curve""#), (.faintMember, #""faint-member""#), (.nested(under: 2), #"{"nested":2}"#),
    ])
  func strokes(stroke: Stroke, json: String) throws {
    #expect(String(decoding: try JSONEncoder().encode(stroke), as: UTF8.self) == json)
    #expect(try JSONDecoder().decode(Stroke.self, from: Data(json.utf8)) == stroke)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Stroke.self, from: Data(#""thick""#.utf8))
    }
  }

  @Test("refuses a colour role that does not exist")
  func unknownRole() {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Color.self, from: Data(#"{"role":"pink"}"#.utf8))
    }
  }

  @Test("has one column at column width, one row at full width")
  func columns() {
    let panels = curve().panels + curve().panels
    #expect(Figure(name: "a", panels: panels).columns == 1)
    #expect(Figure(name: "a", width: .page, panels: panels).columns == 2)
  }

  @Test("keeps the places of markers and the texts of ticks, where they are given")
  func markersAndTicks() throws {
    var figure = curve()
    figure.panels[0].series[0].markerPhase = 0.25
    figure.legend.keys = [[Legend.Key("W", marker: .square, markerPhase: 0)]]
    (figure.panels[0].x.ticks, figure.panels[0].x.tickLabels) = ([0, 1], ["0.1", "fan-in"])
    #expect(try Figure(json: figure.json()) == figure)
    try figure.check()
  }

  @Test("has six line styles and six markers that repeat and are never invisible")
  func lineStyles() {
    #expect(Set((0..<6).map { Marker.cycle($0) }).count == 6 && Marker.cycle(-6) == .circle)
    #expect((-3..<9).allSatisfy { Marker.cycle($0) != .none })
    #expect((0..<6).map { LineStyle.cycle($0) }.count == Set((0..<6).map { LineStyle.cycle($0) }).count)
    #expect(LineStyle.cycle(6) == .solid)
    #expect((-3..<9).allSatisfy { LineStyle.cycle($0) != .none })
  }
}
