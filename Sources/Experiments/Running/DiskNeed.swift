import Foundation

/// What results take on a disk, beside what is free there.
public struct DiskNeed: Sendable, Equatable {
  /// Bytes that the results to come take at most: trajectories, weights and rows before compression.
  public let bytes: Double
  /// Bytes free on the file system that holds the directory, or will; nil where it does not say.
  public let free: Double?

  /// A need that was reckoned.
  public init(bytes: Double, free: Double?) { (self.bytes, self.free) = (bytes, free) }

  /// What is left to store of `experiment` in `directory`, which need not exist.
  public init(of experiment: Experiment, in directory: URL) {
    let there = (try? RunArchive(directory).runs().count) ?? 0
    let left = Double(experiment.runCount - min(experiment.runCount, there)) / Double(experiment.runCount)
    self.init(bytes: left * experiment.storedBytes, free: Self.free(at: directory))
  }

  /// A clause, where the results may not fit; nil where they do, or nobody knows.
  public var shortage: String? {
    guard let free, bytes > free else { return nil }
    return "results may take up to \(ByteText.short(bytes)), and \(ByteText.short(free)) are free there"
  }

  /// Bytes free for this user where a folder is or would be made.
  static func free(at directory: URL) -> Double? {
    var folder = directory.standardizedFileURL
    while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path) {
      folder.deleteLastPathComponent()
    }
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.path)
    return (attributes?[.systemFreeSize] as? NSNumber)?.doubleValue
  }
}

extension Experiment {
  /// What trajectories, weights and rows of all runs take without compression, in bytes.
  var storedBytes: Double {
    let layout = layout()
    let values = layout.variables.reduce(0.0) { $0 + layout.shape(of: $1).reduce(1.0) { $0 * Double($1) } }
    let trajectory = 8 * values * Double(layout.snapshots)
    let perSeed = points.reduce(0.0) { sum, point in
      let widths = point.specification.network.widths
      let entries = zip(widths, widths.dropFirst()).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let size = point.specification.network.field == .complex ? 16.0 : 8.0
      let copies: Double
      switch point.specification.observe.weights {
      case .none: copies = 0
      case .initial, .final: copies = 1
      case .snapshots: copies = Double(point.snapshotCount)
      }
      let headers = copies == 0 ? 0 : 128 * Double(widths.count - 1)
      return sum + trajectory + copies * size * entries + headers + 600
    }
    return perSeed * Double(seeds.count) + 65_536 * Double(runCount / 64 + 1)
  }
}
