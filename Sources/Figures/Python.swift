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
    let path = (environment["PATH"] ?? "").split(separator: ":").map {
      URL(fileURLWithPath: String($0), isDirectory: true).appendingPathComponent("python3")
    }
    let python =
      (executable?.resolvingSymlinksInPath().deletingLastPathComponent()).flatMap(virtualPython(enclosing:))
      ?? virtualPython(enclosing: currentFolder)
      ?? path.first { FileManager.default.isExecutableFile(atPath: $0.path) }
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

  /// Runs the embedded script and returns the end of its standard output.
  ///
  /// - Throws: `RendererError`, `FigureError`; `CancellationError` after an interruption.
  func run(_ arguments: [String], input: Data, in scratch: URL, isInterrupted: () -> Bool = { false }) throws
    -> String
  {
    let remedy =
      "run scripts/setup, or `pip install matplotlib==3.11.2` for a Python 3 that is on the PATH or named by DEEPLINEAR_PYTHON"
    guard let python else { throw RendererError("no Python 3 was found; \(remedy)") }
    let file = scratch.appendingPathComponent("input")
    do {
      try publish(input, at: file)
    } catch {
      throw RendererError("\(error), in the folder that TMPDIR names", code: error.code)
    }
    // Python looks for modules in the current folder, which is to have none.
    let script = "import os, sys\nos.chdir(sys.argv.pop(1))\n" + Self.script
    let child = ChildProcess(
      executable: python.path,
      arguments: (isVirtual(python) ? ["-I"] : []) + ["-c", script, scratch.path] + arguments,
      environment: steady(environment), input: file.path)
    let ending: ChildProcess.Ending
    do {
      ending = try child.run(isInterrupted: isInterrupted)
    } catch let error as ChildProcess.StartError {
      let isMissing = [ENOENT, ENOTDIR, EACCES, ENOEXEC].contains(error.code)
      throw isMissing
        ? RendererError("\(python.path) cannot be started; \(remedy)")
        : RendererError(
          "\(python.path) cannot be started: \(String(cString: strerror(error.code)))", code: error.code)
    }
    let lines = String(decoding: ending.errors, as: UTF8.self).split(separator: "\n")
    switch ending.exitStatus {
    case 0: return String(decoding: ending.output, as: UTF8.self)
    case 69:
      throw RendererError("\(python.path): \(lines.last ?? "matplotlib cannot be imported"); \(remedy)")
    case 65: throw FigureError(lines.last.map(String.init) ?? "matplotlib refuses a figure")
    case nil:
      throw RendererError(
        "\(python.path) was ended by signal \(ending.signal); try again, with more memory where that is limited (ulimit -v)"
      )
    case let status?:
      let said =
        "\(python.path) ended with status \(status): \(lines.last.map { $0.prefix(300) } ?? "no message")"
      // Python names the system's reason by its number.
      if let number = lines.last?.firstMatch(of: /\[Errno (\d+)\]/)?.1, let code = Int32(number) {
        throw RendererError(said, code: code)
      }
      throw RendererError("\(said); \(settings ?? remedy)")
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

/// The `.venv/bin/python` in a folder, or in the innermost one around it that has one; nil where none has.
///
/// A path that is not absolute, as that of a current folder that was removed, has no enclosing folders.
private func virtualPython(enclosing folder: URL) -> URL? {
  var folder = folder.standardizedFileURL
  while folder.path.hasPrefix("/") {
    let python = folder.appendingPathComponent(".venv/bin/python")
    if FileManager.default.isExecutableFile(atPath: python.path) { return python }
    guard folder.path != "/" else { return nil }
    folder.deleteLastPathComponent()
  }
  return nil
}
