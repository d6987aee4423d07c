import Figures
import Foundation
import Testing

enum Matplotlib {
  static let renderer = Renderer.find()
  /// Nil where pictures cannot be drawn on this machine.
  static let version = try? renderer.version()
}

@Suite(
  "Pictures",
  .enabled(if: Matplotlib.version != nil, "SKIPPED: no Python with matplotlib; run scripts/setup"))
struct PictureTests {
  @Test("come in a fixed order, with nothing else left in a folder of any name")
  func files() throws {
    try withFolder { folder in
      let files = try Matplotlib.renderer.render(
        [everything(), curve()], into: folder, formats: [.png, .svg, .pdf, .png])
      let names = [
        "everything.pdf", "everything.svg", "everything.png", "everything.json", "everything.caption.txt",
        "curve.pdf", "curve.svg", "curve.png", "curve.json",
      ]
      #expect(files.map(\.path) == names.map { "\(folder.path)/\($0)" })
      #expect(try contents(folder) == names.sorted())
    }
  }

  @Test("have the same bytes whatever the clock, the user's settings and the figures beside them")
  func sameBytes() throws {
    try withFolder { folder in
      let (first, second) = (folder.appendingPathComponent("1"), folder.appendingPathComponent("2"))
      let home = folder.appendingPathComponent("home")
      try executable(at: "home/matplotlib/matplotlibrc", in: folder, "font.size: 20\naxes.facecolor: red\n")
      let files = try Matplotlib.renderer.render([everything()], into: first)
      var environment = ProcessInfo.processInfo.environment
      environment.merge([
        "SOURCE_DATE_EPOCH": "1", "TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "7",
        "MPLBACKEND": "svg", "XDG_CONFIG_HOME": home.path,
      ]) { $1 }
      let other = Renderer(python: Matplotlib.renderer.python, environment: environment)
      _ = try other.render([curve(), everything()], into: second)
      for file in files {
        let name = file.lastPathComponent
        let bytes = try Data(contentsOf: file)
        #expect(try Data(contentsOf: second.appendingPathComponent(name)) == bytes, "\(name) differs")
        #expect(bytes.count > 20)
      }
    }
  }

  @Test("hold their fonts as TrueType, no date, and texts as outlines in SVG; PNG has 300 dots an inch")
  func formats() throws {
    try withFolder { folder in
      let files = try Matplotlib.renderer.render([everything()], into: folder)
      let pdf = try Data(contentsOf: files[0])
      #expect(pdf.contains("/FontFile2"))
      #expect(pdf.contains("STIX"))
      #expect(!pdf.contains("/Type3"))
      #expect(!pdf.contains("/CreationDate"))
      let svg = try Data(contentsOf: files[1])
      #expect(!svg.contains("<text"))
      #expect(!svg.contains("<dc:date>"))
      let png = try Data(contentsOf: files[2])
      #expect(png[16..<20].reduce(0) { $0 << 8 | Int($1) } == 2100)
      #expect(!png.contains("Software"))
      #expect(!png.contains("tIME"))
    }
  }

  @Test("have an arrow at the edge of the axes at a place where there is no other number")
  func arrows() throws {
    func picture(_ arrows: [Arrow]?) throws -> Data {
      try withFolder { folder in
        var figure = curve(y: [1, 0.5, 0.25])
        figure.panels[0].arrows = arrows
        return try Data(contentsOf: Matplotlib.renderer.render([figure], into: folder, formats: [.svg])[0])
      }
    }
    let plain = try picture(nil)
    // Further right than the curve, so that the axis is longer.
    let (bare, counted) = (try picture([Arrow(x: 4)]), try picture([Arrow(x: 4, label: "2/64")]))
    #expect(bare != plain && counted.count > bare.count)
    // Texts that do not fit between their arrows are left out.
    let crowd = (0..<200).map { Double($0) / 50 }
    let (many, named) = (
      try picture(crowd.map { Arrow(x: $0) }), try picture(crowd.map { Arrow(x: $0, label: "12/64") })
    )
    #expect(many == named)
  }

  @Test("have pixels in place of shapes where dots or cells are more than 2,500, and shapes below")
  func pixels() throws {
    func images(dots: Int, cells: Int) throws -> Int {
      try withFolder { folder in
        let rising = (0..<dots).map(Double.init)
        let places = (0..<cells).map(Double.init)
        let values = places.map { y in places.map { x in x == y ? Double.nan : x * y } }
        let figure = Figure(
          name: "many",
          panels: [
            Panel(
              x: Axis("x"), y: Axis("y"),
              series: [Series(x: rising, y: rising, line: .none, stroke: .crowdedDot, marker: .circle)]),
            Panel(
              x: Axis("x"), y: Axis("y"),
              heatmap: Heatmap(x: places, y: places, values: values, label: "z", missing: "none")),
          ])
        let svg = try Data(contentsOf: Matplotlib.renderer.render([figure], into: folder, formats: [.svg])[0])
        #expect(svg.count < 1_000_000)
        // The colour bar is an image always.
        return String(decoding: svg, as: UTF8.self).components(separatedBy: "<image").count - 1
      }
    }
    let few = try images(dots: 2500, cells: 50)
    #expect(try images(dots: 2501, cells: 50) == few + 1)
    #expect(try images(dots: 2500, cells: 51) > few)
    #expect(try images(dots: 20_000, cells: 100) > few + 1)
  }

  @Test("of several calls at once are those of one call after another")
  func concurrent() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("at once \(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for i in 0..<2 {
        group.addTask {
          try Matplotlib.renderer.render(
            [curve()], into: folder.appendingPathComponent("\(i)"), formats: [.svg])
        }
      }
      try await group.waitForAll()
    }
    let svg = try (0..<2).map { try Data(contentsOf: folder.appendingPathComponent("\($0)/curve.svg")) }
    #expect(svg[0] == svg[1])
  }

  @Test("do not appear where a formula is wrong, and the sentence names figure and formula")
  func wrongFormula() throws {
    try withFolder { folder in
      var bad = curve(named: "bad")
      bad.panels[0].x.label = "$\\nonsense$"
      let error = #expect(throws: FigureError.self) {
        try Matplotlib.renderer.render([curve(), bad], into: folder, formats: [.svg])
      }
      let sentence = try #require(error).description
      #expect(
        sentence.hasPrefix(
          "figure “bad”: matplotlib cannot read the formula in “\\nonsense” at its character 1 (Unknown symbol: \\nonsense);"
        ))
      #expect(sentence.count < 250, "\(sentence)")
      #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
  }

  @Test("are drawn for every scale, style and placement")
  func variety() throws {
    let x = (-20...20).map(Double.init)
    let panels = zip(LineStyle.allCases, Marker.allCases).map { line, marker in
      Panel(
        x: Axis("x", scale: .symlog, ticks: line == .solid ? [-10, 0, 10] : nil, reversed: line == .dotted),
        y: Axis("y", scale: line == .solid ? .log : .linear),
        series: [Series(x: x, y: x.map { $0 * $0 }, label: "\(line)", line: line, marker: marker)],
        marks: [.vertical(x: 1)])
    }
    try withFolder { folder in
      let figures = [Legend.Placement.below, .inside].map {
        Figure(
          name: "\($0)", title: "title", width: .page, columns: 4, sharesX: true,
          legend: Legend($0), panels: panels)
      }
      let files = try Matplotlib.renderer.render(figures, into: folder, formats: [.svg])
      #expect(files.count == 4)
    }
  }

  @Test("are drawn for everything that a curve or an area can be, in panels and legends")
  func roles() throws {
    let x = [0.0, 1, 2]
    let panel = Panel(
      x: Axis("x"), y: Axis("y"),
      series: Stroke.allCases.map { Series(x: x, y: x, stroke: $0) },
      bands: Band.Role.allCases.map { Band(x: x, low: x, high: x, label: $0.rawValue, role: $0) })
    let keys = Stroke.allCases.map { Legend.Key("\($0)", stroke: $0, band: .runs) }
    try withFolder { folder in
      let figures = [Legend(), Legend(keys: [keys])].enumerated().map {
        Figure(name: "\($0)", legend: $1, panels: [panel])
      }
      let files = try Matplotlib.renderer.render(figures, into: folder, formats: [.svg])
      #expect(files.count == 4)
    }
  }

  @Test("have tones of colours, separate markers and words for ticks, broken where there is no room")
  func tonesMarkersWords() throws {
    let x = (0...200).map { Double($0) / 100 }
    func drawn(_ name: String, _ change: (inout Panel) -> Void) -> Figure {
      var panel = Panel(
        x: Axis(
          "x", ticks: [0, 1, 2], tickLabels: ["gradient descent, step size $10^{-2}$", "flow", "end"]),
        y: Axis("y"),
        series: [Series(x: x, y: x, color: Color.category(0).pale, marker: .circle, markerPhase: 0.5)])
      change(&panel)
      return Figure(name: name, panels: [panel])
    }
    try withFolder { folder in
      let files = try Matplotlib.renderer.render(
        [
          drawn("apart") { _ in }, drawn("everywhere") { $0.series[0].markerPhase = nil },
          drawn("dark") { $0.series[0].color = Color.category(0).dark },
        ], into: folder, formats: [.svg])
      let texts = try files.filter { $0.pathExtension == "svg" }.map {
        try String(contentsOf: $0, encoding: .utf8)
      }
      // #0072B2, halfway to white and to black.
      #expect(texts[0].contains("#80b9d8") && texts[2].contains("#003959"), "\(texts[0].prefix(200))")
      let marks = texts.map { $0.components(separatedBy: "<use ").count }
      #expect(marks[0] + 150 < marks[1], "\(marks)")
    }
  }
}

extension Data {
  func contains(_ text: String) -> Bool { range(of: Data(text.utf8)) != nil }
}
