import Foundation
import SpecLanguage
import Synchronization

/// The right to write in a directory, held by one process at a time.
///
/// An advisory lock on the folder itself: it leaves no file behind and ends with the process, however that
/// ends. Where the file system has no such locks (some network file systems), every process gets the right; a second
/// writer's rows are then refused by the database.
final class DirectoryLock: Sendable {
  private let descriptor: Mutex<Int32>

  init(_ directory: URL) throws {
    let folder = try OpenFile.folder(directory)
    let held = fcntl(folder.descriptor, F_DUPFD_CLOEXEC, 0)
    guard held >= 0 else { throw StoreError(directory, cannot: "open the folder", errno: errno) }
    descriptor = Mutex(held)
    if flock(held, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw StoreError(
        "\(directory.shown): another process is writing there; wait for it, or choose another folder")
    }
  }

  /// Whether the folder of this name is the one that is locked, and not another that has taken its place.
  func holds(_ directory: URL) -> Bool {
    descriptor.withLock { held in
      var (locked, named) = (stat(), stat())
      return fstat(held, &locked) == 0 && stat(directory.path, &named) == 0
        && (locked.st_dev, locked.st_ino) == (named.st_dev, named.st_ino)
    }
  }

  deinit { release() }

  func release() {
    descriptor.withLock { held in
      // Unlocked first: a child process that was forked and has not yet closed its copy would hold the lock otherwise.
      if held >= 0 {
        flock(held, LOCK_UN)
        close(held)
      }
      held = -1
    }
  }
}
