import Foundation
import Synchronization

/// The names of files that were opened, in order.
package final class Openings: Sendable {
  private let all = Mutex<[String]>([])

  package init() {}

  package var names: [String] { all.withLock { $0 } }

  package func add(_ url: URL) { all.withLock { $0.append(url.lastPathComponent) } }
}
