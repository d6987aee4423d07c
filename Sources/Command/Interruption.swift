import Experiments
import Figures
import Foundation
import RunArchive
import Synchronization

/// Ctrl-C, SIGTERM and SIGHUP, in the commands that run experiments or start Python.
///
/// Before the first step nothing would be lost, so that the first signal ends the process at once. Later it sets a flag that the
/// runs poll between steps. Where they take more than two seconds to return, a line on standard error says so. The second signal
/// ends the process as soon as no file is being written; stored results are kept. The exit status is 75. The third signal has the
/// system's default action. Signals within half a second are one: programs such as `timeout` send theirs to a process and then to its group.
enum Interruption {
  private static let count = Atomic<Int>(0)
  /// Posted at each signal.
  private nonisolated(unsafe) static let semaphore: UnsafeMutablePointer<sem_t> = {
    let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
    return semaphore
  }()
  /// The results directory that is being written.
  private static let directory = Mutex(Directory.none)
  private enum Directory: Sendable {
    case none
    /// Being made or opened, which must be finished before the process ends.
    case opening
    case open(RunStore)
  }
  /// Whether the process has results or states that ending at once would lose.
  private static let hasBegun = Atomic<Bool>(false)

  /// Whether the runs are to end.
  static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }
  /// Whether the process is ending; an error that occurs now is a consequence of that.
  static var isUrgent: Bool {
    let signals = count.load(ordering: .relaxed)
    return signals > 1 || signals > 0 && !hasBegun.load(ordering: .relaxed)
  }

  /// When the last signal came, in nanoseconds; 0 before the first one.
  private static let lastSignal = Atomic<Int>(0)

  /// Whether a signal that comes now is not a repetition of the one before. Calls async-signal-safe functions only.
  private static func isNew() -> Bool {
    var clock = timespec()
    clock_gettime(CLOCK_MONOTONIC, &clock)
    let now = clock.tv_sec * 1_000_000_000 + clock.tv_nsec
    let before = lastSignal.exchange(now, ordering: .relaxed)
    return before == 0 || now - before > 500_000_000
  }

  /// Installs the handlers for the commands whose work can be continued, or that start Python, which has to end with them. A dry
  /// run has nothing to save: the signals have the system's default action. Other commands do not change signals.
  static func prepare(for arguments: [String]) {
    guard let command = arguments.dropFirst().first,
      ["run", "check", "reproduce", "figure", "data", "doctor"].contains(command)
    else { return }
    if arguments.contains("--dry-run") { restoreDefaultActions() } else { handleSignals() }
  }

  /// What is said where nothing is saved and nothing was half done.
  static let early: String =
    switch ProcessArguments.all.dropFirst().first {
    case "figure": "ended before the figure was written; the same command draws it"
    case "data": "ended before all was written; the same command starts again"
    case "check": "ended before all was checked; the same command starts again"
    case "doctor": "ended before all was looked at"
    default: "ended before the first step, so that nothing is lost; the same command starts again"
    }

  /// SIGHUP, which a closed terminal sends, is left ignored where the parent process ignores it, as `nohup` does.
  private static let signals: [Int32] = {
    var action = sigaction()
    sigaction(SIGHUP, nil, &action)
    let isIgnored = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    return isIgnored ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]
  }()

  /// Restores the system's default action of the signals, which the parent process may have blocked or ignored.
  private static func restoreDefaultActions() {
    var mask = sigset_t()
    sigemptyset(&mask)
    for number in Self.signals {
      sigaddset(&mask, number)
      signal(number, SIG_DFL)
    }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
  }

  /// Installs the handlers of the signals, once.
  static func handleSignals() { _ = handlesSignals }

  /// States that there are now results or states to save; with false, that all are saved.
  static func begin(_ begun: Bool = true) { hasBegun.store(begun, ordering: .relaxed) }

  /// Keeps signals from ending the process until `track` is called. Does not return where the process is ending already.
  static func opening() {
    waitIfEnding()
    directory.withLock { $0 = .opening }
  }

  /// Does not return where the process is ending, so that nothing more is written.
  static func waitIfEnding() { while isUrgent { usleep(1000) } }

  /// Sets the open directory, whose writing is finished before a signal ends the process; nil where none is open.
  static func track(_ open: RunStore?) { directory.withLock { $0 = open.map { .open($0) } ?? .none } }

  private static let handlesSignals: Bool = {
    // Initialized here, as a signal handler may not allocate.
    _ = (semaphore, isRequested, signals, early, lastSignal.load(ordering: .relaxed))
    Thread.detachNewThread { respond() }
    // The parent process may have blocked them: the mask is inherited.
    var mask = sigset_t()
    sigemptyset(&mask)
    for number in Self.signals {
      sigaddset(&mask, number)
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in
        // Async-signal-safe calls only.
        let code = errno
        defer { errno = code }
        guard Interruption.isNew() else { return }
        if Interruption.count.add(1, ordering: .relaxed).oldValue > 0 {
          for number in Interruption.signals { signal(number, SIG_DFL) }
        }
        sem_post(Interruption.semaphore)
      }
      sigaction(number, &action, nil)
    }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    return true
  }()

  /// Responds to the signals on a thread of its own, where all calls are allowed.
  private static func respond() {
    while sem_wait(semaphore) != 0 {}
    let start = ContinuousClock.now
    var isReported = false
    // Polled, as `reproduce` may finish one experiment and open the next one meanwhile.
    while hasBegun.load(ordering: .relaxed) {
      if hasSignal(within: 0.1) {
        end("ended at once; what was stored is kept, and the same command continues")
      }
      // Most runs return within two seconds, without a message.
      if !isReported, ContinuousClock.now - start > .seconds(2) {
        say("finishing what is at hand, then saving; a second Ctrl-C ends at once and keeps what is stored")
        isReported = true
      }
    }
    end(early)
  }

  /// Ends the process when no file of the directory is being written.
  private static func end(_ sentence: String) -> Never {
    let status = ExitStatus.interrupted.rawValue
    while true {
      // While the lock is held, no directory can be opened.
      let open = directory.withLock { directory -> RunStore? in
        switch directory {
        case .opening: return nil
        case .open(let store): return store
        case .none:
          Renderer.endAll()
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

  /// Whether a signal arrives within so many seconds, fewer than one.
  private static func hasSignal(within seconds: Double) -> Bool {
    var deadline = timespec()
    clock_gettime(CLOCK_REALTIME, &deadline)
    deadline.tv_nsec += Int(1e9 * seconds)
    deadline.tv_sec += deadline.tv_nsec / 1_000_000_000
    deadline.tv_nsec %= 1_000_000_000
    while sem_timedwait(semaphore, &deadline) != 0 { if errno == ETIMEDOUT { return false } }
    return true
  }

  /// Writes a line to standard error; on a terminal it replaces the progress bar.
  static func say(_ sentence: String) {
    let start = isatty(STDERR_FILENO) == 1 ? "\r\u{1B}[K" : ""
    StandardStreams.report("\(start)deeplinear: \(sentence)\n")
  }
}
