import Figures
import Foundation
import Testing

@Suite("The renderer")
struct RendererTests {
  static let remedy =
    "run scripts/setup, or `pip install matplotlib==3.11.2` for a Python 3 that is on the PATH or named by "
    + "DEEPLINEAR_PYTHON"

  @Test("writes descriptions and captions without Python, and says what to install")
  func withoutPython() throws {
    try withFolder { folder in
      let error = #expect(throws: RendererError.self) {
        try Renderer(python: nil).render([everything(), curve()], into: folder)
      }
      #expect(
        error?.description == "everything.json, curve.json in \(folder.path) is written but not drawn: "
          + "no Python 3 was found; \(Self.remedy)")
      #expect(try contents(folder) == ["curve.json", "everything.caption.txt", "everything.json"])
      #expect(try Figure(json: Data(contentsOf: folder.appendingPathComponent("curve.json"))) == curve())
      let caption = try Data(contentsOf: folder.appendingPathComponent("everything.caption.txt"))
      #expect(String(decoding: caption, as: UTF8.self) == "Singular values — and Größe.\n")
    }
  }

  @Test("needs no Python for descriptions alone")
  func descriptionsOnly() throws {
    try withFolder { folder in
      let files = try Renderer(python: nil).render([curve()], into: folder, formats: [])
      #expect(files.map(\.lastPathComponent) == ["curve.json"])
    }
  }

  @Test("says which Python cannot be started")
  func brokenPython() throws {
    try withFolder { folder in
      let python = URL(fileURLWithPath: "/nowhere/python3")
      let error = #expect(throws: RendererError.self) { try Renderer(python: python).version() }
      #expect(
        error?.description == "/nowhere/python3 cannot be started: No such file or directory; \(Self.remedy)")
    }
  }

  @Test("says so where Python has no matplotlib")
  func withoutMatplotlib() throws {
    try withFolder { folder in
      try executable(
        at: "python", in: folder, "#!/bin/sh\necho 'matplotlib cannot be imported (no)' >&2\nexit 69\n")
      let python = folder.appendingPathComponent("python")
      let error = #expect(throws: RendererError.self) { try Renderer(python: python).version() }
      #expect(error?.description == "\(python.path): matplotlib cannot be imported (no); \(Self.remedy)")
    }
  }

  @Test("writes nothing for an inconsistent figure or two of one name")
  func inconsistent() throws {
    try withFolder { folder in
      #expect(throws: FigureError.self) {
        try Renderer(python: nil).render([curve(), curve(named: ".hidden")], into: folder)
      }
      let error = #expect(throws: FigureError.self) {
        try Renderer(python: nil).render([curve(), curve()], into: folder)
      }
      #expect(error?.description == "two figures have the name “curve”; expected different names")
      #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
  }

  @Test("takes $DEEPLINEAR_PYTHON, then .venv above the executable, above the current folder, then the PATH")
  func search() throws {
    try withFolder { folder in
      let found = { (environment: [String: String]) in
        Renderer.find(
          environment: environment, currentFolder: folder.appendingPathComponent("b/deep/down"),
          executable: folder.appendingPathComponent("a/bin/deeplinear")
        ).python?.path
      }
      let path = ["PATH": "/nowhere:\(folder.path)/p"]
      #expect(found(path) == nil)
      try executable(at: "p/python3", in: folder)
      #expect(found(path) == "\(folder.path)/p/python3")
      try executable(at: "b/.venv/bin/python", in: folder)
      #expect(found(path) == "\(folder.path)/b/.venv/bin/python")
      try executable(at: "a/.venv/bin/python", in: folder)
      #expect(found(path) == "\(folder.path)/a/.venv/bin/python")
      #expect(found(["DEEPLINEAR_PYTHON": "/chosen/python"]) == "/chosen/python")
      #expect(found(["DEEPLINEAR_PYTHON": "python"]) == "\(folder.path)/b/deep/down/python")
    }
  }

  @Test("does not block on a Python that ignores large inputs and says much")
  func noDeadlock() throws {
    try withFolder { folder in
      try executable(at: "python", in: folder, "#!/bin/sh\nseq 300000\nseq 300000 >&2\nexit 3\n")
      let python = folder.appendingPathComponent("python")
      let y = (0..<200_000).map(Double.init)
      let figure = Figure(
        name: "big", panels: [Panel(x: Axis(""), y: Axis(""), series: [Series(x: y, y: y)])])
      let error = #expect(throws: RendererError.self) {
        try Renderer(python: python).render([figure], into: folder)
      }
      #expect(error?.description.contains("ended with status 3: 300000; ") == true)
      #expect(try contents(folder) == ["big.json", "python"])
    }
  }
}

func contents(_ folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

func executable(at path: String, in folder: URL, _ script: String = "#!/bin/sh\n") throws {
  let file = folder.appendingPathComponent(path)
  try FileManager.default.createDirectory(
    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(script.utf8).write(to: file)
  try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
}
