import Foundation
import Synchronization

/// A process that is started with pipes for its outputs and ended with its process group where the caller is interrupted.
///
/// Descendants belong to that group unless they leave it.
struct ChildProcess {
  /// How it ended, and what it wrote at last.
  struct Ending {
    /// As `waitpid` gives it.
    let status: Int32
    /// The last `kept` bytes of standard output and of standard error.
    let output: Data
    let errors: Data

    /// The exit status; nil where a signal ended the process.
    var exitStatus: Int32? { status & 0x7F == 0 ? status >> 8 & 0xFF : nil }
    /// The signal that ended the process.
    var signal: Int32 { status & 0x7F }
  }

  /// It could not be started; `code` is the system's number for the reason.
  struct StartError: Error {
    let code: Int32
  }

  /// The system does not say how it ended; `code` is its number for the reason.
  struct LostError: Error {
    let code: Int32
  }

  /// Bytes of each output that are kept.
  static let kept = 64 << 10

  let executable: String
  let arguments: [String]
  let environment: [String: String]
  /// The file that is its standard input.
  let input: String

  /// Runs the process to its end.
  ///
  /// It has a process group of its own, which is killed on an interruption. Descendants that keep the pipes open are not waited for.
  ///
  /// - Parameter isInterrupted: Polled twenty times a second.
  /// - Throws: `StartError`, `LostError`; `CancellationError` after an interruption.
  func run(isInterrupted: () -> Bool) throws -> Ending {
    // Within the lock, so that no other process that starts meanwhile inherits an end of the pipes.
    let (process, output, errors) = try Self.running.withLock { running throws -> (pid_t, Pipe, Pipe) in
      guard !running.isClosed else { throw CancellationError() }
      let (output, errors) = (try Pipe(), try Pipe())
      let process = try start(output, errors)
      running.processes.insert(process)
      return (process, output, errors)
    }
    output.closeWriting()
    errors.closeWriting()
    while true {
      Pipe.wait(for: [output, errors], milliseconds: 50)
      output.drain()
      errors.drain()
      if isInterrupted() {
        Self.running.withLock { $0.end([process]) }
        throw CancellationError()
      }
      guard let status = try Self.running.withLock({ running throws in try running.reap(process) }) else {
        continue
      }
      output.drain()
      errors.drain()
      return Ending(status: status, output: output.tail, errors: errors.tail)
    }
  }

  private func start(_ output: Pipe, _ errors: Pipe) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Standard input, output and error of the new process.
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
    posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, ours) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&ours)
    for signal in [SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP] { sigaddset(&ours, signal) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &ours)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var process: pid_t = 0
    let words = ([executable] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map(Self.variable) + [nil]
    defer { for text in words + variables { free(text) } }
    let code = posix_spawn(&process, executable, &actions, &attributes, words, variables)
    guard code == 0 else { throw StartError(code: code) }
    return process
  }

  /// A variable as a process takes it; a value of this process that is not UTF-8 is passed on as it is.
  private static func variable(_ name: String, _ value: String) -> UnsafeMutablePointer<CChar>? {
    guard value.unicodeScalars.contains("\u{FFFD}"), let own = getenv(name), String(cString: own) == value
    else {
      return strdup("\(name)=\(value)")
    }
    var bytes = Array("\(name)=".utf8CString.dropLast())
    bytes += UnsafeBufferPointer(start: own, count: strlen(own))
    bytes.append(0)
    return strdup(bytes)
  }

  // MARK: Ending all

  /// What has to be ended with this process.
  ///
  /// A process is reaped and removed from here within one lock: once it is reaped, its number may be that of another one.
  private struct Running: Sendable {
    var processes: Set<pid_t> = []
    var folders: Set<String> = []
    var isClosed = false

    /// The status of a process that has ended; nil while it runs.
    ///
    /// - Throws: `LostError`; `CancellationError` where `end` has ended it.
    mutating func reap(_ process: pid_t) throws -> Int32? {
      guard processes.contains(process) else { throw CancellationError() }
      var status: Int32 = 0
      let ended = waitpid(process, &status, WNOHANG)
      let code = errno
      if ended == 0 || ended < 0 && code == EINTR { return nil }
      processes.remove(process)
      guard ended > 0 else { throw LostError(code: code) }
      return status
    }

    /// Kills processes with their groups and waits until they have ended, two seconds at most: one that waits for a disk may take
    /// longer.
    mutating func end(_ some: Set<pid_t>) {
      var left = processes.intersection(some)
      processes.subtract(left)
      for process in left { kill(-process, SIGKILL) }
      for _ in 0..<2000 where !left.isEmpty {
        left = left.filter {
          let ended = waitpid($0, nil, WNOHANG)
          return ended == 0 || ended < 0 && errno == EINTR
        }
        if !left.isEmpty { usleep(1000) }
      }
    }
  }
  private static let running = Mutex(Running())

  /// Kills the processes that run, removes the scratch folders that are in use, and starts no more.
  static func endAll() {
    running.withLock { running in
      running.isClosed = true
      // Before the folders are removed: a process that is ending may still make files there.
      running.end(running.processes)
      for folder in running.folders { try? FileManager.default.removeItem(atPath: folder) }
    }
  }

  /// Calls `body` with a new empty folder, which is removed afterwards, and by `endAll`.
  static func withScratchFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let parent = try temporaryFolder()
    var pattern = Array("\(parent)/deeplinear-figures-XXXXXX".utf8CString)
    let path = try running.withLock { running throws -> String in
      guard !running.isClosed else { throw CancellationError() }
      guard mkdtemp(&pattern) != nil else {
        throw cannotMake(in: parent, errno)
      }
      let path = String(decoding: pattern.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      running.folders.insert(path)
      return path
    }
    defer {
      try? FileManager.default.removeItem(atPath: path)
      running.withLock { _ = $0.folders.remove(path) }
    }
    return try body(URL(fileURLWithPath: path, isDirectory: true))
  }

  /// Why no folder can be made in another one, and what to try where that one is the cause.
  private static func cannotMake(in folder: String, _ code: Int32) -> RendererError {
    var isFolder: ObjCBool = false
    // What is mounted there makes none, as in /proc.
    let isRefused =
      code == ENOENT && FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
      && isFolder.boolValue
    let reason = String(cString: strerror(isRefused ? EPERM : code))
    let said = "no temporary folder can be made in \(folder): \(reason)"
    let isPlace = [ENOENT, ENOTDIR, EACCES, EPERM, EROFS, ELOOP, ENAMETOOLONG].contains(code)
    return isPlace
      ? RendererError("\(said); set TMPDIR to a folder in which one can") : RendererError(said, code: code)
  }

  /// The folder for temporary files: that of TMPDIR, or /tmp.
  ///
  /// - Throws: `RendererError` for a path that is not UTF-8, as which another folder would be meant.
  private static func temporaryFolder() throws -> String {
    guard let chosen = getenv("TMPDIR"), chosen[0] != 0 else { return "/tmp" }
    guard let path = String(validatingCString: chosen) else {
      throw RendererError("the variable TMPDIR is not UTF-8 text; set it to a folder whose path is")
    }
    return path.hasPrefix("/") ? path : "./\(path)"
  }
}

/// A pipe of which the last bytes are kept.
private final class Pipe {
  private let reading: Int32
  private(set) var writing: Int32
  private var isOpen = true
  private(set) var tail = Data()

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ChildProcess.StartError(code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reading, writing) = (ends[0], ends[1])
    _ = fcntl(reading, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(reading)
    closeWriting()
  }

  func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }

  /// Returns once one of the pipes has something to read or was closed, or the time is over.
  static func wait(for pipes: [Pipe], milliseconds: Int32) {
    var places = pipes.filter(\.isOpen).map { pollfd(fd: $0.reading, events: Int16(POLLIN), revents: 0) }
    poll(&places, nfds_t(places.count), places.count == pipes.count ? milliseconds : min(5, milliseconds))
  }

  /// Takes what there is, at most a mebibyte, so that the caller can be interrupted.
  func drain() {
    var buffer = [UInt8](repeating: 0, count: ChildProcess.kept)
    for _ in 0..<16 where isOpen {
      let count = read(reading, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      if count <= 0 {
        isOpen = false
        return
      }
      tail.append(contentsOf: buffer[..<count])
      if tail.count > ChildProcess.kept { tail = Data(tail.suffix(ChildProcess.kept)) }
    }
  }
}
