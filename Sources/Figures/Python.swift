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
    guard let python else { throw RendererError("no Python 3 was found; \(Self.remedy)") }
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
      throw cannotStart(python, error.code)
    } catch let error as ChildProcess.LostError {
      throw RendererError(
        "it cannot be found how \(python.path) ended: \(String(cString: strerror(error.code)))")
    }
    if ending.exitStatus == 0 { return String(decoding: ending.output, as: UTF8.self) }
    throw failure(of: python, ending)
  }

  /// What to try where there is no Python 3 with matplotlib.
  private static let remedy =
    "run scripts/setup, or `pip install matplotlib==3.11.2` for a Python 3 that is on the PATH or named by DEEPLINEAR_PYTHON"

  /// What is said of a program that ends with status 0 and is no Python 3 with matplotlib.
  ///
  /// - Parameter deed: What it did, such as "drew nothing".
  func strange(_ deed: String) -> RendererError {
    RendererError("\(python?.path ?? "it") \(deed); expected Python 3 with matplotlib; \(Self.remedy)")
  }

  private func cannotStart(_ python: URL, _ code: Int32) -> RendererError {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: python.path, isDirectory: &isFolder)
    let reason = isThere && isFolder.boolValue ? "it is a folder" : String(cString: strerror(code))
    let said = "\(python.path) cannot be started: \(reason)"
    return [ENOENT, ENOTDIR, EACCES, ENOEXEC].contains(code)
      ? RendererError("\(said); \(Self.remedy)") : RendererError(said, code: code)
  }

  /// What is said of a process that ended by a signal or with another status than 0.
  private func failure(of python: URL, _ ending: ChildProcess.Ending) -> any Error {
    let lines = String(decoding: ending.errors, as: UTF8.self).split(separator: "\n")
    if ending.exitStatus == 65 {
      return FigureError(lines.last.map(String.init) ?? "matplotlib refuses a figure")
    }
    if let line = lines.last(where: Self.namesMemory) {
      return RendererError("\(python.path): \(line.prefix(300))", code: ENOMEM)
    }
    switch ending.exitStatus {
    case nil:
      let said = "\(python.path) was ended by signal \(ending.signal)"
      switch ending.signal {
      case SIGKILL:
        return RendererError(
          "\(said), which the system sends for want of memory or processor time; look at the limits (ulimit -t, a container's), then try again"
        )
      case SIGXCPU: return RendererError("\(said); raise the limit on processor time (ulimit -t)")
      default: return RendererError("\(said) (\(String(cString: strsignal(ending.signal)))); try again")
      }
    case 69:
      return RendererError(
        "\(python.path): \(lines.last ?? "matplotlib cannot be imported"); \(Self.remedy)")
    case let status?:
      let said =
        "\(python.path) ended with status \(status): \(lines.last.map { $0.prefix(300) } ?? "no message")"
      // Python names the system's reason by its number.
      if let number = lines.last?.firstMatch(of: /\[Errno (\d+)\]/)?.1, let code = Int32(number) {
        return RendererError(said, code: code)
      }
      return RendererError("\(said); \(settings ?? Self.remedy)")
    }
  }

  /// Whether a line that Python or one of its libraries wrote says that there is not enough memory.
  private static func namesMemory(_ line: Substring) -> Bool {
    let texts = [
      "MemoryError", "memory allocation", "cannot allocate memory", "failed to map segment", "out of memory",
    ]
    return texts.contains { line.range(of: $0, options: .caseInsensitive) != nil }
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
