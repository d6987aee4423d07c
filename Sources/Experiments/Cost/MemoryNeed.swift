import DeepLinear
import DeepLinearFlow
import Foundation
import RunArchive
import SpecLanguage

extension Experiment {
  /// Refuses kernels that cannot be had, files that are not there, and what does not fit in memory.
  func checkMachineAndFiles(verifies: Bool = false) throws(InputError) {
    if let complaint = KernelFamily.complaint { throw InputError(complaint) }
    try checkFiles()
    try checkMemory(verifies: verifies)
  }

  /// Refuses what cannot fit in this machine's memory, with how much it would need.
  ///
  /// What is counted is the least that a run holds: five copies of its weights (a flow's solver twelve), the target with its singular vectors at every
  /// point, and the series of the runs of a block until the block is written.
  ///
  /// - Parameter verifies: whether flows are repeated, of which one run's weights are held at all times compared.
  func checkMemory(available: Double = availableMemory, verifies: Bool = false) throws(InputError) {
    let (layout, block) = (layout(), blockRuns)
    var targets = 0.0
    for point in points {
      let holds = Holdings(of: point, layout, verifies: verifies)
      targets += holds.target
      if holds.files > available {
        throw refusal(
          holds.files, "the numbers of the loss's files", "them", in: point, available, at: "target")
      }
      let weights = holds.copies * holds.weights + targets
      if weights > available {
        throw refusal(
          weights, "the weights of such widths", "network", in: point, available, at: widthKey(in: point))
      }
      let series = block * holds.series + holds.compared + targets
      if series > available {
        throw refusal(
          series, "\(point.snapshotCount) snapshots of \(Int(block)) \(block == 1 ? "run" : "runs")",
          "observe.snapshots", in: point, available)
      }
    }
  }

  /// About how many bytes the runs take at most, where so many are computed at once, with a margin.
  ///
  /// The factors were measured on networks of 2 to 6 layers and widths of 200 to 1000, by every kind of method: a run takes up to 19
  /// times its weights with gradient descent and 34 times with flows, beside a thread's buffer and heap.
  public func memory(threads: Int, verifies: Bool = false) -> Double {
    let (layout, block) = (layout(), blockRuns)
    var (targets, run, series) = (0.0, 0.0, 0.0)
    for point in points {
      let holds = Holdings(of: point, layout, verifies: verifies)
      targets += holds.target
      run = max(run, 4 * holds.copies * max(holds.weights, holds.largestMatrix) + holds.compared)
      series = max(series, block * holds.series)
    }
    // A block in the making for each thread, and one that is written, of which its file is an image in memory.
    return 2 * targets + Double(threads) * (run + series) + 2 * series
  }

  /// The runs whose series are held until they are written together.
  private var blockRuns: Double { Double(min(runCount, blockSize(layout()))) }

  private func refusal(
    _ bytes: Double, _ what: String, _ key: String, in point: Point, _ available: Double,
    at place: String? = nil
  ) -> InputError {
    error(
      "\(what) need at least \(ByteText.short(bytes)) of memory, and this machine has \(ByteText.short(available)); "
        + "make \(key) smaller.", at: place ?? key, in: point)
  }

  /// The key that makes a network as large as it is: one that --set gives before one of the spec, widths before depth.
  private func widthKey(in point: Point) -> String {
    let given = ["network.widths", "network.width", "network.depth", "network"].filter {
      isGiven($0, in: point)
    }
    return given.first { isOverridden($0, in: point) } ?? given[0]
  }
}

/// What a point's runs hold, in bytes.
private struct Holdings {
  /// One copy of a network's weights, and how many copies a run has at least.
  let weights, copies: Double
  /// The largest matrix that is computed from the weights: the end-to-end matrix, or a product of a layer with itself.
  let largestMatrix: Double
  /// The target with its singular vectors, and the numbers of files that the loss holds.
  let target: Double
  /// Those files alone.
  let files: Double
  /// What a run has recorded at its end.
  let series: Double
  /// The weights of a flow at all times at which it is compared with its repetition.
  let compared: Double

  init(of point: Point, _ layout: TrajectoryLayout, verifies: Bool) {
    let spec = point.specification
    let network = spec.network
    let number = network.field == .complex ? 16.0 : 8.0
    let (rows, columns) = (Double(network.widths[network.depth]), Double(network.widths[0]))
    // Of what a file has, the loss holds its own copy, and one more as it is made.
    files = (spec.target.loss?.heldFiles ?? []).reduce(0.0) { $0 + 2 * Self.size(ofFile: $1) }
    target = number * (rows * columns + Double(network.rank) * (rows + columns)) + files
    weights = 8 * point.shape.numberCount
    copies = spec.dynamics.method.weightCopies
    let hidden = Double(network.widths.dropFirst().dropLast().max() ?? 0)
    largestMatrix = number * max(rows * columns, hidden * hidden)
    let values = layout.variables.reduce(0.0) { $0 + layout.shape(of: $1).reduce(1.0) { $0 * Double($1) } }
    let keeps = spec.observe.weights == .snapshots || spec.observe.listsFlowDistance
    series = Double(point.snapshotCount) * (8 * values + (keeps ? weights : 0))
    let isVerified = verifies && spec.dynamics.method.isFlow
    compared =
      isVerified
      ? weights * Double(FlowVerification.mostComparedTimes(weights: Int(point.shape.weightCount))) : 0
  }
}

extension Holdings {
  /// Bytes; 0 where the file cannot be found, which is for its reader.
  private static func size(ofFile path: String) -> Double {
    var status = stat()
    return stat(path, &status) == 0 ? Double(status.st_size) : 0
  }
}

extension Experiment {
  /// Bytes that this process may have more: what is built in, or less where a control group says so.
  static let availableMemory: Double = {
    var limits = [Double(ProcessInfo.processInfo.physicalMemory)]
    if let text = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8),
      let limit = Double(text.trimmingCharacters(in: .whitespacesAndNewlines))
    {
      limits.append(limit)
    }
    return limits.min() ?? .infinity
  }()
}
