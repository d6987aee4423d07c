import Foundation

extension Renderer {
  /// Finds a Python: `$DEEPLINEAR_PYTHON`; else a `.venv/bin/python` in the executable's folder or one above it, or in
  /// the current folder or one above it; else `python3` on the `PATH`. Whether it has matplotlib is seen when drawing.
  ///
  /// - Parameters:
  ///   - environment: Variables to look in and to pass on.
  ///   - currentFolder: Where the second search through enclosing folders begins.
  ///   - executable: In whose folder the first search through enclosing folders begins.
  public static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    currentFolder: URL = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true),
    executable: URL? = Bundle.main.executableURL
  ) -> Renderer {
    if let chosen = environment["DEEPLINEAR_PYTHON"], !chosen.isEmpty {
      let python =
        chosen.hasPrefix("/") ? URL(fileURLWithPath: chosen) : currentFolder.appendingPathComponent(chosen)
      return Renderer(python: python, environment: environment)
    }
    let starts = [executable?.resolvingSymlinksInPath().deletingLastPathComponent(), currentFolder]
    let walks = starts.compactMap { $0 }.flatMap(foldersEnclosing).map {
      $0.appendingPathComponent(".venv/bin/python")
    }
    let path = (environment["PATH"] ?? "").split(separator: ":").map {
      URL(fileURLWithPath: String($0), isDirectory: true).appendingPathComponent("python3")
    }
    let python = (walks + path).first { FileManager.default.isExecutableFile(atPath: $0.path) }
    return Renderer(python: python, environment: environment)
  }

  /// The parts of the embedded script in their order.
  private static let script: String = {
    let parts = [
      PackageResources.style_py, PackageResources.texts_py, PackageResources.panel_py,
      PackageResources.axes_py, PackageResources.legend_py, PackageResources.render_py,
    ]
    return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
  }()

  /// Runs the embedded script and returns its standard output.
  ///
  /// Input and outputs are files, not pipes: nothing can block on a full one, and processes started at the same
  /// time by other threads inherit none.
  func run(_ arguments: [String], input: Data, in scratch: URL) throws -> String {
    let remedy =
      "run scripts/setup, or `pip install matplotlib==3.11.2` for a Python 3 that is on the PATH or named by DEEPLINEAR_PYTHON"
    guard let python else { throw RendererError("no Python 3 was found; \(remedy)") }
    let files = ["input", "output", "errors"].map { scratch.appendingPathComponent($0) }
    try input.write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }

    let process = Process()
    process.executableURL = python
    process.arguments = (isVirtual(python) ? ["-I"] : []) + ["-c", Self.script] + arguments
    process.environment = steady(environment)
    process.currentDirectoryURL = scratch
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    do {
      try process.run()
    } catch {
      throw RendererError("\(python.path) cannot be started; \(remedy)")
    }
    process.waitUntilExit()

    let lines = String(decoding: try Data(contentsOf: files[2]), as: UTF8.self).split(separator: "\n")
    switch (process.terminationReason, process.terminationStatus) {
    case (.exit, 0): return String(decoding: try Data(contentsOf: files[1]), as: UTF8.self)
    case (.exit, 69):
      throw RendererError("\(python.path): \(lines.last ?? "matplotlib cannot be imported"); \(remedy)")
    case (.exit, 65): throw FigureError(lines.last.map(String.init) ?? "matplotlib refuses a figure")
    case (.uncaughtSignal, let signal):
      throw RendererError("\(python.path) was ended by signal \(signal); try again")
    case (_, let status):
      throw RendererError(
        "\(python.path) ended with status \(status): \(lines.last.map { $0.prefix(300) } ?? "no message"); \(settings ?? remedy)"
      )
    }
  }

  /// Whether an interpreter has packages of its own: it then runs isolated from the user's settings, which may be those of another
  /// Python (`module load` sets PYTHONPATH, for instance). A Python of the user's own may need them.
  private func isVirtual(_ python: URL) -> Bool {
    let folder = python.deletingLastPathComponent().deletingLastPathComponent()
    return FileManager.default.fileExists(atPath: folder.appendingPathComponent("pyvenv.cfg").path)
  }

  /// What to try where the environment has settings of Python that may be the cause; nil where it has none.
  private var settings: String? {
    let names = ["PYTHONHOME", "PYTHONPATH"].filter { environment[$0] != nil }
    return names.isEmpty
      ? nil : "unset \(names.joined(separator: " and ")), which may be meant for another Python"
  }

  /// An environment in which neither the user's settings nor the clock reach the pictures.
  private func steady(_ environment: [String: String]) -> [String: String] {
    var steady = environment
    for name in ["SOURCE_DATE_EPOCH", "MATPLOTLIBRC", "LANGUAGE"] { steady[name] = nil }
    steady.merge([
      "MPLBACKEND": "Agg", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONHASHSEED": "0",
      "OPENBLAS_NUM_THREADS": "1",
    ]) { _, ours in ours }
    // Without a home it can write to, matplotlib would search all fonts again in every process.
    if environment["MPLCONFIGDIR"] == nil,
      !FileManager.default.isWritableFile(atPath: environment["HOME"] ?? "")
    {
      let cache = FileManager.default.temporaryDirectory.appendingPathComponent(
        "deeplinear-matplotlib-\(getuid())")
      steady["MPLCONFIGDIR"] = cache.path
    }
    return steady
  }
}

/// Calls `body` with a new empty folder, which is removed afterwards.
func withScratchFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "deeplinear-figures-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// A folder and all that enclose it, innermost first.
private func foldersEnclosing(_ folder: URL) -> [URL] {
  var path = folder.standardizedFileURL
  var walk = [path]
  while path.path != "/" && !path.path.isEmpty {
    path.deleteLastPathComponent()
    walk.append(path)
  }
  return walk
}
