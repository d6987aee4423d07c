import Foundation

/// Standard output and standard error: no other file of this program writes to them.
///
/// `print` ignores errors of writing, and `FileHandle` ends the process at one; both are avoided.
enum StandardStreams {
  /// Makes the streams safe to use; must be called before a file is opened.
  ///
  /// A closed stream is opened on `/dev/null`. Otherwise the next file that is opened would get the stream's number, and messages
  /// would overwrite it. `run`, `reproduce` and `figure` ignore SIGPIPE: they continue where the reader of their output has
  /// exited. The other commands only print; SIGPIPE ends them silently, as usual in a pipe. SIGXFSZ is ignored: writing beyond a
  /// limit on the size of files fails with a reason, and does not end the process.
  static func prepare(for arguments: [String]) {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
      // `open` returns the lowest free number, which is this stream's. Read-only, so that writing to it still fails.
      _ = open("/dev/null", O_RDONLY)
    }
    if let command = arguments.dropFirst().first, ["run", "reproduce", "figure"].contains(command) {
      signal(SIGPIPE, SIG_IGN)
    }
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Writes a line to standard output.
  ///
  /// - Throws: `Failure` where it cannot be written.
  static func print(_ line: String) throws { try write(line + "\n") }

  /// Writes text to standard output as it is.
  ///
  /// - Throws: `Failure` where it cannot be written.
  static func write(_ text: String) throws {
    if let code = send(text, to: STDOUT_FILENO) {
      throw Failure(
        "standard output cannot be written: \(String(cString: strerror(code))); send it elsewhere (files that were made are kept)."
      )
    }
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
