import Foundation
import RunArchive

/// What results take on a disk, beside what is free there.
public struct DiskNeed: Sendable, Equatable {
  /// Bytes of the disk that the results to come occupy at most: files in whole blocks of the file system, before compression.
  public let bytes: Double
  /// Files that hold them, at most.
  public let files: Double
  /// Bytes free on the file system that holds the directory, or will; nil where it does not say.
  public let free: Double?

  /// A need computed elsewhere.
  public init(bytes: Double, files: Double = 0, free: Double?) {
    (self.bytes, self.files, self.free) = (bytes, files, free)
  }

  /// What `runs` runs of `experiment` take in `directory`, which need not exist.
  public init(of experiment: Experiment, runs: Int, in directory: URL) {
    let left = Double(runs) / Double(experiment.runCount)
    let place = Self.fileSystem(at: directory)
    let size = experiment.storedSize(fileBlock: place?.block ?? 4096)
    self.init(bytes: left * size.bytes, files: (left * size.files).rounded(.up), free: place?.free)
  }

  /// A clause, where the results may not fit; nil where they do, or the free space is unknown.
  public var shortage: String? {
    guard let free, bytes > free else { return nil }
    return "results may take up to \(ByteText.short(bytes)), and \(ByteText.short(free)) are free there"
  }

  /// Bytes free for this user where a folder is or would be made.
  static func free(at directory: URL) -> Double? { fileSystem(at: directory)?.free }

  /// Bytes free for this user, and those that the smallest file occupies, where a folder is or would be made.
  private static func fileSystem(at directory: URL) -> (free: Double, block: Double)? {
    var folder = directory.standardizedFileURL
    // A relative path has no last folder around it: that of a current folder that was removed.
    while folder.path.hasPrefix("/"), folder.path != "/", !FileManager.default.fileExists(atPath: folder.path)
    {
      folder.deleteLastPathComponent()
    }
    var status = statvfs()
    guard statvfs(folder.path, &status) == 0 else { return nil }
    // A network file system reports how much it transfers at once, a mebibyte perhaps; its files occupy smaller blocks.
    let block = min(max(512, Double(status.f_frsize)), 65_536)
    return (Double(status.f_bavail) * Double(status.f_frsize), block)
  }
}

extension Experiment {
  /// What the files of all runs take on a disk that keeps them in blocks of so many bytes, and their number; both at most.
  ///
  /// The sizes that no format states were measured, on directories of 1 to 640 runs, 3 to 19 variables and up to 40 layers, and rounded
  /// up; they are named beside them.
  func storedSize(fileBlock block: Double) -> (bytes: Double, files: Double) {
    func occupied(_ bytes: Double) -> Double { (bytes / block).rounded(.up) * block }
    let layout = layout()
    let (blocks, trajectories) = trajectorySize(layout)
    var (weightFiles, weights) = (0.0, 0.0)
    for point in points {
      let network = point.specification.network
      guard let copies = point.keptCopies else { continue }
      let size = Double(copies) * (network.field == .complex ? 16 : 8)
      weightFiles += Double(seeds.count) * Double(network.depth)
      // After a header of NumPy's; in an archive, with an entry's two headers and its name in both.
      weights += point.shape.layerSizes.reduce(0) {
        $0 + Double(seeds.count) * (joinsWeights ? 288 + size * $1 : occupied(128 + size * $1))
      }
    }
    if joinsWeights, weightFiles > 0 {
      weightFiles = blocks
      weights += blocks * block
    }
    // 150 bytes a file, its name and checksum, and 135 a run with few values; thresholds have rows of their own.
    let row = 600 + 100 * Double(layout.thresholds.count) + 200 * Double(best?.values.count ?? 0)
    let named = points.reduce(0.0) { $0 + 400 + 2 * Double($1.parametersJSON.utf8.count) }
    let database = 65_536 + 200 * (weightFiles + blocks) + row * Double(runCount) + named
    // SQLite's log is emptied at a thousand pages, and gone at the end.
    let log = min(database, 5e6)
    // The folders' lists of names had 64 bytes a file.
    let names = 72 * (weightFiles + blocks) + 4 * block
    let beside = occupied(Double(resolvedYAML().utf8.count)) + occupied(16_384)
    let bytes = trajectories + blocks * block + weights + occupied(database) + occupied(log) + names + beside
    return (bytes, weightFiles + blocks + 3)
  }

  private var joinsWeights: Bool { BlockPlan(batches: [runCount]).joinsWeights }

  /// The number of trajectory files, and the bytes in them without compression.
  private func trajectorySize(_ layout: TrajectoryLayout) -> (files: Double, bytes: Double) {
    let values = layout.variables.reduce(0.0) { $0 + layout.shape(of: $1).reduce(1.0) { $0 * Double($1) } }
    // What deflate cannot make smaller it makes larger by less than a hundredth.
    let run = 8.1 * (values * Double(layout.snapshots) + 2 * Double(layout.thresholds.count) + 3)
    let axes = 8 * Double(layout.snapshots + layout.layers + layout.k + layout.thresholds.count)
    // NetCDF took 10 KB, and 4.1 KB a variable with its attributes; HDF5 ends an image in memory at a multiple of 64 KiB.
    let frame = 16_384 + 4608 * Double(layout.variables.count + 3) + axes
    func file(_ runs: Int) -> Double { ((frame + run * Double(runs)) / 65_536).rounded(.up) * 65_536 }
    let size = blockSize(layout)
    let (whole, rest) = (runCount / size, runCount % size)
    return (
      Double(whole + (rest > 0 ? 1 : 0)), Double(whole) * file(size) + (rest > 0 ? file(rest) : 0)
    )
  }
}
