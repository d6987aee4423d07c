import Foundation

/// Standard output and standard error: all output of this program goes through here.
///
/// Neither `print`, which drops what cannot be written, nor `FileHandle`, which ends the process there.
enum StandardStreams {
  /// Makes the streams safe to use; before anything is opened.
  ///
  /// A stream that was closed is no longer a place where the next file that is opened would land, and be written over by messages.
  /// In commands that work, a reader of their messages who goes away takes nothing with him; the others, whose output is all
  /// there is, end with their reader, silently, as programs in a pipe do.
  static func prepare(for arguments: [String]) {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
      // The lowest number that is free is this one. To read only, so that writing to it still fails.
      _ = open("/dev/null", O_RDONLY)
    }
    if let command = arguments.dropFirst().first, ["run", "reproduce", "figure"].contains(command) {
      signal(SIGPIPE, SIG_IGN)
    }
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

  /// Writes a message to standard error; where that is closed, nothing happens.
  static func tell(_ text: String) { _ = send(text, to: STDERR_FILENO) }

  /// The error's number, or nil where all was written.
  private static func send(_ text: String, to stream: Int32) -> Int32? {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(stream, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Whoever shares the stream has it not wait.
        var place = pollfd(fd: stream, events: Int16(POLLOUT), revents: 0)
        poll(&place, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
