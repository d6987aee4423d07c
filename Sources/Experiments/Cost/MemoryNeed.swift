import DeepLinear
import DeepLinearFlow
import Foundation
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
    let layout = layout()
    let values = layout.variables.reduce(0.0) { $0 + layout.shape(of: $1).reduce(1.0) { $0 * Double($1) } }
    let block = Double(min(runCount, blockSize(layout)))
    var targets = 0.0
    for point in points {
      let spec = point.specification
      let (network, shape) = (spec.network, point.shape)
      let number = network.field == .complex ? 16.0 : 8.0
      let (rows, columns) = (Double(network.widths[network.depth]), Double(network.widths[0]))
      targets += number * (rows * columns + Double(network.rank) * (rows + columns))
      let weights = 8 * shape.numberCount
      let copies = spec.dynamics.method.weightCopies
      if copies * weights + targets > available {
        throw refusal(
          copies * weights + targets, "the weights of such widths", "network", in: point, available,
          at: widthKey(in: point))
      }
      let snapshots = Double(point.snapshotCount)
      let keeps = spec.observe.weights == .snapshots || spec.observe.listsFlowDistance
      let kept = keeps ? weights : 0
      let isVerified = verifies && spec.dynamics.method.isFlow
      let compared =
        isVerified ? weights * Double(FlowVerification.mostComparedTimes(weights: Int(shape.weightCount))) : 0
      let series = block * snapshots * (8 * values + kept) + compared
      if series + targets > available {
        throw refusal(
          series + targets,
          "\(point.snapshotCount) snapshots of \(Int(block)) \(block == 1 ? "run" : "runs")",
          "observe.snapshots", in: point, available)
      }
    }
  }

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

extension Experiment {
  /// Bytes that this process may have more: what is built in, or less where a control group or `ulimit -v` says so.
  static let availableMemory: Double = {
    var limits = [Double(ProcessInfo.processInfo.physicalMemory)]
    if let text = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8),
      let limit = Double(text.trimmingCharacters(in: .whitespacesAndNewlines))
    {
      limits.append(limit)
    }
    var space = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &space) == 0 {
      limits.append(space.rlim_cur == rlim_t.max ? .infinity : mappableBytes)
    }
    return limits.min() ?? .infinity
  }()

  /// The largest block of address space that can be had, less what the buffers of one thread take (Decisions/0021).
  private static var mappableBytes: Double {
    func isThere(_ bytes: Int) -> Bool {
      let flags = MAP_PRIVATE | Int32(MAP_ANONYMOUS) | Int32(MAP_NORESERVE)
      guard let place = mmap(nil, bytes, PROT_NONE, flags, -1, 0), place != MAP_FAILED else { return false }
      munmap(place, bytes)
      return true
    }
    let fits = (20...46).reversed().reduce(0) { isThere($0 + 1 << $1) ? $0 + 1 << $1 : $0 }
    return max(0, Double(fits) - 200 * 0x1p20)
  }
}
