import Experiments
import Foundation
import Synchronization

/// Ctrl-C and SIGTERM. The first signal becomes a question that work asks now and then; where the answer takes long, standard
/// error says so. The second ends the process at once, with status 75: what is stored stays, and nothing is left half-written. The
/// third is the system's.
enum Interruption {
  private static let count = Atomic<Int>(0)
  /// Posted at each signal.
  private nonisolated(unsafe) static let bell: UnsafeMutablePointer<sem_t> = {
    let bell = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    sem_init(bell, 0, 0)
    return bell
  }()
  /// The directory that is being written.
  private static let store = Mutex<RunStore?>(nil)

  /// Whether work should come to an end.
  static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }
  /// Whether the process is ending, and errors tell of nothing but that.
  static var isUrgent: Bool { count.load(ordering: .relaxed) > 1 }

  /// From now on the two signals ask for an end.
  static func watch() { _ = isWatching }

  /// Has the directory brought to rest before a second signal ends the process; nil where none is open.
  static func guarding(_ open: RunStore?) { store.withLock { $0 = open } }

  private static let isWatching: Bool = {
    // Made here, as a signal handler may make nothing.
    _ = (bell, isRequested)
    Thread.detachNewThread { attend() }
    // Whoever started this process may have blocked them: the mask is inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&signals, number)
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in
        // Only what is safe in a signal handler.
        let code = errno
        if Interruption.count.add(1, ordering: .relaxed).oldValue > 0 {
          signal(SIGINT, SIG_DFL)
          signal(SIGTERM, SIG_DFL)
        }
        sem_post(Interruption.bell)
        errno = code
      }
      sigaction(number, &action, nil)
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    return true
  }()

  /// What happens at the signals, on a thread of its own: here anything is allowed.
  private static func attend() {
    _ = waits(seconds: nil)
    // Most work ends within two seconds, and nothing needs be said.
    if !waits(seconds: 2) {
      say("finishing the step at hand, then saving; a second Ctrl-C ends at once and keeps what is stored")
      _ = waits(seconds: nil)
    }
    let status = ExitStatus.interrupted.rawValue
    let open = store.withLock(\.self)
    say("ended at once; what was stored is kept, and the same command continues")
    open?.end { _exit(status) }
    _exit(status)
  }

  /// Whether the bell rang within so many seconds.
  private static func waits(seconds: Int?) -> Bool {
    guard let seconds else {
      while sem_wait(bell) != 0 {}
      return true
    }
    var deadline = timespec()
    clock_gettime(CLOCK_REALTIME, &deadline)
    deadline.tv_sec += seconds
    while sem_timedwait(bell, &deadline) != 0 { if errno == ETIMEDOUT { return false } }
    return true
  }

  /// A line on standard error, in the place of the bar where there is a terminal.
  private static func say(_ sentence: String) {
    let start = isatty(STDERR_FILENO) == 1 ? "\r\u{1B}[K" : ""
    FileHandle.standardError.write(Data("\(start)deeplinear: \(sentence)\n".utf8))
  }
}
