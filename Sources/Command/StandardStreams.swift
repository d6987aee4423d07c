import Foundation

/// Standard output and standard error: no other file of this program writes to them.
///
/// `print` ignores errors of writing, and `FileHandle` ends the process at one; both are avoided.
enum StandardStreams {
  /// Whether the process was started with its standard input closed.
  private(set) nonisolated(unsafe) static var isInputClosed = false

  /// Makes the streams safe to use; must be called before a file is opened.
  ///
  /// A closed stream is opened on `/dev/null`. Otherwise the next file that is opened would get the stream's number, and messages
  /// would overwrite it. SIGPIPE is ignored, so that no command ends before its work is done; what comes of a closed pipe is
  /// decided where standard output is written. SIGXFSZ is ignored: writing beyond a limit on the size of files fails with a reason,
  /// and does not end the process. SIGCHLD, which the parent process may ignore, has its default action: otherwise the statuses
  /// of processes are lost.
  static func prepare() {
    isInputClosed = fcntl(STDIN_FILENO, F_GETFD) == -1
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
      // `open` returns the lowest free number, which is this stream's. Read-only, so that writing to it still fails.
      _ = open("/dev/null", O_RDONLY)
    }
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGCHLD, SIG_DFL)
  }

  /// The reader of standard output has ended: the process ends by SIGPIPE, silently, as is usual in a pipe.
  struct ClosedPipe: Error {}

  /// Ends the process as the system ends one that writes to a closed pipe; a shell shows the status 141.
  static func endByClosedPipe() -> Never {
    signal(SIGPIPE, SIG_DFL)
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGPIPE)
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    raise(SIGPIPE)
    Foundation.exit(1)
  }

  /// Writes a line to standard output.
  ///
  /// - Throws: `ClosedPipe` where its reader has ended, `Failure` where it cannot be written.
  static func print(_ line: String) throws { try write(line + "\n") }

  /// Writes text to standard output as it is.
  ///
  /// - Throws: as `print`.
  static func write(_ text: String) throws {
    guard let code = send(text, to: STDOUT_FILENO) else { return }
    if code == EPIPE { throw ClosedPipe() }
    throw Failure(
      "standard output cannot be written: \(String(cString: strerror(code))); send it elsewhere (files that were made are kept)."
    )
  }

  /// Writes a message to standard error; errors are ignored.
  static func report(_ text: String) { _ = send(text, to: STDERR_FILENO) }

  /// The error's number, or nil where all was written.
  private static func send(_ text: String, to stream: Int32) -> Int32? {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(stream, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Another process made the shared stream non-blocking.
        var place = pollfd(fd: stream, events: Int16(POLLOUT), revents: 0)
        poll(&place, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
