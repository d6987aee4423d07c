import Glibc
import Synchronization

/// Ctrl-C and SIGTERM, turned into a question that work asks now and then. A second signal ends the process at once.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// From now on the two signals ask for an orderly end.
  static func watch() {
    // Whoever started this process may have blocked them: the mask is inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM] {
      sigaddset(&signals, signal)
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { signal in
        // Only what is safe in a signal handler.
        Interruption.requested.store(true, ordering: .relaxed)
        Glibc.signal(signal, SIG_DFL)
      }
      sigaction(signal, &action, nil)
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
