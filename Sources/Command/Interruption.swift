import Experiments
import Foundation
import RunArchive
import Synchronization

/// Ctrl-C and SIGTERM, in the commands that run experiments.
///
/// Where nothing would be lost, as no step has been taken yet, the first signal ends the process at once. Otherwise it becomes a
/// question that work polls between steps; where that takes long, standard error says so, and the second signal ends the process:
/// what is stored stays, and nothing is left half-written. The status is 75. The third signal is the system's.
enum Interruption {
  private static let count = Atomic<Int>(0)
  /// Posted at each signal.
  private nonisolated(unsafe) static let bell: UnsafeMutablePointer<sem_t> = {
    let bell = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    sem_init(bell, 0, 0)
    return bell
  }()
  /// The directory that is being written.
  private static let directory = Mutex(Directory.none)
  private enum Directory: Sendable {
    case none
    /// Being made or opened, which is not left half done.
    case opening
    case open(RunStore)
  }
  /// Whether there is something that an end at once would lose.
  private static let hasBegun = Atomic<Bool>(false)

  /// Whether work should come to an end.
  static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }
  /// Whether the process is ending, and errors tell of nothing but that.
  static var isUrgent: Bool {
    let signals = count.load(ordering: .relaxed)
    return signals > 1 || signals > 0 && !hasBegun.load(ordering: .relaxed)
  }

  /// Takes care of the signals where a command line asks for work that can be continued. A dry run can be ended at once, and other
  /// commands leave signals as they are.
  static func prepare(for arguments: [String]) {
    guard let command = arguments.dropFirst().first, ["run", "reproduce"].contains(command) else { return }
    if arguments.contains("--dry-run") { leaveToSystem() } else { watch() }
  }

  /// From now on the two signals end the process as the system does, even where whoever started it had them blocked or ignored.
  static func leaveToSystem() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&signals, number)
      signal(number, SIG_DFL)
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// From now on the two signals ask for an end.
  static func watch() { _ = isWatching }

  /// From now on there is something to finish or to save; false where that is done.
  static func begin(_ begun: Bool = true) { hasBegun.store(begun, ordering: .relaxed) }

  /// Has no signal end the process until the directory is open, or is not going to be; does not return where one came before.
  static func opening() {
    yieldToEnd()
    directory.withLock { $0 = .opening }
  }

  /// Waits while the process is being ended, so that nothing more is written.
  static func yieldToEnd() { while isUrgent { usleep(1000) } }

  /// Has the directory brought to rest before a signal ends the process; nil where none is open.
  static func guarding(_ open: RunStore?) { directory.withLock { $0 = open.map { .open($0) } ?? .none } }

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
    while sem_wait(bell) != 0 {}
    let start = ContinuousClock.now
    var isTold = false
    // Asked again and again, as `reproduce` may come to its next figure meanwhile.
    while hasBegun.load(ordering: .relaxed) {
      if rings(within: 0.1) { end("ended at once; what was stored is kept, and the same command continues") }
      // Most work ends within two seconds, and nothing needs be said.
      if !isTold, ContinuousClock.now - start > .seconds(2) {
        say("finishing what is at hand, then saving; a second Ctrl-C ends at once and keeps what is stored")
        isTold = true
      }
    }
    end("ended before the first step, so that nothing is lost; the same command starts again")
  }

  /// Ends the process, the directory at rest.
  private static func end(_ sentence: String) -> Never {
    let status = ExitStatus.interrupted.rawValue
    while true {
      // Under the lock none can be opened.
      let open = directory.withLock { directory -> RunStore? in
        switch directory {
        case .opening: return nil
        case .open(let store): return store
        case .none:
          say(sentence)
          _exit(status)
        }
      }
      if let open {
        say(sentence)
        open.end { _exit(status) }
      }
      usleep(1000)
    }
  }

  /// Whether the bell rings within so many seconds, fewer than one.
  private static func rings(within seconds: Double) -> Bool {
    var deadline = timespec()
    clock_gettime(CLOCK_REALTIME, &deadline)
    deadline.tv_nsec += Int(1e9 * seconds)
    deadline.tv_sec += deadline.tv_nsec / 1_000_000_000
    deadline.tv_nsec %= 1_000_000_000
    while sem_timedwait(bell, &deadline) != 0 { if errno == ETIMEDOUT { return false } }
    return true
  }

  /// A line on standard error, replacing the bar where there is a terminal.
  private static func say(_ sentence: String) {
    let start = isatty(STDERR_FILENO) == 1 ? "\r\u{1B}[K" : ""
    StandardStreams.tell("\(start)deeplinear: \(sentence)\n")
  }
}
