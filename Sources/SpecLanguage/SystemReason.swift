import Foundation

/// Why a call of the system failed, and what to try: the only place where this is decided.
package struct SystemReason: Sendable {
  /// A value of `errno`.
  package let code: Int32

  private let isLink: Bool

  /// - Parameter path: What was being opened or made: a link that leads to nothing is named as the cause.
  package init(_ code: Int32, at path: String? = nil) {
    self.code = code
    isLink =
      [ENOENT, EEXIST, ENOTDIR].contains(code) && path.map { Self.found(at: $0) == .danglingLink } ?? false
  }

  /// What is to be done about it.
  package enum Remedy: Sendable {
    /// Another place must be chosen.
    case place
    /// The process is at its limits, or the disk is at its: the same place serves once there is room.
    case room
  }

  /// The system's words for the reason, such as "No space left on device".
  package var text: String { isLink ? "it is a link that leads to nothing" : String(cString: strerror(code)) }

  /// Whether the place or a shortage is the cause.
  package var remedy: Remedy {
    switch code {
    case ENOSPC, EDQUOT, EFBIG, EIO, EMFILE, ENFILE, ENOMEM, EAGAIN, EINTR: .room
    default: .place
    }
  }

  /// What to try, as a clause; nil where nothing general is known.
  package var advice: String? {
    switch code {
    case _ where isLink: "remove it, or make what it leads to"
    case ENOENT: "check the path"
    case ENOTDIR: "a part of the path is a file, or a link to nothing: check it"
    case ELOOP: "links of the path lead in a circle: check them"
    case ENAMETOOLONG: "the path, or a name in it, is longer than the system takes: choose a shorter one"
    case EACCES: "check the permissions of it and of the folders on the way"
    case EPERM: "the system does not allow this here: choose another place"
    case EROFS: "what is mounted there can only be read: choose another folder"
    case ENOSPC: "the disk has no space or no inodes left (df, df -i): free some, then continue"
    case EDQUOT: "the quota is used up: free some space, then continue"
    case EFBIG: "raise the limit on the size of files (ulimit -f)"
    case EMFILE: "raise the limit on open files (ulimit -n)"
    case ENFILE: "the system has too many open files: end other programs, then continue"
    case ENOMEM:
      "memory is short, or limited (\(Self.memoryLimits.map { "ulimit \($0)" }.joined(separator: ", ")))"
    case EAGAIN: "raise the limit on processes and threads (ulimit -u)"
    case EIO: "the disk reports a fault: check it"
    case ESTALE: "the network file system has lost it: look whether it is still there"
    case EBUSY, ETXTBSY: "another program uses it: end that one, then continue"
    default: nil
    }
  }

  /// The options of `ulimit` that limit this process's memory; those that may, where none does.
  private static var memoryLimits: [String] {
    let all = ["-v": RLIMIT_AS, "-d": RLIMIT_DATA]
    let set = all.filter { _, resource in
      var limit = rlimit()
      return getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 && limit.rlim_cur != rlim_t.max
    }
    return (set.isEmpty ? all : set).keys.sorted(by: >)
  }

  /// The reason, and what to try where that is known, after a semicolon.
  package var explained: String { text + (advice.map { "; \($0)" } ?? "") }
}

extension SystemReason {
  /// What is at a path, as far as the system says.
  package enum Found: Sendable, Equatable {
    case something, folder
    /// Nothing has this name.
    case nothing
    /// A link that leads to nothing.
    case danglingLink
    /// The system does not say, for this reason.
    case unknown(Int32)
  }

  /// A clause for what keeps a file or folder that is needed from being seen: "does not exist", "cannot be looked at: Permission
  /// denied; …". Nil where there is one.
  package static func absence(at path: String) -> String? {
    switch found(at: path) {
    case .something, .folder: nil
    case .nothing: "does not exist"
    case .danglingLink: "is a link that leads to nothing"
    case .unknown(let code): "cannot be looked at: \(SystemReason(code).explained)"
    }
  }

  /// Looks at a path; links are followed.
  package static func found(at path: String) -> Found {
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFDIR ? .folder : .something }
    let code = errno
    guard code == ENOENT else { return .unknown(code) }
    return lstat(path, &status) == 0 ? .danglingLink : .nothing
  }
}
